"""Dialogs about files: questions, and errors in files that cannot be opened or saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ui.dialogs.text import TextDialog
from vgsim.files.places import shown_name
from vgsim.words.plain import plain

LONGEST_PATH = 300  # characters of a path in a question
FILTER = "Scenarios (*.vgsim);;All files (*)"


def refused_dialog(path: str, faults: str, parent: QWidget | None = None) -> TextDialog:
    """Says why a file was not opened; the experiment on the screen is unchanged."""
    sentence = (
        f"{shown_name(Path(path))} cannot be opened. The experiment on the screen is unchanged."
    )
    lines = [line for line in faults.split("\n") if line]
    listed = "\n".join(f"•  {line}" for line in lines) if len(lines) > 1 else faults
    return TextDialog("Not opened", sentence, listed, parent)


def not_saved_dialog(path: str, reason: str, parent: QWidget | None = None) -> TextDialog:
    """Says why a file was not saved; the old file is unchanged."""
    sentence = f"{shown_name(Path(path))} could not be saved. Nothing on the disk was changed."
    return TextDialog("Not saved", sentence, reason, parent)


def ask_open(folder: str, parent: QWidget) -> str:
    """Ask for a file to open; empty if the user cancels."""
    return QFileDialog.getOpenFileName(parent, "Open a scenario", folder, FILTER)[0]


def ask_save(folder: str, parent: QWidget) -> str:
    """Ask for a file to save to, with its extension; empty if the user cancels."""
    path = QFileDialog.getSaveFileName(parent, "Save the scenario", folder, FILTER)[0]
    return path if not path or Path(path).suffix else f"{path}.vgsim"


def ask_export(suggestion: str, filters: Sequence[str], parent: QWidget) -> tuple[str, str]:
    """The file for a table or a picture, and which of the filters, "PNG (*.png)", was chosen.

    The file is empty if there is to be none; it has the filter's extension if none was typed.
    """
    dialog = QFileDialog(parent, "Save", str(Path(suggestion).parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(filters)
    dialog.selectFile(suggestion)

    def follow(chosen: str) -> None:
        dialog.setDefaultSuffix(_suffix(chosen))

    dialog.filterSelected.connect(follow)
    follow(filters[0])
    dialog.exec()
    path = dialog.selectedFiles()[0] if dialog.result() else ""
    dialog.deleteLater()
    return path, dialog.selectedNameFilter()


def _suffix(filter_: str) -> str:
    """Of "PNG (*.png)": "png"."""
    return filter_.rpartition(".")[2].rstrip(")")


def ask_outside(tables: Sequence[str], parent: QWidget) -> bool:
    """Ask whether tables outside the folder of a scenario may be read."""
    listed = "\n".join(plain(each, LONGEST_PATH) for each in tables)
    words = ("this table", "it") if len(tables) == 1 else ("these tables", "them")
    box = QMessageBox(parent)
    box.setWindowTitle("Table outside the folder")
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"The file uses {words[0]} outside its own folder. Read {words[1]}?\n\n{listed}")
    read = box.addButton("Read", QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is read


def ask_unsaved(name: str, parent: QWidget) -> QMessageBox.StandardButton:
    """Ask about unsaved changes: Save, Discard or Cancel."""
    box = QMessageBox(parent)
    box.setWindowTitle("Unsaved changes")
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Save the changes to “{name}”?")
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    return buttons(box.exec())
