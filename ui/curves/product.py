"""The product of the slopes f′ over the depth: the activations' effect on a gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.look.theme import Theme
from ui.plots.axis import Range, settle
from ui.plots.marks import LANE_DASHES, Dots, FloatArray, Line, Mark
from vgsim.compute.traces.trace import LaneTrace

SIZE = 1.5  # radius of a dot, in line widths


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """One network: log10 of f′ at layer k times that of all later hidden layers."""

    lane: int
    logs: FloatArray  # (hidden layers,) from layer 1; −∞ where a factor is 0


def product(index: int, lane: LaneTrace) -> Product | None:
    """The product for a network; None for a recurrent one, whose layers share their weights.

    A layer's factor is the root mean square of f′ over its units and the examples of the batch.
    """
    slopes = lane.measures.get("slope_rms")
    if lane.recurrent or slopes is None:
        return None
    with np.errstate(divide="ignore"):
        logs = np.log10(np.asarray(slopes[: lane.depth], dtype=np.float64))
    return Product(index, np.cumsum(logs[::-1])[::-1])


def settled(current: Range | None, products: Sequence[Product]) -> Range:
    """A range of powers of ten that contains every finite product, and 1."""
    every = np.concatenate([each.logs for each in products]) if products else np.zeros(1)
    finite = every[np.isfinite(every)]
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    step = 1.0 if high - low <= 8 else 2.0 if high - low <= 30 else 10.0
    return settle(current, low, max(high, low + 1e-6), step)


def product_marks(each: Product, color: str, theme: Theme) -> list[Mark]:
    """A line from the last hidden layer to layer 1, with a dot at every layer."""
    x = np.arange(1.0, each.logs.size + 1.0)
    known = np.isfinite(each.logs)
    y = np.where(known, each.logs, np.nan)
    size, dash = theme.line_width * SIZE, LANE_DASHES[theme.lane_marks[each.lane]]
    return [
        Line(x, y, color, theme.line_width, dash),
        Dots(x[known], y[known], color, size, size * 0.35, theme.surface),
    ]
