"""The network view as it is seen and used: pixels, words, pointer."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from tests.play.positions import position_of
from tests.ui.recorder import Recorder
from ui.look.theme import DARK, LIGHT, PROJECTOR, Theme, argb
from ui.network.canvas import NetworkCanvas
from ui.network.reading import NetworkPlace, header_reading, pointed_words
from ui.network.scene import LaneScene
from ui.panels.network import NetworkPanel
from ui.plots.framebuffer import Framebuffer
from ui.raster import network
from ui.raster.cells import gradient_colors, packed, signal_colors
from ui.widgets.pictures import svg
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.play.frame import Frame, Phase
from vgsim.play.geometry import DecadeRange
from vgsim.play.timeline import Timeline, frame_at
from vgsim.theory.judge import Judge

BATCH = DataSpec(batch_size=8)
SIGMOID = NetworkSpec(depth=20, width=20, activation="sigmoid")
RELU = NetworkSpec(depth=20, width=20, activation="relu", initializer="he_normal")


@pytest.fixture(scope="module", autouse=True)
def _compiled(painters: object) -> None:
    network.warm_up()


@cache
def trace_of(*networks: NetworkSpec, data: DataSpec = BATCH, watch: Watch = Watch()) -> Trace:  # noqa: B008
    lanes = tuple(Lane(f"Net {index}", spec) for index, spec in enumerate(networks))
    return Trainer(Experiment(lanes=lanes, data=data), watch, judge=Judge()).trace()


def pair(**watch: Any) -> Trace:
    return trace_of(SIGMOID, RELU, watch=Watch(**watch))


def end(trace: Trace) -> Any:
    timeline = Timeline(max(len(lane.widths) - 1 for lane in trace.lanes))
    return frame_at(timeline, timeline.length)


def shown(
    qtbot: QtBot, trace: Trace, size: tuple[int, int] = (900, 700), theme: Theme = LIGHT,
    frame: Frame | None = None,
) -> NetworkPanel:  # fmt: skip
    """The panel at the end of a pass, or at another instant of the first one."""
    panel = NetworkPanel(Recorder())
    qtbot.addWidget(panel)
    panel.show_theme(theme)
    panel.resize(*size)
    panel.show()
    panel.show_trace(trace)
    panel.show_frame(frame or end(trace))
    QApplication.processEvents()
    return panel


def scenes(panel: NetworkPanel) -> list[LaneScene]:
    return panel.canvas._scenes


def cell_middle(scene: LaneScene, band: tuple[int, int], layer: int, unit: int) -> tuple[int, int]:
    left, right = scene.box(layer)
    top, bottom = scene.unit_rows(band, layer, unit)
    return (top + bottom) // 2, (left + right) // 2


# pixels


def test_lines_of_every_network_are_drawn_by_the_kernel_that_is_ready(qtbot: QtBot) -> None:
    """Another one would be compiled while the window waits."""
    for widths in ((4, 6, 3), (1, 1), (5, 1, 2)):
        panel = shown(qtbot, trace_of(NetworkSpec(depth=len(widths), widths=widths)))
        assert scenes(panel)[0].bundles
        assert len(network.lines.signatures) == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
def test_cells_have_the_colors_of_their_values(qtbot: QtBot, theme: Theme) -> None:
    trace = pair(example=2, layer=9)
    panel = shown(qtbot, trace, (1100, 900), theme)
    scale = panel.canvas.scale
    for scene, lane in zip(scenes(panel), trace.lanes, strict=True):
        assert scene.rows.most_units == 1
        signals = signal_colors(lane.activation, 10.0, packed(theme.forward_map))
        gradients = gradient_colors(
            lane.gradient, scale.low, scale.high, packed(theme.gradient_map),
            packed(theme.negative_map),
        )  # fmt: skip
        assert 0 < np.mean(lane.gradient < 0) < 1  # of one example, with signs
        for layer in range(1, scene.layers + 1):
            start = int(lane.offsets[layer - 1])
            for unit in range(scene.widths[layer - 1]):
                y, x = cell_middle(scene, scene.place.signal, layer, unit)
                assert panel.canvas.pixels[y, x] == signals[start + unit]
                y, x = cell_middle(scene, scene.place.gradient, layer, unit)
                if lane.gradient[start + unit] != 0:
                    assert panel.canvas.pixels[y, x] == gradients[start + unit]


def test_the_vanished_gradient_looks_vanished_and_the_living_one_does_not(qtbot: QtBot) -> None:
    """Between layer 1 of sigmoid and of ReLU lies most of the color map's way."""
    panel = shown(qtbot, pair())
    ways = []
    table = list(packed(LIGHT.gradient_map))
    for scene, lane in zip(scenes(panel), pair().lanes, strict=True):
        unit = int(np.argmax(np.abs(lane.gradient[: scene.widths[0]])))
        y, x = cell_middle(scene, scene.place.gradient, 1, unit)
        ways.append(table.index(panel.canvas.pixels[y, x]))
    assert ways[0] < 60 < 190 < ways[1]


