"""A button that cannot be pressed says why, and does nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shared import SharedWindow
from tests.ui.windows import there
from ui.panels.history.panel import HistoryPanel
from ui.shell.application import Application
from ui.widgets.possible import allow, is_possible


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


@pytest.fixture(params=[QPushButton, QToolButton])
def button(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[QPushButton | QToolButton]:
    window, made = QWidget(), request.param()
    qtbot.addWidget(window)
    made.setText("Branch")
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    layout = QHBoxLayout(window)
    layout.addWidget(QLineEdit())
    layout.addWidget(made)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield made
    window.close()


def test_it_does_nothing_until_it_can(button: QPushButton, qtbot: QtBot) -> None:
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("it"))
    for _ in range(2):
        allow(button, "Copy the network", "run the training first")
        assert button.toolTip() == "Branch: run the training first"
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
            qtbot.keyClick(button, key)
        button.click()
        assert not pressed
        assert not is_possible(button)
    allow(button, "Copy the network")
    assert button.toolTip() == "Copy the network"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == ["it"]


def test_it_says_why_when_it_is_focused_pressed_and_read_aloud(
    button: QPushButton, qtbot: QtBot
) -> None:
    allow(button, "Copy the network", "run the training first")
    field = button.window().findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert button.hasFocus()
    qtbot.waitUntil(lambda: QToolTip.text() == "Branch: run the training first")
    read = QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Description)
    assert read == "Not possible now: run the training first"
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: QToolTip.text() == "Branch: run the training first")
    allow(button, "Copy the network")
    assert not button.accessibleDescription()


def test_branch_and_replay_say_what_they_need(app: Application, qtbot: QtBot) -> None:
    assert app.session is not None
    panel = there(app, HistoryPanel, qtbot)
    film, branch = panel.buttons["replay"], panel.buttons["branch"]
    assert branch.toolTip() == "Branch: run the training first"
    assert film.toolTip() == "Replay: run the training first"
    count = len(app.session.experiment.lanes)
    qtbot.mouseClick(branch, Qt.MouseButton.LeftButton)
    assert len(app.session.experiment.lanes) == count
    app.session.learner.go_to(3)
    qtbot.waitUntil(lambda: is_possible(branch) and is_possible(film))
    app.session.learner.go_to(0)
    qtbot.waitUntil(lambda: not is_possible(branch))
    assert branch.toolTip() == "Branch: go to an update after the start first"
    assert is_possible(film)


@pytest.mark.parametrize("name", ["undo", "redo", "remove_lane", "add_lane"])
def test_actions_that_are_grey_say_why(app: Application, name: str) -> None:
    assert app.session is not None
    action = app.window.actions_by_id[name]
    while name == "remove_lane" and action.isEnabled():
        app.session.document.remove_lane(0)
    while name == "add_lane" and action.isEnabled():
        app.session.document.add_lane()
    assert not action.isEnabled()
    assert action.toolTip() != action.statusTip()
    assert action.toolTip()
