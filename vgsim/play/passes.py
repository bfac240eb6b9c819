"""Passes of one network that were seen while it learned, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vgsim.compute.traces.trace import FloatArray

MOST = 512  # passes that are kept
BYTES = 16 * 2**20  # of them; more only for passes that must not be lost
MARKS = MOST // 4  # changes of the way to learn whose passes must not be lost, the newest ones


@dataclass(frozen=True, slots=True)
class SeenPass:
    """All measures of a pass in one array, which takes half the memory of many or less."""

    names: tuple[str, ...]
    values: FloatArray  # (measures, layers)

    def row(self, name: str) -> FloatArray | None:
        """A measure of every layer; None: it was not computed."""
        return self.values[self.names.index(name)] if name in self.names else None


def seen_pass(measures: Mapping[str, FloatArray]) -> SeenPass:
    """What is kept of a pass."""
    return SeenPass(tuple(measures), np.array(list(measures.values())))


@dataclass(slots=True)
class Passes:
    """Passes by their steps; when there are too many, every second goes that may go.

    Those stay that are first or last, that follow a change of the way to learn, or that hold an
    extreme of a measure: the first least and greatest value in the first layer, in the last hidden
    layer and in all layers, and the first number that is not finite.
    """

    kept: dict[int, SeenPass] = field(default_factory=dict)

    def add(self, step: int, seen: SeenPass, marks: Sequence[int]) -> None:
        """Keep a pass; `marks` are the steps at which the way to learn was changed, rising."""
        last = next(reversed(self.kept.values()), None)
        if last is not None and last.names == seen.names:
            seen = SeenPass(last.names, seen.values)  # one tuple of names for all
        self.kept[step] = seen
        most = min(MOST, BYTES // max(seen.values.nbytes, 1))
        if len(self.kept) > most:
            self._thin(most, marks)

    def before(self, step: int) -> Passes:
        """Without those of this step and after."""
        return Passes({at: seen for at, seen in self.kept.items() if at < step})

    def rows(self, name: str) -> list[tuple[int, FloatArray]]:
        """Rising steps at which a measure was computed, and what it was in every layer."""
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
    """The first of the steps at each mark or after it."""
    found = (next((step for step in steps if step >= mark), None) for mark in marks)
    return {step for step in found if step is not None}


def extreme_rows(rows: Sequence[FloatArray]) -> set[int]:
    """Which rows must not be lost: at most seven.

    Args:
        rows: one measure of every layer, pass after pass; networks may have been of other depths.
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
