"""A recurrent cell as strips of colored cells: a row per unit, a column per time step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor

from ui.look.theme import Theme, argb
from ui.plots.axis import Range, Tick
from ui.plots.frame import Ticks
from ui.plots.marks import Cells
from ui.raster.cells import (
    INFINITE,
    NAN,
    UNDERFLOW,
    ZERO,
    FloatArray,
    Pixels,
    gradient_codes,
    gradient_colors,
    packed,
    signal_codes,
    signal_colors,
)
from vgsim.compute.traces.trace import CellDetail
from vgsim.words.language import tr

LARGEST = 1.0  # end of the color scale: gates and squashed values are within ±1
CROWDED = 0.35  # of a label's height that a strip has at least, or not all strips are labeled
NAMES = {
    "x": tr("input"), "i": tr("input gate"), "f": tr("forget gate"), "g": tr("candidate"),
    "o": tr("output gate"), "r": tr("reset gate"), "z": tr("update gate"), "n": tr("candidate"),
    "c": tr("cell state"), "h": tr("state"), "y": tr("output"), "∂c": "∂L/∂c", "∂h": "∂L/∂h",
}  # fmt: skip
GATES = "ifozr"  # gates, which are open or closed


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """One array over time, (steps, units)."""

    symbol: str
    values: FloatArray
    kind: str  # "signal", "gate" or "gradient"


def strips_of(cell: CellDetail) -> tuple[Strip, ...]:
    """All strips in the order of the computation: inputs, gates, states, outputs, gradients."""
    found = [Strip("x", cell.inputs, "signal")]
    found += [
        Strip(name, values, "gate" if name in GATES else "signal")
        for name, values in cell.gates.items()
    ]
    if cell.cell_state.size:
        found.append(Strip("c", cell.cell_state, "signal"))
    found.append(Strip("h", cell.hidden, "signal"))
    if len(cell.outputs) == len(cell.hidden):
        found.append(Strip("y", cell.outputs, "signal"))
    found.append(Strip("∂h", cell.grad_hidden, "gradient"))
    if cell.grad_cell_state.size:
        found.append(Strip("∂c", cell.grad_cell_state, "gradient"))
    return tuple(found)


def thinned(values: FloatArray, rows: int) -> FloatArray:
    """Convert to (rows, steps); a row that several units share shows the largest magnitude."""
    steps, units = values.shape
    count = max(min(rows, units), 1)
    edges = np.arange(count + 1) * units // count
    size = np.nan_to_num(np.abs(values), nan=np.inf)
    found = np.empty((count, steps))
    for row in range(count):
        block = slice(edges[row], edges[row + 1])
        largest = size[:, block].argmax(axis=1)
        found[row] = values[:, block][np.arange(steps), largest]
    return found


@dataclass(frozen=True, slots=True)
class StripColors:
    """The colors of one kind of strip."""

    kind: str  # as in `Strip`
    theme: Theme
    opened: str  # color of an open gate
    decades: tuple[float, float]  # log10 at the ends of the gradients' color scale
    smallest: float  # the smallest normal number of the precision

    def pixels(self, values: FloatArray) -> Pixels:
        """The color of every value, in an array of the same shape."""
        theme, flat = self.theme, values.ravel()
        if self.kind == "gradient":
            colors = gradient_colors(flat, *self.decades, packed(theme.gradient_map))
            codes = gradient_codes(flat, self.smallest)
        else:
            codes = signal_codes(flat)
            if self.kind == "gate":
                colors = blended(flat, theme.surface, self.opened)
            else:
                colors = signal_colors(flat, LARGEST, packed(theme.forward_map))
        looks = ((ZERO, theme.zero), (UNDERFLOW, theme.underflow), (INFINITE, theme.infinite),
                 (NAN, theme.nan))  # fmt: skip
        for code, look in looks:
            colors[codes == code] = argb(look)
        return colors.reshape(values.shape)


def blended(values: FloatArray, closed: str, opened: str) -> Pixels:
    """Mix two colors: `closed` at 0, `opened` at 1."""
    share = np.clip(np.nan_to_num(values), 0.0, 1.0)[:, None]
    colors = QColor(closed), QColor(opened)
    ends = [np.array([c.red(), c.green(), c.blue()], dtype=np.float64) for c in colors]
    mixed = np.rint(ends[0] + share * (ends[1] - ends[0])).astype(np.uint32)
    return np.asarray(
        np.uint32(0xFF000000) | mixed[:, 0] << 16 | mixed[:, 1] << 8 | mixed[:, 2], dtype=np.uint32
    )


def strip_cells(
    strips: Sequence[Strip], colors: Sequence[StripColors], rows: int, gap: float
) -> list[Cells]:
    """The strips from the top downward, each of height 1, with steps 1, 2 ... from left to right.

    Args:
        strips: what is shown.
        colors: of each strip.
        rows: pixels of a strip's height; more units than that share rows.
        gap: between two strips, as a fraction of their height.
    """
    found = []
    for index, (strip, look) in enumerate(zip(strips, colors, strict=True)):
        top = float(len(strips) - index)
        values = thinned(strip.values, rows)[::-1]  # the first unit is on top
        right = len(strip.values) + 0.5
        found.append(Cells(look.pixels(values), 0.5, right, top - 1 + gap, top))
    return found


def strip_ticks(names: tuple[str, ...]) -> Ticks:
    """Ticks with the names of strips in their middles, as many as there is room for."""

    def ticks(interval: Range, count: float) -> tuple[Tick, ...]:
        every = max(1, round(CROWDED * interval.span / max(count, 1.0)))
        middles = ((len(names) - index - 0.5, name) for index, name in enumerate(names))
        return tuple(
            Tick(middle, name)
            for index, (middle, name) in enumerate(middles)
            if index % every == 0 and interval.contains(middle)
        )

    return ticks
