"""What a pass leaves, how the wave spreads, and what is told before it has arrived."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from tests.play.positions import position_of
from tests.ui.network.test_network import cell_middle, end, pair, scenes, shown, trace_of
from ui.look.theme import LIGHT, argb
from ui.network.afterimage import PALE
from ui.network.notices import waiting_words
from ui.network.reading import NetworkPlace, early_words, pointed_words
from ui.panels.network.panel import NetworkPanel
from ui.raster import network, plain
from ui.raster.cells import packed, signal_colors
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import NetworkSpec
from vgsim.play.frame import Phase
from vgsim.play.timeline import Timeline, frame_at

BEGIN = frame_at(Timeline(21), 0)


@pytest.fixture(scope="module", autouse=True)
def _compiled(painters: object) -> None:
    network.warm_up()


def _first_cell(panel: NetworkPanel, layer: int = 5) -> int:
    y, x = cell_middle(scenes(panel)[0], scenes(panel)[0].place.signal, layer, 0)
    return int(panel.canvas.pixels[y, x])


def _pale(color: int) -> int:
    mixed = np.zeros((1, 1), np.uint32)
    plain.pale(mixed, np.full((1, 1), color, np.uint32), argb(LIGHT.surface), PALE)
    return int(mixed[0, 0])


def test_the_next_pass_begins_with_what_the_last_one_left(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair())
    full = _first_cell(panel)
    panel.show_frame(BEGIN)
    assert _first_cell(panel) == _pale(full)
    at = position_of(Timeline(21), Phase.FORWARD, 5)
    panel.show_frame(frame_at(Timeline(21), at))
    assert _first_cell(panel) == full


def test_a_newer_pass_runs_over_the_older_one(qtbot: QtBot) -> None:
    older = pair()
    newer = _with_signals(older, 2.0)
    panel = shown(qtbot, older)
    full = _first_cell(panel)
    panel.show_trace(newer)
    panel.show_frame(BEGIN)
    assert _first_cell(panel) == _pale(full)
    panel.show_frame(end(newer))
    table = packed(LIGHT.forward_map)
    assert _first_cell(panel) == signal_colors(np.array([2.0]), 10.0, table)[0]


def _with_signals(trace: Trace, value: float) -> Trace:
    lanes = tuple(
        replace(lane, activation=np.full_like(lane.activation, value)) for lane in trace.lanes
    )
    return replace(trace, lanes=lanes)


def test_another_scenario_begins_empty(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair())
    other = trace_of(
        NetworkSpec(20, 20, activation="tanh"), NetworkSpec(20, 20, activation="sigmoid")
    )
    panel.show_trace(other)
    panel.show_frame(BEGIN)
    assert _first_cell(panel) == argb(LIGHT.surface)


def test_a_fast_pass_leaves_its_picture_as_it_is(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair())
    full = _first_cell(panel)
    panel.canvas.set_leaving(pale=False)
    panel.show_frame(BEGIN)
    assert _first_cell(panel) == full


def test_the_wave_reaches_one_unit_after_the_other(qtbot: QtBot) -> None:
    panel = shown(qtbot, pair(layer=21), frame=BEGIN)
    scene, surface = scenes(panel)[0], argb(LIGHT.surface)
    for progress, lit in ((0.0, 0), (0.26, 5), (0.51, 10), (0.99, 19)):
        for phase, start, band in (
            (Phase.FORWARD, 4, scene.place.signal), (Phase.BACKWARD, 26, scene.place.gradient),
        ):  # fmt: skip
            frame = frame_at(Timeline(21), start + progress)
            assert frame.phase is phase
            layer = 5 if phase is Phase.FORWARD else 17
            panel.show_frame(frame)
            left, right = scene.box(layer)
            seen = []
            for unit in range(1, 19):
                y, _ = cell_middle(scene, band, layer, unit)
                seen.append(bool((panel.canvas.pixels[y, left + 2 : right - 2] != surface).all()))
            assert seen == [unit < lit for unit in range(1, 19)], (phase, progress)


def test_nothing_is_told_before_the_wave_has_arrived(qtbot: QtBot) -> None:
    trace = pair()
    panel = shown(qtbot, trace, frame=BEGIN)
    verdicts = [lane.judged.verdict.sentence for lane in trace.lanes]
    known = panel.canvas.accessibleDescription()
    assert all(sentence in known for sentence in verdicts)
    before = panel.canvas.pixels.copy()
    panel.show_results(False)
    waiting = panel.canvas.accessibleDescription()
    assert waiting_words(trace.lanes[0]) in waiting
    assert "Gradient at" not in waiting
    assert not any(sentence in waiting for sentence in verdicts)
    assert (panel.canvas.pixels != before).any()
    panel.show_results(True)
    np.testing.assert_array_equal(panel.canvas.pixels, before)


def test_a_tooltip_does_not_tell_it_either(qtbot: QtBot) -> None:
    trace = pair()
    place = NetworkPlace(0, 2, 1)
    said, all_said = early_words(trace, place), pointed_words(trace, place)
    title, *lines = said.splitlines()
    assert all_said.startswith(title)
    assert lines[0] in all_said
    assert len(lines) == 2
    panel = shown(qtbot, trace, frame=BEGIN)
    panel.show_results(False)
    y, x = cell_middle(scenes(panel)[0], scenes(panel)[0].place.gradient, 2, 1)
    panel.canvas._show_tooltip(QPointF(x, y))
    from PySide6.QtWidgets import QToolTip

    assert QToolTip.text() == said


def test_an_old_picture_is_dimmed_until_the_new_one_is_there(qtbot: QtBot) -> None:
    trace = pair()
    panel = shown(qtbot, trace)
    panel.show_experiment(trace.experiment)
    plain_picture = panel.canvas.grab().toImage()
    other = trace_of(NetworkSpec(20, 20, activation="tanh"))
    panel.show_experiment(other.experiment)  # other networks: at once
    assert panel.canvas.grab().toImage() != plain_picture
    panel.show_trace(other)
    panel.show_experiment(replace(other.experiment, seed=8))  # the same ones: only if it takes long
    assert not panel.canvas.dimmed
    qtbot.waitUntil(lambda: panel.canvas.dimmed)
    panel.show_experiment(other.experiment)
    assert not panel.canvas.dimmed
