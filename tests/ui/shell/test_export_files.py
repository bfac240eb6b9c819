"""Files that the window, its panels and its tables leave in: types, names, questions."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot
from windows import brought

from tests.ui.shared import SharedWindow
from tests.ui.shell.saving import Saving, entry
from ui.dialogs.faults import ask_export
from ui.dialogs.text import TextDialog
from ui.panels.checks import ChecksPanel
from ui.shell.application import Application


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


@pytest.fixture
def saving(app: Application, tmp_path: Path) -> Saving:
    return Saving(app, tmp_path)


@pytest.mark.parametrize(
    ("name", "kind", "begin"),
    [
        ("a.svg", "SVG", b"<?xml"),
        ("a.pdf", "PNG (", b"%PDF"),  # typed, with the first type still chosen
        ("a.PNG", "2 ×", b"\x89PNG"),
        ("a.fig", "PDF", b"%PDF"),
    ],
)
def test_the_file_is_what_was_chosen_or_what_its_name_says(
    app: Application, saving: Saving, name: str, kind: str, begin: bytes
) -> None:
    saving.name, saving.kind = name, kind
    app.window.actions_by_id["save_window"].trigger()
    assert saving.path.read_bytes().startswith(begin)


def test_a_folder_that_cannot_be_written_to_gives_one_sentence(
    app: Application, saving: Saving, tmp_path: Path
) -> None:
    assert app.documents is not None
    before = app.documents.folder
    blocked = tmp_path / "a file"
    blocked.write_text("kept", "utf-8")
    saving.folder = blocked
    app.window.actions_by_id["save_window"].trigger()
    dialog = app.window.findChild(TextDialog)
    assert dialog is not None
    assert dialog.isVisible()
    view = dialog.findChild(QPlainTextEdit)
    assert view is not None
    sentence = view.toPlainText()
    assert sentence.endswith(".")
    assert sentence.count(".") == 1
    assert "Errno" not in sentence
    dialog.close()
    assert blocked.read_text("utf-8") == "kept"
    assert app.documents.folder == before  # the next dialog starts where saving is possible


def test_a_file_that_is_there_is_replaced_only_after_a_question(
    app: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    (tmp_path / "taken.png").write_bytes(b"old")
    asked: list[str] = []

    def decline() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        button = box.button(QMessageBox.StandardButton.No)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def answer() -> None:
        (dialog,) = (each for each in app.window.findChildren(QFileDialog) if each.isVisible())
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText("taken")  # the suffix is added
        QTimer.singleShot(0, decline)
        dialog.accept()  # type: ignore[attr-defined]
        assert dialog.isVisible()  # another name can be typed
        dialog.reject()

    QTimer.singleShot(0, answer)
    path, _ = ask_export(str(tmp_path / "window.png"), ["PNG (*.png)"], app.window)
    assert not path
    assert "taken.png" in asked[0]


def test_a_person_who_thinks_better_of_it_saves_nothing(app: Application, tmp_path: Path) -> None:
    assert app.documents is not None
    app.documents.ask_export = lambda *_: ("", "")
    app.window.actions_by_id["save_window"].trigger()
    assert not list(tmp_path.glob("*.png"))


def test_a_table_leaves_as_data_with_its_origin(
    app: Application, saving: Saving, qtbot: QtBot
) -> None:
    panel = brought(app, ChecksPanel, qtbot)
    qtbot.waitUntil(lambda: panel.sheet.table.rowCount() > 0)
    menu = panel.sheet.menu()
    entry(menu, "Save data").trigger()
    assert saving.suggested == "results_of_the_checks.csv"
    head, *rows = csv.reader(io.StringIO(saving.path.read_text("utf-8"), newline=""))
    assert head[-1] == "about"
    assert rows[0][-1].startswith("Sigmoid against ReLU")
    assert len(rows) == panel.sheet.table.rowCount()
    saving.kind = "spreadsheet"
    entry(menu, "Save data").trigger()
    assert saving.path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_dialog_offers_every_type_and_gives_its_suffix(
    app: Application, tmp_path: Path
) -> None:
    filters = ["PNG (*.png)", "SVG, curves and text (*.svg)"]
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)

    def answer() -> None:
        (dialog,) = (each for each in app.window.findChildren(QFileDialog) if each.isVisible())
        kinds = dialog.findChild(QComboBox, "fileTypeCombo")
        assert kinds is not None
        QTest.keyClick(kinds, Qt.Key.Key_Down)
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText("named")
        dialog.accept()  # type: ignore[attr-defined]

    QTimer.singleShot(0, answer)
    path, chosen = ask_export(str(tmp_path / "window.png"), filters, app.window)
    assert (Path(path), chosen) == (tmp_path / "named.svg", filters[1])
