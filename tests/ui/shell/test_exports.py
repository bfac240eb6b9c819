"""The window, its panels and its tables leave: by menu, by context menu and by key."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from windows import brought

from ui.dialogs.faults import ask_export
from ui.dialogs.text import TextDialog
from ui.network.canvas import NetworkCanvas
from ui.panels.checks import ChecksPanel
from ui.panels.controls.panel import ControlsPanel
from ui.panels.network.panel import NetworkPanel
from ui.shell.application import Application

SVG = "{http://www.w3.org/2000/svg}"
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Saving:
    """Stands for the dialog: the file a person names, and the type that is chosen."""

    def __init__(self, app: Application, folder: Path) -> None:
        assert app.documents is not None
        app.documents.ask_export = self._answer
        self.folder, self.name, self.kind = folder, "", ""
        self.suggested, self.filters = "", [""]

    def _answer(self, suggestion: str, filters: Sequence[str], window: QWidget) -> tuple[str, str]:
        self.suggested, self.filters = Path(suggestion).name, list(filters)
        chosen = next((each for each in filters if self.kind in each), filters[0])
        return str(self.path), chosen

    @property
    def path(self) -> Path:
        return self.folder / (self.name or self.suggested)


@pytest.fixture
def saving(app: Application, tmp_path: Path) -> Saving:
    return Saving(app, tmp_path)


def menu_of(widget: QWidget) -> QMenu:
    """The menu that the menu key opens; a person closes it again."""
    center = widget.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(widget, QContextMenuEvent(reason, center, widget.mapToGlobal(center)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def entry(menu: QMenu, *way: str) -> Any:
    """An entry by the beginning of its text, the way there through menus in menus."""
    for text in way:
        found = next(each for each in menu.actions() if each.text().startswith(text))
        menu = found.menu() or menu  # type: ignore[assignment]
    return found


def seen(app: Application, kind: type[QWidget]) -> QWidget:
    found = app.window.findChild(kind)
    assert found is not None
    return found


def test_the_network_view_leaves_with_its_text_and_its_origin(
    app: Application, saving: Saving
) -> None:
    canvas = seen(app, NetworkCanvas)
    before = canvas.grab().toImage()
    menu = menu_of(canvas)
    entry(menu, "Save picture", "SVG").trigger()
    menu.close()
    assert saving.suggested == "networks_at_update_0.svg"
    root = ElementTree.fromstring(saving.path.read_bytes())
    texts = " ".join(each.text or "" for each in root.iter(f"{SVG}text"))
    for word in ("Sigmoid", "signal", "gradient", "20 out", "Seed", "update 0", "vgsim"):
        assert word in texts
    assert canvas.grab().toImage() == before


def test_a_finer_picture_of_the_network_view_is_no_enlarged_one(
    app: Application, saving: Saving
) -> None:
    canvas = seen(app, NetworkCanvas)
    menu = menu_of(canvas)
    for name, text in (("one.png", "PNG …"), ("four.png", "PNG, 4")):
        saving.name = name
        entry(menu, "Save picture", text).trigger()
    menu.close()
    one, four = (QImage(str(saving.folder / name)) for name in ("one.png", "four.png"))
    assert four.size() == one.size() * 4
    enlarged = one.scaled(four.size())
    same = sum(enlarged.pixel(x, 40) == four.pixel(x, 40) for x in range(four.width()))
    assert same < four.width()
    across = [four.pixel(x, y) for y in range(20, 120) for x in range(0, 400)]
    blocks = [across[k : k + 4] for k in range(0, len(across), 4)]
    assert any(len(set(block)) > 1 for block in blocks)  # within what is one pixel of the other


def test_the_ring_of_the_keyboard_is_in_no_picture(app: Application, qtbot: QtBot) -> None:
    canvas = seen(app, NetworkCanvas)
    app.window.activateWindow()
    pictures = []
    for focused in (False, True):
        if focused:
            canvas.setFocus()
            qtbot.keyClick(canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        else:
            canvas.clearFocus()
            menu = menu_of(canvas)
            entry(menu, "Copy picture").trigger()
            menu.close()
        pictures.append(QGuiApplication.clipboard().image())
    assert pictures[0] == pictures[1]
    assert pictures[0].width() == 2 * canvas.width()


@pytest.mark.parametrize("kind", [NetworkPanel, ControlsPanel])
def test_a_panel_leaves_from_where_it_is_empty(
    app: Application, saving: Saving, kind: type[QWidget]
) -> None:
    panel = seen(app, kind)
    menu = menu_of(panel)
    texts = [each.text() for each in menu.actions() if each.text()]
    assert texts == [
        "Copy picture\tCtrl+C", "Save picture", "Copy picture of the window",
        "Save picture of the window …",
    ]  # fmt: skip
    entry(menu, "Save picture", "PNG …").trigger()
    menu.close()
    image = QImage(str(saving.path))
    assert image.width() == panel.width()
    assert image.height() > panel.height()
    ground = app.window.palette().color(app.window.palette().ColorRole.Window)
    assert image.pixelColor(1, image.height() - 2) == ground  # also behind what has no color


def test_a_key_copies_the_panel_unless_something_in_it_takes_the_key(
    app: Application, qtbot: QtBot
) -> None:
    controls = seen(app, ControlsPanel)
    copy = Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier
    button = controls.findChild(QAbstractButton)
    field = controls.findChild(QLineEdit)
    assert button is not None
    assert field is not None
    qtbot.keyClick(button, *copy)
    assert QGuiApplication.clipboard().image().width() == 2 * controls.width()
    field.selectAll()
    qtbot.keyClick(field, *copy)
    assert QGuiApplication.clipboard().text() == field.text()


def test_what_has_a_menu_of_its_own_keeps_it(app: Application) -> None:
    field = seen(app, ControlsPanel).findChild(QLineEdit)
    assert field is not None
    menu = menu_of(field)
    assert not menu.accessibleName().startswith("Picture")
    menu.close()


def test_keys_save_and_copy_the_window(app: Application, saving: Saving, qtbot: QtBot) -> None:
    window = app.window
    qtbot.keyClick(window, Qt.Key.Key_P, BOTH)
    assert saving.suggested == "sigmoid_against_relu_window.png"
    assert len(set(saving.filters)) == len(saving.filters) == 5
    image = QImage(str(saving.path))
    assert image.width() == window.width()
    assert image.height() > window.height()
    qtbot.keyClick(window, Qt.Key.Key_C, BOTH)
    assert QGuiApplication.clipboard().image().width() == 2 * window.width()


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
        dialog = app.window.findChild(QFileDialog)
        assert dialog is not None
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
        dialog = app.window.findChild(QFileDialog)
        assert dialog is not None
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
