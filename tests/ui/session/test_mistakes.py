"""What cannot be computed is one plain sentence that names the file, and is taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from tests.ui.session.sessions import shown
from ui.session.mistakes import LONGEST, sentence
from ui.session.session import Session
from vgsim.describe.spec import DataSpec, Experiment

NAME = "my table.csv"


def folder(path: Path) -> None:
    path.mkdir()


def rows(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8")


NUMBERS = "a,b\n" + "\n".join(f"{k},{0.37 * k}" for k in range(40))
TABLES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "cannot be"),
    "a folder": (folder, "cannot be"),
    "empty": (rows(""), "empty"),
    "a word": (rows("a,b\n1,2\n3,x\n"), "line 3"),
    "a long cell": (rows("a,b\n1,2\n3," + "9" * 5000 + "x\n"), "line 3"),
    "no classes": (rows(NUMBERS), "cross_entropy"),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_that_cannot_be_used(
    session: Session,
    said: list[tuple[str, str]],
    qtbot: QtBot,
    tmp_path: Path,
    kind: str,
) -> None:
    make, words = TABLES[kind]
    make(tmp_path / NAME)
    session.document.edit("lanes.0.network.loss", "cross_entropy")
    before = session.experiment
    qtbot.waitUntil(lambda: shown(session).experiment == before, timeout=SOON)
    said.clear()
    session.document.use_table(str(tmp_path / NAME))
    qtbot.waitUntil(lambda: any(severity == "bad" for severity, _ in said), timeout=SOON)
    text = next(text for severity, text in said if severity == "bad")
    assert NAME in text
    assert words in text
    assert text.endswith(".")
    assert len(text) <= LONGEST
    assert "Errno" not in text
    assert str(tmp_path) not in text
    assert session.experiment == before


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "disk is full"),
        (OSError("nothing more is known"), "unknown reason"),
        (
            PermissionError(13, "Permission denied", "/root/" + "x" * 400 + ".csv"),
            "do not have permission",
        ),
        (MemoryError(), "memory"),
    ],
)
def test_no_sentence_is_raw_or_long(error: Exception, words: str) -> None:
    text = sentence(error, Experiment(data=DataSpec("csv", path="/a/b.csv")))
    assert words in text
    assert len(text) <= LONGEST
    assert not {"Errno", "/root", "/a/"} & set(text.split())
    assert text.endswith(".")
