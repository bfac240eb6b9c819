"""The lines from the pixels of an image to the selected unit of layer 1."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.network.seen import scenes, shown, trace_of
from ui.network.inputs import middle_of_input
from ui.panels.network.panel import NetworkPanel
from vgsim.compute.traces.trace import Watch
from vgsim.describe.spec import NetworkSpec

DIGITS = NetworkSpec(depth=2, width=6, activation="tanh")
SIZE = (1000, 800)


def panel_of(qtbot: QtBot, unit: int | None, source: int | None = None) -> NetworkPanel:
    watch = Watch(example=0, layer=1, unit=unit, input=source)
    return shown(qtbot, trace_of(DIGITS, watch=watch), SIZE)


def pixel(panel: NetworkPanel, index: int) -> QPoint:
    trace = panel._trace
    assert trace is not None
    return middle_of_input(scenes(panel)[0], trace.lanes[0], index).toPoint()


def between(panel: NetworkPanel) -> set[int]:
    """The colors between the image and the circles of layer 1."""
    scene, image = scenes(panel)[0], panel.canvas.grab().toImage()
    assert scene.plan.inputs is not None
    left, right = scene.plan.inputs[1] + 2, scene.box(1)[0] - 4
    top, bottom = scene.place.signal
    rows = range(round(scene.plan.y(top)), round(scene.plan.y(bottom)))
    x = round(scene.plan.y((left + right) / 2))
    return {image.pixel(x, y) for y in rows}


def test_only_the_selected_unit_has_lines_to_the_pixels(qtbot: QtBot) -> None:
    assert len(between(panel_of(qtbot, None))) == 1
    assert len(between(panel_of(qtbot, 2))) > 10


def test_a_click_on_a_pixel_selects_its_weight(qtbot: QtBot) -> None:
    panel, found = panel_of(qtbot, 2), []
    panel.canvas.chosen.connect(lambda *place: found.append(place))
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=pixel(panel, 20))
    assert found == [(0, 1, 2, 20)]
    other = panel_of(qtbot, None)
    other.canvas.chosen.connect(lambda *place: found.append(place))
    QTest.mouseClick(other.canvas, Qt.MouseButton.LeftButton, pos=pixel(other, 20))
    assert len(found) == 1


def test_the_selected_weight_is_marked(qtbot: QtBot) -> None:
    pixels = []
    for source in (None, 20):
        panel = panel_of(qtbot, 2, source)
        image = panel.canvas.grab().toImage()
        pixels.append(np.frombuffer(bytes(image.constBits()), np.uint32))
    assert (pixels[0] != pixels[1]).sum() > 30