def test_bars_stand_as_high_as_the_gradient_on_the_axis(qtbot: QtBot) -> None:
    trace = pair(layer=21)
    panel = shown(qtbot, trace)
    scale = panel.canvas.scale
    panel.canvas.set_frame(replace(end(trace), phase=Phase.BACKWARD))  # without diamonds
    for scene, lane in zip(scenes(panel), trace.lanes, strict=True):
        top, bottom = scene.place.bars
        for layer in range(1, scene.layers):
            norm = float(lane.measures["gradient_preactivation"][layer - 1])
            share = (np.log10(norm) - scale.low) / (scale.high - scale.low)
            expected = bottom - share * (bottom - top)
            column = panel.canvas.pixels[top:bottom, sum(scene.box(layer)) // 2]
            cap = top + int(np.flatnonzero(column == argb(LIGHT.text))[0])
            assert abs(cap - expected) <= 1


def test_both_lanes_have_the_same_columns_and_scale(qtbot: QtBot) -> None:
    short = replace(RELU, depth=5)
    panel = shown(qtbot, trace_of(SIGMOID, short))
    first, second = scenes(panel)
    assert (first.layers, second.layers) == (21, 6)
    for layer in range(1, 7):
        assert first.box(layer) == second.box(layer)
    assert first.plan.scale == second.plan.scale


def test_layers_not_yet_reached_are_hollow(qtbot: QtBot) -> None:
    trace = pair(layer=21)
    timeline = Timeline(21)
    panel = shown(qtbot, trace, frame=frame_at(timeline, 0))
    surface = argb(LIGHT.surface)
    for phase, layer in ((Phase.FORWARD, 7), (Phase.BACKWARD, 13)):
        panel.show_frame(frame_at(timeline, position_of(timeline, phase, layer)))
        for scene in scenes(panel):
            forward = phase is Phase.FORWARD
            band = scene.place.signal if forward else scene.place.gradient
            for k in range(1, scene.layers + 1):
                y, x = cell_middle(scene, band, k, 5)
                hollow = k > layer if forward else k < layer
                left, right = scene.box(k)
                block = panel.canvas.pixels[band[0] + 2 : band[1] - 2, left + 2 : right - 2]
                assert (block == surface).all() == hollow, (phase, k, y, x)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(positions=st.lists(st.floats(0, 44), min_size=1, max_size=8))
@pytest.mark.parametrize("kind", ["cells", "discs"])
def test_any_way_to_an_instant_gives_the_same_picture(
    qtbot: QtBot, kind: str, positions: list[float]
) -> None:
    """Strips copied on the way leave nothing behind."""
    trace = pair() if kind == "cells" else _moons()
    layers = max(len(lane.widths) - 1 for lane in trace.lanes)
    timeline = Timeline(layers)
    canvas = _canvas(kind, trace)
    frames = [frame_at(timeline, p / 44 * timeline.length) for p in positions]
    for frame in frames:
        canvas.set_frame(frame)
    travelled = canvas.pixels.copy()
    canvas.renew()
    np.testing.assert_array_equal(travelled, canvas.pixels)


_CANVASES: dict[str, NetworkCanvas] = {}


def _canvas(kind: str, trace: Trace) -> NetworkCanvas:
    """One a kind for all examples."""
    if kind not in _CANVASES:
        canvas = NetworkCanvas()
        canvas.resize(700, 500)
        canvas.set_theme(LIGHT)
        canvas.set_trace(trace)
        _CANVASES[kind] = canvas
    return _CANVASES[kind]


@pytest.fixture(scope="module", autouse=True)
def _let_go() -> Any:
    yield
    _CANVASES.clear()


def _moons() -> Trace:
    narrow = NetworkSpec(depth=6, width=5, activation="tanh")
    watch = Watch(example=3)
    return trace_of(narrow, replace(narrow, depth=3), data=DataSpec("moons"), watch=watch)


def test_another_pass_leaves_nothing_of_the_last(qtbot: QtBot) -> None:
    trainer = Trainer(
        Experiment(lanes=(Lane("", SIGMOID), Lane("", RELU)), data=BATCH), judge=Judge()
    )
    first = trainer.trace(Watch())
    trainer.advance(30)
    second = trainer.trace(Watch())
    panel = shown(qtbot, first)
    panel.show_trace(second)
    fresh = shown(qtbot, second)
    np.testing.assert_array_equal(panel.canvas.pixels, fresh.canvas.pixels)


def test_narrow_networks_are_discs_joined_by_their_weights(qtbot: QtBot) -> None:
    trace = _moons()
    panel = shown(qtbot, trace)
    scene = scenes(panel)[0]
    assert scene.discs
    panel.show_frame(Frame(Phase.LOSS, 1, 0, 7, 0.0))  # later, lines show the gradients
    assert not any(scene.discs for scene in scenes(shown(qtbot, pair())))
    lane = trace.lanes[0]
    out, source = (int(k) for k in np.unravel_index(
        np.argmax(np.abs(lane.weights[2])), lane.weights[2].shape))  # fmt: skip
    start, end_ = (cell_middle(scene, scene.place.signal, k, u) for k, u in ((2, source), (3, out)))
    middle = panel.canvas.pixels[(start[0] + end_[0]) // 2, (start[1] + end_[1]) // 2]
    red, blue = int(middle) >> 16 & 255, int(middle) & 255
    assert np.sign(red - blue) == np.sign(lane.weights[2][out, source])


# shapes and numbers of every kind

TINY = NetworkSpec(depth=1, width=1)
EXTREMES = {
    "one unit": (TINY,),
    "wide": (NetworkSpec(depth=100, width=256, activation="tanh"),),
    "four": (SIGMOID, RELU, TINY, NetworkSpec(depth=40, width=3)),
    "overflow": (replace(RELU, gain=1e30), replace(RELU, gain=1e200)),
    "zero": (replace(SIGMOID, initializer="zeros"), replace(RELU, initializer="zeros")),
    "float32": (NetworkSpec(depth=100, width=8, dtype="float32"), SIGMOID),
}


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("size", [(1, 1), (340, 200), (1280, 720), (3840, 2160)], ids=str)
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
    assert at(Phase.FORWARD, 5).startswith("layer 5: signal 0.")
    assert "loss" not in at(Phase.FORWARD, 5)
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


# the scale


def test_one_absolute_scale_that_grows_in_steps(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair())
    assert panel.canvas.scale == panel.legend._scale == DecadeRange(-16, 2)
    panel.show_trace(trace_of(replace(SIGMOID, depth=60)))
    grown = panel.canvas.scale
    assert grown.low < -30
    assert panel.legend._scale == grown
    panel.show_trace(pair())
    assert panel.canvas.scale == DecadeRange(-16, 2)


def test_the_scale_does_not_shrink_while_networks_learn(qtbot: QtBot) -> None:
    deep = trace_of(replace(SIGMOID, depth=60))
    panel = shown(qtbot, deep)
    before = panel.canvas.scale
    lane = deep.lanes[0]
    ones = np.ones_like(lane.measures["gradient_preactivation"])
    healed = replace(lane, measures={**lane.measures, "gradient_preactivation": ones})
    panel.show_trace(replace(deep, lanes=(healed,), step=9))
    assert panel.canvas.scale == before


def test_an_automatic_scale_is_asked_for_and_labelled(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair())
    assert not panel.automatic.isChecked()
    panel.automatic.setChecked(True)
    assert panel.canvas.scale.automatic
    assert "fitted to this pass" in panel.legend._gradient_title()
    panel.automatic.setChecked(False)
    assert panel.canvas.scale == DecadeRange(-16, 2)
    assert "fitted" not in panel.legend._gradient_title()


@pytest.mark.parametrize("width", [240, 500, 700, 1000, 2000])
@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR], ids=lambda theme: theme.name)
def test_the_legend_s_parts_do_not_overlap(qtbot: QtBot, width: int, theme: Theme) -> None:
    panel = shown(qtbot, pair(), (max(width, 340), 600), theme)
    legend = panel.legend
    places = legend.places(width)
    parts = [places.signal, places.gradient, *places.swatches]
    for index, one in enumerate(parts):
        assert one.bottom() <= places.height + 1
        assert not any(one.adjusted(1, 1, -1, -1).intersects(other) for other in parts[index + 1 :])


