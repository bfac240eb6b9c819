"""The one table of actions: unambiguous, complete, and every entry does something."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Start
from tests.ui.shared import SharedWindow
from ui.dialogs.help import HelpDialog
from ui.exchange.actions import ACTIONS, EXPORT, MENUS
from ui.exchange.menus import tooltip
from ui.shell.application import Application
from ui.window.keys import keeps_key


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def test_keys_are_unambiguous_and_readable() -> None:
    keys = [key for entry in ACTIONS for key in entry.keys]
    sequences = [QKeySequence(key).toString() for key in keys]
    assert all(sequences)
    assert len(set(sequences)) == len(sequences)
    assert len({entry.id for entry in ACTIONS}) == len(ACTIONS)


def test_every_action_has_a_menu_and_a_short_tooltip() -> None:
    for entry in ACTIONS:
        assert entry.menu in {*MENUS, EXPORT}
        assert 0 < len(tooltip(entry)) <= 120


def test_the_page_of_keys_lists_every_key(qtbot: QtBot) -> None:
    dialog = HelpDialog(page="keys")
    qtbot.addWidget(dialog)
    texts = dialog.browser.toPlainText()
    for entry in ACTIONS:
        for key in entry.keys:
            assert QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) in texts


def test_every_action_is_somebodys_and_stands_in_a_menu(app: Application) -> None:
    window = app.window
    in_menus = {
        action for menu in window.menuBar().actions() if menu.menu() is not None
        for action in menu.menu().actions()
    }  # fmt: skip
    for each in [*in_menus]:
        if isinstance(below := each.menu(), QMenu):
            in_menus |= set(below.actions())
    for entry in ACTIONS:
        assert [entry.ask, entry.show, entry.present].count(None) == 2
        action = window.actions_by_id[entry.id]
        assert isinstance(action, QAction)
        assert action in in_menus
    assert window.menuBar().actions()[0].menu() is window.scenario_menu
    assert sum(each.menu() is not None for each in window.scenario_menu.actions()) == 8


def test_the_menu_marks_what_is_on(app: Application, qtbot: QtBot) -> None:
    window = app.window
    menus = [each.menu() for each in window.menuBar().actions()]
    view = next(each for each in menus if each is not None and each.title() == "&View")

    def marked(name: str) -> bool:
        view.aboutToShow.emit()
        return window.actions_by_id[name].isChecked()

    assert marked("controls")
    assert not marked("projector")
    window.actions_by_id["controls"].trigger()
    assert not marked("controls")
    assert marked("details")
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert marked("projector")
    assert not marked("details")  # large type begins without columns


def test_networks_are_copied_and_removed_by_the_menu(app: Application, qtbot: QtBot) -> None:
    window, session = app.window, app.session
    assert session is not None
    session.viewer.select(1, 1)
    for count in (3, 4):
        window.actions_by_id["copy_lane"].trigger()
        assert len(session.experiment.lanes) == count
    assert session.experiment.lanes[2].network == session.experiment.lanes[1].network
    assert not window.actions_by_id["copy_lane"].isEnabled()
    session.viewer.select(0, 1)
    for _ in range(3):
        window.actions_by_id["remove_lane"].trigger()
    assert [lane.network.activation for lane in session.experiment.lanes] == ["relu"]
    assert not window.actions_by_id["remove_lane"].isEnabled()
    session.document.undo()
    assert window.actions_by_id["remove_lane"].isEnabled()


def test_a_focused_control_keeps_its_own_keys(qtbot: QtBot) -> None:
    key = Qt.Key
    slider, button, field, box = QSlider(), QPushButton(), QLineEdit(), QComboBox()
    for widget in (slider, button, field, box):
        qtbot.addWidget(widget)
    assert keeps_key(slider, key.Key_Right, plain=True)
    assert not keeps_key(slider, key.Key_Right, plain=False)
    assert not keeps_key(slider, key.Key_Space, plain=True)
    assert not keeps_key(button, key.Key_Space, plain=True)
    assert not keeps_key(box, key.Key_Space, plain=True)
    assert keeps_key(field, key.Key_Space, plain=True)
    assert not keeps_key(button, key.Key_Right, plain=True)
    assert keeps_key(field, key.Key_N, plain=True)
    assert keeps_key(field, key.Key_Home, plain=True)
    assert keeps_key(box, key.Key_Down, plain=True)
    assert not keeps_key(box, key.Key_Right, plain=True)
    assert not keeps_key(field, key.Key_F5, plain=True)
    assert not keeps_key(None, key.Key_Space, plain=True)


def test_undo_says_what_it_takes_back(start: Start) -> None:
    app = start()
    assert app.session is not None
    undo = app.window.actions_by_id["undo"]
    assert not undo.isEnabled()
    app.session.document.edit("lanes.0.network.depth", 5)
    assert undo.isEnabled()
    assert "Depth" in undo.text()
    assert app.window.isWindowModified()
    app.session.document.undo()
    assert not undo.isEnabled()
    assert not app.window.isWindowModified()
