"""The histograms of every layer, as a ridge and as small multiples."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot
from windows import move_over

from tests.ui.plotting import TWO, shown
from tests.ui.recorder import Recorder
from ui.curves.histograms import ARGUMENT, GRADIENT, SIGNAL, common_range, of_kind, shape
from ui.panels.histograms.panel import MULTIPLES, RIDGE, HistogramsPanel
from ui.panels.histograms.view import ticks
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import DISTRIBUTIONS, Trace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.theory.judge import Judge

COSTLY = frozenset({DISTRIBUTIONS})


def _trace(made: Experiment = TWO) -> Trace:
    return Trainer(made, Watch(costly=COSTLY, layer=2), judge=Judge()).trace()


@pytest.mark.parametrize("form", [RIDGE, MULTIPLES])
@pytest.mark.parametrize("kind", [GRADIENT, ARGUMENT, SIGNAL])
def test_every_layer_has_a_place_and_a_click_selects_it(qtbot: QtBot, kind: str, form: str) -> None:
    panel = HistogramsPanel(Recorder())
    panel.forms.set_key(form)
    panel.kinds.set_key(kind)
    asked = shown(qtbot, panel, trace := _trace(), size=(520, 420))
    panel.view.grab()
    depth = max(lane.depth for lane in trace.lanes)
    assert [layer for layer, _ in panel.view.places] == list(range(1, depth + 1))
    layer, place = panel.view.places[3]
    at = QPointF(place.center().x(), place.bottom() - 2)
    assert panel.view.place_at(at) == (layer, place)
    asked.clear()
    qtbot.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert asked == [("select", (trace.experiment.lanes[0], layer))]
    assert "update 0" in panel.caption.text


def test_until_another_document_is_measured_the_networks_that_are_shown_are_meant(
    qtbot: QtBot,
) -> None:
    panel = HistogramsPanel(Recorder())
    asked = shown(qtbot, panel, trace := _trace(), size=(520, 420))
    panel.view.grab()
    one = Experiment(data=DataSpec("moons", 32), lanes=(Lane("", NetworkSpec(depth=3, width=4)),))
    panel.show_trace(Trainer(one, judge=Judge()).trace())
    asked.clear()
    panel.legend.toggled.emit("1", True)
    place = panel.view.places[3][1]
    at = QPointF(place.center().x(), place.bottom() - 2)
    qtbot.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert asked == [
        ("select", (trace.experiment.lanes[1], 2, None)),
        ("select", (trace.experiment.lanes[0], 4)),
    ]


def test_a_polygon_has_the_areas_of_the_histogram() -> None:
    trace = _trace()
    for lane in trace.lanes:
        for kind in (GRADIENT, ARGUMENT, SIGNAL):
            low, high = common_range(trace.lanes, kind)
            found = of_kind(lane, kind)
            assert found is not None
            drawn = shape(found, 2, low, high)
            assert drawn.y.max() == 1.0
            assert np.all(np.diff(drawn.x) >= 0)
            assert drawn.y[::2] * drawn.largest == pytest.approx(found.shares[1])


def test_the_tooltip_says_the_share_and_the_exact_zeros(qtbot: QtBot) -> None:
    relu = Experiment(
        data=DataSpec("moons", 32),
        lanes=(Lane("R", NetworkSpec(depth=4, width=9, activation="relu")),),
    )
    panel = HistogramsPanel(Recorder())
    shown(qtbot, panel, trace := _trace(relu), size=(520, 420))
    panel.view.grab()
    place = panel.view.places[1][1]
    at = QPointF(place.right() - 3, place.bottom() - 2)
    assert panel.view.place_at(at) is not None
    move_over(panel.view, at.toPoint())
    assert "layer 2" in QToolTip.text()
    found = trace.lanes[0].distributions
    assert found is not None
    assert found.zeros[1] > 0
    assert "are exactly 0" in QToolTip.text()


def test_a_cell_has_no_single_z(qtbot: QtBot) -> None:
    cell = Experiment(
        data=DataSpec("latch", 16, length=6),
        lanes=(Lane("L", NetworkSpec(cell="lstm", activation="tanh", width=4)),),
    )
    panel = HistogramsPanel(Recorder())
    shown(qtbot, panel, trace := _trace(cell), size=(520, 420))
    panel.view.grab()
    assert len(panel.view.places) == 6
    panel.kinds.set_key(ARGUMENT)
    panel.show_trace(trace)
    assert not panel.view.grab().isNull()


def test_ticks_are_whole_powers_of_ten() -> None:
    assert ticks(-17.0, 1.0, GRADIENT, 4) == [-15.0, -10.0, -5.0, 0.0]
    assert ticks(-4.0, 4.0, SIGNAL, 5) == [-4.0, 0.0, 4.0]
    assert ticks(0.0, 2.0, SIGNAL, 5) == [0.0, 2.0]


def test_it_asks_for_its_numbers_only_while_visible(qtbot: QtBot) -> None:
    panel = HistogramsPanel(Recorder())
    asked = shown(qtbot, panel, _trace(), size=(520, 420))
    panel.hide()
    assert ("set_costly", ("histograms", frozenset())) in asked
