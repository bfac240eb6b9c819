"""The diagnosis panel: a row per layer, causes, suggestions that are applied and undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from windows import brought, there

from tests.ui.conftest import SOON
from tests.ui.panels.test_cell_panel import trace_of as recurrent_trace
from tests.ui.plotting import RELU, clicked, experiment, shown, trace_of
from tests.ui.recorder import Recorder
from tests.ui.shared import session_of
from ui.exchange.progress import Progress
from ui.panels.diagnosis.panel import DiagnosisPanel
from ui.panels.layers import LayersPanel
from ui.panels.learning.panel import LearningPanel
from ui.session.requests import GONE
from ui.shell.application import Application
from vgsim.advice.changes import Changes, changed, edits_of
from vgsim.advice.faults import network_faults
from vgsim.advice.suggestion import HelpRequest, Suggestion, Suggestions
from vgsim.advice.trial import TrialResult
from vgsim.compute.learning.training import Trainer
from vgsim.describe.edit_lane import copy_lane
from vgsim.describe.spec import NetworkSpec
from vgsim.play.past import Past
from vgsim.theory.judge import Judge

PAIR = "Learning rate 0.02 + SELU with LeCun"
BRIEF = "Rate 0.02 + SELU with LeCun"
SELU: dict[str, Any] = {"network.activation": "selu", "network.initializer": "lecun_normal"}
DEEP = NetworkSpec(depth=12, width=16, activation="sigmoid")


@pytest.fixture
def app(at_rest: Application) -> Application:
    return at_rest


def test_every_layer_has_a_row_and_the_worst_is_marked(qtbot: QtBot) -> None:
    panel, trace = DiagnosisPanel(Recorder()), trace_of(experiment(DEEP, RELU))
    asked = shown(qtbot, panel, trace, size=(700, 500))
    assert ("set_costly", ("diagnosis", DiagnosisPanel.costly)) in asked
    rows = panel.table.texts()
    assert len(rows) == 12 + 1  # hidden layers, output layer
    assert rows[0][:2] == ("1", "vanishing ◂")
    assert rows[11][:2] == ("12", "healthy")
    assert "f′" in panel.cause.text
    assert trace.lanes[0].judged.verdict.sentence in panel.sentence.text


def test_a_click_on_a_title_sorts_the_layers(qtbot: QtBot) -> None:
    panel, trace = LayersPanel(Recorder()), trace_of(experiment(DEEP))
    shown(qtbot, panel, trace, size=(1100, 600))
    natural = [*map(str, range(1, 13)), "output"]

    def layers() -> list[str]:
        return [row[0] for row in panel.table.texts()]

    assert layers() == natural
    clicked(qtbot, panel.table, "state")
    assert layers()[0] == "1"  # the worst first
    assert panel.table.texts()[-1][1] == "healthy"
    clicked(qtbot, panel.table, "∂L/∂z")
    assert layers() == natural
    clicked(qtbot, panel.table, "∂L/∂z")
    assert layers() == natural[::-1]
    clicked(qtbot, panel.table, "∂L/∂z")
    assert layers() == natural


def test_a_layer_is_selected_in_the_table(qtbot: QtBot) -> None:
    for kind in (LayersPanel, DiagnosisPanel):
        panel, made = kind(Recorder()), experiment(DEEP)
        asked = shown(qtbot, panel, trace_of(made, layer=3), size=(1100, 600))
        assert panel.table.chosen() == 3
        qtbot.keyClick(panel.table, Qt.Key.Key_Down)
        assert asked.pop() == ("select", (made.lanes[0], 4, None))
        before = len(asked)
        panel.show_trace(trace_of(made, layer=9))
        assert panel.table.chosen() == 9
        assert len(asked) == before


def test_the_table_is_copied_with_all_digits(qtbot: QtBot) -> None:
    panel, trace = DiagnosisPanel(Recorder()), trace_of(experiment(DEEP))
    shown(qtbot, panel, trace)
    panel.table.copy.click()
    rows = QGuiApplication.clipboard().text().splitlines()
    assert len(rows) == 1 + 12 + 1  # heads, hidden layers, output layer
    column = rows[0].split(",").index("gradient_preactivation")
    value = float(trace.lanes[0].measures["gradient_preactivation"][4])
    assert float(rows[5].split(",")[column]) == value


def test_a_recurrent_network_has_a_row_for_each_step(qtbot: QtBot) -> None:
    panel, trace = DiagnosisPanel(Recorder()), recurrent_trace("lstm")
    shown(qtbot, panel, trace)
    rows = panel.table.texts()
    assert panel.table.table.content.columns[0].title == "step"
    assert len(rows) == trace.lanes[0].depth + 1
    assert rows[-1][0] == "output"
    assert "Cell" in panel.cause.text


def found_at_once(question: HelpRequest, *_: object, **__: object) -> Iterator[Suggestions]:
    """Stands in for the search: SELU helps."""
    return suggestion(question, "SELU with LeCun", SELU)


def found_together(question: HelpRequest, *_: object, **__: object) -> Iterator[Suggestions]:
    """Stands in for the search: a rate and SELU help together."""
    return suggestion(question, PAIR, SELU | {"training.learning_rate": 0.02}, BRIEF)


def suggestion(
    question: HelpRequest, label: str, changes: Changes, brief: str = ""
) -> Iterator[Suggestions]:
    """A suggestion with this effect."""
    before = TrialResult(300, 2.3, 2.3, 0.1, True, -11.0, None, False)
    after = TrialResult(300, 0.4, 2.3, 0.94, True, -0.1, -0.06, False)
    edits = edits_of(question.experiment, question.lane, changes)
    offer = Suggestion(label, changes, edits, after, before, brief)
    news = Suggestions(question, network_faults(question.seen), runs=3)
    yield news
    yield replace(news, offers=(offer,), done=3, over=True)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.session.studies.suggestions", found_at_once)


def offered(app: Application, panel: DiagnosisPanel, qtbot: QtBot) -> None:
    """Wait for a suggestion for the network in the window."""
    session = session_of(app)

    def there_is_one() -> bool:
        found = panel._search.news is not None and bool(panel._search.news.offers)
        about = panel._search.about(session.experiment, session.viewer.watch.lane)
        return panel.remedies.buttons[0].isVisible() and found and about

    qtbot.waitUntil(there_is_one, timeout=SOON)


@pytest.mark.usefixtures("quick")
def test_a_suggestion_is_applied_measured_and_undone(app: Application, qtbot: QtBot) -> None:
    session = session_of(app)
    panel = brought(app, DiagnosisPanel, qtbot)
    before = session.experiment
    offered(app, panel, qtbot)
    assert panel._search.news is not None
    offer = panel._search.news.offers[0]
    said = "SELU with LeCun: 94 % after 300 updates instead of 10 %"
    assert panel.remedies.buttons[0].text() in (said, "SELU with LeCun: 94 %, not 10 %")
    assert panel.remedies.buttons[0].toolTip().startswith(said)
    assert "; expected: " in panel.remedies.buttons[0].toolTip()
    panel.remedies.buttons[0].click()
    assert session.experiment == changed(before, 0, offer.changes)

    def measured() -> bool:
        session.player.to_end()
        return " now, " in panel.cause.text

    qtbot.waitUntil(measured, timeout=SOON)
    assert "before" in panel.cause.text
    assert "expected" in panel.cause.text
    session.document.undo()
    assert session.experiment == before


def test_a_pair_is_applied_and_undone_as_one(
    app: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.studies.suggestions", found_together)
    session = session_of(app)
    panel = brought(app, DiagnosisPanel, qtbot)
    before = session.experiment
    offered(app, panel, qtbot)
    button = panel.remedies.buttons[0]
    assert button.text().startswith(f"{BRIEF}: 94 %")  # the whole label does not fit
    assert button.accessibleName() == f"Try {PAIR}"
    assert button.toolTip().startswith(PAIR)
    button.click()
    own = session.experiment.lanes[0]
    training = own.training or session.experiment.training
    assert (own.network.activation, training.learning_rate) == ("selu", 0.02)
    session.document.undo()
    assert session.experiment == before


@pytest.mark.usefixtures("quick")
def test_a_suggestion_is_tried_on_a_copy(app: Application, qtbot: QtBot) -> None:
    session = session_of(app)
    panel = brought(app, DiagnosisPanel, qtbot)
    before = session.experiment
    offered(app, panel, qtbot)
    assert panel._search.news is not None
    offer = panel._search.news.offers[0]
    panel.remedies.copies[0].click()
    *rest, last = session.experiment.lanes
    assert tuple(rest) == before.lanes
    place = len(rest)
    assert last == changed(copy_lane(before, 0), place, offer.changes).lanes[place]
    result = "SELU with LeCun: gradient at layer 1 ÷ last layer "
    qtbot.waitUntil(lambda: panel.cause.text.startswith(result), timeout=SOON)


def test_the_search_can_be_stopped_and_continued_and_ends_when_networks_learn(
    app: Application, qtbot: QtBot
) -> None:
    session = session_of(app)
    panel = brought(app, DiagnosisPanel, qtbot)
    search, remedies = panel._search, panel.remedies
    qtbot.waitUntil(lambda: search.searching and remedies.switch.isVisible(), timeout=SOON)
    remedies.switch.click()
    assert (search.searching, remedies.switch.text()) == (False, "Continue")
    remedies.switch.click()
    assert (search.searching, remedies.switch.text()) == (True, "Stop")
    session.learner.run(True)
    qtbot.waitUntil(lambda: not search.searching, timeout=SOON)
    session.learner.run(False)
    qtbot.waitUntil(lambda: search.searching, timeout=SOON)  # it was not finished
    app.window.right.bring(LearningPanel.title)
    assert not search.searching


def test_a_healthy_network_gets_no_suggestion(qtbot: QtBot) -> None:
    panel = DiagnosisPanel(Recorder())
    asked = shown(qtbot, panel, trace_of(experiment(RELU)))
    assert not [each for each in asked if each[0] == "suggest"]
    assert not panel.remedies.isVisible()


def test_a_search_without_result_is_reported(qtbot: QtBot) -> None:
    panel, trace = DiagnosisPanel(Recorder()), trace_of(experiment(DEEP))
    asked = shown(qtbot, panel, trace)
    ((question,),) = [given for name, given in asked if name == "suggest"]
    news = Suggestions(
        question, network_faults(trace.lanes[0]), tried=("ReLU with He", "Adam"), over=True
    )
    panel.show_suggestions(Progress(news, over=True))
    assert panel.remedies.status.text == "Tried: ReLU with He, Adam; none helped."
    panel.show_suggestions(Progress(replace(news, pairs=(PAIR,) * 12), over=True))
    said = "Tried: ReLU with He, Adam; none helped, nor did 12 combinations of them."
    assert panel.remedies.status.text == said
    assert not panel.remedies.switch.isVisible()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("lane", [0, 1])
def test_a_suggestion_for_a_removed_network_changes_no_other_network(
    app: Application, qtbot: QtBot, lane: int
) -> None:
    """Taken before the next picture."""
    session = session_of(app)
    panel = brought(app, DiagnosisPanel, qtbot)
    session.viewer.select(lane, 1)
    session.document.edit(f"lanes.{lane}.network.activation", "sigmoid")
    qtbot.waitUntil(lambda: panel._trace is not None and panel._trace.watched == lane, timeout=SOON)
    offered(app, panel, qtbot)
    session.document.remove_lane(lane)
    left = session.experiment
    panel.remedies.buttons[0].click()
    assert session.experiment == left
    assert app.window.notice.label.text() == GONE


def test_all_layers_in_a_window_with_small_curves(qtbot: QtBot) -> None:
    panel, past = LayersPanel(Recorder()), Past()
    trainer = Trainer(experiment(DEEP, RELU), judge=Judge())
    asked = shown(qtbot, panel, trainer.trace(), size=(1100, 600))
    panel.show_past(past)
    for _ in range(5):
        trainer.advance(3)
        trace = trainer.trace()
        past.add(trace)
    panel.show_trace(trace)
    assert ("set_costly", ("layers", LayersPanel.costly)) in asked
    table = panel.table.table
    assert [column.title for column in table.content.columns][-1] == "over time"
    assert table.columnCount() == 11
    *lines, output = (table.cells(row)[-1] for row in range(table.rowCount()))
    assert output.curve == ()
    assert all(len(line.curve) == 5 for line in lines)
    assert max(lines[0].curve) < min(lines[-1].curve)  # layer 1 is below layer 12
    assert max(max(line.curve) for line in lines) == 1


def test_the_table_opens_by_key(app: Application, qtbot: QtBot) -> None:
    app.window.show_panel_window("layers")
    panel = there(app, LayersPanel, qtbot)
    qtbot.waitUntil(lambda: panel.isVisible() and len(panel.table.texts()) > 5, timeout=SOON)
