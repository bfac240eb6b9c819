"""Lessons in the window, used as a learner and a teacher would."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell.lessons import click, opened, parts, press, visible_rows
from tests.ui.windows import there
from ui.dialogs.lessons import LessonContents
from ui.panels.controls.panel import ControlsPanel
from ui.panels.lesson.footer import Footer
from ui.panels.lesson.panel import LessonPanel
from ui.shell.application import Application
from vgsim.play.frame import Phase
from vgsim.teach.library import bundled
from vgsim.teach.places import lessons_folder, progress_path


@pytest.fixture
def app(with_a_lesson: Application) -> Application:
    """The window on its first scenario, with one lesson of the user's own."""
    return with_a_lesson


def test_a_step_shows_its_text_its_numbers_and_its_controls_alone(
    app: Application, qtbot: QtBot
) -> None:
    lessons, session = parts(app)
    before = visible_rows(app)
    panel = opened(app, qtbot)
    assert panel.heading.text() == "The first step"
    assert "f'(z)" in panel.text.text()
    assert "of that at layer 4" in panel.claims.sentences[0].prose.text()
    assert panel.claims.sentences[0].sign.text() == "✓"
    qtbot.waitUntil(lambda: visible_rows(app) == {"network.activation"})
    rings = app.window.lesson.rings
    qtbot.waitUntil(lambda: all(ring.isVisible() for ring in rings.rings))
    assert "layer 1" in rings.rings[0].accessibleName()
    controls = app.window.findChild(ControlsPanel)
    assert controls is not None
    row = controls.row_of("network.activation")
    assert row is not None
    click(qtbot, panel.footer.look)
    click(qtbot, panel.footer.look)
    focus = app.window.focusWidget()
    assert focus is not None
    assert row.isAncestorOf(focus)
    lessons.leave()
    qtbot.waitUntil(lambda: visible_rows(app) == before)
    assert not rings.rings
    assert session.dispatcher.job.experiment == session.experiment


def test_the_buttons_of_a_narrow_lesson_show_their_whole_text(
    app: Application, qtbot: QtBot
) -> None:
    lessons, _ = parts(app)
    column, footer = QWidget(), Footer(lessons)
    qtbot.addWidget(column)
    footer.setParent(column)
    column.resize(1000, 300)
    column.show()
    buttons = footer.back, footer.next, footer.redo, footer.leave
    rows = set()
    for less in (0, 10, 100, 150):
        footer.resize(footer.row_width - less, 200)
        footer.show()
        qtbot.waitUntil(lambda: all(each.isVisible() for each in buttons))
        assert footer.layout() is not None
        footer.layout().activate()  # not only when the next event is handled
        assert all(each.width() >= each.sizeHint().width() for each in buttons), less
        rows.add(len({each.y() for each in buttons}))
    assert rows == {1, 2}


