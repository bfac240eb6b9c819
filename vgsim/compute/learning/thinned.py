"""Time series in bounded memory: rows over the updates, thinned without losing extremes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.types import FloatArray

BLOCK = 4  # strides over which extremes are kept


def stride_at(newest: int, points: int, unit: int = 1) -> int:
    """Return the distance between evenly spaced steps.

    It depends only on the newest step, so that the same rows are kept however often they are
    thinned.

    Args:
        newest: the last step that is recorded.
        points: there are fewer evenly spaced steps than this from 0 to the newest.
        unit: the stride is a power of two times this.
    """
    stride = unit
    while newest // stride + 1 >= points:
        stride *= 2
    return stride


def extremes(blocks: NDArray[Any], values: FloatArray) -> NDArray[np.bool_]:
    """Return which rows hold their block's minimum, maximum, first NaN or first infinity, (n,).

    Args:
        blocks: (n,) the number of each row's block, ascending.
        values: (n,) minimum and maximum are those of the finite values.
    """
    finite = np.isfinite(values)
    starts = np.flatnonzero(np.diff(blocks, prepend=-1.0))
    sizes = np.diff(starts, append=len(blocks))
    found = np.zeros(len(blocks), dtype=bool)
    least = np.minimum.reduceat(np.where(finite, values, np.inf), starts)
    greatest = np.maximum.reduceat(np.where(finite, values, -np.inf), starts)
    for wanted in (
        finite & (values == np.repeat(least, sizes)),
        finite & (values == np.repeat(greatest, sizes)),
        np.isnan(values),
        np.isposinf(values),
        np.isneginf(values),
    ):
        places = np.flatnonzero(wanted)
        found[places[np.diff(blocks[places], prepend=-1.0) > 0]] = True
    return found


class Thinned:
    """Rows whose first column is an ascending step.

    It keeps the rows of evenly spaced steps, the newest row, and the extremes of some columns in
    every block of `BLOCK` strides. A dropped row is never needed later, because the extremes of a
    large block are among those of the small blocks in it.
    """

    def __init__(
        self, columns: int, watched: Sequence[int], points: int, unit: int = 1, early: int = -1
    ) -> None:
        """Start without rows.

        Args:
            columns: number of columns, including the step.
            watched: the columns whose extremes are kept.
            points: there are fewer evenly spaced rows than this.
            unit: evenly spaced steps are multiples of it.
            early: all rows up to this step are kept.
        """
        self._columns, self._watched = columns, watched
        self._points, self._unit, self._early = points, unit, early
        self._kept = np.empty((0, columns))
        self._added: list[FloatArray] = []  # rows added since the last thinning
        self._waiting = 0  # number of these rows
        self.newest = -1  # the newest step; -1: there is none

    @property
    def stride(self) -> int:
        """The distance between evenly spaced steps."""
        return stride_at(self.newest, self._points, self._unit)

    def add(self, rows: FloatArray) -> None:
        """Add rows of steps later than all others, (n, columns)."""
        self._added.append(rows)
        self._waiting += len(rows)
        self.newest = int(rows[-1, 0])
        if self._waiting >= self._points:
            self.rows()

    def insert(self, row: FloatArray) -> None:
        """Add a row of any step that has no row yet, (1, columns)."""
        rows = self.rows()
        self._kept = np.insert(rows, np.searchsorted(rows[:, 0], row[:, 0]), row, axis=0)

    def rows(self) -> FloatArray:
        """Return all rows kept, (n, columns); the caller must not write to them."""
        if self._added:
            self._kept = self._thin(np.concatenate([self._kept, *self._added]))
            self._added, self._waiting = [], 0
        return self._kept

    def cut(self, step: int) -> None:
        """Delete the rows from this step on."""
        rows = self.rows()
        self.take(rows[: np.searchsorted(rows[:, 0], step)])

    def take(self, rows: NDArray[Any]) -> None:
        """Replace all rows.

        Raises:
            ValueError: the shape is wrong, or the steps are not ascending.
        """
        given = np.array(rows, np.float64).reshape(-1, self._columns)
        steps = given[:, 0]
        if not (np.all(np.isfinite(steps)) and np.all(np.diff(steps, prepend=-1.0) > 0)):
            raise ValueError("these are no rows over the updates")
        self.newest = int(steps[-1]) if len(steps) else -1
        self._kept = self._thin(given)

    def _thin(self, rows: FloatArray) -> FloatArray:
        stride, steps = self.stride, rows[:, 0]
        kept = (steps % stride == 0) | (steps <= self._early)
        kept[-1:] = True
        if kept.all():
            return rows
        blocks = steps // (BLOCK * stride)
        for column in self._watched:
            kept |= extremes(blocks, rows[:, column])
        thinned: FloatArray = rows[kept]
        return thinned
