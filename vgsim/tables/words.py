"""Describes in short sentences how a table is used."""

from __future__ import annotations

from vgsim.tables.understood import Understood
from vgsim.words.lists import first_few
from vgsim.words.numbers import number_of, short
from vgsim.words.plain import plain

MOST_CLASSES_NAMED = 6
LONGEST_CLASS = 16  # characters of a class in a list
LONGEST_NAME = 30


def summary(found: Understood) -> tuple[str, str, str]:
    """Three phrases: rows and inputs; the target and its kind; the test rows."""
    return (
        f"{number_of(found.rows, 'row')}, {number_of(found.input_count, 'input')}"
        + (f" from {number_of(len(found.inputs), 'column')}" if _spread(found) else ""),
        f"predicts {plain(found.target.name, LONGEST_NAME)} ({found.why}): {kinds(found)}",
        f"{number_of(found.tested, 'row')} in the test set" if found.tested
        else "too few rows for a test set; the test uses the training rows",
    )  # fmt: skip


def kinds(found: Understood) -> str:
    """The classes with their row counts, or the range of the numbers."""
    if not found.classes:
        return f"numbers from {short(found.y.min())} to {short(found.y.max())}"
    named = [
        f"{plain(name, LONGEST_CLASS)}: {count:,}"
        for name, count in zip(found.classes, found.counts, strict=True)
    ]
    listed = first_few(named, MOST_CLASSES_NAMED, comma=True)
    return f"{len(named)} classes ({listed})"


def description(name: str, found: Understood) -> tuple[str, ...]:
    """One line that describes the table, and a second with its notes if it has any."""
    line = f"{name}: {'; '.join(summary(found))}."
    return (line, " ".join(found.notes)) if found.notes else (line,)


def _spread(found: Understood) -> bool:
    return found.input_count != len(found.inputs)
