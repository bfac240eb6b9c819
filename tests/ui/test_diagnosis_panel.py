"""The diagnosis on the screen: a line a layer, causes, suggestions that are taken and undone."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from windows import brought, there

from tests.ui.conftest import SOON
from tests.ui.plotting import RELU, experiment, shown, trace_of
from tests.ui.test_cell_panel import trace_of as recurrent_trace
from tests.ui.test_window import session_of
from ui.application import Application
from ui.panels.diagnosis import DiagnosisPanel
from ui.panels.layer_table import table
from ui.panels.layers import LayersPanel
from ui.requests import GONE
from vgsim.compute.training import Trainer
from vgsim.describe.spec import NetworkSpec
from vgsim.play.past import Past
from vgsim.theory.verdict import verdict

DEEP = NetworkSpec(depth=12, width=16, activation="sigmoid")


def test_a_line_for_each_layer_the_worst_one_marked(qtbot: QtBot) -> None:
    panel, trace = DiagnosisPanel(), trace_of(experiment(DEEP, RELU))
    wishes = shown(qtbot, panel, trace, size=(700, 500))
    assert ("set_costly", ("diagnosis", DiagnosisPanel.costly)) in wishes
    lines = panel.table.sheet.lines
    assert len(lines) == 13
    assert lines[1].cells[0].startswith("1 vanishing ◂")
    assert lines[12].cells[0] == "12 healthy"
    assert "f′" in panel.why.text
    assert verdict(trace.lanes[0]).sentence in panel.said.text


def test_the_table_is_ordered_as_wished() -> None:
    lane = trace_of(experiment(DEEP)).lanes[0]
    worst = [line.cells[0].split()[0] for line in table(lane, "worst")[1:]]
    assert worst[0] == "1"
    by_gradient = [line.cells[0].split()[0] for line in table(lane, "gradient_preactivation")[1:]]
    assert by_gradient == [str(layer) for layer in range(1, 13)]


def test_the_table_is_copied_with_all_digits(qtbot: QtBot) -> None:
    panel, trace = DiagnosisPanel(), trace_of(experiment(DEEP))
    shown(qtbot, panel, trace)
    panel.table.copy.click()
    rows = QGuiApplication.clipboard().text().splitlines()
    assert len(rows) == 13
    column = rows[0].split(",").index("gradient_preactivation")
    value = float(trace.lanes[0].measures["gradient_preactivation"][4])
    assert float(rows[5].split(",")[column]) == value


def test_recurrent_networks_have_no_table(qtbot: QtBot) -> None:
    panel = DiagnosisPanel()
    shown(qtbot, panel, recurrent_trace("lstm"))
    assert not panel.table.sheet.lines
    assert "Cell" in panel.why.text


def test_a_suggestion_is_taken_measured_and_undone(app: Application, qtbot: QtBot) -> None:
    session = session_of(app)
    panel = brought(app, DiagnosisPanel, qtbot)
    before = session.experiment
    qtbot.waitUntil(lambda: panel.buttons[0].isVisible(), timeout=SOON)
    wanted = panel._offers[0].network
    panel.buttons[0].click()
    assert session.experiment.lanes[0].network == wanted

    def measured() -> bool:
        session.to_end()
        return "measured" in panel.why.text

    qtbot.waitUntil(measured, timeout=SOON)
    assert "expected" in panel.why.text
    session.undo()
    assert session.experiment == before


@pytest.mark.parametrize("lane", [0, 1])
def test_a_suggestion_for_a_removed_network_changes_no_other(
    app: Application, qtbot: QtBot, lane: int
) -> None:
    """Taken before the next picture."""
    session = session_of(app)
    panel = brought(app, DiagnosisPanel, qtbot)
    session.select(lane, 1)
    session.edit(f"lanes.{lane}.network.activation", "sigmoid")
    qtbot.waitUntil(
        lambda: (
            panel._trace is not None
            and panel._trace.watched == lane
            and panel._trace.experiment == session.experiment
            and bool(panel._offers)
        ),
        timeout=SOON,
    )
    session.remove_lane(lane)
    left = session.experiment
    panel.buttons[0].click()
    assert session.experiment == left
    assert app.window.notice.label.text() == GONE


def test_all_layers_in_a_window_with_small_curves(qtbot: QtBot) -> None:
    panel, past = LayersPanel(), Past()
    trainer = Trainer(experiment(DEEP, RELU))
    wishes = shown(qtbot, panel, trainer.trace(), size=(1100, 600))
    panel.show_past(past)
    for _ in range(5):
        trainer.advance(3)
        trace = trainer.trace()
        past.add(trace)
    panel.show_trace(trace)
    assert ("set_costly", ("layers", LayersPanel.costly)) in wishes
    first, *lines = panel.table.sheet.lines
    assert first.cells[-1] == "over time"
    assert len(first.cells) == 10
    assert all(len(line.curve) == 5 for line in lines)
    assert max(lines[0].curve) < min(lines[-1].curve)  # layer 1 lies below layer 12
    assert max(max(line.curve) for line in lines) == 1


def test_the_table_opens_by_key(app: Application, qtbot: QtBot) -> None:
    app.window.call("window.show_apart", ("layers",))
    panel = there(app, LayersPanel, qtbot)
    qtbot.waitUntil(lambda: panel.isVisible() and len(panel.table.sheet.lines) > 5, timeout=SOON)
