"""Changed experiments are kept in a few files."""

from __future__ import annotations

import os
from pathlib import Path

from vgsim.describe.about import About
from vgsim.describe.edit import edit
from vgsim.describe.spec import Experiment
from vgsim.files import versions


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    experiment = edit(Experiment("Mine"), "lanes.0.network.depth", 3)
    path = versions.new_path(tmp_path / "versions")
    versions.keep(path, experiment, About("a note"))
    (found,) = versions.newest(path.parent)
    assert (found.experiment, found.title, found.about.note) == (experiment, "Mine", "a note")
    versions.forget(path)
    assert versions.newest(path.parent) == ()


def test_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(versions.MOST + 3):
        path = tmp_path / f"{number}.vgsim"
        versions.keep(path, Experiment(str(number)), About())
        os.utime(path, (number + 1, number + 1))
    versions.keep(tmp_path / "last.vgsim", Experiment("last"), About())
    titles = [each.title for each in versions.newest(tmp_path)]
    assert titles[0] == "last"
    assert len(titles) == versions.MOST
    assert "0" not in titles


def test_new_paths_differ_and_damaged_files_are_left_out(tmp_path: Path) -> None:
    first = versions.new_path(tmp_path)
    first.write_text("{")
    assert versions.new_path(tmp_path) != first
    assert versions.newest(tmp_path) == ()
    assert versions.newest(tmp_path / "missing") == ()
