"""Narrow networks: every unit once, lines for weights and then for their gradients, dots."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.ui.network.test_links import NARROW, moons, on_line, strongest
from tests.ui.network.test_network import scenes, shown, trace_of
from ui.look.theme import LIGHT
from ui.network.discs import LARGE, largest_of
from ui.network.flow import FAINTEST, MOST
from ui.network.scene import LaneScene
from ui.panels.network.panel import NetworkPanel
from vgsim.compute.traces.trace import LaneTrace, Watch
from vgsim.describe.spec import DataSpec, NetworkSpec
from vgsim.play.frame import Frame, Phase

END = Frame(Phase.UPDATE, 7, 7, 7, 0.0)


def _pixel(panel: NetworkPanel, x: float, y: float) -> tuple[int, int, int]:
    color = int(panel.canvas.pixels[round(y), round(x)])
    return color >> 16 & 255, color >> 8 & 255, color & 255


def _halves(panel: NetworkPanel, scene: LaneScene, layer: int, unit: int) -> tuple[object, object]:
    """The colors of the left and the right half of a circle."""
    (left, right), band = scene.box(layer), scene.place.signal
    top, bottom = scene.unit_rows(band, layer, unit)
    assert scene.discs is not None
    x, y, away = (left + right) / 2, (top + bottom) / 2, scene.discs.radius(layer) / 2
    return _pixel(panel, x - away, y), _pixel(panel, x + away, y)


def _surface() -> tuple[int, int, int]:
    value = int(LIGHT.surface[1:], 16)
    return value >> 16 & 255, value >> 8 & 255, value & 255


def test_the_left_half_is_the_signal_and_the_right_half_the_gradient(qtbot: QtBot) -> None:
    panel = shown(qtbot, trace := moons(example=3))
    panel.show_results(False)  # nothing is left of an earlier pass
    scene, layers = scenes(panel)[0], trace.lanes[0].depth + 1
    assert scene.place.signal == scene.place.gradient
    forward = Frame(Phase.FORWARD, 3, 3, layers, 0.0)
    panel.show_frame(forward)
    assert _halves(panel, scene, 3, 1)[0] != _surface()
    assert _halves(panel, scene, 3, 1)[1] == _surface()
    back = Frame(Phase.BACKWARD, 4, layers - 3, layers, 0.0)  # layers 4 and later
    panel.show_frame(back)
    assert _halves(panel, scene, 3, 1)[1] == _surface()
    assert _surface() not in _halves(panel, scene, 4, 1)


def test_the_last_gradient_stays_pale_until_the_next_one_comes(qtbot: QtBot) -> None:
    panel = shown(qtbot, trace := moons(example=3))
    scene, layers = scenes(panel)[0], trace.lanes[0].depth + 1
    panel.show_frame(Frame(Phase.UPDATE, 1, 0, layers, 0.0))
    arrived = _halves(panel, scene, 3, 1)[1]
    panel.show_frame(Frame(Phase.FORWARD, 3, 3, layers, 0.0))
    assert _halves(panel, scene, 3, 1)[1] not in (arrived, _surface())


@pytest.mark.parametrize("watch", [{}, {"example": 3}])
def test_lines_show_weights_and_then_their_gradients(qtbot: QtBot, watch: dict[str, int]) -> None:
    panel = shown(qtbot, trace := moons(**watch))
    scene, lane = scenes(panel)[0], trace.lanes[0]
    layers = lane.depth + 1
    out, source = strongest(trace, 0, 3)
    panel.show_frame(Frame(Phase.LOSS, 1, 0, layers, 0.0))
    place = on_line(scene, 3, out, source)
    red, _, blue = _pixel(panel, place.x(), place.y())
    assert np.sign(red - blue) == np.sign(lane.weights[2][out, source])
    panel.show_frame(Frame(Phase.UPDATE, 1, 0, layers, 0.0))
    slopes = lane.weight_gradients[2]
    most = np.unravel_index(np.argmax(np.abs(slopes)), slopes.shape)
    out, source = int(most[0]), int(most[1])
    place = on_line(scene, 3, out, source, share=0.3)
    red, green, _ = _pixel(panel, place.x(), place.y())
    assert (red < green) == (slopes[out, source] < 0)  # green is negative, violet positive


def test_steps_forward_and_back_end_in_the_same_picture(qtbot: QtBot) -> None:
    panel, fresh = shown(qtbot, trace := moons(example=3)), shown(qtbot, moons(example=3))
    layers = trace.lanes[0].depth + 1
    frames = [
        *(Frame(Phase.FORWARD, k, k, layers, part) for k in range(layers) for part in (0.0, 0.6)),
        Frame(Phase.LOSS, 1, 0, layers, 0.0),
        *(Frame(Phase.BACKWARD, 1, k, layers, part) for k in range(layers) for part in (0.0, 0.6)),
        Frame(Phase.FORWARD, 2, 2, layers, 0.3),
        Frame(Phase.UPDATE, 2, 2, layers, 0.0),
    ]
    last = frames[-1]
    fresh.show_frame(last)
    for frame in frames:
        panel.show_frame(frame)
    np.testing.assert_array_equal(panel.canvas.pixels, fresh.canvas.pixels)


def test_one_large_weight_does_not_hide_the_others() -> None:
    weights = np.full((8, 8), 0.3)
    assert largest_of(weights) == pytest.approx(0.3)
    weights[2, 5] = 8.0
    assert largest_of(weights) == pytest.approx(LARGE * 0.3)
    assert largest_of(np.zeros((2, 2))) > 0
    assert largest_of(np.array([[np.nan, np.inf, 0.5]])) == 0.5


@pytest.mark.parametrize(("depth", "width", "once"), [
    (3, 32, True), (1, 20, True), (4, 32, False), (6, 16, True), (6, 17, False), (2, 33, False),
])  # fmt: skip
def test_shallow_networks_have_circles_too(
    qtbot: QtBot, depth: int, width: int, once: bool
) -> None:
    trace = trace_of(NetworkSpec(depth=depth, width=width), data=DataSpec("moons"))
    scene = scenes(shown(qtbot, trace))[0]
    assert (scene.discs is not None) == once
    assert scene.place.once == once


def _values(lane: LaneTrace, *, forward: bool) -> int:
    """How many values on the lines to layer 3 are not 0."""
    before = lane.activation[lane.offsets[1] : lane.offsets[2]]
    values = lane.weights[2] * before if forward else lane.weight_gradients[2]
    return int((values != 0).sum())


def test_the_dots_are_the_signals_and_the_gradients(qtbot: QtBot) -> None:
    trace = trace_of(NARROW, data=DataSpec("moons"), watch=Watch(example=3))
    scene, lane = scenes(shown(qtbot, trace))[0], trace.lanes[0]
    assert scene.flow is not None
    bundle = next(each for each in scene.bundles if each.layer == 3)
    for forward in (True, False):
        dots = scene.flow.dots(scene, bundle, forward=forward)
        count = sum(len(each.starts) for each in dots)
        assert 0 < count <= min(_values(lane, forward=forward), MOST)
    flat = trace_of(replace(NARROW, initializer="zeros"), data=DataSpec("moons"))
    still = scenes(shown(qtbot, flat))[0]
    assert still.flow is not None
    assert FAINTEST > 0
    assert still.flow.dots(still, bundle, forward=True) == []


def test_the_key_names_circles_and_lines(qtbot: QtBot) -> None:
    panel = shown(qtbot, moons(example=3))
    words = panel.legend.accessibleDescription()
    assert "weight, − +" in words
    wide = shown(qtbot, trace_of(NetworkSpec(depth=6, width=40)))
    assert "weight, − +" not in wide.legend.accessibleDescription()


def test_products_that_overflow_travel_too(qtbot: QtBot) -> None:
    """A warning of NumPy, as an error, would stop the painting."""
    network = NetworkSpec(depth=3, width=4, activation="linear", gain=1e160)
    panel = shown(qtbot, trace_of(network))
    for layer in range(1, 5):
        panel.show_frame(Frame(Phase.FORWARD, layer, layer - 1, 5, 0.5))
        assert not panel.grab().toImage().isNull()
