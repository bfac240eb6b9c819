"""The inputs of the watched example: their names beside the cells, and what the tooltip says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from tests.ui.network.test_network import scenes, shown, trace_of
from ui.look.theme import LIGHT
from ui.network.inputs import paint_inputs
from ui.network.reading import input_words
from ui.panels.network.panel import NetworkPanel
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import DataSpec, NetworkSpec
from vgsim.words.numbers import scientific

SMALL = NetworkSpec(depth=3, width=5, activation="tanh")
ROOMY, LOW = (1000, 800), (500, 200)


def iris(sample: int | None = 3) -> Trace:
    return trace_of(SMALL, data=DataSpec("iris", batch_size=16), watch=Watch(example=sample))


def inks(panel: NetworkPanel) -> list[int]:
    """The written pixels beside every input's cell, between the margin and the cells."""
    scene = scenes(panel)[0]
    plan, count = scene.plan, len(panel._trace.lanes[0].inputs)  # type: ignore[union-attr]
    assert plan.inputs is not None
    image, surface = panel.canvas.grab().toImage(), QColor(LIGHT.surface).rgb()
    (top, bottom), found = scene.place.signal, []
    for k in range(count):
        rows = range(top + (bottom - top) * k // count, top + (bottom - top) * (k + 1) // count)
        columns = range(round(plan.margin * plan.ratio), plan.inputs[0])
        found.append(sum(image.pixel(x, y) != surface for x in columns for y in rows))
    return found


def cell(panel: NetworkPanel, row: int, rows: int, share: float = 0.5) -> QPoint:
    """A point on a cell of the inputs, or left of them."""
    scene = scenes(panel)[0]
    assert scene.plan.inputs is not None
    (left, right), (top, bottom) = scene.plan.inputs, scene.place.signal
    x, y = left + share * (right - left), top + (row + 0.5) * (bottom - top) / rows
    return QPoint(round(scene.plan.y(x)), round(scene.plan.y(y)))


def test_every_input_has_its_name_beside_it(qtbot: QtBot) -> None:
    written = inks(shown(qtbot, iris(), ROOMY))
    assert min(written) > 50
    unnamed = iris()
    lanes = tuple(replace(lane, input_names=()) for lane in unnamed.lanes)
    assert not any(inks(shown(qtbot, replace(unnamed, lanes=lanes), ROOMY)))


def test_other_names_take_the_place_of_the_first(qtbot: QtBot) -> None:
    panel = shown(qtbot, trace := iris(), ROOMY)
    before, wide = inks(panel), scenes(panel)[0].plan.names
    lanes = tuple(replace(lane, input_names=("a", "b", "c", "d")) for lane in trace.lanes)
    panel.show_trace(replace(trace, lanes=lanes))
    assert 0 < scenes(panel)[0].plan.names < wide
    assert all(0 < now < was for now, was in zip(inks(panel), before, strict=True))


def test_without_room_for_every_name_there_is_none(qtbot: QtBot) -> None:
    assert not any(inks(shown(qtbot, iris(), LOW)))
    wide = trace_of(
        SMALL, data=DataSpec("breast_cancer", batch_size=16), watch=Watch(example=0)
    )  # thirty inputs
    assert not any(inks(shown(qtbot, wide, (1000, 500))))
    digits = trace_of(SMALL, watch=Watch(example=0))
    assert scenes(shown(qtbot, digits, ROOMY))[0].plan.names == 0


def test_the_mean_over_the_batch_shows_the_means_of_the_inputs(qtbot: QtBot) -> None:
    trace = iris(None)
    plan = scenes(shown(qtbot, trace, ROOMY))[0].plan
    assert plan.names > 0
    assert plan.inputs is not None
    value = scientific(float(trace.lanes[0].inputs[2]), 4)
    assert f"mean of x over the batch = {value}" in input_words(trace, 0, 2)


@pytest.mark.parametrize("size", [ROOMY, LOW])
def test_a_tooltip_names_the_input_and_its_value(qtbot: QtBot, size: tuple[int, int]) -> None:
    panel = shown(qtbot, trace := iris(), size)
    value = scientific(float(trace.lanes[0].inputs[2]), 4)
    words = f"Net 0, input 3 (petal length (cm))\nx = {value}"
    assert input_words(trace, 0, 2) == words

    def told(point: QPoint) -> bool:
        """A window that has just appeared may still be told that the pointer is not over it."""
        QTest.mouseMove(panel.canvas, point + QPoint(0, 90))
        QTest.mouseMove(panel.canvas, point)
        return QToolTip.text() == words

    qtbot.waitUntil(lambda: told(cell(panel, 2, 4)))
    if size == ROOMY:
        QToolTip.hideText()
        qtbot.waitUntil(lambda: told(cell(panel, 2, 4, share=-1.0)))  # on the name


def test_a_pixel_of_an_image_is_told_by_its_row_and_column(qtbot: QtBot) -> None:
    digits = trace_of(SMALL, watch=Watch(example=0))
    panel = shown(qtbot, digits, ROOMY)
    scene = scenes(panel)[0]
    assert scene.plan.inputs is not None
    found = set()
    for share in np.linspace(0.01, 0.99, 40):
        point = cell(panel, 4, 8, float(share))
        pointed = panel.canvas._input_at(point.x(), point.y())
        assert pointed is not None
        found.add(digits.lanes[0].input_name(pointed[1]))
    assert len({name.split(",")[0] for name in found}) == 1
    assert len(found) == 8


def test_inputs_that_reach_out_of_a_very_small_picture_are_cut(qtbot: QtBot) -> None:
    panel = shown(qtbot, trace := iris(), ROOMY)
    scene, whole = scenes(panel)[0], panel.canvas.pixels
    assert scene.plan.inputs is not None
    (left, _), (top, _) = scene.plan.inputs, scene.place.signal
    small = np.zeros((top + 3, left + 2), np.uint32)
    paint_inputs(small, scene, trace.lanes[0])
    assert (small[top:, left:] == whole[top : top + 3, left : left + 2]).all()
