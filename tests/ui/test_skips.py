"""Skips as arcs, and marks of clipped, frozen and single layers, in the network view."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from ui.items.network.marks import clipped, notes
from ui.items.network.pictures import Shown
from ui.items.network.reading import Place, pointed_words
from ui.panels.network import NetworkPanel
from ui.raster import network
from ui.raster.cells import place_of_gradient
from ui.theme import THEMES, argb
from vgsim.compute.trace import Trace
from vgsim.compute.training import simulate
from vgsim.describe.edit_layer import edit_layer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.play.timeline import Timeline, frame_at

LIGHT = THEMES["light"]
PLAIN = NetworkSpec(depth=9, width=12, activation="relu", initializer="he_normal")


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    network.warm_up()


def made(training: TrainingSpec = TrainingSpec(), **fields: Any) -> Experiment:  # noqa: B008
    skipping = NetworkSpec(
        depth=9, width=12, activation="relu", initializer="he_normal", residual=2, **fields
    )
    lanes = (Lane("Plain", PLAIN), Lane("Skips", skipping))
    return Experiment(data=DataSpec("digits", 16), training=training, lanes=lanes)


def shown(qtbot: QtBot, trace: Trace, share: float = 1.0) -> NetworkPanel:
    panel = NetworkPanel()
    qtbot.addWidget(panel)
    panel.show_theme(LIGHT)
    panel.resize(1100, 800)
    panel.show()
    panel.show_trace(trace)
    timeline = Timeline(10)
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
    trace = simulate(made())
    assert trace.lanes[0].skips == ()
    assert trace.lanes[1].skips == ((1, 3), (3, 5), (5, 7), (7, 9))
    panel = shown(qtbot, trace)
    scenes = panel.canvas._scenes
    assert scenes[1].place.skips[1] > scenes[1].place.skips[0]
    surface = argb(LIGHT.surface)
    for index in range(4):
        assert arc_colors(panel, index) - {surface}


def test_an_arc_has_the_color_of_what_came_along_it(qtbot: QtBot) -> None:
    trace = simulate(made())
    panel = shown(qtbot, trace)
    scale = panel.canvas.scale
    size = float(trace.lanes[1].measures["gradient_skip"][2])
    color = LIGHT.gradient_map[round(255 * place_of_gradient(size, scale.low, scale.high))]
    assert color & 0xFFFFFF in {each & 0xFFFFFF for each in arc_colors(panel, 1)}


def test_arcs_wait_for_the_gradient(qtbot: QtBot) -> None:
    """Before the backward wave they are neutral; it colors them from the end on."""
    trace = simulate(made())
    before = [arc_colors(shown(qtbot, trace, 0.2), k) for k in range(4)]
    after = [arc_colors(shown(qtbot, trace, 1.0), k) for k in range(4)]
    assert all(one != other for one, other in zip(before, after, strict=True))
    line = Timeline(10)
    shares = (k / 400 for k in range(400))
    there = next(
        share for share in shares
        if Shown.of(frame_at(line, share * line.length), 10).gradients == 5
    )  # fmt: skip
    halfway = shown(qtbot, trace, there)
    now = [arc_colors(halfway, k) for k in range(4)]
    assert now[0] == before[0]
    assert now[3] == after[3]


def test_no_skips_no_strip(qtbot: QtBot) -> None:
    trace = simulate(Experiment(data=DataSpec("digits", 16), lanes=(Lane("Plain", PLAIN),)))
    first, last = shown(qtbot, trace).canvas._scenes[0].place.skips
    assert first == last


def test_pointing_at_an_arc_tells_both_ways(qtbot: QtBot) -> None:
    trace = simulate(made())
    panel = shown(qtbot, trace)
    box = panel.canvas._skips[1].box(1)
    point = QPoint(round(box.center().x()), round(box.center().y()))
    assert panel.canvas.at(point.x(), point.y()) == Place(1, 3)
    qtbot.mouseMove(panel.canvas, point)
    qtbot.waitUntil(lambda: "along the skip to layer 5" in QToolTip.text(), timeout=3000)
    assert "through the layers" in QToolTip.text()
    with qtbot.waitSignal(panel.wish) as caught:
        qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert caught.args == ["select", (1, 3, None, None)]


def test_what_was_done_to_single_layers_is_said_and_marked(qtbot: QtBot) -> None:
    experiment = made(TrainingSpec(clipping="layer_norm", clip_at=1e-3))
    for change in ((1, 4, "frozen", True), (1, 6, "activation", "tanh")):
        experiment = edit_layer(experiment, *change)
    trace = simulate(experiment)
    lane = trace.lanes[1]
    assert clipped(lane) == list(range(1, 11))
    said = "; ".join(notes(lane))
    for word in ("clipped everywhere", "frozen: layer 4", "Tanh in layer 6"):
        assert word in said
    words = pointed_words(trace, Place(1, 4))
    assert "clipped to" in words
    assert "frozen" in words
    panel = shown(qtbot, trace)
    scene = panel.canvas._scenes[1]
    picture = panel.canvas.grab().toImage()
    x = round(sum(scene.box(4)) / 2 / panel.canvas.ratio)
    y = round(scene.place.bars[1] / panel.canvas.ratio) + 2
    assert picture.pixelColor(x, y).name() == LIGHT.text.lower()
    x = round(sum(scene.box(5)) / 2 / panel.canvas.ratio)
    assert picture.pixelColor(x, y).name() == LIGHT.warn.lower()
    assert notes(trace.lanes[0])[0].startswith("clipped")
    assert np.all(trace.lanes[1].measures["clip_factor"] < 1)
