"""Decides how a table is used as examples: rows, inputs, target, classes and test rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vgsim.tables.choice import GUESSED, Choices, target_of, used_columns
from vgsim.tables.column import MOST_TEXTS, Column
from vgsim.tables.notes import notes_on
from vgsim.tables.table import Table
from vgsim.tables.targets import Task, targets, texts_in
from vgsim.tables.text import TableError
from vgsim.words.language import tr
from vgsim.words.plain import plain

TEST_EVERY = 5  # one example in five is kept for testing
MOST_VALUES = 20  # distinct texts of an input column
MOST_INPUTS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """A column used as input; a text column gives one network input for each value."""

    column: Column
    values: tuple[str, ...]  # of a text column; empty for numbers

    @property
    def count(self) -> int:
        """Number of network inputs it gives."""
        return len(self.values) or 1


@dataclass(frozen=True, slots=True, eq=False)
class Interpretation:
    """A table as examples: the rows and columns used, the target, and notes for the user."""

    target: Column
    reason: str  # why this column is the target
    inputs: tuple[Input, ...]
    task: Task
    classes: tuple[str, ...]  # names; empty for numbers
    y: NDArray[np.float64]  # (rows,) class numbers or values
    kept: NDArray[np.bool_]  # (rows of the table,) the rows that are used
    test: NDArray[np.bool_]  # (rows,) the test rows; none if there are too few rows
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Number of rows that are used."""
        return len(self.y)

    @property
    def test_rows(self) -> int:
        """Number of test rows."""
        return int(self.test.sum())

    @property
    def input_count(self) -> int:
        """Number of network inputs."""
        return sum(each.count for each in self.inputs)

    @property
    def counts(self) -> tuple[int, ...]:
        """Number of rows of each class; empty for numbers."""
        if not self.classes:
            return ()
        return tuple(np.bincount(self.y.astype(np.int64), minlength=len(self.classes)).tolist())


def interpret(table: Table, choices: Choices = GUESSED, *, noted: bool = True) -> Interpretation:
    """Decide how a table is used as examples.

    Args:
        table: the table as it was read.
        choices: what the user has chosen.
        noted: whether to add notes about suspicious columns.

    Raises:
        TableError: a column that is needed cannot be used, or there is nothing to learn.
    """
    used = used_columns(table, choices)
    target, reason = target_of(table, choices, used)
    columns = tuple(each for each in used if each is not target)
    if not columns:
        raise TableError(tr("no column is left for the inputs"))
    in_order = sorted((target, *columns), key=lambda each: each.number)
    for column in in_order:
        if column.fault is not None:
            raise column.fault
    _check_missing(in_order, choices)
    kept = ~target.absent  # a missing target cannot be filled in
    if choices.missing == "drop":
        for column in columns:
            kept = kept & ~column.absent
    if int(kept.sum()) < 2:
        raise TableError(tr("fewer than two rows have no missing values"))
    inputs = tuple(Input(each, _categories(each, kept)) for each in columns)
    count = sum(each.count for each in inputs)
    if count > MOST_INPUTS:
        message = tr(
            "{count} inputs are needed; at most {most} are possible", count=count, most=MOST_INPUTS
        )
        raise TableError(message)
    y, classes = targets(target, kept, choices.task, table.class_names)
    found = Interpretation(
        target, reason, inputs, "classification" if classes else "regression", classes, y, kept,
        test_mask(y if classes else np.zeros(len(y))), table.notes,
    )  # fmt: skip
    return replace(found, notes=(*table.notes, *notes_on(found))) if noted else found


def test_mask(classes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which examples are for testing, (examples,): every fifth of each class."""
    test = np.zeros(len(classes), dtype=bool)
    for each in sorted(set(classes.tolist())):  # np.unique would import numpy.ma at start-up
        test[np.flatnonzero(classes == each)[TEST_EVERY - 1 :: TEST_EVERY]] = True
    return test


def _check_missing(used: Sequence[Column], choices: Choices) -> None:
    for column in used:
        if column.absent.all():
            message = tr("every value is missing; leave this column out")
            raise TableError(message, column.first_absent, column.shown)
    absent = [each for each in used if each.missing]
    if choices.missing != "refuse" or not absent:
        return
    first = min(absent, key=lambda each: (each.first_absent, each.number))
    counts = ", ".join(
        tr("{count} in {column}", count=each.missing, column=plain(each.label, 20))
        for each in absent[:3]
    )
    if len(absent) > 3:
        counts = tr("{columns} and %n more column(s)", "", len(absent) - 3, columns=counts)
    message = tr(
        'a value is missing ({counts}); leave such rows out, or fill with the mean of the '
        'column (in a scenario file, "missing": "drop" or "mean")', counts=counts,
    )  # fmt: skip
    raise TableError(message, first.first_absent, first.shown)


def _categories(column: Column, kept: NDArray[np.bool_]) -> tuple[str, ...]:
    """The distinct texts of an input column; empty for numbers."""
    if not column.textual:
        return ()
    texts = texts_in(column, kept) if column.codes is not None else ()
    if not 0 < len(texts) <= MOST_VALUES:
        message = tr(
            "{count} different texts are names or free text, not categories (at most {most} "
            "are possible); leave this column out",
            count=len(texts) or tr("more than {count}", count=MOST_TEXTS), most=MOST_VALUES,
        )  # fmt: skip
        raise TableError(message, 0, column.shown)
    return texts
