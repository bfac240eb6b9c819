"""Turns the target column of a table into class numbers with class names, or into values."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vgsim.tables.choice import MOST_CLASSES, looks_like_labels
from vgsim.tables.column import Column
from vgsim.tables.text import SHOWN, TableError
from vgsim.words.language import tr
from vgsim.words.plain import plain

Task = Literal["classification", "regression"]
Targets = tuple[NDArray[np.float64], tuple[str, ...]]


def targets(
    target: Column, kept: NDArray[np.bool_], task: str | None, given: tuple[str, ...]
) -> Targets:
    """The targets of the used rows, (rows,): class numbers and class names, or values and ().

    Args:
        target: the column to predict.
        kept: (rows of the table,) the rows that are used.
        task: "classes", "numbers", or None: what the column looks like.
        given: names of the classes 0, 1, ... if a line above the table lists them.

    Raises:
        TableError: all targets are the same, or the column does not suit the task.
    """
    if target.textual:
        if task == "numbers":
            message = tr("this column holds text, so it cannot be predicted as numbers")
            raise TableError(message, 0, target.shown)
        return _classes_of_texts(target, kept)
    values = target.values[kept]
    found = np.unique(values)
    if len(found) == 1:
        raise _constant(target, _number_text(float(found[0])))
    if task == "numbers" or (task is None and not looks_like_labels(values)):
        return values.copy(), ()
    if len(found) > MOST_CLASSES:
        message = tr(
            "{count} different numbers; at most {most} classes are possible",
            count=len(found), most=MOST_CLASSES,
        )  # fmt: skip
        raise TableError(message, 0, target.shown)
    y = np.searchsorted(found, values).astype(np.float64)
    numbered = len(given) == len(found) and np.array_equal(found, np.arange(len(found)))
    return y, given if numbered else tuple(_number_text(each) for each in found.tolist())


def texts_in(column: Column, rows: NDArray[np.bool_]) -> tuple[str, ...]:
    """The distinct texts in these rows of a column, sorted."""
    assert column.codes is not None
    codes = set(column.codes[rows & ~column.absent].tolist())
    return tuple(sorted(column.texts[code] for code in codes))


def places_in(column: Column, values: tuple[str, ...]) -> NDArray[np.int64]:
    """For each row of a text column the index of its text in `values`; −1 if it is missing."""
    assert column.codes is not None
    known = {text: place for place, text in enumerate(values)}
    table = np.array([known.get(text, -1) for text in column.texts])
    places = table[column.codes]
    places[column.absent] = -1
    return places


def _classes_of_texts(target: Column, kept: NDArray[np.bool_]) -> Targets:
    if target.codes is None:
        message = tr("more than {most} different texts; choose another target", most=MOST_CLASSES)
        raise TableError(message, 0, target.shown)
    names = texts_in(target, kept)
    if len(names) == 1:
        raise _constant(target, plain(names[0], SHOWN))
    if len(names) > MOST_CLASSES:
        message = tr(
            "{count} different texts; at most {most} classes are possible",
            count=len(names), most=MOST_CLASSES,
        )  # fmt: skip
        raise TableError(message, 0, target.shown)
    if len(names) == int(kept.sum()):
        message = tr("every row has a different text: names, not classes; choose another target")
        raise TableError(message, 0, target.shown)
    y = places_in(target, names)[kept].astype(np.float64)
    return y, tuple(plain(name, SHOWN) for name in names)


def _constant(target: Column, value: str) -> TableError:
    message = tr("the target is {value} in every row; there is nothing to learn", value=value)
    return TableError(message, 0, target.shown)


def _number_text(value: float) -> str:
    return f"{value:.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:.17g}"
