"""Keeps the measures of one network's passes during training, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vgsim.compute.traces.trace import FloatArray

MOST = 512  # passes to keep
BYTES = 16 * 2**20  # for all passes; exceeded only by passes that must be kept
MARKS = MOST // 4  # the latest changes of the learning rate whose passes must be kept


@dataclass(frozen=True, slots=True)
class RecordedPass:
    """All measures of a pass in one array, which needs at most half the memory of separate ones."""

    names: tuple[str, ...]
    values: FloatArray  # (measures, layers)

    def row(self, name: str) -> FloatArray | None:
        """A measure for every layer; None if it was not computed."""
        return self.values[self.names.index(name)] if name in self.names else None


def recorded_pass(measures: Mapping[str, FloatArray]) -> RecordedPass:
    """The measures of a pass in compact form."""
    return RecordedPass(tuple(measures), np.array(list(measures.values())))


@dataclass(slots=True)
class Passes:
    """Passes by step. If there are too many, every second one that may be dropped is dropped.

    The first and last pass are always kept, as are passes after a change of the learning rate and
    those with an extreme of a measure: the first minimum and maximum in the first layer, in the
    last hidden layer and over all layers, and the first NaN or infinity.
    """

    kept: dict[int, RecordedPass] = field(default_factory=dict)

    def add(self, step: int, seen: RecordedPass, marks: Sequence[int]) -> None:
        """Keep a pass; `marks` are the steps where the learning rate changed, in rising order."""
        last = next(reversed(self.kept.values()), None)
        if last is not None and last.names == seen.names:
            seen = RecordedPass(last.names, seen.values)  # share one tuple of names
        self.kept[step] = seen
        most = min(MOST, BYTES // max(seen.values.nbytes, 1))
        if len(self.kept) > most:
            self._thin(most, marks)

    def before(self, step: int) -> Passes:
        """The passes before this step."""
        return Passes({at: seen for at, seen in self.kept.items() if at < step})

    def rows(self, name: str) -> list[tuple[int, FloatArray]]:
        """The steps at which a measure was computed, rising, with its value for every layer."""
        found = ((step, self.kept[step].row(name)) for step in sorted(self.kept))
        return [(step, row) for step, row in found if row is not None]

    def _thin(self, most: int, marks: Sequence[int]) -> None:
        steps = sorted(self.kept)
        held = {steps[0], steps[-1]} | _after(steps, marks[-MARKS:])
        for name in {name: None for seen in self.kept.values() for name in seen.names}:
            rows = self.rows(name)
            held |= {rows[place][0] for place in extreme_rows([row for _, row in rows])}
        others = [step for step in steps if step not in held]
        while others and len(self.kept) > most:
            for step in others[::2]:
                del self.kept[step]
            others = others[1::2]


def _after(steps: Sequence[int], marks: Sequence[int]) -> set[int]:
    """For each mark, the first step at or after it."""
    found = (next((step for step in steps if step >= mark), None) for mark in marks)
    return {step for step in found if step is not None}


def extreme_rows(rows: Sequence[FloatArray]) -> set[int]:
    """Indices of the rows with an extreme value, at most seven.

    Args:
        rows: one measure for every layer, pass after pass; depths may differ.
    """
    sizes = np.array([row.size for row in rows])
    table = np.full((len(rows), int(sizes.max())), np.nan)
    for place, row in enumerate(rows):
        table[place, : row.size] = row
    finite = np.isfinite(table)
    lost = np.flatnonzero(finite.sum(axis=1) < sizes)
    table[~finite] = np.nan
    first, last = table[:, 0], table[np.arange(len(rows)), np.maximum(sizes - 2, 0)]
    least, greatest = np.fmin.reduce(table, axis=1), np.fmax.reduce(table, axis=1)
    sought = (first, -first, last, -last, least, -greatest)
    found = {int(np.nanargmin(column)) for column in sought if not np.isnan(column).all()}
    return found | set(lost[:1].tolist())
