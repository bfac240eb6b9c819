"""A lesson leaves no trace in the user's own work: networks, last run, kept versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Start
from tests.ui.shell.lessons import opened, parts
from tests.ui.shell.small_lesson import LESSON
from tests.ui.windows import there
from ui.panels.lesson.panel import LessonPanel
from ui.session.session import Session
from ui.shell.application import Application
from vgsim.files import versions
from vgsim.files.last_run import load
from vgsim.teach.places import lessons_folder

MADE, SEEN = 130, 60  # updates that were made, and the one that is looked at


@pytest.fixture
def app(start: Start) -> Application:
    """The window with networks that have learned, and an earlier update on the screen."""
    application = start()
    lessons_folder().mkdir(parents=True, exist_ok=True)
    (lessons_folder() / "small.toml").write_text(LESSON, "utf-8")
    return application


def learned(session: Session, qtbot: QtBot, updates: int) -> None:
    session.learner.go_to(updates)
    qtbot.waitUntil(lambda: session.dispatcher.settled and session.learner.step == updates)


def test_leaving_brings_back_the_networks_as_they_had_learned(
    app: Application, qtbot: QtBot
) -> None:
    lessons, session = parts(app)
    session.document.edit("lanes.0.network.depth", 6)
    learned(session, qtbot, MADE)
    learned(session, qtbot, SEEN)
    session.player.pause()
    session.player.seek(3.5)
    losses = [each.loss.tobytes() for each in session.player.newest.curves]
    before = session.player.playback, session.experiment, session.document.undo_label
    opened(app, qtbot)
    learned(session, qtbot, MADE + 20)  # the lesson's networks learn, too
    session.document.edit("lanes.0.network.activation", "relu")
    lessons.leave()
    qtbot.waitUntil(
        lambda: session.dispatcher.settled and session.player.trace.experiment is before[1]
    )
    assert session.player.step == SEEN
    assert session.learner.furthest == MADE  # nothing of what was learned later is lost
    assert [each.loss.tobytes() for each in session.player.trace.curves] == losses
    assert (session.player.playback, session.experiment, session.document.undo_label) == before


def test_the_next_start_offers_the_own_run_not_that_of_a_lesson(
    start: Start, app: Application, qtbot: QtBot
) -> None:
    _, session = parts(app)
    mine = session.experiment
    learned(session, qtbot, MADE)
    opened(app, qtbot)
    session.learner.run(True)
    qtbot.waitUntil(lambda: session.learner.step > 2 * MADE)
    session.learner.run(False)
    app.close()  # in the middle of the lesson
    found, complaint = load(app._last_run)
    assert found is not None
    assert not complaint
    assert (found.experiment, found.step) == (mine, MADE)
    second = start()
    notice: QLabel = second.window.notice.label
    qtbot.waitUntil(lambda: f"stopped at update {MADE}" in notice.text())


def test_a_program_killed_in_a_lesson_kept_the_own_changes(
    app: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    lessons, session = parts(app)
    session.document.edit("lanes.0.network.depth", 5)
    opened(app, qtbot, 1)
    session.document.edit("lanes.0.network.width", 9)
    assert app.versions is not None
    (kept,) = app.versions.newest()
    assert kept.experiment.lanes[0].network.depth == 5
    assert len(list(kept.path.parent.glob("*.lock"))) == 1  # as if it were still on the screen
    lessons.leave()
    session.document.undo()  # nothing is changed any more
    app.versions.newest()
    assert versions.newest(app.versions.folder) == ()


def test_another_document_in_a_lesson_begins_at_update_0(app: Application, qtbot: QtBot) -> None:
    _, session = parts(app)
    learned(session, qtbot, MADE)
    opened(app, qtbot)
    app.requests.scenarios.open(3)
    qtbot.waitUntil(
        lambda: session.dispatcher.settled and session.player.trace.experiment is session.experiment
    )
    assert session.player.step == 0
    learned(session, qtbot, 10)


def test_a_lesson_of_the_command_line_opens(start: Start, qtbot: QtBot) -> None:
    app = start(lesson="01_forward_and_backward")
    lessons, _ = parts(app)
    qtbot.waitUntil(lambda: lessons.open)
    there(app, LessonPanel, qtbot)
