"""A measure of all layers over the updates as a heat map, such as vanishing gradients."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from ui.look.theme import Theme, argb
from ui.plots.axis import Tick, nice_above
from ui.plots.marks import Colors, FloatArray, HeatMap
from vgsim.play.past import Past
from vgsim.words.numbers import percent, power_of_ten, scientific

COLUMNS = 300  # maximum number of cells along the updates
DEEPEST = 16  # maximum number of powers of ten that the colors reach below the largest number


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """The cells, the ticks of their color scale, and whether there are special values."""

    field: HeatMap
    ticks: tuple[Tick, ...]
    zeros: bool  # whether some values are exactly 0 on a logarithmic scale
    lost: bool  # whether some values are infinite or NaN


def heat(
    past: Past, lane: int, name: str, depth: int, theme: Theme, *, shares: bool, decades: bool
) -> Heat | None:
    """A heat map with updates to the right and layers upward; None if there are no values yet.

    A cell shows the newest pass recorded up to its update.
    """
    seen = past.layers(lane, name)
    if not seen.steps.size or seen.values.shape[1] < depth:
        return None
    first, last = int(seen.steps[0]), max(int(seen.steps[-1]), int(seen.steps[0]) + 1)
    columns = min(last - first + 1, COLUMNS)
    wanted = np.linspace(first, last, columns)
    rows = seen.values[np.searchsorted(seen.steps, wanted, side="right") - 1, :depth].T
    with np.errstate(all="ignore"):
        values = np.log10(rows) if decades else rows
    colors, ticks = _colors(values, theme, shares=shares, decades=decades)
    half = (last - first) / max(columns - 1, 1) / 2
    field = HeatMap(values, first - half, last + half, 0.5, depth + 0.5, colors)
    gone = np.isnan(values) | np.isposinf(values)
    return Heat(field, ticks, bool(np.isneginf(values).any()), bool(gone.any()))


def _colors(
    values: FloatArray, theme: Theme, *, shares: bool, decades: bool
) -> tuple[Colors, tuple[Tick, ...]]:
    zero, broken = argb(theme.zero), argb(theme.nan)
    finite = values[np.isfinite(values)]
    least, most = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if shares:
        ends = (0.0, 0.5, 1.0)
        colors = Colors(theme.gradient_map, 0.0, 1.0, zero, broken)
        return colors, tuple(Tick(each, percent(each)) for each in ends)
    if decades:
        high = ceil(most)
        low = max(min(floor(least), high - 1), high - DEEPEST)
        places = dict.fromkeys((low, round((low + high) / 2), high))
        colors = Colors(theme.gradient_map, float(low), float(high), zero, broken)
        return colors, tuple(Tick(float(each), power_of_ten(each)) for each in places)
    reach = nice_above(max(abs(least), abs(most), 1e-30))
    low_end = -reach if least < 0 else 0.0
    chosen = theme.forward_map if least < 0 else theme.gradient_map
    places_ = (low_end, (low_end + reach) / 2, reach)
    return Colors(chosen, low_end, reach, zero, broken), tuple(
        Tick(each, scientific(each, 2)) for each in places_
    )
