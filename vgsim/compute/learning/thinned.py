"""Rows of numbers over the updates in bounded memory: thinned without losing an extreme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BLOCK = 4  # strides over which extremes are kept


def stride_at(newest: int, points: int, unit: int = 1) -> int:
    """How far apart the evenly spread steps are.

    It depends on nothing but the newest step, so that the same rows are kept however often they
    are thinned.

    Args:
        newest: the last step that is known.
        points: evenly spread steps from 0 up to it are fewer than this.
        unit: the stride is a power of two times this.
    """
    stride = unit
    while newest // stride + 1 >= points:
        stride *= 2
    return stride


def extremes(blocks: NDArray[Any], values: FloatArray) -> NDArray[np.bool_]:
    """Which rows hold the first least, greatest, NaN and infinite value of their block.

    Args:
        blocks: (n,) the number of each row's block, rising.
        values: (n,) least and greatest are those of the finite ones.
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
    """Rows that begin with a rising step.

    What is kept: rows of evenly spread steps, the newest one, and of every block of `BLOCK` strides
    the extremes of some columns. A row that is dropped is never missed later: the extremes of a
    large block are among those of the small blocks in it.
    """

    def __init__(
        self, columns: int, watched: Sequence[int], points: int, unit: int = 1, early: int = -1
    ) -> None:
        """Begin without a row.

        Args:
            columns: of a row, with the step.
            watched: the columns whose extremes are kept.
            points: evenly spread rows are fewer than this.
            unit: evenly spread steps are multiples of it.
            early: rows up to this step are all kept.
        """
        self._columns, self._watched = columns, watched
        self._points, self._unit, self._early = points, unit, early
        self._kept = np.empty((0, columns))
        self._added: list[FloatArray] = []  # since the last thinning
        self._waiting = 0  # rows of these
        self.newest = -1  # step; -1: there is none

    @property
    def stride(self) -> int:
        """How far apart the evenly spread steps are."""
        return stride_at(self.newest, self._points, self._unit)

    def add(self, rows: FloatArray) -> None:
        """Add what was measured at steps later than all others, (n, columns)."""
        self._added.append(rows)
        self._waiting += len(rows)
        self.newest = int(rows[-1, 0])
        if self._waiting >= self._points:
            self.rows()

    def insert(self, row: FloatArray) -> None:
        """Add what was measured at any step of which nothing is known, (1, columns)."""
        rows = self.rows()
        self._kept = np.insert(rows, np.searchsorted(rows[:, 0], row[:, 0]), row, axis=0)

    def rows(self) -> FloatArray:
        """All that is kept, (n, columns), not to be written to."""
        if self._added:
            self._kept = self._thin(np.concatenate([self._kept, *self._added]))
            self._added, self._waiting = [], 0
        return self._kept

    def cut(self, step: int) -> None:
        """Forget what came at this step and after."""
        rows = self.rows()
        self.take(rows[: np.searchsorted(rows[:, 0], step)])

    def take(self, rows: NDArray[Any]) -> None:
        """Hold these rows and no others.

        Raises:
            ValueError: they are no rows of this kind.
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
