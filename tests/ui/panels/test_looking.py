"""Zooming and moving in the plots of all panels: what is drawn follows the visible range."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot
from windows import brought

from tests.ui.panels.phases import Window
from tests.ui.plotting import RELU, SIGMOID, double_click, drag, experiment, shown, trace_of, wheel
from tests.ui.recorder import Recorder
from ui.look.theme import LIGHT
from ui.panels.activation.panel import ActivationPanel
from ui.panels.gradients.panel import GradientsPanel
from ui.panels.learning.panel import LearningPanel
from ui.panels.over_time import OverTimePanel
from ui.plots.marks import Dots, Line
from ui.plots.plot import Plot
from ui.shell.application import Application
from vgsim.describe.spec import DataSpec, NetworkSpec


def middle(plot: Plot) -> QPointF:
    return plot.place().inner.center()


def test_the_users_range_is_kept_for_new_passes_but_not_for_another_axis(qtbot: QtBot) -> None:
    panel = LearningPanel(Recorder())
    shown(qtbot, panel, trace_of(updates=10))
    plot = panel.losses
    wheel(plot, middle(plot), 2)
    before = plot.still.x.range, plot.still.y.range
    panel.show_live(trace_of(updates=30))
    assert (plot.still.x.range, plot.still.y.range) == before
    assert panel.results.still.x.range == before[0]
    panel.decades.click()  # another quantity: the user has chosen no range for it
    assert plot.still.y.range != before[1]
    assert plot.still.x.range == before[0]
    plot.view_all()
    assert plot.still.x.range.high >= 30


def test_curves_have_more_points_when_zoomed(qtbot: QtBot) -> None:
    panel = LearningPanel(Recorder())
    quick = experiment(NetworkSpec(depth=1, width=2), data=DataSpec("moons", 4, 8))
    shown(qtbot, panel, trace_of(quick, updates=1500), size=(260, 420))

    def points() -> int:
        lines = [m for m in panel.losses.live if isinstance(m, Line)]
        curves = [m for m in lines if m.color == LIGHT.lanes[0] and np.nanstd(m.y) > 0]
        return int(curves[0].x.size)  # without the ribbon of the leader

    coarse = points()
    for _ in range(4):
        wheel(panel.losses, middle(panel.losses), 2)
    assert points() > 2 * coarse


def test_dots_appear_where_layers_have_room(qtbot: QtBot) -> None:
    deep = experiment(NetworkSpec(depth=90, width=4))
    panel = GradientsPanel(Recorder())
    shown(qtbot, panel, trace_of(deep), size=(400, 560))
    plot = next(plot for plot in panel.plots.values() if plot.isVisible())
    assert not [mark for mark in plot.live if isinstance(mark, Dots)]
    wheel(plot, middle(plot), 4)
    assert [mark for mark in plot.live if isinstance(mark, Dots)]
    double_click(plot, middle(plot))
    assert not [mark for mark in plot.live if isinstance(mark, Dots)]


def test_a_function_is_sampled_in_the_visible_range(qtbot: QtBot) -> None:
    panel = ActivationPanel(Recorder())
    shown(qtbot, panel, trace_of())
    drag(panel.values, middle(panel.values), middle(panel.values) + QPointF(300, 0))
    low, high = panel.slopes.still.x.range.low, panel.slopes.still.x.range.high
    assert high < 4
    for plot in (panel.values, panel.slopes):
        for line in (m for m in plot.still.marks if isinstance(m, Line)):
            assert (line.x[0], line.x[-1]) == pytest.approx((low, high))


def test_another_measure_over_time_shows_its_whole_range(qtbot: QtBot) -> None:
    panel = OverTimePanel(Recorder())
    shown(qtbot, panel, trace_of(updates=30))
    plot = panel.plot
    wheel(plot, middle(plot), 3)
    across = plot.still.x.range
    panel.choice.set_key("saturated")
    panel.choice.chosen.emit("saturated")
    assert plot.still.x.range == across
    y = plot.still.y.range
    values = np.concatenate([m.y for m in plot.live if isinstance(m, Line)])
    assert all(y.low <= value <= y.high for value in values[np.isfinite(values)])


def test_the_plane_can_be_zoomed_while_the_left_button_drags_the_dot(qtbot: QtBot) -> None:
    window = Window(qtbot, experiment(SIGMOID, RELU))
    window.answer()
    plot = window.panel.plot
    home = plot.still.x.range
    wheel(plot, middle(plot), 2)
    near = plot.still.x.range
    assert near.span < home.span
    count = len(window.panel.requests.asked)  # type: ignore[attr-defined]
    drag(plot, middle(plot), middle(plot) + QPointF(40, 10), Qt.MouseButton.MiddleButton)
    assert plot.still.x.range.low < near.low
    moves = [name for name, _ in window.panel.requests.asked[count:]]  # type: ignore[attr-defined]
    assert "move" not in moves
    seen = plot.still.x.range
    drag(plot, middle(plot), middle(plot) + QPointF(20, 10))
    moves = [name for name, _ in window.panel.requests.asked[count:]]  # type: ignore[attr-defined]
    assert "move" in moves
    assert plot.still.x.range == seen
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert plot.still.x.range.low > seen.low
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.still.x.range == home


def test_keys_in_a_focused_plot_are_not_shortcuts_of_the_window(
    app: Application, qtbot: QtBot
) -> None:
    assert app.session is not None
    panel = brought(app, GradientsPanel, qtbot)
    plot = next(plot for plot in panel.plots.values() if plot.isVisible())
    seconds = app.session.player.playback.seconds_per_pass
    app.session.player.to_end()
    qtbot.waitUntil(lambda: app.session.results.shown)
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        qtbot.keyClick(plot, key)
    assert plot.range_chosen
    assert app.session.player.playback.seconds_per_pass == seconds
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert not plot.range_chosen
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.cursor_value is not None
    app.window.rest()
    qtbot.keyClick(app.window.center, Qt.Key.Key_Plus)
    assert app.session.player.playback.seconds_per_pass != seconds
