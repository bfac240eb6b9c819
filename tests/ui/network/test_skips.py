"""Skips as arcs, and marks of clipped, frozen and single layers, in the network view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from tests.ui.recorder import Recorder
from tests.ui.windows import move_over
from ui.look.theme import THEMES, argb
from ui.network.marks import CLIPPED, FROZEN, OWN, STILL, clipped, marked, modifications, notes
from ui.network.reading import NetworkPlace, pointed_words
from ui.panels.network.panel import NetworkPanel
from ui.raster import network
from ui.raster.cells import place_of_gradient
from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.trace import Trace
from vgsim.describe.edit_layer import edit_layer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.play.reached import Reached
from vgsim.play.timeline import Timeline, frame_at
from vgsim.theory.judge import Judge

LIGHT = THEMES["light"]
PLAIN = NetworkSpec(depth=9, width=20, activation="relu", initializer="he_normal")


@pytest.fixture(scope="module", autouse=True)
def _compiled(painters: object) -> None:
    network.warm_up()


def made(training: TrainingSpec = TrainingSpec(), **fields: Any) -> Experiment:  # noqa: B008
    skipping = NetworkSpec(
        depth=9, width=20, activation="relu", initializer="he_normal", residual=2, **fields
    )
    lanes = (Lane("Plain", PLAIN), Lane("Skips", skipping))
    return Experiment(data=DataSpec("digits", 16), training=training, lanes=lanes)


def judged_trace(experiment: Experiment) -> Trace:
    return simulate(experiment, judge=Judge())


def shown(
    qtbot: QtBot, trace: Trace, share: float = 1.0, size: tuple[int, int] = (1100, 800)
) -> NetworkPanel:
    panel = NetworkPanel(Recorder())
    qtbot.addWidget(panel)
    panel.show_theme(LIGHT)
    panel.resize(*size)
    panel.show()
    panel.show_trace(trace)
    timeline = Timeline(max(len(lane.widths) - 1 for lane in trace.lanes))
    panel.show_frame(frame_at(timeline, share * timeline.length))
    QApplication.processEvents()
    return panel


def arc_colors(panel: NetworkPanel, index: int) -> set[int]:
    """Colors in the middle column of an arc of the second lane."""
    skips = panel.canvas._skips[1]
    box = skips.box(index)
    x = round(box.center().x() * panel.canvas.ratio)
    rows = slice(*(round(y * panel.canvas.ratio) for y in (box.top(), box.bottom())))
    return {int(color) for color in panel.canvas.pixels[rows, x]}


def test_an_arc_for_every_skip(qtbot: QtBot) -> None:
    trace = judged_trace(made())
    assert trace.lanes[0].skips == ()
    assert trace.lanes[1].skips == ((1, 3), (3, 5), (5, 7), (7, 9))
    panel = shown(qtbot, trace)
    scenes = panel.canvas._scenes
    assert scenes[1].place.skips[1] > scenes[1].place.skips[0]
    surface = argb(LIGHT.surface)
    for index in range(4):
        assert arc_colors(panel, index) - {surface}


def test_an_arc_has_the_color_of_what_came_along_it(qtbot: QtBot) -> None:
    trace = judged_trace(made())
    panel = shown(qtbot, trace)
    scale = panel.canvas.scale
    size = float(trace.lanes[1].measures["gradient_skip"][2])
    color = LIGHT.gradient_map[round(255 * place_of_gradient(size, scale.low, scale.high))]
    assert color & 0xFFFFFF in {each & 0xFFFFFF for each in arc_colors(panel, 1)}


def test_arcs_wait_for_the_gradient(qtbot: QtBot) -> None:
    """Before the backward wave they are neutral; it colors them from the end on."""
    trace = judged_trace(made())
    before = [arc_colors(shown(qtbot, trace, 0.2), k) for k in range(4)]
    after = [arc_colors(shown(qtbot, trace, 1.0), k) for k in range(4)]
    assert all(one != other for one, other in zip(before, after, strict=True))
    line = Timeline(10)
    shares = (k / 400 for k in range(400))
    there = next(
        share for share in shares
        if Reached.of(frame_at(line, share * line.length), 10).gradients == 5
    )  # fmt: skip
    halfway = shown(qtbot, trace, there)
    now = [arc_colors(halfway, k) for k in range(4)]
    assert now[0] == before[0]
    assert now[3] == after[3]


def test_no_skips_no_strip(qtbot: QtBot) -> None:
    trace = judged_trace(Experiment(data=DataSpec("digits", 16), lanes=(Lane("Plain", PLAIN),)))
    first, last = shown(qtbot, trace).canvas._scenes[0].place.skips
    assert first == last


def test_pointing_at_an_arc_tells_both_ways(qtbot: QtBot) -> None:
    trace = judged_trace(made())
    panel = shown(qtbot, trace)
    box = panel.canvas._skips[1].box(1)
    point = QPoint(round(box.center().x()), round(box.center().y()))
    assert panel.canvas.at(point.x(), point.y()) == NetworkPlace(1, 3)
    move_over(panel.canvas, point)
    assert "along the skip to layer 5" in QToolTip.text()
    assert "through the layers" in QToolTip.text()
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert panel.requests.asked[-1] == ("select", (trace.experiment.lanes[1], 3, None, None))


def test_what_was_done_to_single_layers_is_said_and_marked(qtbot: QtBot) -> None:
    experiment = made(TrainingSpec(clipping="layer_norm", clip_at=1e-3))
    for change in ((1, 4, "frozen", True), (1, 6, "activation", "tanh")):
        experiment = edit_layer(experiment, *change)
    trace = judged_trace(experiment)
    lane = trace.lanes[1]
    assert clipped(lane) == list(range(1, 11))
    said = "; ".join(notes(lane))
    for word in ("clipped in every layer, down to", "frozen: layer 4", "Tanh in layer 6"):
        assert word in said
    words = pointed_words(trace, NetworkPlace(1, 4))
    assert "clipped to" in words
    assert "frozen" in words
    panel = shown(qtbot, trace)
    scene = panel.canvas._scenes[1]
    picture = panel.canvas.grab().toImage()
    x = round(scene.box(4)[0] / panel.canvas.ratio) + 2  # beside the notch
    y = round(scene.place.bars[1] / panel.canvas.ratio) + 2
    assert picture.pixelColor(x, y).name() == LIGHT.text.lower()
    x = round(sum(scene.box(5)) / 2 / panel.canvas.ratio)
    assert picture.pixelColor(x, y + 1).name() == LIGHT.warn.lower()
    x = round(scene.box(6)[0] / panel.canvas.ratio)
    y = round(scene.place.signal[1] / panel.canvas.ratio) + 2
    dots = [picture.pixelColor(x + k, y).name() for k in range(12)]
    assert {LIGHT.text.lower(), LIGHT.surface.lower()} <= set(dots)
    assert "own activation: Tanh" in pointed_words(trace, NetworkPlace(1, 6))
    assert notes(trace.lanes[0])[0].startswith("clipped")
    assert np.all(trace.lanes[1].measures["clip_factor"] < 1)


def test_a_recurrent_network_is_clipped_in_steps() -> None:
    """It has no layers."""
    network = NetworkSpec(cell="vanilla", width=3, activation="tanh")
    training = TrainingSpec(clipping="global_norm", clip_at=1e-6)
    made = Experiment(data=DataSpec("latch", 4, length=6), training=training,
                      lanes=(Lane("", network),))  # fmt: skip
    said = "; ".join(notes(judged_trace(made).lanes[0]))
    assert "clipped in every step, down to" in said
    assert "layer" not in said


def test_the_legend_explains_marks_only_where_there_are_any(qtbot: QtBot) -> None:
    plain = judged_trace(made())
    panel = shown(qtbot, plain)
    assert panel.legend._marks == ()
    narrow = panel.legend.least_width()
    changed = edit_layer(
        made(TrainingSpec(clipping="layer_norm", clip_at=1e-3)), 1, 4, "frozen", True
    )
    trace = judged_trace(changed)
    panel.show_trace(trace)
    assert panel.legend._marks == (CLIPPED, FROZEN)
    assert panel.legend.least_width() > narrow
    assert CLIPPED in panel.legend.accessibleDescription()
    panel.show_trace(plain)
    assert panel.legend._marks == ()


def test_a_clipping_that_comes_and_goes_does_not_move_the_legend(qtbot: QtBot) -> None:
    trace = judged_trace(made(TrainingSpec(clipping="layer_norm", clip_at=1e-3)))
    panel = shown(qtbot, trace)
    calm = [replace(lane, measures={**lane.measures, "clip_factor": np.ones(10)})
            for lane in trace.lanes]  # fmt: skip
    panel.show_trace(replace(trace, lanes=tuple(calm)))
    assert panel.legend._marks == (CLIPPED,)


@pytest.mark.parametrize("width", [240, 500, 700, 1000, 2000])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_all_marks_fit_into_the_legend(qtbot: QtBot, width: int, theme: str) -> None:
    panel = shown(qtbot, judged_trace(made()))
    panel.show_theme(THEMES[theme])
    panel.legend.set_marks(frozenset({CLIPPED, FROZEN, OWN}))
    places = panel.legend.places(width)
    parts = [places.signal, places.gradient, *places.swatches]
    assert len(places.swatches) == 8
    for index, one in enumerate(parts):
        assert one.bottom() <= places.height + 1
        assert not any(one.adjusted(1, 1, -1, -1).intersects(other) for other in parts[index + 1 :])


def test_arcs_too_narrow_to_bend_are_level_bars(qtbot: QtBot) -> None:
    """A fence of upright strokes would have no color to read."""
    spec = replace(PLAIN, depth=100, residual=1)
    trace = judged_trace(Experiment(data=DataSpec("digits", 16), lanes=(Lane("Deep", spec),)))
    panel = shown(qtbot, trace, size=(700, 700))
    skips, scale = panel.canvas._skips[0], panel.canvas.scale
    for index in (0, 50, 98):
        box, source = skips.box(index), trace.lanes[0].skips[index][0]
        assert box.width() < 10
        size = float(trace.lanes[0].measures["gradient_skip"][source - 1])
        share = place_of_gradient(size, scale.low, scale.high)
        y, x = int(box.bottom()) - 2, int(box.center().x())
        wanted = LIGHT.gradient_map[round(255 * share)] & 0xFFFFFF
        assert int(panel.canvas.pixels[y, x]) & 0xFFFFFF == wanted
        assert panel.canvas.pixels[int(box.top()), x] == argb(LIGHT.surface)


def test_normalization_and_dropout_are_said(qtbot: QtBot) -> None:
    trace = judged_trace(made(normalization="batch", dropout=0.2))
    assert modifications(trace.lanes[0]) == []
    assert modifications(trace.lanes[1]) == ["batch norm before f", "dropout 0.2"]
    assert notes(trace.lanes[1])[-2:] == ["batch norm before f", "dropout 0.2"]
    named = replace(trace.lanes[1], title="ReLU, batch norm, dropout 0.2")
    assert "batch norm before f" not in notes(named)  # the title says it
    assert "batch norm before f" in pointed_words(trace, NetworkPlace(1, 3))
    assert "batch norm" not in pointed_words(trace, NetworkPlace(1, 10))  # the output has none


def test_marks_are_painted_with_the_trace_and_go_with_it(qtbot: QtBot) -> None:
    """No frame paints them: the wave passes by and they stay, the next trace clears them."""
    trace = judged_trace(made(TrainingSpec(clipping="layer_norm", clip_at=1e-3)))
    panel, line = shown(qtbot, trace), Timeline(10)
    place = panel.canvas._scenes[1].place
    rows = slice(place.bars[1], place.numbers[0])
    marks = panel.canvas.pixels[rows].copy()
    assert (marks == argb(LIGHT.warn)).any()
    for k in range(0, 41):
        panel.show_frame(frame_at(line, line.length * k / 40))
        assert np.array_equal(panel.canvas.pixels[rows], marks)
    calm = [replace(lane, measures={**lane.measures, "clip_factor": np.ones(10)})
            for lane in trace.lanes]  # fmt: skip
    panel.show_trace(replace(trace, lanes=tuple(calm)))
    assert not (panel.canvas.pixels[rows] == argb(LIGHT.warn)).any()


def test_an_update_of_exactly_zero_is_told_from_a_small_one() -> None:
    """Zero weights of ReLUs: nothing moves but the output's bias."""
    network = NetworkSpec(depth=4, width=5, activation="relu", initializer="zeros")
    lane = judged_trace(Experiment(lanes=(Lane("", network),))).lanes[0]
    assert marked(lane)[STILL][:4] == [1, 2, 3, 4]
    healthy = judged_trace(Experiment(lanes=(Lane("", replace(network, initializer="he_normal")),)))
    assert not marked(healthy.lanes[0])[STILL]
