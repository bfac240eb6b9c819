"""Lines between discs: which one is meant, what is said of it, and that it can be worked with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot
from windows import brought, move_over

from tests.ui.conftest import SOON, Start
from tests.ui.network.test_network import scenes, shown, trace_of
from ui.look.theme import LIGHT
from ui.network.canvas import NetworkCanvas
from ui.network.links import Bundle, link_at
from ui.network.reading import NetworkPlace, pointed_words
from ui.network.scene import LaneScene
from ui.panels.inspector.panel import InspectorPanel
from ui.plots.framebuffer import Framebuffer
from ui.shell.application import Application
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import DataSpec, NetworkSpec
from vgsim.words.numbers import scientific

# geometry


def bundle(weights: Any, **given: Any) -> Bundle:
    values = {"layer": 2, "left": 100.0, "right": 200.0, "bands": ((0, 80), (100, 180))}
    values |= {"largest": 1.0, "thickest": 2.0} | given
    return Bundle(weights=np.array(weights, dtype=float), **values)  # type: ignore[arg-type]


@given(
    fan_out=st.integers(1, 6), fan_in=st.integers(1, 6), share=st.floats(0.01, 0.99),
    seed=st.integers(0, 99), band=st.integers(0, 1),
)  # fmt: skip
def test_on_a_line_it_is_found_or_one_that_covers_the_same_place(
    fan_out: int, fan_in: int, share: float, seed: int, band: int
) -> None:
    random = np.random.default_rng(seed)
    lines = bundle(random.uniform(0.1, 1, (fan_out, fan_in)))
    unit, source = int(random.integers(fan_out)), int(random.integers(fan_in))
    (x0, y0), (x1, y1) = lines.ends(lines.bands[band], unit, source)
    x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
    found = lines.nearest(x, y, 4.0)
    assert found is not None
    (x0, y0), (x1, y1) = lines.ends(lines.bands[band], *found)
    away = abs(y0 + (x - x0) / (x1 - x0) * (y1 - y0) - y)
    assert away <= 1.5 * lines.thickest
    assert lines.nearest(x, y, 4.0, (unit, source)) == (unit, source)


def test_far_from_every_line_there_is_none() -> None:
    flat = bundle([[1.0, 0.0], [0.0, 1.0]])  # at 20 and 60 of 80
    assert flat.nearest(150, 24.9, 4.0) == (0, 0)
    assert flat.nearest(150, 25.1, 4.0) is None
    assert flat.nearest(150, 160.0, 4.0) == (1, 1)
    assert flat.nearest(150, 90.0, 40.0) is None  # between the bands
    assert flat.nearest(99.0, 20.0, 4.0) is None
    assert flat.nearest(200.0, 20.0, 4.0) is None


def test_of_two_lines_the_nearer_and_at_a_crossing_the_stronger() -> None:
    cross = bundle([[0.0, 0.9], [0.5, 0.0]])
    assert cross.nearest(150, 40, 4.0) == (0, 1)
    assert cross.nearest(110, 26, 4.0) == (1, 0)
    assert cross.nearest(110, 54, 4.0) == (0, 1)


def test_what_is_too_faint_to_be_drawn_is_not_there_unless_it_is_marked() -> None:
    faint = bundle([[0.01]])
    assert faint.nearest(150, 40, 4.0) is None
    assert faint.nearest(150, 40, 4.0, (0, 0)) == (0, 0)
    assert faint.nearest(150, 40, 4.0, (3, 0)) is None
    assert bundle([[np.nan]]).nearest(150, 40, 4.0) == (0, 0)
    assert bundle([[-np.inf]]).nearest(150, 40, 4.0) == (0, 0)


def test_the_marked_line_is_that_of_its_own_layer() -> None:
    lines = [bundle([[0.01]]), bundle([[0.01]], layer=3, left=200.0, right=300.0)]
    assert link_at(lines, 250, 40, 4.0) is None
    assert link_at(lines, 250, 40, 4.0, (2, 0, 0)) is None
    assert link_at(lines, 250, 40, 4.0, (3, 0, 0)) == (3, 0, 0)


# the view

NARROW = NetworkSpec(depth=6, width=5, activation="tanh")


def moons(**watch: Any) -> Trace:
    short = replace(NARROW, depth=3)
    return trace_of(NARROW, short, data=DataSpec("moons"), watch=Watch(**watch))


def strongest(trace: Trace, lane: int, layer: int) -> tuple[int, int]:
    weights = trace.lanes[lane].weights[layer - 1]
    unit, source = np.unravel_index(np.argmax(np.abs(weights)), weights.shape)
    return int(unit), int(source)


def on_line(scene: LaneScene, layer: int, unit: int, source: int, share: float = 0.5) -> QPoint:
    lines = next(each for each in scene.bundles if each.layer == layer)
    (x0, y0), (x1, y1) = lines.ends(lines.bands[0], unit, source)
    ratio = scene.plan.ratio
    x, y = (x0 + share * (x1 - x0)) / ratio, (y0 + share * (y1 - y0)) / ratio
    return QPoint(round(x), round(y))


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_lines_are_found_where_they_are_drawn(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, ratio: float
) -> None:
    monkeypatch.setattr(Framebuffer, "ratio", property(lambda self: ratio))
    trace = moons(example=3)
    panel = shown(qtbot, trace)
    for index, scene in enumerate(scenes(panel)):
        assert [each.layer for each in scene.bundles] == [*range(2, scene.layers + 1), 1]
        for layer in range(1, scene.layers + 1):
            unit, source = strongest(trace, index, layer)
            place = on_line(scene, layer, unit, source)
            assert panel.canvas.at(place.x(), place.y()) == (index, layer, unit, source)


def test_discs_lie_over_lines_and_bars_stay_layers(qtbot: QtBot) -> None:
    panel = shown(qtbot, trace := moons(example=3))
    scene, canvas = scenes(panel)[0], panel.canvas
    unit, source = strongest(trace, 0, 3)
    for share, layer, disc in ((0.0, 2, source), (1.0, 3, unit)):
        place = on_line(scene, 3, unit, source, share=share)
        assert canvas.at(place.x(), place.y()) == (0, layer, disc, None)
    x = on_line(scene, 3, unit, source).x()
    for y in (sum(scene.place.bars) / 2, sum(scene.place.track) / 2):
        assert canvas.at(x, y) in ((0, 2, None, None), (0, 3, None, None))


def test_only_lines_that_are_drawn_can_be_picked(qtbot: QtBot) -> None:
    means = scenes(shown(qtbot, moons()))[0]  # without an example, from the inputs' means
    assert 1 in [each.layer for each in means.bundles]
    digits = trace_of(NARROW, watch=Watch(example=1))
    assert 1 not in [each.layer for each in scenes(shown(qtbot, digits))[0].bundles]
    wide = scenes(shown(qtbot, trace_of(replace(NARROW, width=20))))[0]
    assert wide.bundles == ()


def test_the_words_of_a_weight_are_its_numbers() -> None:
    trace = moons(example=3)
    lane = trace.lanes[0]
    weight, gradient = lane.weights[3][2, 1], lane.gradient[lane.offsets[3] + 2]
    signal = lane.activation[lane.offsets[2] + 1]
    words = pointed_words(trace, NetworkPlace(0, 4, 2, 1))
    assert words.startswith("Net 0, weight from unit 2 of layer 3 to unit 3 of layer 4\n")
    assert f"w = {scientific(weight, 4)}" in words
    assert f"= {scientific(weight * signal, 3)} to z" in words
    assert f"= {scientific(gradient * signal, 3)} for this example" in words
    assert "from input 2 (y) to unit 1 of layer 1" in pointed_words(trace, NetworkPlace(0, 1, 0, 1))
    assert "to unit 2 of the output layer" in pointed_words(trace, NetworkPlace(0, 7, 1, 0))
    watched = moons(lane=0, layer=4, unit=2)
    detail = watched.lanes[0].unit
    assert detail is not None
    words = pointed_words(watched, NetworkPlace(0, 4, 2, 1))
    assert "mean of |w·a| = " in words
    assert f"∂L/∂w = {scientific(float(detail.weight_gradients[1]), 4)} over the batch" in words
    other = watched.lanes[0].weight_gradients[3][1, 1]  # a unit that is not watched
    words = pointed_words(watched, NetworkPlace(0, 4, 1, 1))
    assert f"∂L/∂w = {scientific(float(other), 4)} over the batch" in words
    assert "click: ∂L/∂w over the batch" in pointed_words(trace, NetworkPlace(0, 4, 1, 1))
    assert "to z on average" in pointed_words(watched, NetworkPlace(0, 1, 1, 1))


def test_a_click_picks_a_line_which_is_marked_and_a_second_one_lets_go(qtbot: QtBot) -> None:
    panel = shown(qtbot, trace := moons(example=3))
    asked = panel.requests.asked
    scene, canvas = scenes(panel)[1], panel.canvas
    unit, source = strongest(trace, 1, 2)
    place = on_line(scene, 2, unit, source)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert asked.pop() == ("select", (trace.experiment.lanes[1], 2, unit, source))
    below = on_line(scene, 2, unit, source, share=0.6)
    plain = canvas.grab().toImage()
    panel.show_trace(moons(example=3, lane=1, layer=2, unit=unit, input=source))
    marked = canvas.grab().toImage()
    for point in (place, below):
        assert plain.pixelColor(point).name() != LIGHT.accent
        assert marked.pixelColor(point).name() == LIGHT.accent
    other = on_line(scenes(panel)[0], 2, unit, source)
    assert marked.pixelColor(other).name() != LIGHT.accent
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert asked.pop() == ("select", (trace.experiment.lanes[1], 2, None, None))


def test_the_line_pointed_at_stands_out_until_the_pointer_leaves(qtbot: QtBot) -> None:
    panel = shown(qtbot, trace := moons(example=3))
    canvas, scene = panel.canvas, scenes(panel)[0]
    unit, source = strongest(trace, 0, 5)
    place = on_line(scene, 5, unit, source)
    move_over(canvas, place)
    assert canvas._pointed == (0, 5, unit, source)
    assert QToolTip.text().startswith(f"Net 0, weight from unit {source + 1} of layer 4")

    def colors() -> set[str]:
        """At the place and next to it: a slanted line is smooth at its edges."""
        image = canvas.grab().toImage()
        around = [QPoint(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        return {image.pixelColor(place + each).name() for each in around}

    assert LIGHT.text in colors()
    canvas.leaveEvent(None)
    assert LIGHT.text not in colors()


# the window


def _canvas(app: Application) -> NetworkCanvas:
    found = app.window.findChild(NetworkCanvas)
    assert found is not None
    return found


def _inspector(app: Application, qtbot: QtBot) -> InspectorPanel:
    """The inspector's tab brought to the front."""
    return brought(app, InspectorPanel, qtbot)


