"""Share codes in the window: copied, shown, pasted, and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.shared import SharedWindow
from ui.dialogs.faults import QMessageBox
from ui.dialogs.share_code import ShareCodeDialog
from ui.shell.application import Application
from vgsim.describe.spec import DataSpec, Experiment
from vgsim.files.scenario import save_scenario
from vgsim.files.share import share_code

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def test_a_code_is_pasted_with_a_key_and_undone(app: Application, qtbot: QtBot) -> None:
    session, window = app.session, app.window
    assert session is not None
    clipboard, before = QGuiApplication.clipboard(), session.experiment
    other = Experiment(title="other", data=DataSpec("moons", batch_size=8))
    clipboard.setText(f"> {share_code(other)}\n")
    window.center.setFocus()
    qtbot.keyClick(window.center, Qt.Key.Key_V, CONTROL)
    assert session.experiment == other
    assert session.document.path == ""
    window.actions_by_id["undo"].trigger()
    assert session.experiment == before  # also if it was not changed
    window.actions_by_id["redo"].trigger()
    assert session.experiment == other
    qtbot.keyClick(window.center, Qt.Key.Key_K, CONTROL | SHIFT)
    assert clipboard.text() == share_code(other, session.document.about)


def test_in_a_text_field_the_key_pastes_text(app: Application, qtbot: QtBot) -> None:
    session = app.session
    assert session is not None
    before = session.experiment
    QGuiApplication.clipboard().setText(share_code(Experiment(title="other")))
    field = QLineEdit(app.window)
    field.show()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_V, CONTROL)
    assert field.text().startswith("VG1:")
    assert session.experiment is before


def test_unsaved_work_is_asked_about_and_refusals_change_nothing(
    app: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    session, documents = app.session, app.documents
    assert session is not None
    assert documents is not None
    said: list[str] = []
    session.document.message.connect(lambda _, text: said.append(text))
    path = tmp_path / "mine.vgsim"
    save_scenario(path, Experiment(title="mine"))
    documents.open_path(str(path))
    session.document.edit("seed", 99)
    asked: list[str] = []

    def cancel(name: str, _: object) -> QMessageBox.StandardButton:
        asked.append(name)
        return QMessageBox.StandardButton.Cancel

    documents.ask_unsaved = cancel
    paste = app.window.actions_by_id["paste_code"]
    QGuiApplication.clipboard().setText(share_code(Experiment(title="other")))
    paste.trigger()
    assert asked == ["mine.vgsim"]
    QGuiApplication.clipboard().setText("some text")
    paste.trigger()
    assert "begins with VG1:" in said[-1]
    QGuiApplication.clipboard().setText("VG1:eNq")
    paste.trigger()
    assert len(asked) == 1  # a damaged code is refused before any question
    assert session.experiment.title == "mine"
    assert session.experiment.seed == 99


def test_the_dialog_shows_a_picture_or_says_why_not(app: Application, qtbot: QtBot) -> None:
    app.window.actions_by_id["show_code"].trigger()
    dialog = app.window.findChild(ShareCodeDialog)
    assert dialog is not None
    drawn = dialog.picture.grab().toImage()
    dark = sum(drawn.pixelColor(x, drawn.height() // 2).value() < 9 for x in range(drawn.width()))
    assert dark > 50
    dialog.copy()
    assert QGuiApplication.clipboard().text() == dialog.view.toPlainText()
    dialog.reject()
    long = ShareCodeDialog("VG1:" + "a" * 1900, "long")
    qtbot.addWidget(long)
    assert "too long" in long.sentence.text()
