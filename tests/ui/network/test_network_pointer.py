"""The scale of the network view, its legend, and what the pointer reads and chooses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from tests.ui.network.seen import (
    RELU,
    SIGMOID,
    cell_middle,
    pair,
    scenes,
    shown,
    trace_of,
)
from tests.ui.windows import move_over
from ui.look.theme import LIGHT, PROJECTOR, Theme
from ui.network.canvas import NetworkCanvas
from ui.network.reading import NetworkPlace, pointed_words
from ui.plots.framebuffer import Framebuffer
from ui.raster import network
from ui.raster.cells import packed, signal_colors
from vgsim.compute.traces.trace import Watch
from vgsim.play.geometry import DecadeRange


@pytest.fixture(scope="module", autouse=True)
def _compiled(painters: object) -> None:
    network.warm_up()


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
    y, x = cell_middle(canvas._scenes[0], canvas._scenes[0].place.signal, 2, 1)
    move_over(canvas, QPoint(x, y))
    assert canvas._pointed == (0, 2, 1, None)
    before = QToolTip.text()
    assert before.startswith("Net 0, layer 2")
    other = trace_of(replace(SIGMOID, gain=2.0), RELU, watch=Watch(example=1))
    panel.show_trace(other)  # the pointer rests: what is told is of the pass that is shown
    assert QToolTip.text() == pointed_words(other, NetworkPlace(0, 2, 1)) != before


@pytest.mark.parametrize("change", ["other network gone", "narrower", "shallower", "smaller view"])
@pytest.mark.parametrize("tooltip", [True, False])
def test_a_place_that_is_gone_is_no_longer_pointed_at(
    qtbot: QtBot, change: str, tooltip: bool
) -> None:
    panel = shown(qtbot, pair())
    canvas, scene = panel.canvas, scenes(panel)[1]
    layer = 20 if change == "shallower" else 1
    y, x = cell_middle(scene, scene.place.signal, layer, 19)
    move_over(canvas, QPoint(x, y))
    assert canvas._pointed == (1, layer, 19, None)
    if not tooltip:  # it goes by itself after some seconds
        QToolTip.hideText()
        qtbot.waitUntil(lambda: not QToolTip.isVisible())
    if change == "smaller view":
        panel.resize(900, 300)
    else:
        narrow, shallow = replace(RELU, width=3), replace(RELU, depth=2)
        others = {"narrower": (SIGMOID, narrow), "shallower": (SIGMOID, shallow)}
        panel.show_trace(trace_of(*others.get(change, (SIGMOID,))))
    assert not canvas.grab().isNull()  # painted, without an error
    assert canvas._pointed == canvas.at(x, y) != (1, layer, 19, None)
    if canvas._pointed is None:
        qtbot.waitUntil(lambda: not QToolTip.isVisible())


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
