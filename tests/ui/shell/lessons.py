"""What tests of lessons do in the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.windows import there
from ui.panels.controls.panel import ControlsPanel
from ui.panels.lesson.panel import LessonPanel
from ui.session.session import Session
from ui.shell.application import Application
from ui.shell.lessons import Lessons


def parts(app: Application) -> tuple[Lessons, Session]:
    assert app.lessons is not None
    assert app.session is not None
    return app.lessons, app.session


def opened(app: Application, qtbot: QtBot, step: int = 0) -> LessonPanel:
    """The panel of the small lesson at a step, measured."""
    lessons, session = parts(app)
    lessons.open_named("small")
    lessons.course.go(step)
    panel = there(app, LessonPanel, qtbot)
    qtbot.waitUntil(lambda: complete(lessons) and session.dispatcher.settled)
    return panel


def complete(lessons: Lessons) -> bool:
    measured = lessons.state.measured
    return measured is not None and measured.complete


def click(qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def press(
    app: Application, qtbot: QtBot, key: Qt.Key | str,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:  # fmt: skip
    """Press a key while the animation has the focus."""
    app.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is app.window)
    app.window.rest()
    qtbot.keyClick(app.window, key, modifier)


def visible_rows(app: Application) -> set[str]:
    controls = app.window.findChild(ControlsPanel)
    assert controls is not None
    return {
        key for form in controls._forms if form.isVisible()
        for key, row in form.rows.items() if row.isVisible()
    }  # fmt: skip


def at_question(app: Application, lesson: str, kind: str, qtbot: QtBot) -> LessonPanel:
    """A lesson at its first question of a kind, with its networks on the screen."""
    lessons, session = parts(app)
    lessons.open_named(lesson)
    assert lessons.state.lesson is not None
    steps = lessons.state.lesson.steps
    kinds = [step.question.kind if step.question is not None else "" for step in steps]
    lessons.course.go(kinds.index(kind))
    panel = there(app, LessonPanel, qtbot)
    qtbot.waitUntil(lambda: session.dispatcher.settled)
    return panel
