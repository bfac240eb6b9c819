"""The network view as it is seen: pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from tests.play.positions import position_of
from tests.ui.network.seen import (
    BATCH,
    RELU,
    SIGMOID,
    cell_middle,
    end,
    pair,
    scenes,
    shown,
    trace_of,
)
from ui.look.theme import DARK, LIGHT, PROJECTOR, Theme, argb
from ui.network.canvas import NetworkCanvas
from ui.raster import network
from ui.raster.cells import gradient_colors, packed, signal_colors
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.play.frame import Frame, Phase
from vgsim.play.timeline import Timeline, frame_at
from vgsim.theory.judge import Judge


@pytest.fixture(scope="module", autouse=True)
def _compiled(painters: object) -> None:
    network.warm_up()


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
