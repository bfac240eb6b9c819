"""The hands a person has on a plot: real events of the pointer, one by one."""

from __future__ import annotations

from math import inf, isfinite, nan

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.plots.hands import X, Y, entry, middle, ranges, shown
from tests.ui.plotting import NO_KEY, click, double_click, drag, send, wheel
from ui.plots.axis import Range
from ui.plots.frame import Scale, Words
from ui.plots.plot import Plot
from ui.plots.stack import stack


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot(Words("A share", "share"), Words("layer", "layer"))
    shown(qtbot, made)
    return made


def test_a_wheel_zooms_both_axes_about_the_pointer(plot: Plot) -> None:
    at = plot.place().point(5.0, 0.25).toPoint().toPointF()
    value = plot.value_at(at)
    wheel(plot, at, 1)
    x, y = ranges(plot)
    assert x.span == pytest.approx(20 * y.span)
    assert y.span < 0.8
    after = plot.value_at(at)
    assert (after.x(), after.y()) == pytest.approx((value.x(), value.y()))
    wheel(plot, at, -1)
    assert (plot.still.x.range.low, plot.still.x.range.high) == pytest.approx((0.5, 20.5))


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("gesture", ["wheel", "drag", "right drag"])
def test_over_one_axis_only_that_one_moves(plot: Plot, axis: int, gesture: str) -> None:
    inner, before = plot.place().inner, ranges(plot)
    place = QPointF(inner.center().x(), inner.bottom() + 8)
    if axis:
        place = QPointF(inner.left() / 2, inner.center().y())
    if gesture == "wheel":
        wheel(plot, place, 1)
    else:
        button = Qt.MouseButton.RightButton if "right" in gesture else Qt.MouseButton.LeftButton
        drag(plot, place, place + QPointF(30, 40), button)
    after = ranges(plot)
    assert after[axis] != before[axis]
    assert after[1 - axis] == before[1 - axis]
    other = Scale(Range(-5.0, 5.0), of="share" if axis == 0 else "layer")
    plot.show_scales(*((X, other) if axis == 0 else (other, Y)))
    assert ranges(plot)[1 - axis] == Range(-5.0, 5.0)  # that one is still the panel's


def test_a_drag_pans_and_is_no_click(plot: Plot, qtbot: QtBot) -> None:
    clicks: list[QPointF] = []
    plot.clicked.connect(clicks.append)
    start, end = plot.place().point(10.0, 0.5), plot.place().point(14.0, 0.75)
    drag(plot, start, end)
    x, y = ranges(plot)
    assert (x.low, x.high) == pytest.approx((-3.5, 16.5), abs=0.1)
    assert (y.low, y.high) == pytest.approx((-0.25, 0.75), abs=0.01)
    assert not clicks
    with qtbot.waitSignal(plot.clicked):
        click(plot, middle(plot))
    assert len(clicks) == 1
    assert clicks[0].x() == pytest.approx(x.center, abs=0.1)


def test_a_double_click_is_no_click_where_there_is_something_to_reset(
    plot: Plot, qtbot: QtBot
) -> None:
    clicks: list[QPointF] = []
    plot.clicked.connect(clicks.append)
    wheel(plot, middle(plot), 2)
    double_click(plot, middle(plot))
    assert not plot.range_chosen
    with qtbot.waitSignal(plot.clicked):
        click(plot, middle(plot))
    assert len(clicks) == 1  # only the one after it


@pytest.mark.parametrize("way", ["shift", "menu"])
def test_a_box_is_zoomed_to_exactly(plot: Plot, way: str) -> None:
    place = plot.place()
    start, end = (place.point(*at).toPoint().toPointF() for at in ((5.0, 0.75), (10.0, 0.25)))
    corners = plot.value_at(start), plot.value_at(end)
    if way == "menu":
        plot.draw_box()
    drag(plot, start, end, keys=Qt.KeyboardModifier.ShiftModifier if way == "shift" else NO_KEY)
    x, y = ranges(plot)
    assert (x.low, x.high) == pytest.approx((corners[0].x(), corners[1].x()))
    assert (y.low, y.high) == pytest.approx((corners[1].y(), corners[0].y()))
    before = ranges(plot)
    drag(plot, middle(plot), middle(plot) + QPointF(40, 0))
    assert ranges(plot)[0].span == pytest.approx(before[0].span)  # the next drag pans again


def test_a_flat_box_is_one_of_a_single_axis(plot: Plot) -> None:
    start = plot.place().point(5.0, 0.5)
    drag(plot, start, start + QPointF(100, 2), keys=Qt.KeyboardModifier.ShiftModifier)
    x, y = ranges(plot)
    assert x.span < 10
    assert y == Y.range


WAYS_HOME = ["double click", "A", "Home", "0", "button", "menu"]


