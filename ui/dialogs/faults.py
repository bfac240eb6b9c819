"""Dialogs about files: questions, and errors in files that cannot be opened or saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ui.dialogs.text import TextDialog
from vgsim.files.places import full_path, shown_name
from vgsim.words.language import tr
from vgsim.words.plain import plain

LONGEST_PATH = 300  # characters of a path in a question
FILTER = tr("Scenarios (*.vgsim);;All files (*)")


def refused_dialog(path: str, faults: str, parent: QWidget | None = None) -> TextDialog:
    """Says why a file was not opened; the experiment on the screen is unchanged."""
    sentence = tr(
        "{file} cannot be opened. The experiment on the screen is unchanged.",
        file=shown_name(Path(path)),
    )
    lines = [line for line in faults.split("\n") if line]
    listed = "\n".join(f"•  {line}" for line in lines) if len(lines) > 1 else faults
    return TextDialog(tr("Not opened"), sentence, listed, parent)


def not_saved_dialog(path: str, reason: str, parent: QWidget | None = None) -> TextDialog:
    """Says why a file was not saved; the old file is unchanged."""
    sentence = tr(
        "{file} could not be saved. Nothing on the disk was changed.", file=shown_name(Path(path))
    )
    return TextDialog(tr("Not saved"), sentence, reason, parent)


def ask_open(folder: str, parent: QWidget) -> str:
    """Ask for a file to open; empty if the user cancels."""
    return QFileDialog.getOpenFileName(parent, tr("Open a scenario"), folder, FILTER)[0]


def ask_save(folder: str, parent: QWidget) -> str:
    """Ask for a file to save to, with its extension; empty if the user cancels."""
    path = QFileDialog.getSaveFileName(parent, tr("Save the scenario"), folder, FILTER)[0]
    return path if not path or Path(path).suffix else f"{path}.vgsim"


def ask_export(suggestion: str, filters: Sequence[str], parent: QWidget) -> tuple[str, str]:
    """Ask for a file for a table or a picture.

    Args:
        suggestion: path of the suggested file.
        filters: file types to choose from, such as "PNG (*.png)".
        parent: the window.

    Returns:
        The file, empty if the user cancelled, and the chosen filter. The filter's extension is
        added if none was typed.
    """
    dialog = QFileDialog(parent, tr("Save"), str(Path(suggestion).parent))
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
    """Return "png" for "PNG (*.png)"."""
    return filter_.rpartition(".")[2].rstrip(")")


def ask_outside(tables: Sequence[str], parent: QWidget) -> bool:
    """Ask whether tables outside the folder of a scenario may be read."""
    listed = "\n".join(plain(str(full_path(each)), LONGEST_PATH) for each in tables)
    if len(tables) == 1:
        question = tr("The file uses this table outside its own folder. Read it?")
    else:
        question = tr("The file uses these tables outside its own folder. Read them?")
    box = QMessageBox(parent)
    box.setWindowTitle(tr("Table outside the folder"))
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"{question}\n\n{listed}")
    read = box.addButton(tr("Read"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    return box.clickedButton() is read


def ask_unsaved(name: str, parent: QWidget) -> QMessageBox.StandardButton:
    """Ask about unsaved changes: Save, Discard or Cancel."""
    box = QMessageBox(parent)
    box.setWindowTitle(tr("Unsaved changes"))
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("Save the changes to “{name}”?", name=name))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    return buttons(box.exec())