# the pointer


def press(canvas: NetworkCanvas, x: float, y: float) -> None:
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))


def test_what_is_under_the_pointer_is_what_is_drawn_there(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair())
    for index, scene in enumerate(scenes(panel)):
        for layer in (1, 7, 21):
            for unit in range(scene.widths[layer - 1]):
                for band in (scene.place.signal, scene.place.gradient):
                    y, x = cell_middle(scene, band, layer, unit)
                    assert panel.canvas.at(x, y) == (index, layer, unit, None)
            bars = sum(scene.place.bars) / 2
            assert panel.canvas.at(x, bars) == (index, layer, None, None)
    assert panel.canvas.at(2, 2) is None
    assert panel.canvas.at(-50, 200) is None


def test_with_two_device_pixels_a_pixel_too(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Framebuffer, "ratio", property(lambda self: 2.0))
    panel = shown(qtbot, pair())
    canvas = panel.canvas
    assert canvas.pixels.shape == (2 * canvas.height(), 2 * canvas.width())
    scene = scenes(panel)[1]
    y, x = cell_middle(scene, scene.place.gradient, 4, 3)
    assert canvas.at(x / 2, y / 2) == (1, 4, 3, None)


def test_clicks_select_and_a_second_one_lets_go(qtbot: QtBot) -> None:
    trace = pair()
    panel = shown(qtbot, trace)
    asked = panel.requests.asked
    scene = scenes(panel)[1]
    y, x = cell_middle(scene, scene.place.signal, 6, 2)
    press(panel.canvas, x, y)
    press(panel.canvas, x, sum(scene.place.bars) / 2)
    panel.show_trace(replace(trace, watch=Watch(lane=1, layer=6, unit=2)))
    press(panel.canvas, x, y)
    press(panel.canvas, 3, 3)
    assert asked == [
        ("select", (trace.experiment.lanes[1], 6, 2, None)),
        ("select", (trace.experiment.lanes[1], 6, None, None)),
        ("select", (trace.experiment.lanes[1], 6, None, None)),
    ]


