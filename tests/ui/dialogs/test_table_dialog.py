"""The dialog that shows what a table is understood to be, before it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.table import TableDialog
from ui.worker.study import Study
from vgsim.tables.choice import GUESSED, Choices

SOON = 20_000
Taken = list[tuple[str, Choices]]
Open = Callable[..., TableDialog]
TEXT = "kind,size,color,y\n" + "".join(
    f"{k % 3},{k * 7 % 11},{['red', 'blue'][k // 3 % 2]},{k % 2}\n" for k in range(40)
)


@pytest.fixture
def taken() -> Taken:
    return []


@pytest.fixture
def shown(qtbot: QtBot, tmp_path: Path, taken: Taken) -> Iterator[Open]:
    window = QWidget()
    window.resize(1280, 720)
    qtbot.addWidget(window)
    study = Study("table", window)

    def show(text: str = TEXT, choices: Choices = GUESSED, name: str = "mine.csv") -> TableDialog:
        path = tmp_path / name
        path.write_text(text)
        dialog = TableDialog(str(path), choices, study, lambda *said: taken.append(said), window)
        dialog.open()
        settled(qtbot, dialog)
        return dialog

    yield show
    study.close()


def settled(qtbot: QtBot, dialog: TableDialog) -> None:
    qtbot.waitUntil(lambda: dialog.seen is not None, timeout=SOON)


def chosen(qtbot: QtBot, box, key: object) -> None:  # type: ignore[no-untyped-def]
    """Choose an entry as the user does."""
    box.set_key(key)
    box.activated.emit(box.currentIndex())


def used(dialog: TableDialog) -> list[str]:
    return [text(dialog, row, 1) for row in range(dialog.columns.rowCount())]


def text(dialog: TableDialog, row: int, column: int) -> str:
    return str(dialog.columns.index(row, column).data())


def leave_out(qtbot: QtBot, dialog: TableDialog, row: int) -> None:
    """Uncheck a column as the user does, with its key."""
    dialog.view.setCurrentIndex(dialog.columns.index(row, 0))
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    settled(qtbot, dialog)


def test_what_was_understood_is_said(shown: Open) -> None:
    dialog = shown()
    assert "40 rows, 4 inputs from 3 columns." in dialog.summary.text()
    assert "Predicts y (by its name)" not in dialog.summary.text()
    assert "Predicts y (the last column): 2 classes (0: 20, 1: 20)." in dialog.summary.text()
    assert "8 rows in the test set." in dialog.summary.text()
    assert dialog.notes.toPlainText() == "color: 2 values, one input each."
    assert used(dialog) == ["input", "input", "2 inputs", "target"]
    assert dialog.target.currentText() == "Automatic: y"
    assert dialog.task.currentText() == "Automatic: classes"


def test_choices_are_looked_at_and_taken(shown: Open, qtbot: QtBot, taken: Taken) -> None:
    dialog = shown()
    chosen(qtbot, dialog.target, "size")
    settled(qtbot, dialog)
    assert "Predicts size (chosen): numbers from 0 to 10." in dialog.summary.text()
    chosen(qtbot, dialog.task, "classes")
    settled(qtbot, dialog)
    assert "11 classes" in dialog.summary.text()
    leave_out(qtbot, dialog, 2)
    assert used(dialog) == ["input", "target", "", "input"]
    dialog.use.click()
    assert taken[0][1] == Choices("size", ("color",), "classes", "refuse")
    assert not dialog.isVisible()


def test_use_waits_for_the_last_choice(shown: Open, qtbot: QtBot, taken: Taken) -> None:
    dialog = shown()
    chosen(qtbot, dialog.target, "kind")
    dialog.accept()
    qtbot.waitUntil(lambda: bool(taken), timeout=SOON)
    assert taken[0][1].target == "kind"


def test_a_fault_is_said_and_mended_by_a_choice(shown: Open, qtbot: QtBot, taken: Taken) -> None:
    dialog = shown(TEXT.replace("\n1,7", "\n?,7", 1))
    assert "column 1 (kind): a value is missing" in dialog.fault.text()
    assert not dialog.fault.isHidden()
    assert not dialog.use.isEnabled()
    dialog.accept()  # Enter in a list
    assert not taken
    chosen(qtbot, dialog.missing, "drop")
    settled(qtbot, dialog)
    assert dialog.fault.isHidden()
    assert "39 rows" in dialog.summary.text()
    assert text(dialog, 2, 2) == "2 texts: blue, red"
    dialog.accept()
    assert taken[0][1] == Choices(missing="drop")


def test_a_column_that_cannot_be_read_is_left_out(shown: Open, qtbot: QtBot) -> None:
    dialog = shown("day,b,y\n" + "".join(f"2021-01-{k + 1:02},{k},{k % 2}\n" for k in range(20)))
    assert "is a date" in dialog.fault.text()
    assert "is a date" in text(dialog, 0, 2)
    leave_out(qtbot, dialog, 0)
    assert dialog.use.isEnabled()


def test_a_file_that_is_no_table(shown: Open, taken: Taken) -> None:
    dialog = shown("a\n1\n", name="<b>x.csv")
    assert "at least two columns" in dialog.fault.text()
    assert dialog.columns.rowCount() == 0
    dialog.accept()
    assert not taken
    dialog.reject()
    labels = dialog.findChildren(QLabel)
    assert all(label.textFormat() != Qt.TextFormat.RichText for label in labels)
    assert any(label.text() == "<b>x.csv" for label in labels)


def test_choices_of_before_are_shown(shown: Open, qtbot: QtBot, taken: Taken) -> None:
    before = Choices("kind", ("size", 3), "numbers", "mean")
    dialog = shown(choices=before)
    assert used(dialog) == ["target", "", "", "input"]
    dialog.accept()
    assert taken[0][1] == Choices("kind", ("size", "color"), "numbers", "mean")


def test_choices_for_a_table_that_was_another(shown: Open, qtbot: QtBot, taken: Taken) -> None:
    dialog = shown(choices=Choices("gone", ("lost", 900)))
    settled(qtbot, dialog)
    assert dialog.target.key() is None
    chosen(qtbot, dialog.target, "y")
    settled(qtbot, dialog)
    dialog.accept()
    assert taken[0][1] == Choices("y")


def test_a_thousand_columns(shown: Open, qtbot: QtBot, taken: Taken) -> None:
    head = ",".join(f"p{k}" for k in range(1000)) + ",label\n"
    body = "".join(",".join(str((k * r) % 9) for k in range(1000)) + f",{r % 3}\n"
                   for r in range(12))  # fmt: skip
    dialog = shown(head + body)
    assert dialog.columns.rowCount() == 1001
    leave_out(qtbot, dialog, 17)
    dialog.accept()
    assert taken[0][1] == Choices(leave_out=("p17",))


def test_keys_reach_everything(shown: Open, qtbot: QtBot, taken: Taken) -> None:
    dialog = shown()
    for widget in (dialog.target, dialog.task, dialog.missing, dialog.view, dialog.use):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert widget.accessibleName() or widget is dialog.use
    leave_out(qtbot, dialog, 1)
    assert used(dialog)[1] == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(taken), timeout=SOON)
    assert taken[0][1] == Choices(leave_out=("size",))


def test_cancel_takes_nothing_and_hears_no_more(shown: Open, qtbot: QtBot, taken: Taken) -> None:
    dialog = shown()
    chosen(qtbot, dialog.target, "kind")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not taken
    for again in (dialog.reject, dialog.accept):  # a key that was on its way
        again()
    assert not taken
    other = shown()
    other.accept()
    assert len(taken) == 1
