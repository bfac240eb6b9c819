"""Faults of an experiment, each with its place and the allowed values."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice

from vgsim.words.language import tr
from vgsim.words.plain import plain

SHOWN = 60  # characters of a value in a message
LONGEST = 300  # characters of a message
LONGEST_PATH = 200
_VALUES = json.JSONEncoder(ensure_ascii=False, default=str)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `path` is as in the file, lanes[1].network.depth; empty: the whole file."""

    path: str
    value: str  # as in the file, shortened; empty if missing
    allowed: str  # end of a sentence: "a whole number from 1 to 200"
    nearest: str = ""  # the name probably meant
    message: str = ""  # replaces "... is not allowed"
    on_screen: str = ""  # `allowed` without null, which only files have; empty: the same

    def __str__(self) -> str:
        if self.message:
            text = self.message
        elif self.value:
            text = tr("{value} is not allowed", value=self.value)
        else:
            text = tr("something is missing")
        if self.nearest:
            text = tr("{fault} (did you mean {name}?)", fault=text, name=self.nearest)
        if self.allowed:
            text = tr("{fault}; allowed: {allowed}", fault=text, allowed=self.allowed)
        if self.path:
            path = plain(self.path, LONGEST_PATH)
            text = tr("{place}: {fault}", place=path, fault=text)
        return clipped(text)


class SpecError(ValueError):
    """An invalid experiment; `faults` are those to show, ordered by place."""

    def __init__(self, faults: tuple[Fault, ...], more: int = 0) -> None:
        """`more` is the number of further faults that are not listed."""
        super().__init__("\n".join([*map(str, faults), *rest_line(more)]))
        self.faults = faults
        self.more = more


class OutsideError(SpecError):
    """A valid experiment with tables outside its file's folder, which were not opened."""

    def __init__(self, tables: tuple[str, ...]) -> None:
        """`tables` are the paths of those tables."""
        shown = ", ".join(f'"{middle(each)}"' for each in tables)
        if len(tables) == 1:
            message = tr("the file uses the table {table} outside its own folder", table=shown)
        else:
            message = tr("the file uses the tables {tables} outside its own folder", tables=shown)
        super().__init__((Fault("", "", "", message=message),))
        self.tables = tables


def no_fault_below(prefix: str, faulty: Collection[str]) -> Callable[..., bool]:
    """A function of names of settings below `prefix`: whether none of them is at a faulty path."""
    return lambda *names: not any(prefix + name in faulty for name in names)


def middle(path: str) -> str:
    """A path, cut in the middle if it is long."""
    cut = path if len(path) <= SHOWN else f"{path[: SHOWN // 3]}…{path[1 - SHOWN * 2 // 3 :]}"
    return plain(cut, SHOWN)


def rest_line(more: int) -> list[str]:
    """The line for the faults that are not listed, if there are any."""
    return [tr("and {count} more", count=f"{more:,}")] if more else []


def clipped(sentence: str) -> str:
    """A sentence cut to `LONGEST` characters; a list is cut after a whole name, with …."""
    text = plain(sentence, LONGEST)
    if len(sentence) <= LONGEST:
        return text
    start, comma, _ = text.rpartition(", ")
    return f"{start}, …" if comma and len(start) > LONGEST // 2 else text


def shortened(value: object) -> str:
    """A value as it is written in a file, cut to `SHOWN` characters."""
    if isinstance(value, str):
        return plain(f'"{value[:SHOWN]}"', SHOWN)
    try:
        text = "".join(islice(_VALUES.iterencode(value), SHOWN))  # do not encode more than is shown
    except ValueError:  # Python does not print integers of thousands of digits
        text = tr("a number of thousands of digits")
    return plain(text, SHOWN)