@pytest.mark.parametrize("way", WAYS_HOME)
def test_there_is_a_way_back(plot: Plot, qtbot: QtBot, way: str) -> None:
    looked: list[Range | None] = []
    plot.x_range_chosen.connect(looked.append)
    assert not plot.back.isVisible()
    wheel(plot, middle(plot), 3)
    assert plot.range_chosen
    assert plot.back.isVisible()
    keys = {"A": Qt.Key.Key_A, "Home": Qt.Key.Key_Home, "0": Qt.Key.Key_0}
    if way == "double click":
        double_click(plot, middle(plot))
    elif way == "button":
        qtbot.mouseClick(plot.back, Qt.MouseButton.LeftButton)
    elif way == "menu":
        entry(plot, "View all").trigger()
    else:
        plot.setFocus()
        qtbot.keyClick(plot, keys[way])
    assert ranges(plot) == (X.range, Y.range)
    assert not plot.back.isVisible()
    assert looked[0] is not None
    assert looked[-1] is None


def test_an_own_range_survives_new_values_of_the_same_thing(plot: Plot) -> None:
    wheel(plot, middle(plot), 2)
    before = ranges(plot)
    grown = Scale(Range(0.0, 7.0), of="share")
    plot.show_scales(X, grown)
    assert ranges(plot) == before
    plot.view_all()
    assert ranges(plot) == (X.range, grown.range)  # what is proposed by now
    wheel(plot, middle(plot), 2)
    plot.show_scales(X, Scale(Range(-3.0, 2.0), of="loss"))
    assert ranges(plot)[1] == Range(-3.0, 2.0)  # another quantity is no matter of that range
    assert ranges(plot)[0] != X.range


def test_nobody_gets_lost(plot: Plot) -> None:
    for notches in (400, -400):
        for _ in range(3):
            wheel(plot, middle(plot), notches)
            drag(plot, middle(plot), middle(plot) + QPointF(200, 100))
        x, y = ranges(plot)
        assert x.span * 1.001 >= 1e-5 * 20
        assert x.span <= 3e3 * 20
        assert np.isfinite([x.low, x.high, y.low, y.high]).all()
        plot.grab()


def test_a_stack_looks_at_the_same_stretch_of_x(qtbot: QtBot) -> None:
    above, below = Plot(), Plot()
    stack(above, below)
    shown(qtbot, above, below)
    wheel(above, middle(above), 2)
    assert above.still.x.range == below.still.x.range
    assert above.still.y.range != Y.range
    assert below.still.y.range == Y.range
    assert below.range_chosen
    wheel(below, middle(below), 1)
    assert above.still.x.range == below.still.x.range
    assert above.place().inner.left() == below.place().inner.left()
    above.view_all()
    assert not below.range_chosen
    assert below.still.x.range == X.range


@pytest.mark.parametrize("way", ["wheel", "box"])
def test_a_range_that_is_not_painted_yet_is_the_one_that_is_zoomed(plot: Plot, way: str) -> None:
    plot.show_scales(Scale(Range(100, 200), of="layer"), Scale(Range(3, 5), of="share"))
    if way == "wheel":
        wheel(plot, plot.place().point(125, 4), 1)
        assert plot.value_at(plot.place().point(125, 4)).x() == pytest.approx(125)
    else:
        corners = plot.place().point(125, 4.5), plot.place().point(150, 4)
        drag(plot, *corners, keys=Qt.KeyboardModifier.ShiftModifier)
    x, y = ranges(plot)
    assert 100 < x.low < 126 < x.high < 200
    assert 3 < y.low < y.high < 5


def test_the_pointer_is_told_in_values_and_when_it_leaves(plot: Plot) -> None:
    from PySide6.QtCore import QEvent

    told: list[QPointF | None] = []
    plot.hovered.connect(told.append)
    send(plot, QEvent.Type.MouseMove, plot.place().point(7.0, 0.5))
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert told[0] is not None
    assert (told[0].x(), told[0].y()) == pytest.approx((7.0, 0.5))
    assert told[-1] is None


@pytest.mark.parametrize("low", [nan, inf, -inf, 1.0])
@pytest.mark.parametrize("equal", [False, True])
def test_a_view_that_is_no_interval_is_brought_back(
    plot: Plot, low: float, equal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers overflow where pyqtgraph moves very large or very small ranges."""
    home = plot.still.x.range, plot.still.y.range
    plot.show_scales(plot.still.x, plot.still.y, equal=equal)
    shown = plot.view.seen()
    monkeypatch.setattr(plot.view, "seen", lambda: (Range(low, 1.0), Range(0.0, 1.0)))
    plot.view.sigRangeChangedManually.emit((True, True))
    monkeypatch.undo()
    assert plot.view.seen() == shown
    assert equal or (plot.still.x.range, plot.still.y.range) == home


@pytest.mark.parametrize("high", [nan, inf, 1e308, -1e308, -inf])
@pytest.mark.parametrize("equal", [False, True])
def test_what_is_no_interval_is_not_shown(plot: Plot, high: float, equal: bool) -> None:
    plot.show_scales(Scale(Range(-1e308, high)), Y, equal=equal)
    assert isfinite(plot.still.x.range.span)
    assert equal or plot.still.x.range == Range(0.0, 1.0)
