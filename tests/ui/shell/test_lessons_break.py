"""What can go wrong around a lesson: votes, themes, other files, damaged progress."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shell.lessons import click, complete, opened, parts, press
from tests.ui.shell.small_lesson import LESSON
from tests.ui.windows import there
from ui.dialogs.lessons import LessonContents
from ui.exchange.progress import Progress
from ui.panels.controls.panel import ControlsPanel
from ui.panels.gradients.panel import GradientsPanel
from ui.panels.lesson.options import Options
from ui.panels.network.panel import NetworkPanel
from ui.panels.verdicts import VerdictsPanel
from ui.shell.application import Application
from vgsim.teach.library import entries, path_of
from vgsim.teach.live import Attempt
from vgsim.teach.places import lessons_folder, progress_path


@pytest.fixture
def app(with_a_lesson: Application) -> Application:
    return with_a_lesson


def test_the_panel_that_is_built_ahead_opens_no_window(app: Application, qtbot: QtBot) -> None:
    app.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is app.window)
    app.window.lesson.build()
    QApplication.processEvents()
    assert QApplication.activeWindow() is app.window


def test_what_was_measured_of_another_lesson_is_not_shown(app: Application, qtbot: QtBot) -> None:
    """Its last news can come when the next lesson is open, at a step of the same number."""
    lessons = parts(app)[0]
    lessons.open_named("06_tanh")
    qtbot.waitUntil(lambda: complete(lessons))
    before = lessons.state
    lessons.open_named("07_relu")
    late = before.lesson, before.index, before.measured
    lessons.course._study.progressed.emit(Progress(late, over=True))
    assert lessons.state.measured is None
    qtbot.waitUntil(lambda: complete(lessons))
    assert lessons.state.measured != before.measured


def test_a_check_of_another_challenge_does_not_count(app: Application, qtbot: QtBot) -> None:
    lessons = parts(app)[0]
    lessons.open_named("31_wake_layer_1")
    lessons.check_goal()
    qtbot.waitUntil(lambda: lessons.state.tried is not None)
    lessons.open_named("32_break_a_relu_network")
    assert lessons._challenge is not None
    late = Progress(Attempt((), "late"), over=True)
    lessons._challenge._study.progressed.emit(late)
    assert lessons.state.tried is None


def test_a_vote_goes_on_in_another_theme(app: Application, qtbot: QtBot) -> None:
    lessons = parts(app)[0]
    panel = opened(app, qtbot, 1)
    click(qtbot, panel.question.vote.open)
    press(app, qtbot, "1")
    app.window.looks.choose("projector")
    press(app, qtbot, "2")
    app.window.looks.choose("dark")
    press(app, qtbot, "2")
    click(qtbot, panel.question.vote.back)
    assert lessons.state.vote.counts == ((1, 1),)
    for _ in range(2):  # in the order in which they were counted
        click(qtbot, panel.question.vote.back)
    assert lessons.state.vote.counts == ((0, 0),)
    click(qtbot, panel.question.vote.close_)
    assert lessons.state.stage == "ask"
    lessons.leave()
    press(app, qtbot, "2")  # a shortcut again
    assert app.window.stage.shown == "curves"


def test_the_buttons_of_a_question_are_reached_without_scrolling(
    app: Application, qtbot: QtBot
) -> None:
    lessons = parts(app)[0]
    app.window.resize(1280, 720)
    for theme in ("projector", "light"):
        app.window.looks.choose(theme)
        panel = opened(app, qtbot, 1)
        question = panel.question
        qtbot.waitUntil(question.predict.isVisible)
        for button in (question.predict, question.skip, question.vote.open, panel.footer.next):
            qtbot.waitUntil(lambda button=button: not button.visibleRegion().isEmpty())
            corner = button.mapTo(app.window, button.rect().bottomRight())
            assert app.window.rect().contains(corner)
        assert isinstance(question.field, Options)
        click(qtbot, question.field.rows[1].button)
        click(qtbot, question.predict)
        click(qtbot, question.run)
        qtbot.waitUntil(question.result.isVisible)
        verdict = question.result.verdict
        qtbot.waitUntil(lambda verdict=verdict: not verdict.visibleRegion().isEmpty())
        lessons.leave()


def test_a_challenge_on_the_projector_has_its_controls(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    app.window.looks.choose("projector")
    lessons.open_named("31_wake_layer_1")
    controls = app.window.findChild(ControlsPanel)
    assert controls is not None
    qtbot.waitUntil(controls.isVisible)
    lessons.leave()
    qtbot.waitUntil(lambda: session.dispatcher.settled)


def test_a_result_below_what_is_visible_is_scrolled_to(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    app.window.resize(1280, 640)
    panel = opened(app, qtbot, 1)
    for keys in ("11", "222"):  # the counts of two votes take the room
        click(qtbot, panel.question.vote.open)
        for key in keys:
            press(app, qtbot, key)
        click(qtbot, panel.question.vote.close_)
    click(qtbot, panel.question.skip)
    click(qtbot, panel.question.run)
    qtbot.waitUntil(lambda: lessons.state.stage == "answered")
    verdict = panel.question.result.verdict
    qtbot.waitUntil(lambda: not verdict.visibleRegion().isEmpty())


def test_what_waits_for_a_prediction_says_so(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    panel = opened(app, qtbot, 1)
    canvas = there(app, NetworkPanel, qtbot).canvas
    headline = app.window.findChild(VerdictsPanel)
    assert headline is not None
    gradients = there(app, GradientsPanel, qtbot)
    assert "after the prediction" in canvas.accessibleDescription()
    qtbot.waitUntil(headline.isHidden)  # it compares networks, and there is only one
    assert gradients.waiting_cover is not None
    assert "after the prediction" in gradients.waiting_cover.text()
    click(qtbot, panel.question.skip)
    click(qtbot, panel.question.run)
    qtbot.waitUntil(panel.question.result.isVisible)
    assert "after the prediction" not in canvas.accessibleDescription()
    lessons.leave()
    qtbot.waitUntil(headline.isVisible)
    assert gradients.waiting_cover.text() == gradients.waiting


def test_a_network_with_its_own_optimizer_has_its_controls(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    lessons.open_named("11_exploding_and_clipping")
    lessons.course.go(2)
    controls = app.window.findChild(ControlsPanel)
    assert controls is not None
    qtbot.waitUntil(lambda: controls.row_of("training.clip_at") is not None)
    controls._edit_lane("training.clip_at", 2.0, "")
    clipped = session.experiment.lanes[1].training
    assert clipped is not None
    assert clipped.clip_at == 2.0
    lessons.leave()


def test_next_without_an_answer_goes_on_and_back_asks_again(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    panel = opened(app, qtbot, 1)
    click(qtbot, panel.footer.next)
    assert lessons.state.index == 2
    assert not session.learner.locked
    click(qtbot, panel.footer.back)
    assert lessons.state.stage == "ask"
    assert session.learner.locked


def test_leaving_while_it_runs(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    mine = session.experiment
    panel = opened(app, qtbot, 1)
    click(qtbot, panel.question.skip)
    click(qtbot, panel.question.run)
    lessons.leave()
    assert session.experiment is mine
    assert not session.learner.running
    qtbot.waitUntil(lambda: session.dispatcher.settled)


def test_damaged_progress_is_said_and_the_lesson_opens(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    progress_path().parent.mkdir(parents=True, exist_ok=True)
    progress_path().write_bytes(b"\x00\xff{")
    said: list[str] = []
    session.document.message.connect(lambda _, text: said.append(text))
    opened(app, qtbot)
    assert any(said)
    assert lessons.open


def test_what_lies_in_the_folder_and_is_no_lesson(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    folder = lessons_folder()
    (folder / "loop.toml").symlink_to("loop.toml")
    (folder / "folder.toml").mkdir()
    (folder / "empty.toml").touch()
    (folder / "binary.toml").write_bytes(bytes(range(256)))
    (folder / "gone.toml").symlink_to("nowhere.toml")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.toml")
    (folder / "small_again.toml").write_text(LESSON, "utf-8")  # two lessons of one title
    own = {each.name: each for each in entries(folder) if each.own}
    assert {name for name, each in own.items() if not each.fault} == {"small", "small_again"}
    assert all(own[name].fault for name in ("loop", "folder", "empty", "binary", "gone"))
    press(app, qtbot, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    contents = app.window.findChild(LessonContents)
    assert contents is not None
    contents.reject()
    opened(app, qtbot)
    assert lessons.open


def test_a_folder_that_is_a_link_to_itself(tmp_path: Path) -> None:
    loop = tmp_path / "lessons"
    loop.symlink_to(loop)
    assert not [each for each in entries(loop) if each.own]
    assert path_of("01_forward_and_backward", loop) is not None


def test_an_own_lesson_with_the_name_of_a_shipped_one_comes_first(tmp_path: Path) -> None:
    (tmp_path / "03_sigmoid.toml").write_text(LESSON, "utf-8")
    assert path_of("03_sigmoid", tmp_path) == tmp_path / "03_sigmoid.toml"
