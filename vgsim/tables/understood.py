"""What a table is understood to be, before anything is computed: one value for all who show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vgsim.tables.answers import Task, answers, texts_in
from vgsim.tables.choice import GUESSED, Choices, target_of, used_columns
from vgsim.tables.column import MOST_TEXTS, Column
from vgsim.tables.notes import notes_on
from vgsim.tables.table import Table
from vgsim.tables.text import TableError
from vgsim.words.plain import plain

TEST_EVERY = 5  # one example in five is kept for testing
MOST_VALUES = 20  # different texts of a column of inputs
MOST_INPUTS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """A column that is an input; one of text has an input for each of its values."""

    column: Column
    values: tuple[str, ...]  # of a column of text; empty for numbers

    @property
    def count(self) -> int:
        """Inputs of a network."""
        return len(self.values) or 1


@dataclass(frozen=True, slots=True, eq=False)
class Understood:
    """A table as examples: which rows and columns, what is predicted, and what is odd about it."""

    target: Column
    why: str  # this column is the target
    inputs: tuple[Input, ...]
    task: Task
    classes: tuple[str, ...]  # names; empty for numbers
    y: NDArray[np.float64]  # (rows,) class numbers, or values
    kept: NDArray[np.bool_]  # (rows of the table,) those that are used
    test: NDArray[np.bool_]  # (rows,) those for the test alone; none: they are too few
    notes: tuple[str, ...]

    @property
    def rows(self) -> int:
        return len(self.y)

    @property
    def tested(self) -> int:
        """Rows that are for the test alone."""
        return int(self.test.sum())

    @property
    def input_count(self) -> int:
        """Inputs of a network."""
        return sum(each.count for each in self.inputs)

    @property
    def counts(self) -> tuple[int, ...]:
        """Rows of every class; empty for numbers."""
        if not self.classes:
            return ()
        return tuple(np.bincount(self.y.astype(np.int64), minlength=len(self.classes)).tolist())


def understand(table: Table, choices: Choices = GUESSED, *, noted: bool = True) -> Understood:
    """The table as examples.

    Args:
        table: as it was read.
        choices: what the user says of it.
        noted: whether to look for what is odd about its columns.

    Raises:
        TableError: a column that is used cannot be, or there is nothing to learn.
    """
    used = used_columns(table, choices)
    target, why = target_of(table, choices, used)
    columns = tuple(each for each in used if each is not target)
    if not columns:
        raise TableError("no column is left for the inputs")
    together = sorted((target, *columns), key=lambda each: each.number)
    for column in together:
        if column.fault is not None:
            raise column.fault
    _check_missing(together, choices)
    kept = ~target.absent  # an answer cannot be filled in
    if choices.missing == "drop":
        for column in columns:
            kept = kept & ~column.absent
    if int(kept.sum()) < 2:
        raise TableError("fewer than two rows have no missing values")
    inputs = tuple(Input(each, _values(each, kept)) for each in columns)
    count = sum(each.count for each in inputs)
    if count > MOST_INPUTS:
        raise TableError(f"{count} inputs are needed; {MOST_INPUTS} are the most")
    y, classes = answers(target, kept, choices.task, table.class_names)
    found = Understood(
        target, why, inputs, "classification" if classes else "regression", classes, y, kept,
        tested(y if classes else np.zeros(len(y))), table.notes,
    )  # fmt: skip
    return replace(found, notes=(*table.notes, *notes_on(found))) if noted else found


def tested(classes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which examples are for testing: every fifth of each class; of fewer than five none."""
    test = np.zeros(len(classes), dtype=bool)
    for each in sorted(set(classes.tolist())):  # np.unique would load numpy.ma during the start
        test[np.flatnonzero(classes == each)[TEST_EVERY - 1 :: TEST_EVERY]] = True
    return test


def _check_missing(used: Sequence[Column], choices: Choices) -> None:
    for column in used:
        if column.absent.all():
            raise TableError("every value is missing; leave this column out",
                             column.first_absent, column.shown)  # fmt: skip
    absent = [each for each in used if each.missing]
    if choices.missing != "refuse" or not absent:
        return
    first = min(absent, key=lambda each: (each.first_absent, each.number))
    counts = [f"{each.missing} in {plain(each.name, 20)}" for each in absent[:3]]
    more = f" and {len(absent) - 3} more columns" if len(absent) > 3 else ""
    raise TableError(
        f"a value is missing ({', '.join(counts)}{more}); "
        'leave such rows out (missing: "drop") or fill them ("mean")',
        first.first_absent, first.shown,
    )  # fmt: skip


def _values(column: Column, kept: NDArray[np.bool_]) -> tuple[str, ...]:
    """The different texts of a column of inputs; empty for numbers."""
    if not column.textual:
        return ()
    texts = texts_in(column, kept) if column.codes is not None else ()
    if not 0 < len(texts) <= MOST_VALUES:
        raise TableError(
            f"{len(texts) or f'more than {MOST_TEXTS}'} different texts are names or free text, "
            f"not categories ({MOST_VALUES} are the most); leave this column out",
            0, column.shown,
        )  # fmt: skip
    return texts
