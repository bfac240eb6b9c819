"""The checks panel: the results in a sentence and a table."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from tests.ui.panels.test_cell_panel import trace_of as recurrent_trace
from tests.ui.plotting import RELU, SIGMOID, experiment, shown, trace_of
from tests.ui.recorder import Recorder
from ui.panels.checks import ChecksPanel, summary
from vgsim.compute.traces.trace import SELF_CHECK, Check, Watch
from vgsim.words.numbers import scientific


def test_every_check_of_every_network_is_shown(qtbot: QtBot) -> None:
    trace = trace_of(experiment(SIGMOID, RELU), costly=frozenset({SELF_CHECK}))
    panel = ChecksPanel(Recorder())
    asked = shown(qtbot, panel, trace)
    assert ("set_costly", ("trust", frozenset({SELF_CHECK}))) in asked
    assert panel.sentence.text.startswith("Checks: largest disagreement")
    rows = {name: errors for name, *errors in panel.sheet.texts()}
    for index, lane in enumerate(trace.lanes):
        for check in lane.checks:
            assert rows[check.name][index] == scientific(check.error, 2)
    assert rows["⟨W, ∂L/∂W⟩ equal in all layers"][0] == "–"  # does not hold for sigmoid


def test_a_failed_check_is_reported(qtbot: QtBot) -> None:
    trace = trace_of(experiment(SIGMOID), costly=frozenset({SELF_CHECK}))
    lane = replace(trace.lanes[0], checks=(Check("the sum", 0.3, "of all"),))
    said = summary(replace(trace, lanes=(lane,)))
    assert said.startswith("A check failed: largest disagreement 0.30 (the sum)")


def test_recurrent_networks_are_checked_too(qtbot: QtBot) -> None:
    assert summary(trace_of()) == "Checking …"
    trace = recurrent_trace("gru", watch=Watch(costly=frozenset({SELF_CHECK})))
    panel = ChecksPanel(Recorder())
    shown(qtbot, panel, trace)
    assert panel.sentence.text.startswith("Checks: largest disagreement")
    assert [len(row) for row in panel.sheet.texts()] == [2] * 3