def test_the_pointer_is_told_exact_numbers(qtbot: QtBot) -> None:
    trace = pair(example=1)
    lane = trace.lanes[0]
    words = pointed_words(trace, NetworkPlace(0, 1, 4))
    assert "Net 0, layer 1, 20 units" in words
    assert "unit 5: a = 0." in words
    assert "∂L/∂z = " in words
    assert "⁻¹" in words
    assert "target: " in pointed_words(trace, NetworkPlace(0, lane.depth + 1, 0))
    assert "mean |a| = " in pointed_words(pair(), NetworkPlace(0, 1, 4))
    panel = shown(qtbot, trace)
    canvas = panel.canvas
    place = QPointF(*reversed(cell_middle(canvas._scenes[0], canvas._scenes[0].place.signal, 2, 1)))
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove, place, place, Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(canvas, move)
    assert canvas._pointed == (0, 2, 1, None)
    before = QToolTip.text()
    assert before.startswith("Net 0, layer 2")
    other = trace_of(replace(SIGMOID, gain=2.0), RELU, watch=Watch(example=1))
    panel.show_trace(other)  # the pointer rests: what is told is of the pass that is shown
    assert QToolTip.text() == pointed_words(other, NetworkPlace(0, 2, 1)) != before


def test_the_sample_is_chosen_and_shown(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair())
    asked = panel.requests.asked
    assert panel.example.text() == "Average of the batch"
    assert panel.example.maximum() == 8
    panel.example.setValue(3)
    panel.example.setValue(0)
    assert asked == [("set_example", (2,)), ("set_example", (None,))]
    trace = pair(example=2)
    panel.show_trace(trace)
    assert len(asked) == 2
    assert panel.example.text() == f"Example 3 (a {trace.lanes[0].labels[2]})"
    plan = scenes(panel)[0].plan
    assert plan.inputs is not None
    (left, right), (top, bottom) = plan.inputs, scenes(panel)[0].place.signal
    picture = panel.canvas.pixels[top:bottom, left:right]
    colors = signal_colors(trace.lanes[0].inputs, 10.0, packed(LIGHT.forward_map))
    assert set(colors) <= set(np.unique(picture))


def test_the_selected_layer_is_outlined_in_every_lane(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair(layer=8))
    picture = panel.canvas.grab().toImage()
    for scene in scenes(panel):
        left, _ = scene.box(8)
        y = sum(scene.place.track) // 2
        assert picture.pixelColor(left - 2, y).name() == LIGHT.accent