def test_leaving_brings_everything_back(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    window = app.window
    session.player.play()
    session.document.edit("training.learning_rate", 0.7)
    session.viewer.select(1, 5)
    window.stage.show_part("both")
    qtbot.waitUntil(lambda: session.dispatcher.settled)
    experiment, history, watch = session.experiment, session.document.history, session.viewer.watch
    tabs, columns = window.right.arrangement(), window.columns.shown
    opened(app, qtbot)
    assert session.experiment != experiment
    session.document.edit("training.learning_rate", 0.2)
    assert lessons.state.changed
    session.document.undo()
    assert not lessons.state.changed
    session.document.undo()  # not further back than where the lesson began
    assert session.experiment.lanes[0].network.width == 6
    window.actions_by_id["leave_lesson"].trigger()
    assert not lessons.open
    assert session.experiment is experiment
    assert session.document.history is history
    assert (session.viewer.watch.lane, session.viewer.watch.layer) == (watch.lane, watch.layer)
    assert window.stage.shown == "both"
    assert (window.right.arrangement(), window.columns.shown) == (tabs, columns)
    assert not session.learner.locked
    qtbot.waitUntil(lambda: session.results.shown)
    session.document.undo()
    assert session.experiment.training.learning_rate != 0.7


def test_presenter_keys_go_through_the_steps(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    opened(app, qtbot)
    press(app, qtbot, Qt.Key.Key_PageDown)
    assert lessons.state.index == 1
    assert session.experiment.lanes[0].network.width == 5
    session.document.undo()  # a step is one change
    assert session.experiment.lanes[0].network.width == 6
    press(app, qtbot, Qt.Key.Key_PageUp)
    assert lessons.state.index == 0
    press(app, qtbot, Qt.Key.Key_PageUp)
    assert lessons.state.index == 0


def test_a_task_is_done_by_hand_or_by_the_button(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    panel = opened(app, qtbot, 2)
    assert "Your turn" in panel.task.text()
    session.document.edit("lanes.0.network.activation", "tanh")
    qtbot.waitUntil(lambda: lessons.state.done)
    assert "Done" in panel.task.text()
    lessons.leave()
    panel = opened(app, qtbot, 2)
    click(qtbot, panel.footer.redo)
    qtbot.waitUntil(lambda: lessons.state.done)
    assert session.experiment.lanes[0].network.activation == "tanh"


def test_contents_show_progress_and_faults(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    (lessons_folder() / "broken.toml").write_text('format = "vgsim-lesson/1"\ntitle = 3', "utf-8")
    opened(app, qtbot, 1)
    lessons.leave()
    press(app, qtbot, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    contents = app.window.findChild(LessonContents)
    assert contents is not None
    items = [contents.list.topLevelItem(k) for k in range(contents.list.topLevelItemCount())]
    found = {item.text(0).strip(): item for item in items if item is not None}
    assert "step 2" in found["A small lesson"].text(3)
    contents.list.setCurrentItem(found["broken"])
    assert "title" in contents.about.text()
    click(qtbot, contents.clear)
    assert not progress_path().exists()
    contents.reject()


def test_a_new_lesson_from_here_opens(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    experiment = session.experiment
    app.window.actions_by_id["new_lesson"].trigger()
    lessons.open_named("my_lesson_1")
    assert lessons.open
    assert session.experiment == experiment


def test_another_document_ends_the_lesson_and_undo_leads_to_the_own_work(
    app: Application, qtbot: QtBot
) -> None:
    lessons, session = parts(app)
    session.document.edit("training.learning_rate", 0.7)
    mine = session.experiment
    opened(app, qtbot)
    app.window.actions_by_id["next_scenario"].trigger()
    assert not lessons.open
    session.document.undo()
    assert session.experiment == mine


def test_a_phase_without_motion_is_shown_to_its_end(
    app: Application, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    lessons, session = parts(app)
    app.window.actions_by_id["still"].trigger()
    request.addfinalizer(app.window.actions_by_id["still"].trigger)
    lessons.open_path(bundled()[0])
    lessons.course.go(1)
    assert lessons.state.step is not None
    assert lessons.state.step.show.phase == "forward"
    qtbot.waitUntil(lambda: session.dispatcher.settled)
    player = session.player
    qtbot.waitUntil(lambda: player.playback.position == player.timeline.span(Phase.FORWARD)[1])
    end = player.playback.position
    player.to_end()
    assert player.playback.position > end


def test_the_check_of_a_challenge_keeps_the_focus(app: Application, qtbot: QtBot) -> None:
    """Otherwise the next key presses a button that leaves the lesson."""
    lessons, session = parts(app)
    lessons.open_named("41_make_the_lstm_forget")
    lessons.course.go(lessons.state.count - 1)
    panel = there(app, LessonPanel, qtbot)
    qtbot.waitUntil(lambda: panel.challenge.check.isVisible() and session.dispatcher.settled)
    app.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is app.window)
    session.document.edit("lanes.0.network.forget_bias", 0.0)
    panel.challenge.check.setFocus()
    click(qtbot, panel.challenge.check)
    qtbot.waitUntil(lambda: lessons.state.checking)
    assert QApplication.focusWidget() is None
    qtbot.waitUntil(lambda: lessons.state.tried is not None, timeout=60_000)
    assert panel.challenge.check.hasFocus()
    lessons.leave()
