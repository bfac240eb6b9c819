"""Documents of a session: tables and files, opened, saved, closed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.faults import ask_outside
from ui.session.session import Session
from ui.shell.documents import Documents
from ui.widgets.formats import FileFormat
from vgsim.describe.about import About


def outside(folder: Path) -> tuple[Path, Path]:
    """A scenario and a table in another folder that it uses."""
    (folder / "given").mkdir()
    scenario, table = folder / "given" / "x.vgsim", folder / "mine.csv"
    table.write_text("".join(f"{k % 7},{k % 5},{k % 2}\n" for k in range(40)))
    raw = {"format": "vgsim/1", "data": {"name": "csv", "path": str(table)}, "lanes": [{}]}
    scenario.write_text(json.dumps(raw))
    return scenario, table


def test_a_table_elsewhere_is_asked_about_once(
    session: Session, documents: Documents, tmp_path: Path
) -> None:
    scenario, table = outside(tmp_path)
    asked: list[tuple[str, ...]] = []
    answers = [True, False]
    documents.ask_outside = lambda tables, window: bool(asked.append(tables)) or answers.pop()
    before = session.experiment
    documents.open_path(str(scenario))
    assert session.experiment == before, "Cancel changes nothing"
    documents.open_path(str(scenario))
    assert session.experiment.data.path == str(table)
    documents.open_path(str(scenario))
    assert asked == [(str(table),)] * 2


def test_a_file_saved_elsewhere_is_still_ones_own(
    session: Session, documents: Documents, tmp_path: Path
) -> None:
    documents.ask_outside = lambda tables, window: pytest.fail("nothing is to be asked")
    scenario, table = outside(tmp_path)
    beside = tmp_path / "beside.vgsim"
    beside.write_text(scenario.read_text().replace(str(table), table.name))
    documents.open_path(str(beside))
    documents.ask_save = lambda folder, window: str(scenario)
    assert documents.save_as()
    documents.open_path(str(scenario))
    assert session.experiment.data.path == str(table)


@pytest.mark.skipif(os.name != "posix", reason="names of files are text here")
def test_a_path_that_is_no_text_is_opened_as_it_is(
    session: Session, documents: Documents, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    scenario, table = outside(folder)
    documents.ask_outside = lambda tables, window: tables == (str(table),)
    documents.open_path(str(scenario))
    assert session.experiment.data.path == str(table)


def test_a_table_of_ones_own_is_not_asked_about(
    session: Session, documents: Documents, tmp_path: Path
) -> None:
    documents.ask_outside = lambda tables, window: pytest.fail("nothing is to be asked")
    scenario, table = outside(tmp_path)
    session.document.use_table(str(table))
    kept = session.experiment
    documents.ask_save = lambda folder, window: str(scenario)
    assert documents.save()
    documents.open_path(str(scenario))
    assert session.experiment == kept
    session.document.use_table("a\0b")
    assert session.document.agreed == (str(table),)


def test_the_question_is_plain_and_cancel_is_its_default(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    boxes: list[QMessageBox] = []

    def shown_box(box: QMessageBox) -> int:
        boxes.append(box)
        default = box.defaultButton()
        assert default is not None
        assert box.standardButton(default) == QMessageBox.StandardButton.Cancel
        default.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", shown_box)
    assert not ask_outside(["/a/<b>x</b>\u202e.csv", "/" + "y" * 4000], window)
    assert boxes[0].textFormat() == Qt.TextFormat.PlainText
    assert "<b>x</b>\ufffd.csv" in boxes[0].text()
    assert len(boxes[0].text()) < 700


@pytest.fixture
def documents(session: Session, qtbot: QtBot, tmp_path: Path) -> Documents:
    window = QWidget()
    qtbot.addWidget(window)
    return Documents(session.document, window, str(tmp_path), session.studies.tables)


def test_save_and_open_give_the_same_experiment(
    session: Session, documents: Documents, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "mine.vgsim"
    about = session.document.about = About("What it shows.", "Elman 1990")
    session.document.edit("lanes.0.network.depth", 7)
    assert session.document.modified
    documents.ask_save = lambda folder, window: str(path)
    assert documents.save()
    assert not session.document.modified
    kept = session.experiment
    session.document.edit("lanes.0.network.depth", 3)
    session.document.edit("lanes.0.network.depth", 7)
    assert not session.document.modified  # what counts is what is in the file
    session.document.edit("seed", 99)
    documents.ask_unsaved = lambda name, window: QMessageBox.StandardButton.Discard
    documents.ask_open = lambda folder, window: str(path)
    documents.open()
    assert session.experiment == kept
    assert session.document.about == about
    assert session.document.about is not about  # read again
    assert not session.document.history.past
    assert documents.name == "mine.vgsim"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"format": "vgsim/1", "lanes": [{"network": {"activation": "sigmoyd"}}]}', "sigmoid"),
        ('{"format": "vgsim/1", "seed": 1, "seed": 2}', "seed"),
        ("not json", ""),
        ("", ""),
    ],
)
def test_a_bad_file_leaves_everything_as_it_is(
    session: Session, tmp_path: Path, content: str, words: str
) -> None:
    path = tmp_path / "bad.vgsim"
    path.write_text(content, encoding="utf-8")
    refusals: list[tuple[str, str]] = []
    session.document.refused.connect(lambda name, text: refusals.append((name, text)))
    session.document.edit("lanes.0.network.depth", 7)
    before = session.document.history
    session.document.open(str(path))
    session.document.open(str(tmp_path / "missing.vgsim"))
    session.document.open(str(tmp_path))
    assert session.document.history is before
    assert len(refusals) == 3
    assert words in refusals[0][1]
    assert all("Traceback" not in text and text for _, text in refusals)


def test_a_failed_save_says_why_and_keeps_the_mark(session: Session, tmp_path: Path) -> None:
    failures: list[tuple[str, str]] = []
    session.document.unsaved.connect(lambda name, text: failures.append((name, text)))
    session.document.edit("seed", 4)
    assert not session.document.save(str(tmp_path / "no" / "such" / "folder.vgsim"))
    assert session.document.modified
    assert failures
    assert not session.document.path


@pytest.mark.parametrize("folder", ["", "missing"])
def test_the_pointer_waits_while_a_file_is_written(
    documents: Documents, tmp_path: Path, folder: str
) -> None:
    shapes: list[Qt.CursorShape | None] = []

    def pointer() -> Qt.CursorShape | None:
        found = QGuiApplication.overrideCursor()
        return found.shape() if found is not None else None

    def write() -> bytes:
        shapes.append(pointer())
        return b"x"

    kind = FileFormat("Text", ".txt", write)
    documents.ask_export = lambda *_: (str(tmp_path / folder / "x.txt"), kind.filter)
    documents._unsaved = lambda *_: None  # type: ignore[method-assign, assignment]
    documents.export("x", [kind])
    assert shapes == [Qt.CursorShape.WaitCursor]
    assert pointer() is None


def test_closing_asks_only_when_something_would_be_lost(
    session: Session, documents: Documents, tmp_path: Path
) -> None:
    asked: list[str] = []

    def answer(with_what: QMessageBox.StandardButton) -> Any:
        def ask(name: str, window: QWidget) -> QMessageBox.StandardButton:
            asked.append(name)
            return with_what

        return ask

    buttons = QMessageBox.StandardButton
    documents.ask_unsaved = answer(buttons.Cancel)
    assert documents.may_discard()
    assert not asked
    session.document.edit("seed", 5)
    assert documents.may_discard()  # no file is behind it: it is kept without a question
    assert not asked
    path = tmp_path / "kept.vgsim"
    assert session.document.save(str(path))
    before = path.read_bytes()
    session.document.edit("seed", 6)
    assert not documents.may_discard()
    documents.ask_unsaved = answer(buttons.Discard)
    assert documents.may_discard()
    assert path.read_bytes() == before
    documents.ask_unsaved = answer(buttons.Save)
    assert documents.may_discard()
    assert path.read_bytes() != before
    assert asked == ["kept.vgsim"] * 3
