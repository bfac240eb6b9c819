"""Progress on the disk, the user's own lessons, and the text of a step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.teach.conftest import HEAD, STEP
from vgsim.teach.library import bundled, entries, path_of
from vgsim.teach.places import lessons_folder, progress_path
from vgsim.teach.progress import (
    LessonProgress,
    Seen,
    clear_progress,
    load_progress,
    save_progress,
)
from vgsim.teach.prose import Piece, paragraphs, plain_text, text_fault


def test_progress_is_kept_and_can_be_cleared(tmp_path: Path) -> None:
    path = tmp_path / "data" / "progress.json"
    assert load_progress(path) == (LessonProgress(), "")
    progress = LessonProgress().at("01", 3).at("01", 1).at("02", 7, done=True)
    assert progress.of("01") == Seen(furthest=3, last=1)
    save_progress(path, progress)
    assert load_progress(path) == (progress, "")
    assert progress.at("02", 0).of("02").done  # done stays done
    assert progress.without("02").of("02") == Seen()
    clear_progress(path)
    clear_progress(path)
    assert load_progress(path) == (LessonProgress(), "")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b"{}", b'{"format": "vgsim-progress/1", "lessons": 3}']
)
def test_a_damaged_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "progress.json"
    path.write_bytes(content)
    progress, said = load_progress(path)
    assert progress == LessonProgress()
    assert said
    assert not path.exists()
    assert (tmp_path / "progress.bad").read_bytes() == content


def test_entries_that_are_no_progress_are_left_out(tmp_path: Path) -> None:
    good = {"furthest": 2, "last": 1, "done": False}
    lessons = {"a": good, "b": {}, "c": 4, "d": {**good, "last": -1}, "e": {**good, "done": 1},
               "f" * 200: good}  # fmt: skip
    path = tmp_path / "progress.json"
    path.write_text(json.dumps({"format": "vgsim-progress/1", "lessons": lessons}))
    assert dict(load_progress(path)[0].lessons) == {"a": Seen(2, 1)}


def test_both_lie_with_the_settings() -> None:
    assert lessons_folder().parent == progress_path().parent


def test_own_lessons_follow_and_a_broken_one_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(HEAD + STEP)
    (tmp_path / "b.toml").write_text(HEAD.replace("minutes = 5", "minutes = 0") + STEP)
    (tmp_path / "c.toml").mkdir()
    (tmp_path / "d.txt").write_text("no lesson")
    *shipped, a, b, c = entries(tmp_path)
    assert [each.own for each in shipped] == [False] * len(bundled())
    assert (a.title, a.minutes, a.fault, a.own) == ("A title", 5, "", True)
    assert "line 5, minutes: 0 is not allowed" in b.fault
    assert b.title == "b"
    assert "folder" in c.fault
    assert path_of("a", tmp_path) == tmp_path / "a.toml"
    assert path_of(bundled()[0].stem, tmp_path) == bundled()[0]
    assert path_of("nothing", tmp_path) is None
    assert entries(tmp_path / "missing") == tuple(shipped)


def test_paragraphs_and_formulas() -> None:
    found = paragraphs("One $a + b$, 5 \\$\nmore.\n\n  \nTwo.")
    assert found == (
        (Piece("One "), Piece("a + b", formula=True), Piece(", 5 $ more.")), (Piece("Two."),),
    )  # fmt: skip
    assert plain_text("One $a$.\n\nTwo.") == "One a. Two."


@pytest.mark.parametrize(
    "text", ["a $b", "$$", "a\x00", "\u202e", "$\\frac{1$", "$" + "x" * 400 + "$", "${{{{{{{{{}}}"]
)
def test_faulty_text(text: str) -> None:
    assert text_fault(text)
