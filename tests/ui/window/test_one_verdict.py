"""One pass has one verdict, wherever it is read and whenever that part was opened."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot
from windows import brought, there

from tests.ui.shared import session_of
from ui.panels.diagnosis.panel import DiagnosisPanel
from ui.panels.layers import LayersPanel
from ui.panels.network.panel import NetworkPanel
from ui.panels.verdicts import VerdictsPanel
from ui.shell.application import Application
from vgsim.cli.report import summary
from vgsim.cli.run import findings
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.theory.judge import judged

# its gradient recovers: at update 60 it vanishes mildly, at 80 it is a little over that threshold
RECOVERING = Experiment(
    data=DataSpec("moons", 32, 128),
    training=TrainingSpec("adam", 0.01),
    lanes=(
        Lane("Deep", NetworkSpec(5, 8, activation="sigmoid", initializer="normal", scale=0.15)),
        Lane("Shallow", NetworkSpec(2, 8, activation="tanh", initializer="xavier_normal")),
    ),
)


def test_a_network_that_recovers_has_one_verdict_everywhere(app: Application, qtbot: QtBot) -> None:
    session = session_of(app)
    session.document.load(RECOVERING)

    def at(step: int) -> Trace:
        session.learner.go_to(step)
        qtbot.waitUntil(lambda: shown() is not None and shown().step == step)
        return shown()

    def shown() -> Trace:
        trace = session.player.trace
        assert trace is not None
        return trace

    qtbot.waitUntil(lambda: [lane.title for lane in shown().lanes] == ["Deep", "Shallow"])
    for step in range(0, 80, 20):
        at(step)
    verdict = at(80).lanes[0].judged.verdict
    # what was said before holds on at the threshold: who forgot it would say something else
    assert verdict.sentence != judged(shown()).lanes[0].judged.verdict.sentence

    panel = brought(app, DiagnosisPanel, qtbot)  # seen for the first time
    qtbot.waitUntil(
        lambda: "alike" in shown().lanes[0].measures and verdict.sentence in panel.sentence.text
    )
    app.window.show_panel_window("layers")
    layers = there(app, LayersPanel, qtbot)
    qtbot.waitUntil(lambda: len(layers.table.texts()) == 6)

    trace = shown()
    lane = trace.lanes[0]
    # a later pass may be computed by kernels instead of NumPy: their last digits differ
    again = lane.judged.verdict
    assert (again.kind, again.sentence) == (verdict.kind, verdict.sentence)
    assert again.decades == pytest.approx(verdict.decades, rel=1e-9)
    canvas = there(app, NetworkPanel, qtbot).canvas
    verdicts = there(app, VerdictsPanel, qtbot).sentence
    report = summary(trace)
    for place in (
        canvas.accessibleDescription(), verdicts.accessibleName(), panel.sentence.text,
        layers.sentence.text, report["networks"][0]["verdict"]["sentence"], findings(trace)[0],
    ):  # fmt: skip
        assert verdict.sentence in place
    states = [each["state"] for each in report["networks"][0]["states"]]
    for table in (panel.table, layers.table):
        rows = table.texts()
        assert all(row[1].startswith(state) for state, row in zip(states, rows, strict=True))
    assert verdicts.text() == trace.comparison == report["comparison"]
