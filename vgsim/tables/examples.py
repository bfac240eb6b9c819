"""Turns the rows of a table into network inputs: texts one-hot, missing values filled in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vgsim.tables.interpretation import Input, Interpretation
from vgsim.tables.targets import places_in
from vgsim.tables.text import SHOWN
from vgsim.words.plain import plain

Array = NDArray[np.float64]


def input_names(found: Interpretation) -> tuple[str, ...]:
    """The name of every input; for a text column, the column's name and the value."""
    names: list[str] = []
    for each in found.inputs:
        name = plain(each.column.label, SHOWN)
        names += [f"{name} = {plain(value, SHOWN)}" for value in each.values] or [name]
    return tuple(names)


def input_values(found: Interpretation) -> Array:
    """The inputs of all used rows, (rows, inputs), with missing values filled in.

    A missing number becomes the mean of the training rows, a missing text their most common value.
    """
    filled = np.empty((found.rows, found.input_count))
    train = ~found.test
    start = 0
    for each in found.inputs:
        filled[:, start : start + each.count] = _encoded(each, found.kept, train)
        start += each.count
    return filled


def _encoded(each: Input, kept: NDArray[np.bool_], train: NDArray[np.bool_]) -> Array:
    if each.values:
        return _one_hot(places_in(each.column, each.values)[kept], len(each.values), train)
    values = each.column.values[kept]
    absent = np.isnan(values)
    if absent.any():
        values = np.where(absent, _mean(values[train & ~absent]), values)
    return values[:, None]


def _one_hot(places: NDArray[np.int64], count: int, train: NDArray[np.bool_]) -> Array:
    known = places[train & (places >= 0)]
    commonest = np.bincount(known, minlength=1).argmax()
    filled = np.where(places < 0, commonest, places)
    return np.asarray(filled[:, None] == np.arange(count), np.float64)


def _mean(known: Array) -> float:
    """The mean of finite numbers, without overflow of their sum."""
    unit = float(np.abs(known).max(initial=0.0))
    return unit * float((known / unit).mean()) if unit else 0.0
