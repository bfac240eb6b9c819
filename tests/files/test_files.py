"""Saving: after any failure the old file is unchanged, and the message says why."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vgsim.describe.about import About
from vgsim.describe.codec import any_table
from vgsim.describe.errors import OutsideError
from vgsim.describe.spec import DataSpec, Experiment, Lane
from vgsim.files import atomic
from vgsim.files.atomic import atomic_write
from vgsim.files.scenario import ScenarioError, about_in, open_scenario, save_scenario
from vgsim.words.plain import is_plain

OLD, NEW = Experiment(title="old"), Experiment(title="new", lanes=(Lane("a"), Lane("b")))


def test_a_saved_scenario_opens_as_the_same(tmp_path: Path) -> None:
    path = tmp_path / "Übung 1.vgsim"
    save_scenario(path, OLD)
    save_scenario(path, NEW, About("A note.", "Elman 1990"))
    assert open_scenario(path) == NEW
    assert about_in(path) == About("A note.", "Elman 1990")
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def failing(call: Callable[..., Any], at: int, code: int) -> Callable[..., Any]:
    """A system call that fails at use number `at`."""
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
def test_after_any_failure_the_file_is_the_old_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, at: int, code: int
) -> None:
    path = tmp_path / "a.vgsim"
    save_scenario(path, OLD)
    with monkeypatch.context() as patched:
        patched.setattr(atomic.os, name, failing(getattr(os, name), at, code))
        refused = ""
        try:
            save_scenario(path, NEW)
        except ScenarioError as error:
            refused = str(error)
        assert open_scenario(path) == (OLD if refused else NEW)
        assert not refused or "was not saved" in refused
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_only_temporary_files_of_killed_programs_are_removed(tmp_path: Path) -> None:
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
    monkeypatch.setattr(atomic.os, "write", lambda handle, view: write(handle, bytes(view[:7])))
    save_scenario(tmp_path / "a.vgsim", NEW)
    assert open_scenario(tmp_path / "a.vgsim") == NEW


def test_folders_and_devices_are_refused_by_name(tmp_path: Path) -> None:
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


@pytest.mark.parametrize("name", ["a\0b.vgsim", "\ud800.vgsim", "x" * 300 + ".vgsim"])
def test_an_impossible_file_name_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match=r"was not saved: .*name") as saving:
        save_scenario(tmp_path / name, OLD)
    with pytest.raises(ScenarioError, match=r"cannot be opened: .*name") as opening:
        open_scenario(tmp_path / name)
    for caught in (saving, opening):
        assert len(str(caught.value)) <= 300
        assert is_plain(str(caught.value))


@pytest.mark.skipif(os.name != "posix", reason="other access rights")
def test_a_private_file_is_readable_only_by_the_user(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "settings.json"
    atomic_write(path, b"1", private=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == path.parent.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    atomic_write(path, b"2", private=True)
    assert path.stat().st_mode & 0o777 == 0o600
    ordinary = tmp_path / "a.vgsim"
    ordinary.touch(0o640)
    save_scenario(ordinary, OLD)
    assert ordinary.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_private_file_replaces_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.json")
    atomic_write(tmp_path / "settings.json", b"1", private=True)
    assert (tmp_path / "settings.json").read_bytes() == b"1"


@pytest.mark.skipif(os.name != "posix", reason="names of files are text here")
def test_a_table_whose_path_is_not_valid_text_is_saved_and_opened(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / "x.csv").write_text("1,2\n")
    made = Experiment(data=DataSpec("csv", path=str(folder / "x.csv")))
    for path in (folder / "in.vgsim", tmp_path / "above.vgsim"):
        save_scenario(path, made)
        assert open_scenario(path) == made
    (tmp_path / "other").mkdir()
    save_scenario(tmp_path / "other" / "x.vgsim", made)
    with pytest.raises(OutsideError):
        open_scenario(tmp_path / "other" / "x.vgsim")
    assert open_scenario(tmp_path / "other" / "x.vgsim", any_table) == made
