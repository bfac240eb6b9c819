"""A picture that is not yet of what was asked for says so, but not at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.recorder import Recorder
from ui.look.theme import LIGHT
from ui.panels.network.panel import NetworkPanel
from ui.widgets.pending import PATIENCE
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace
from vgsim.describe.edit import edit
from vgsim.describe.spec import Experiment, Lane, NetworkSpec
from vgsim.theory.judge import Judge

SMALL = Experiment(lanes=(Lane("", NetworkSpec(depth=2, width=3)),))


def trace_of(experiment: Experiment) -> Trace:
    return Trainer(experiment, judge=Judge()).trace()


def test_the_stage_tells_that_another_network_is_being_computed(qtbot: QtBot) -> None:
    panel = NetworkPanel(Recorder())
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.show_theme(LIGHT)
    panel.show_experiment(SMALL)
    panel.show_trace(trace_of(SMALL))
    panel.show()
    deeper = edit(SMALL, "lanes.0.network.depth", 3)
    panel.show_experiment(deeper)
    assert not panel.pending.isVisible()
    qtbot.waitUntil(panel.pending.isVisible, timeout=10 * PATIENCE)
    assert panel.canvas.rect().contains(panel.pending.geometry())
    panel.show_trace(trace_of(replace(SMALL, seed=8)))  # of a change on the way there
    assert panel.pending.isVisible()
    panel.show_trace(trace_of(deeper))
    assert not panel.pending.isVisible()


def test_a_quick_answer_is_quiet(qtbot: QtBot) -> None:
    panel = NetworkPanel(Recorder())
    qtbot.addWidget(panel)
    panel.show_theme(LIGHT)
    panel.show()
    panel.show_trace(trace_of(SMALL))
    panel.show_experiment(edit(SMALL, "lanes.0.network.depth", 3))
    panel.show_experiment(SMALL)  # taken back
    QTest.qWait(PATIENCE + 100)
    assert not panel.pending.isVisible()
