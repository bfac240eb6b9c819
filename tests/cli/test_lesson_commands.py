"""`vgsim lessons` and `lesson-check`: what they print, and their exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.teach.conftest import HEAD, STEP
from tests.teach.test_check import CLAIM
from vgsim.cli.main import main
from vgsim.teach.library import bundled
from vgsim.teach.places import lessons_folder

TRUE, FALSE = CLAIM + "under = 0.1\n", CLAIM + "over = 0.1\n"


def checked(path: Path, *lines: str) -> int:
    path.write_text(HEAD + STEP + "".join(lines), "utf-8")
    return main(["lesson-check", str(path)])


@pytest.mark.usefixtures("compiled")
def test_each_claim_with_its_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(tmp_path / "a.toml", TRUE) == 0
    said = capsys.readouterr().out
    assert "a: A title" in said
    assert "ok    step 1: Layer 1 gets" in said
    assert "(under 0.1)" in said
    assert "1 claims and questions, 0 false" in said


@pytest.mark.usefixtures("compiled")
def test_a_false_claim_is_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(tmp_path / "a.toml", TRUE, FALSE) == 1
    assert "FALSE step 1" in capsys.readouterr().out


def test_a_faulty_file_is_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(tmp_path / "a.toml", "playbak = 1\nupdates = -1\n") == 2
    said = capsys.readouterr().err
    assert "did you mean playback?" in said
    assert "updates" in said
    assert main(["lesson-check", str(tmp_path / "none.toml")]) == 2


@pytest.mark.usefixtures("compiled")
def test_a_table_that_holds_no_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", "utf-8")
    table = HEAD.replace('name = "spirals", batch_size = 64, examples = 64',
                         'name = "csv", path = "t.csv"')  # fmt: skip
    (tmp_path / "a.toml").write_text(table + STEP + TRUE, "utf-8")
    assert main(["lesson-check", str(tmp_path / "a.toml")]) == 2
    assert "a.toml" in capsys.readouterr().err


def test_lessons_are_listed_and_own_ones_too(capsys: pytest.CaptureFixture[str]) -> None:
    folder = lessons_folder()
    folder.mkdir(parents=True, exist_ok=True)
    own = folder / "zz_mine.toml"
    own.write_text(HEAD + STEP, "utf-8")
    try:
        assert main(["lessons"]) == 0
    finally:
        own.unlink()
    said = capsys.readouterr().out
    for path in bundled():
        assert path.stem in said
    assert "A title (your own)" in said
