"""At most two networks on a projector, unless all of them are wanted."""

from __future__ import annotations

from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.network.seen import RELU, SIGMOID, scenes, shown, trace_of
from tests.ui.recorder import Recorder
from ui.look.theme import LIGHT, PROJECTOR
from ui.network.few import few, in_their_colors, only
from ui.panels.network.panel import NetworkPanel
from vgsim.compute.traces.trace import Watch

SIZE = (1280, 700)


@pytest.fixture
def panel(qtbot: QtBot) -> NetworkPanel:
    trace = trace_of(SIGMOID, RELU, SIGMOID, RELU, watch=Watch(lane=2))
    return shown(qtbot, trace, SIZE, PROJECTOR)


def test_the_selected_network_is_shown_then_what_a_lesson_marks_then_the_first() -> None:
    assert few(4, 0) == (0, 1)
    assert few(4, 3) == (0, 3)
    assert few(4, 2, wanted=(3, 1)) == (2, 3)
    assert few(1, 0) == (0,)


def test_a_projector_shows_two_of_four_in_their_colors(panel: NetworkPanel) -> None:
    trace = panel._trace
    assert trace is not None
    assert [scene.widths for scene in scenes(panel)] == [
        trace.lanes[lane].widths[1:] for lane in (0, 2)
    ]
    assert panel.canvas._theme == in_their_colors(PROJECTOR, (0, 2))
    assert in_their_colors(PROJECTOR, (0, 2)).lanes[1] == PROJECTOR.lanes[2]
    assert [panel.place_of(lane) for lane in range(4)] == [0, None, 1, None]
    assert len(panel.choice.bar.tabs) == 4


def test_a_click_in_the_picture_selects_the_network_that_is_there(panel: NetworkPanel) -> None:
    place = panel.canvas.layer_area(1, 3).center()
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=place)
    asked = cast(Recorder, cast(Any, panel.requests)).asked
    name, (lane, layer, *_) = asked[-1]
    assert (name, layer) == ("select", 3)
    assert panel._trace is not None
    assert lane is panel._trace.experiment.lanes[2]


def test_all_networks_are_shown_on_demand(qtbot: QtBot, panel: NetworkPanel) -> None:
    with qtbot.waitSignal(panel.counted):
        QTest.mouseClick(panel.choice.all, Qt.MouseButton.LeftButton)
    assert len(scenes(panel)) == 4
    assert panel.count_of(4) == 4
    QTest.mouseClick(panel.choice.all, Qt.MouseButton.LeftButton)
    assert len(scenes(panel)) == 2


def test_elsewhere_all_networks_are_shown_without_a_choice(
    qtbot: QtBot, panel: NetworkPanel
) -> None:
    panel.show_theme(LIGHT)
    assert len(scenes(panel)) == 4
    assert panel.choice.isHidden()


def test_a_part_of_a_pass_has_the_values_of_its_networks() -> None:
    trace = trace_of(SIGMOID, RELU, SIGMOID, watch=Watch(lane=2))
    part = only(trace, (1, 2))
    assert part.lanes == trace.lanes[1:]
    assert part.curves == trace.curves[1:]
    assert (part.watched, part.experiment.lanes) == (1, trace.experiment.lanes[1:])
    assert only(trace, (0, 1, 2)) is trace
