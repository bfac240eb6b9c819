"""The network view of networks of every shape, size and number, and its words."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.play.positions import position_of
from tests.ui.network.seen import (
    RELU,
    SIGMOID,
    pair,
    scenes,
    shown,
    trace_of,
)
from ui.look.theme import DARK, LIGHT, PROJECTOR, argb
from ui.network.canvas import NetworkCanvas
from ui.network.reading import header_reading
from ui.network.scene import LaneScene
from ui.panels.network.panel import NetworkPanel
from ui.raster import network
from ui.widgets.pictures import svg
from vgsim.compute.traces.trace import Watch
from vgsim.describe.spec import DataSpec, NetworkSpec
from vgsim.play.frame import Frame, Phase
from vgsim.play.timeline import Timeline, frame_at


@pytest.fixture(scope="module", autouse=True)
def _compiled(painters: object) -> None:
    network.warm_up()


TINY = NetworkSpec(depth=1, width=1)
EXTREMES = {
    "one unit": (TINY,),
    "wide": (NetworkSpec(depth=100, width=256, activation="tanh"),),
    "four": (SIGMOID, RELU, TINY, NetworkSpec(depth=40, width=3)),
    "overflow": (replace(RELU, gain=1e30), replace(RELU, gain=1e200)),
    "zero": (replace(SIGMOID, initializer="zeros"), replace(RELU, initializer="zeros")),
    "float32": (NetworkSpec(depth=100, width=8, dtype="float32"), SIGMOID),
}


SHOWN = [*product([(1, 1), (340, 200), (1280, 720)], EXTREMES)]
LARGE = [((3840, 2160), name) for name in EXTREMES]
SHOWN += [((3840, 2160), "four")]  # four networks of different sizes
FURTHER = [pytest.param(*each, marks=pytest.mark.long) for each in LARGE if each not in SHOWN]


@pytest.mark.parametrize(("size", "name"), [*SHOWN, *FURTHER], ids=str)
def test_every_network_at_every_size(qtbot: QtBot, name: str, size: tuple[int, int]) -> None:
    """Nothing raises, nothing warns (a Qt warning fails the test), something is seen."""
    data = DataSpec(batch_size=2)
    for watch in (Watch(), Watch(example=1, layer=2, unit=0)):
        trace = trace_of(*EXTREMES[name], data=data, watch=watch)
        theme = PROJECTOR if size[0] == 1280 else DARK
        panel = shown(qtbot, trace, size, theme)
        timeline = Timeline(max(len(lane.widths) - 1 for lane in trace.lanes))
        for position in (0.0, 0.4, timeline.layers + 0.5, timeline.layers + 2.2):
            panel.show_frame(frame_at(timeline, position))
        picture = panel.grab().toImage()
        assert not picture.isNull()
        panel.close()


def test_a_canvas_smaller_than_it_likes_stays_calm(qtbot: QtBot) -> None:
    canvas = NetworkCanvas()
    qtbot.addWidget(canvas)
    canvas.setMinimumSize(1, 1)
    canvas.set_theme(LIGHT)
    canvas.set_trace(pair(example=1))
    for side in (1, 2, 23, 24, 30, 60, 90, 140):
        canvas.resize(side, side)
        canvas.resize(side * 5, side)
        canvas.grab()


def test_numbers_that_are_none_have_their_look(qtbot: QtBot) -> None:
    trace = trace_of(replace(RELU, gain=1e30), replace(SIGMOID, initializer="zeros"))
    panel = shown(qtbot, trace)
    broken, still = scenes(panel)
    block = _column(panel, broken, broken.place.signal, 20)
    assert set(np.unique(block)) == {argb(LIGHT.surface), argb(LIGHT.nan)}
    block = _column(panel, broken, broken.place.bars, 10)
    assert argb(LIGHT.nan) in block
    block = _column(panel, still, still.place.gradient, 3)
    assert set(np.unique(block)) == {argb(LIGHT.surface), argb(LIGHT.zero)}


def _column(panel: NetworkPanel, scene: LaneScene, band: tuple[int, int], layer: int) -> Any:
    left, right = scene.box(layer)
    return panel.canvas.pixels[band[0] : band[1], left:right]


def test_underflow_shows_where_float32_ends(qtbot: QtBot) -> None:
    spec = NetworkSpec(depth=100, width=8, dtype="float32")
    trace = trace_of(spec)
    scene = scenes(panel := shown(qtbot, trace))[0]
    norms = trace.lanes[0].measures["gradient_preactivation"]
    assert norms[0] == 0
    assert argb(LIGHT.zero) in _column(panel, scene, scene.place.gradient, 1)
    limit = np.finfo(np.float32).tiny * 8
    fading = 1 + int(np.flatnonzero((norms > 0) & (norms < limit))[-1])
    assert argb(LIGHT.underflow) in _column(panel, scene, scene.place.gradient, fading)
    assert argb(LIGHT.underflow) not in _column(panel, scene, scene.place.gradient, 100)


# words


def test_a_number_under_every_layer_and_never_a_false_zero(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair())
    for words in panel.canvas._words:
        numbers = words.numbers()
        assert len(numbers) == 21
        assert all(box is not None for box in words.scene.pictures.boxes)
        assert not any(number.startswith("0.0000") or number == "0" for number in numbers)
    assert panel.canvas._words[0].numbers()[0].endswith(("⁻¹³", "⁻¹⁴", "⁻¹²"))


@pytest.mark.parametrize("reached", [0, 8])
def test_a_vector_picture_has_the_numbers_that_the_screen_shows(qtbot: QtBot, reached: int) -> None:
    """Those of layers whose gradient has arrived; the others have none before the first pass."""
    trace = pair()
    panel = shown(qtbot, trace, frame=Frame(Phase.BACKWARD, 21, reached, 21, 0.0))
    written = svg(panel.canvas).decode()
    assert written.count("⁻") > 0  # the axis of the bars
    every = [words.numbers() for words in panel.canvas._words]
    arrived = {number for row in every for number in row[len(row) - reached :]}
    assert {number for row in every for number in row if f">{number}<" in written} == arrived


def test_numbers_do_not_overlap(qtbot: QtBot) -> None:
    for trace in (pair(), trace_of(EXTREMES["wide"][0])):
        for width in (400, 700, 1500):
            panel = shown(qtbot, trace, (width, 700))
            for scene in scenes(panel):
                boxes = [box for box in scene.pictures.boxes if box is not None]
                for index, one in enumerate(boxes):
                    for other in boxes[index + 1 :]:
                        apart = one[2] <= other[0] + 1
                        assert apart or one[1] != other[1] or one is boxes[0]


def test_the_reading_follows_the_wave() -> None:
    trace, timeline = pair(), Timeline(21)

    def at(phase: Phase, layer: int) -> str:
        return header_reading(trace, 0, frame_at(timeline, position_of(timeline, phase, layer)))

    assert header_reading(trace, 0, frame_at(timeline, 0)) == "update 0"
    assert "loss" not in at(Phase.FORWARD, 5)
    assert at(Phase.FORWARD, 5).startswith("layer 5: signal 0.")
    assert at(Phase.LOSS, 1).startswith("update 0    loss 2.")
    assert at(Phase.BACKWARD, 21).startswith("output: gradient 0.3")
    assert at(Phase.BACKWARD, 20).startswith("layer 20: gradient ")
    assert "layer 1: gradient" in at(Phase.UPDATE, 1)


def test_the_verdict_is_said_to_those_who_do_not_see_it(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair(layer=4))
    canvas = panel.canvas
    said = canvas.accessibleDescription()
    assert "Net 0: Layer 1 receives" in said
    assert "too small to learn from" in said
    assert "Gradient at layer 4. Net 0:" in said
    assert canvas.accessibleName() == "Networks at update 0"


def test_units_that_share_a_row_are_counted_on_the_screen(qtbot: QtBot) -> None:
    panel = shown(qtbot, trace_of(EXTREMES["wide"][0], SIGMOID))
    wide, narrow = panel.canvas._words
    assert wide.note() == f"Each line shows the largest of {wide.scene.rows.most_units} units"
    assert wide.scene.rows.most_units > 1
    assert narrow.note() == ""
