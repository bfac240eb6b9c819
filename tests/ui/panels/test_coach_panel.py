"""The coach line as a person uses it: it speaks of the networks on screen, and its button acts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.advice.searches import search
from tests.ui.windows import SOON, there
from ui.exchange.progress import Progress
from ui.panels.coach import CoachPanel
from ui.panels.diagnosis.panel import DiagnosisPanel
from ui.settings import load_settings, settings_path
from ui.shell.application import Application
from vgsim.advice.coach.lanes import lane_to_help
from vgsim.advice.coach.situation import Take
from vgsim.advice.suggestion import HelpRequest, Suggestions
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec

SIGMOID = NetworkSpec(depth=8, width=8, activation="sigmoid")
SMALL = Experiment(
    seed=5, data=DataSpec("iris", 32), training=TrainingSpec(learning_rate=0.05),
    lanes=(Lane("", SIGMOID),),
)  # fmt: skip


def shown(app: Application) -> Trace:
    assert app.session is not None
    assert app.session.player.trace is not None
    return app.session.player.trace


def says(panel: CoachPanel, rule: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel.hint is not None and panel.hint.rule == rule, timeout=SOON)


@pytest.fixture
def app(at_rest: Application) -> Application:
    return at_rest


@pytest.fixture
def coach(app: Application, qtbot: QtBot) -> CoachPanel:
    """The coach of a small network whose gradient vanishes, after the first pass."""
    assert app.session is not None
    session = app.session
    panel = there(app, CoachPanel, qtbot)
    session.document.load(SMALL)
    qtbot.waitUntil(lambda: shown(app).experiment == session.experiment, timeout=SOON)
    says(panel, "first pass", qtbot)
    session.player.pause()
    session.player.to_end()
    says(panel, "start", qtbot)
    return panel


def remedies(question: HelpRequest) -> Suggestions:
    """What a search finds first."""
    return next(news for news in search(question) if news.offers)


def press(qtbot: QtBot, panel: CoachPanel) -> None:
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)


def test_it_speaks_after_the_first_pass_and_runs_the_networks(
    app: Application, coach: CoachPanel, qtbot: QtBot
) -> None:
    session = app.session
    assert session is not None
    assert "arrives at layer 1" in coach.sentence.text()
    assert coach.button.text() == "Run"
    height = coach.height()
    press(qtbot, coach)
    says(coach, "running", qtbot)
    assert session.learner.running
    assert coach.button.text() == "Stop"
    qtbot.waitUntil(lambda: session.learner.step > 0, timeout=SOON)
    press(qtbot, coach)
    says(coach, "trained", qtbot)
    assert not session.learner.running
    assert coach.height() == height


def test_a_remedy_is_offered_tried_and_undone(
    app: Application, coach: CoachPanel, qtbot: QtBot
) -> None:
    session, before = app.session, shown(app)
    assert session is not None
    index = lane_to_help(before)
    assert index is not None
    news = remedies(HelpRequest(before.experiment, index, before.lanes[index], 30))
    session.studies.suggestions_changed.emit(Progress(news, over=True))
    qtbot.waitUntil(lambda: coach.button.text().startswith("Try "), timeout=SOON)
    assert coach.hint is not None
    assert isinstance(coach.hint.request, Take)
    old = session.experiment
    press(qtbot, coach)
    assert session.experiment != old
    says(coach, "changed", qtbot)
    assert "Before the change: " in coach.sentence.text()
    app.window.actions_by_id["undo"].trigger()
    assert session.experiment == old
    qtbot.waitUntil(lambda: shown(app).experiment == old, timeout=SOON)
    says(coach, "changed", qtbot)


def test_remedies_are_searched_in_the_background(
    app: Application, coach: CoachPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only while nothing else goes on, and once for each network."""
    session = app.session
    assert session is not None
    asked: list[HelpRequest | None] = []
    monkeypatch.setattr(session.studies, "advise", asked.append)
    session.document.edit("lanes.0.network.depth", 6)
    qtbot.waitUntil(lambda: len([each for each in asked if each is not None]) == 1, timeout=SOON)
    question = asked[-1]
    assert question is not None
    assert question.experiment == session.experiment
    news = remedies(replace(question, updates=30))
    offered = replace(news, question=question)
    session.studies.advice_changed.emit(Progress(offered, over=True))
    qtbot.waitUntil(lambda: coach.button.text().startswith("Try "), timeout=SOON)
    session.learner.run(True)
    says(coach, "running", qtbot)
    assert coach.button.text() == "Stop"


