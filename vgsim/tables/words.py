"""What a table is understood to be, in short sentences."""

from __future__ import annotations

from vgsim.tables.understood import Understood
from vgsim.words.plain import plain

MOST_CLASSES_NAMED = 6
LONGEST_CLASS = 16  # characters of a class in a list
LONGEST_NAME = 30


def summary(found: Understood) -> tuple[str, str, str]:
    """Rows and inputs; the target and what it is; the rows for the test."""
    return (
        f"{_counted(found.rows, 'row')}, {_counted(found.input_count, 'input')}"
        + (f" from {_counted(len(found.inputs), 'column')}" if _spread(found) else ""),
        f"predicts {plain(found.target.name, LONGEST_NAME)} ({found.why}): {kinds(found)}",
        f"{_counted(found.tested, 'row')} for the test" if found.tested
        else "no rows for the test: they are too few, and the test shows the training rows",
    )  # fmt: skip


def kinds(found: Understood) -> str:
    """The classes with their rows, or the range of the numbers."""
    if not found.classes:
        return f"numbers from {found.y.min():.6g} to {found.y.max():.6g}"
    named = [
        f"{plain(name, LONGEST_CLASS)}: {count:,}"
        for name, count in zip(found.classes, found.counts, strict=True)
    ]
    more = len(named) - MOST_CLASSES_NAMED
    listed = ", ".join(named[:MOST_CLASSES_NAMED]) + (f", and {more} more" if more > 0 else "")
    return f"{len(named)} classes ({listed})"


def description(name: str, found: Understood) -> tuple[str, ...]:
    """The table of this name in one line, and what is odd about it in another."""
    line = f"{name}: {'; '.join(summary(found))}."
    return (line, " ".join(found.notes)) if found.notes else (line,)


def _spread(found: Understood) -> bool:
    return found.input_count != len(found.inputs)


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
