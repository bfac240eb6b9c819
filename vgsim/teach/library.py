"""Finds lessons: those of the program, and those in the user's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resources import find
from vgsim.describe.errors import SpecError
from vgsim.files.scenario import ScenarioError, content_of
from vgsim.teach.lesson import Kind, Lesson
from vgsim.teach.reader import read_lesson
from vgsim.teach.toml_text import LARGEST_FILE, parsed
from vgsim.words.plain import plain

SUFFIX = ".toml"
FOLDER = "lessons/en"
MOST = 500  # files of a folder that are read


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """A lesson on the page of contents. One with a `fault` cannot be opened."""

    name: str
    path: Path
    title: str
    about: str
    minutes: int
    level: int
    kind: Kind
    own: bool  # whether it is from the user's folder
    words: str = ""  # its texts, to search in
    fault: str = ""


def open_lesson(path: Path) -> Lesson:
    """The lesson in a file.

    Raises:
        ScenarioError: the file cannot be read.
        SpecError: the faults in it.
    """
    return read_lesson(content_of(path, LARGEST_FILE), path.stem, path.parent)


def bundled() -> tuple[Path, ...]:
    """The program's lesson files, in the order of the contents page."""
    return tuple(sorted(find(FOLDER).glob(f"*{SUFFIX}")))


def entries(folder: Path | None = None) -> tuple[LessonEntry, ...]:
    """The program's lessons, then those of the user's folder, which are read completely."""
    shipped = tuple(_entry(path, own=False) for path in bundled())
    return (*shipped, *(_entry(path, own=True) for path in _own(folder)))


def path_of(name: str, folder: Path | None = None) -> Path | None:
    """The file of a lesson by its name; the user's own comes first. None: there is none."""
    found = {path.stem: path for path in (*bundled(), *_own(folder))}
    return found.get(name)


def _own(folder: Path | None) -> Iterator[Path]:
    try:
        yield from sorted(folder.glob(f"*{SUFFIX}"))[:MOST] if folder is not None else ()
    except OSError:
        return


def _entry(path: Path, *, own: bool) -> LessonEntry:
    """A lesson's heading; the user's own are read completely, because they may have faults."""
    fault = ""
    try:
        raw = parsed(content_of(path, LARGEST_FILE))
        if own:
            open_lesson(path)
    except (ScenarioError, SpecError) as error:
        raw, fault = {}, str(error)
    name = plain(path.stem, 100)
    return LessonEntry(
        name, path, _text(raw, "title") or name, _text(raw, "about"), _number(raw, "minutes"),
        _number(raw, "level"), "challenge" if raw.get("kind") == "challenge" else "lesson", own,
        _words(raw, name), fault,
    )  # fmt: skip


def _words(raw: dict[str, Any], name: str) -> str:
    """The texts of a lesson and its steps; of a file with faults, what can be read of them."""
    steps = raw.get("step")
    tables = [raw, *(steps if isinstance(steps, list) else ())]
    found = [name, _text(raw, "about")]
    for table in tables:
        if isinstance(table, dict):
            found += [text for text in map(table.get, ("title", "text")) if isinstance(text, str)]
    return "\n".join(found)


def _text(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key)
    return plain(value, 400) if isinstance(value, str) else ""


def _number(raw: dict[str, Any], key: str) -> int:
    value = raw.get(key)
    return value if isinstance(value, int) else 0
