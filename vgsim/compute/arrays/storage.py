"""What the tapes of feedforward and recurrent networks have in common, and so their layouts."""

from __future__ import annotations

from copy import copy
from typing import Any, Self

import numpy as np

from vgsim.compute.arrays.types import Array

ALIGNMENT = 64  # bytes: one cache line, one AVX-512 vector


def aligned(count: int, dtype: Any) -> Array:
    """Return an array of zeros, (count,), that starts on a cache line."""
    size = np.dtype(dtype).itemsize
    raw = np.zeros(count * size + ALIGNMENT, dtype=np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + count * size].view(dtype)


class Reservation:
    """Assigns places in one long array, from its beginning to `end`.

    All parameters are in one block of `learned` elements that begins at `first`. Their gradients
    follow in the same order, then two state arrays, the most that any optimizer needs.
    """

    first: int
    learned: int

    def __init__(self, dtype: Any) -> None:
        self.vector: int = ALIGNMENT // np.dtype(dtype).itemsize
        self.end = 0

    def padded(self, count: int) -> int:
        """Round up to a multiple of the vector length."""
        return -(-count // self.vector) * self.vector

    def _take(self, count: int) -> int:
        """Reserve `count` elements that start on a cache line; return their offset.

        A gap of three lines follows, so that arrays of equal size do not compete for the same
        cache sets.
        """
        return self._packed(self.padded(count) + 3 * self.vector)

    def _packed(self, count: int) -> int:
        """Reserve `count` elements without a gap; return their offset."""
        start = self.end
        self.end += count
        return start


class Storage:
    """One array with all values of a pass, the optimizer's state, and notes on the pass.

    Args:
        dtype: the type of the values.
        batch: number of examples.
        layout: the places of the values.
        groups: number of layers or levels, including the output layer.
    """

    def __init__(self, dtype: Any, batch: int, layout: Reservation, groups: int) -> None:
        self.batch = batch
        self._places = layout
        self.cells = aligned(layout.end, dtype)
        self.loss = float("nan")
        self.bound: object = None  # an engine's own data for this tape
        self.step = 0  # number of the update that follows this pass, from 0; keys random draws
        self.learning_rate = 0.0  # of that update
        self.since = 0  # the step at which the optimizer's state began
        self.clipped = np.ones(groups + 1)  # factor on each group's gradient in the update
        self.gradients_of = -2  # the step whose gradients the tape holds
        self.cached: dict[object, Any] = {}  # results derived from this pass
        self.initial: Array | None = None  # all parameters before the first update, if kept

    @property
    def learned(self) -> Array:
        """All parameters in one flat array, (n,)."""
        return self._copies(0, 1)

    @property
    def states(self) -> Array:
        """The optimizer's two state arrays, one after the other, (2 n,)."""
        return self._copies(2, 2)

    def _copies(self, first: int, count: int) -> Array:
        """Return blocks of parameters (0), gradients (1) or optimizer states (2, 3)."""
        places = self._places
        start = places.first + first * places.learned
        return self.cells[start : start + count * places.learned]

    def independent_copy(self) -> Self:
        """Return a copy that can be examined while training continues in this tape."""
        other = copy(self)
        other.cells = aligned(self._places.end, self.cells.dtype)
        other.cells[...] = self.cells
        other.clipped, other.bound = self.clipped.copy(), None
        return other