def test_a_search_ends_when_the_networks_learn(
    app: Application, coach: CoachPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = app.session
    assert session is not None
    asked: list[HelpRequest | None] = []
    monkeypatch.setattr(session.studies, "advise", asked.append)
    session.document.edit("lanes.0.network.depth", 7)
    qtbot.waitUntil(lambda: bool(asked) and asked[-1] is not None, timeout=SOON)
    session.learner.run(True)
    assert asked[-1] is None
    session.learner.run(False)
    qtbot.waitUntil(lambda: asked[-1] is not None, timeout=SOON)


def test_other_numbers_of_the_same_change_are_no_new_change(
    app: Application, coach: CoachPanel, qtbot: QtBot
) -> None:
    """A title or a compared function is no change of the networks."""
    assert app.session is not None
    app.session.document.compare_activation("tanh", True)
    qtbot.waitUntil(lambda: bool(shown(app).experiment.compared), timeout=SOON)
    qtbot.wait(200)
    assert coach.hint is not None
    assert coach.hint.rule == "start"


def test_after_a_minute_it_suggests_something(coach: CoachPanel, qtbot: QtBot) -> None:
    coach._idle.start(1)
    says(coach, "idle", qtbot)


def test_the_diagnosis_comes_to_the_front(
    app: Application, coach: CoachPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.session is not None
    monkeypatch.setattr(app.session.studies, "suggest", lambda _: None)  # it would search
    app.session.document.edit("lanes.0.network.depth", 9)
    says(coach, "changed", qtbot)
    assert coach.button.text() == "Open Diagnosis"
    press(qtbot, coach)
    there(app, DiagnosisPanel, qtbot)


def test_it_can_be_closed_and_stays_closed(
    app: Application, coach: CoachPanel, qtbot: QtBot
) -> None:
    qtbot.mouseClick(coach.close_button, Qt.MouseButton.LeftButton)
    assert not coach.isVisible()
    app.window.resize(1400, 900)
    assert not coach.isVisible()
    app.window.actions_by_id["coach"].trigger()
    assert coach.isVisible()
    app.window.actions_by_id["coach"].trigger()
    app._remember()
    settings, _ = load_settings(settings_path())
    assert not settings.coach
    assert settings.started


@pytest.mark.parametrize(("theme", "least"), [("light", 24), ("projector", 44)])
def test_its_buttons_are_large_enough_and_reached_by_tab(
    app: Application, coach: CoachPanel, qtbot: QtBot, theme: str, least: int
) -> None:
    assert app.session is not None
    app.window.looks.choose(theme)
    app.window.stage.show_part("network")
    app.window.resize(1280, 1000)
    qtbot.waitUntil(coach.isVisible, timeout=SOON)
    for button in (coach.button, coach.close_button):
        assert min(button.width(), button.height()) >= least
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.accessibleName() or button.text()


def test_a_low_window_has_no_room_for_it(app: Application, coach: CoachPanel, qtbot: QtBot) -> None:
    app.window.resize(900, 480)
    qtbot.waitUntil(lambda: not coach.isVisible(), timeout=SOON)
    app.window.resize(1280, 900)
    qtbot.waitUntil(coach.isVisible, timeout=SOON)


def test_the_longest_text_that_fits_is_painted(coach: CoachPanel) -> None:
    label, long = coach.sentence, "a question that needs room " * 8
    size = label.size()
    label.show_texts(f"A finding. {long}", "A finding.")
    label.resize(200, label.height())
    assert label.lines() == ["A finding."]
    assert label.text().startswith("A finding. a question")
    label.show_texts(long, long)
    assert len(label.lines()) == 2
    assert label.lines()[-1].endswith("…")
    label.resize(size)
