"""Stores on disk how far each lesson was read and which challenges were solved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from vgsim.files.atomic import atomic_write
from vgsim.files.places import set_aside
from vgsim.tables.regular import read_regular
from vgsim.words.language import tr

FORMAT = "vgsim-progress/1"
LARGEST_FILE = 2**18
MOST, LONGEST = 1000, 100  # lessons; characters of a name
MOST_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a lesson was read: the furthest step and the last step shown, both from 0."""

    furthest: int = 0
    last: int = 0
    done: bool = False  # read to its end, or solved


def _none() -> Mapping[str, Seen]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """How far each lesson was read, by name. Nothing else about the user is kept."""

    lessons: Mapping[str, Seen] = field(default_factory=_none)

    def of(self, name: str) -> Seen:
        """How far the lesson with this name was read; not at all if there is no entry."""
        return self.lessons.get(name, Seen())

    def at(self, name: str, step: int, *, done: bool = False) -> LessonProgress:
        """The progress after a step of a lesson was shown, or the lesson was completed."""
        old = self.of(name)
        new = Seen(max(old.furthest, step), step, old.done or done)
        return LessonProgress(MappingProxyType({**self.lessons, name: new}))

    def without(self, name: str) -> LessonProgress:
        """The progress with one lesson forgotten."""
        kept = {each: seen for each, seen in self.lessons.items() if each != name}
        return replace(self, lessons=MappingProxyType(kept))


def load_progress(path: Path) -> tuple[LessonProgress, str]:
    """The progress, and a sentence if it could not be read; a damaged file is renamed to .bad."""
    try:
        text = read_regular(path, LARGEST_FILE + 1)
        if len(text) > LARGEST_FILE:
            raise ValueError("too large")
        return _checked(json.loads(text.decode("utf-8"))), ""
    except FileNotFoundError:
        return LessonProgress(), ""
    except (OSError, ValueError, TypeError, RecursionError):
        set_aside(path)
        return LessonProgress(), tr(
            "The file with the progress in the lessons could not be read; it was renamed to .bad."
        )


def save_progress(path: Path, progress: LessonProgress) -> None:
    """Write the file atomically; an error in writing is ignored."""
    lessons = {
        name: {"furthest": seen.furthest, "last": seen.last, "done": seen.done}
        for name, seen in list(progress.lessons.items())[-MOST:]
    }
    content = json.dumps({"format": FORMAT, "lessons": lessons}, indent=1).encode("utf-8")
    with suppress(OSError):
        atomic_write(path, content, private=True)


def clear_progress(path: Path) -> None:
    """Delete the file."""
    with suppress(OSError):
        path.unlink()


def _checked(raw: Any) -> LessonProgress:
    """Progress from parsed JSON; invalid entries are left out.

    Raises:
        ValueError: it is not from a progress file of this version.
    """
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise ValueError("of another version")
    lessons = raw.get("lessons")
    if not isinstance(lessons, dict):
        raise ValueError("no lessons")
    found = {name: _seen(each) for name, each in list(lessons.items())[:MOST]}
    return LessonProgress(
        MappingProxyType({
            name: seen for name, seen in found.items()
            if seen is not None and len(name) <= LONGEST
        })
    )  # fmt: skip


def _seen(raw: Any) -> Seen | None:
    if not isinstance(raw, dict):
        return None
    furthest, last, done = _step(raw, "furthest"), _step(raw, "last"), raw.get("done")
    if furthest is None or last is None or not isinstance(done, bool):
        return None
    return Seen(furthest, last, done)


def _step(raw: dict[str, Any], key: str) -> int | None:
    value = raw.get(key)
    return value if type(value) is int and 0 <= value <= MOST_STEPS else None
