"""Keeps unsaved experiments, each in a file of its own, limited to the newest few."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from vgsim.describe.about import About
from vgsim.describe.codec import any_table, encode
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.describe.title import titled
from vgsim.files.atomic import atomic_write
from vgsim.files.scenario import ScenarioError, about_in, open_scenario
from vgsim.words.lists import listed

MOST = 10
SUFFIX = ".vgsim"


@dataclass(frozen=True, slots=True)
class Version:
    """An experiment that was kept."""

    path: Path
    title: str
    when: datetime  # local time of its last change
    experiment: Experiment
    about: About


def new_path(folder: Path) -> Path:
    """A path in the folder that no version has yet."""
    stem = f"{datetime.now():%Y%m%d-%H%M%S}"
    names = (f"{stem}-{number}{SUFFIX}" for number in count(1))
    return next(path for path in map(folder.joinpath, names) if not path.exists())


def keep(path: Path, experiment: Experiment, about: About) -> None:
    """Write a version atomically, and delete the oldest; nothing if that is impossible."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, encode(experiment, path.parent, about).encode(), private=True)
        for old in _paths(path.parent)[MOST:]:
            old.unlink()


def read(path: Path) -> Version | None:
    """The version in this file; None if it cannot be read.

    Its tables may be read: the user allowed them when the version was made.
    """
    try:
        experiment, about = open_scenario(path, any_table), about_in(path)
        when = datetime.fromtimestamp(path.stat().st_mtime)
    except (ScenarioError, SpecError, OSError):
        return None
    lanes = range(len(experiment.lanes))
    title = experiment.title or listed(tuple(titled(experiment, lane) for lane in lanes))
    return Version(path, title, when, experiment, about)


def newest(folder: Path) -> tuple[Version, ...]:
    """All versions that can be read, the newest first."""
    return tuple(version for path in _paths(folder) if (version := read(path)) is not None)


def forget(path: Path) -> None:
    """Delete a version."""
    with suppress(OSError):
        path.unlink()


def _paths(folder: Path) -> list[Path]:
    """The files of all versions, the newest first."""
    try:
        return sorted(folder.glob(f"*{SUFFIX}"), key=lambda each: each.stat().st_mtime_ns)[::-1]
    except OSError:
        return []