def _multiplies(panel: InspectorPanel, weight: float) -> bool:
    """Whether the product of a weight is shown, with as many digits as the product needs."""
    text = panel.arithmetic[0].text
    return any(text.startswith(f"w·a = {scientific(weight, digits)} × ") for digits in (3, 4, 5, 6))


def test_a_weight_is_picked_by_its_line_typed_and_taken_back(start: Start, qtbot: QtBot) -> None:
    app = start(size=(1600, 1000), stage="network")
    session, canvas, panel = app.session, _canvas(app), _inspector(app, qtbot)
    assert session is not None
    session.player.pause()
    for lane in range(2):
        session.document.edit(f"lanes.{lane}.network.depth", 5)
        session.document.edit(f"lanes.{lane}.network.width", 5)
    qtbot.waitUntil(lambda: all(s.discs and s.layers == 6 for s in canvas._scenes), timeout=SOON)

    def weight() -> float:
        trace = session.player.trace
        assert trace is not None
        return float(trace.lanes[1].weights[2][unit, source])

    trace = session.player.trace
    assert trace is not None
    unit, source = strongest(trace, 1, 3)
    before, place = weight(), on_line(canvas._scenes[1], 3, unit, source)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: panel.weight_label.text() == f"weight from {source + 1}", timeout=SOON)
    assert panel.weight_field.value() == before
    assert panel.unit_field.value() == unit + 1
    assert _multiplies(panel, before)
    panel.weight_field.setFocus()
    panel.weight_field.selectAll()
    qtbot.keyClicks(panel.weight_field, "0,25")
    qtbot.keyClick(panel.weight_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: weight() == 0.25, timeout=SOON)
    assert _multiplies(panel, 0.25)
    session.document.undo()
    qtbot.waitUntil(lambda: weight() == before, timeout=SOON)
    session.learner.run(True)  # pinned while the networks learn
    qtbot.waitUntil(lambda: weight() != before, timeout=SOON)
    session.learner.run(False)
    assert panel.weight_label.text() == f"weight from {source + 1}"
    assert _multiplies(panel, weight())
    panel.sheet.setFocus()
    qtbot.keyClick(panel.sheet, Qt.Key.Key_Up)  # the list and the lines tell the same
    qtbot.waitUntil(lambda: session.viewer.watch.input != source, timeout=SOON)
    chosen = session.viewer.watch.input
    assert panel.weight_label.text() == ("bias" if chosen is None else f"weight from {chosen + 1}")
