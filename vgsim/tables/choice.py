"""Selects the columns to use and the target, as the user chose or by guessing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vgsim.tables.column import MOST_TEXTS, Column
from vgsim.tables.table import Table
from vgsim.tables.text import SHOWN, TableError
from vgsim.words.language import tr
from vgsim.words.lists import listed
from vgsim.words.plain import plain

ColumnPlace = str | int  # a column by its name, or by its number from 1
TASKS = ("classes", "numbers")
MISSING_RULES = ("refuse", "drop", "mean")
MOST_CLASSES = MOST_TEXTS
# Column names that mark the target.
_TARGET_NAMES = frozenset(
    ("target", "label", "labels", "class", "y", "species", "diagnosis", "outcome")
)


@dataclass(frozen=True, slots=True)
class Choices:
    """How the user wants a table to be used; target and task are guessed if they are None."""

    target: ColumnPlace | None = None
    leave_out: tuple[ColumnPlace, ...] = ()
    task: str | None = None  # of TASKS
    missing: str = "refuse"  # of MISSING_RULES


GUESSED = Choices()


def column_at(table: Table, place: ColumnPlace) -> Column:
    """The column with this name or number.

    Raises:
        TableError: there is no such column, or several have that name.
    """
    if isinstance(place, int):
        if not 1 <= place <= len(table.columns):
            raise TableError(tr(
                "there is no column {number}; the table has {count}",
                number=place, count=len(table.columns),
            ))  # fmt: skip
        return table.columns[place - 1]
    found = [each for each in table.columns if each.name == place]
    shown = plain(place, SHOWN)
    if not found:
        message = tr('no column is called "{name}"; a number counts them from 1', name=shown)
        raise TableError(message)
    if len(found) > 1:
        raise TableError(tr(
            'several columns are called "{name}" ({numbers}); name it by its number',
            name=shown, numbers=listed([str(each.number) for each in found[:2]]),
        ))  # fmt: skip
    return found[0]


def place_of(table: Table, column: Column) -> ColumnPlace:
    """How to refer to a column: by its name if that is unique, else by its number."""
    alike = sum(each.name == column.name for each in table.columns)
    return column.name if table.named and alike == 1 else column.number


def used_columns(table: Table, choices: Choices) -> tuple[Column, ...]:
    """All columns except those the user left out.

    Raises:
        TableError: a column to leave out is not in the table, or no column remains.
    """
    left_out = {column_at(table, place).number for place in choices.leave_out}
    used = tuple(each for each in table.columns if each.number not in left_out)
    if not used:
        raise TableError(tr("every column is left out"))
    return used


def target_of(table: Table, choices: Choices, used: tuple[Column, ...]) -> tuple[Column, str]:
    """The column to predict and the reason for it; a chosen one need not be among `used`.

    Raises:
        TableError: the chosen column is not in the table.
    """
    if choices.target is not None:
        return column_at(table, choices.target), tr("chosen")
    named = [each for each in used if each.name.casefold() in _TARGET_NAMES]
    last, first = used[-1], used[0]
    if len(named) == 1 and table.named:
        return named[0], tr("by its name") if named[0] is not last else tr("the last column")
    if not table.named and not _looks_like_classes(last):
        texts = [each for each in used if each.textual]
        if len(texts) == 1 and texts[0].codes is not None:
            return texts[0], tr("the only column of text")
        if _looks_like_classes(first):
            return first, tr("the first column looks like classes, the last does not")
    return last, tr("the last column")


def _looks_like_classes(column: Column) -> bool:
    """Whether a column looks like classes."""
    if column.fault is not None:
        return False
    return column.codes is not None if column.textual else looks_like_labels(column.values)


def looks_like_labels(values: Iterable[float]) -> bool:
    """Whether numbers look like class labels: a few small whole numbers that repeat.

    They count from 0 or 1 with few gaps, or are −1 and 1 (and 0). Each must occur five times
    on average; with fewer than five classes, as many times as there are classes.
    """
    numbers = np.asarray(values)
    numbers = numbers[~np.isnan(numbers)]
    found = np.unique(numbers)
    count = len(found)
    if (
        not 2 <= count <= MOST_CLASSES
        or len(numbers) < count * min(count, 5)
        or (found != np.round(found)).any()
    ):
        return False
    if set(found.tolist()) in ({-1.0, 1.0}, {-1.0, 0.0, 1.0}):
        return True
    gaps = found[-1] - found[0] + 1 - count
    return bool(found[0] in (0, 1) and gaps < (found[-1] - found[0] + 1) / 4)
