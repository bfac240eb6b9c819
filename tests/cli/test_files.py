"""Files survive: after any failure the old version stands, and the reason is said."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vgsim.cli import files
from vgsim.cli.files import ScenarioError, about_in, atomic_write, open_scenario, save_scenario
from vgsim.describe.about import About
from vgsim.describe.spec import Experiment, Lane

OLD, NEW = Experiment(title="old"), Experiment(title="new", lanes=(Lane("a"), Lane("b")))


def test_saved_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "Übung 1.vgsim"
    save_scenario(path, OLD)
    save_scenario(path, NEW, About("A note.", "Elman 1990"))
    assert open_scenario(path) == NEW
    assert about_in(path) == About("A note.", "Elman 1990")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def failing(call: Callable[..., Any], at: int, code: int) -> Callable[..., Any]:
    """A system call that fails at its at-th use."""
    count = [0]

    def run(*given: Any, **named: Any) -> Any:
        count[0] += 1
        if count[0] == at:
            raise OSError(code, os.strerror(code))
        return call(*given, **named)

    return run


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("name", ["write", "fsync", "replace", "close", "chmod"])
@pytest.mark.parametrize("at", [1, 2])
def test_after_any_failure_old_or_new_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int, code: int
) -> None:
    path = tmp_path / "a.vgsim"
    save_scenario(path, OLD)
    with monkeypatch.context() as patched:
        patched.setattr(files.os, name, failing(getattr(os, name), at, code))
        refused = ""
        try:
            save_scenario(path, NEW)
        except ScenarioError as error:
            refused = str(error)
        assert open_scenario(path) == (OLD if refused else NEW)
        assert not refused or "was not saved" in refused
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_what_killed_programs_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    mine, others = tmp_path / ".vgsim-x7k2.tmp", tmp_path / ".a.vgsim.swp"
    for path in (mine, others):
        path.write_text("x")
        os.utime(path, (0, 0))
    save_scenario(tmp_path / "a.vgsim", OLD)
    assert not mine.exists()
    assert others.read_text() == "x"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_pipe_stays_a_pipe_and_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        atomic_write(pipe, b"content")
        assert os.read(reader, 100) == b"content"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(files.os, "write", lambda handle, view: write(handle, bytes(view[:7])))
    save_scenario(tmp_path / "a.vgsim", NEW)
    assert open_scenario(tmp_path / "a.vgsim") == NEW


def test_what_is_no_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name, words in (("missing.vgsim", "no such file"), ("folder", "it is a folder")):
        with pytest.raises(ScenarioError, match=words):
            open_scenario(tmp_path / name)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ScenarioError, match="not a file"):
            open_scenario(tmp_path / "pipe")
    with pytest.raises(ScenarioError, match="a folder"):
        save_scenario(tmp_path / "folder", OLD)
    with pytest.raises(ScenarioError, match="no such file or folder"):
        save_scenario(tmp_path / "none" / "a.vgsim", OLD)
