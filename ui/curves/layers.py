"""Measures of layers as lines over the layers, with rows for zero, infinity and NaN."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ui.look.theme import Theme
from ui.plots.axis import Range, Tick, settle, step_for
from ui.plots.marks import LANE_SHAPES, Band, Dots, FloatArray, Line, Mark, Shape, Stamps

HUGE = 1e300  # larger values are drawn here, so that axes stay finite
AIR = 0.06  # of an axis, so that lines at its ends are fully visible
ROOM = 0.1  # of an axis, for the row of infinite values and NaN, or of zeros
LANE_SHIFT = 0.16  # layers by which the marks of neighboring lanes are shifted
BAND = 0.18  # opacity of a band
DOTS_FROM = 7.0  # minimum number of device-independent pixels between two layers for dots


@dataclass(frozen=True, slots=True, eq=False)
class LayerSeries:
    """One measure of one lane, from layer 1 on."""

    lane: int
    values: FloatArray  # (layers,)
    color: str
    dash: tuple[float, ...]
    spread: FloatArray | None = None  # (layers,) drawn as a band of values ± spread
    gaps: bool = False  # NaN means that the measure does not apply, not that a number was lost


@dataclass(frozen=True, slots=True)
class ValueRows:
    """The y range of a plot, and the heights of its rows for zero, infinity and NaN."""

    range: Range
    floor: float | None = None
    ceiling: float | None = None
    ticks: tuple[Tick, ...] = ()


def decades(values: FloatArray) -> FloatArray:
    """log10, without warnings: -inf for zero, NaN for NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log10(values))


def decade_rows(current: Range | None, series: Sequence[LayerSeries]) -> tuple[Range, ValueRows]:
    """A settled range of powers of ten, with rows for zeros, infinities and NaN if needed."""
    every = _joined(series)
    finite = decades(every[np.isfinite(every) & (every > 0)])
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (-1.0, 0.0)
    step = 1.0 if high - low <= 8 else 2.0 if high - low <= 30 else 10.0
    settled = settle(current, low, max(high, low + 1e-6), step)
    return settled, _with_rows(settled, every, zeros=bool((every == 0).any()))


def plain_rows(current: Range | None, series: Sequence[LayerSeries]) -> tuple[Range, ValueRows]:
    """A settled range of a linear axis that contains zero, all finite values, and all bands."""
    parts = [s.values for s in series]
    for one in series:
        if one.spread is not None:
            middle, spread = np.clip(one.values, -HUGE, HUGE), np.clip(one.spread, 0, HUGE)
            known = np.isfinite(one.spread)
            parts += [(middle - spread)[known], (middle + spread)[known]]
    every = np.concatenate(parts) if parts else np.zeros(1)
    finite = np.clip(every[np.isfinite(every)], -HUGE, HUGE)
    low, high = min(float(finite.min(initial=0.0)), 0.0), max(float(finite.max(initial=0.0)), 0.0)
    if high - low < 1e-300:
        low, high = -1.0, 1.0
    settled = settle(current, low, high, step_for(high - low, 4.0))
    margin = AIR * settled.span
    padded = Range(settled.low - margin, settled.high + margin)
    return settled, _with_rows(padded, _joined(series), zeros=False)


def share_rows(series: Sequence[LayerSeries]) -> ValueRows:
    """The range 0 to 1, with a margin so that lines at the ends are fully visible."""
    return _with_rows(Range(-AIR, 1 + AIR), _joined(series), zeros=False)


def _joined(series: Sequence[LayerSeries]) -> FloatArray:
    parts = [s.values[~np.isnan(s.values)] if s.gaps else s.values for s in series]
    parts += [s.spread for s in series if s.spread is not None]
    return np.concatenate(parts) if parts else np.zeros(0)


def _with_rows(settled: Range, every: FloatArray, zeros: bool) -> ValueRows:
    low, high, room = settled.low, settled.high, ROOM * settled.span
    ticks: list[Tick] = []
    floor = ceiling = None
    if zeros:
        low -= room
        floor = low + room / 2
        ticks.append(Tick(floor, "0"))
    if names := special_names(every):
        high += room
        ceiling = high - room / 2
        ticks.append(Tick(ceiling, names))
    return ValueRows(Range(low, high), floor, ceiling, tuple(ticks))


def special_names(values: FloatArray) -> str:
    """Names of the special values that occur: "∞", "NaN", both, or ""."""
    kinds = (("∞", np.isinf(values)), ("NaN", np.isnan(values)))
    return " ".join(name for name, there in kinds if there.any())


def heights(one: LayerSeries, rows: ValueRows, logarithmic: bool) -> FloatArray:
    """Heights of the layers' values on the axis, (layers,); special values on their rows."""
    y = decades(one.values) if logarithmic else np.clip(one.values, -HUGE, HUGE)
    if rows.floor is not None:
        y = np.where(one.values == 0, rows.floor, y)
    if rows.ceiling is not None:
        placed = np.isfinite(one.values) | (np.isnan(one.values) & one.gaps)
        y = np.where(placed, y, rows.ceiling)
    return y


def layer_marks(
    series: Iterable[LayerSeries], rows: ValueRows, logarithmic: bool, theme: Theme, spacing: float
) -> list[Mark]:
    """Bands, above them lines, on top special values; `spacing`: pixels between two layers."""
    bands: list[Mark] = []
    lines: list[Mark] = []
    special: list[Mark] = []
    for one in series:
        x = np.arange(1.0, one.values.size + 1.0)
        y = heights(one, rows, logarithmic)
        odd = ~np.isfinite(one.values) | ((one.values == 0) & logarithmic)
        if odd.any() or one.spread is not None:
            special += _special(one, x, y, rows, theme)
            y = np.where(odd, np.nan, y)
        if one.spread is not None:
            spread = np.minimum(one.spread, HUGE)  # an infinite one reaches beyond every axis
            bands.append(Band(x, y - spread, y + spread, one.color, BAND))
        lines.append(Line(x, y, one.color, theme.line_width, one.dash))
        if spacing >= DOTS_FROM and not one.dash:
            lines.append(_points(one, x, y, theme))
    return bands + lines + special


def _points(one: LayerSeries, x: FloatArray, y: FloatArray, theme: Theme) -> Dots | Stamps:
    """A mark at every layer, with another shape for every network."""
    size = theme.line_width * 2.4
    shape = LANE_SHAPES[theme.lane_marks[one.lane % len(LANE_SHAPES)]]
    if shape is Shape.DISC:
        return Dots(x, y, one.color, size / 2)
    return Stamps(x, y, shape, one.color, 1.3 * size)  # a square looks smaller than a disc


def _special(
    one: LayerSeries, x: FloatArray, y: FloatArray, rows: ValueRows, theme: Theme
) -> list[Mark]:
    """Zeros on the lower row, infinities and NaN on the upper, each with its own shape.

    An infinite band is marked like an infinite value.
    """
    shifted = x + (one.lane - 0.5) * LANE_SHIFT
    size = theme.line_width * 4
    spread = np.zeros(x.size) if one.spread is None else one.spread
    top = np.full(x.size, np.nan if rows.ceiling is None else rows.ceiling)
    known = np.isfinite(one.values)
    kinds = (
        (Shape.RING, (one.values == 0) & (y == rows.floor), y),
        (Shape.UP, np.isposinf(one.values) | (known & np.isposinf(spread)), top),
        (Shape.DOWN, np.isneginf(one.values), top),
        (Shape.CROSS, (not one.gaps) & np.isnan(one.values) | (known & np.isnan(spread)), top),
    )
    return [
        Stamps(shifted[there], height[there], shape, one.color, size)
        for shape, there, height in kinds
        if there.any()
    ]


def nearest_lane(
    series: Iterable[LayerSeries], rows: ValueRows, logarithmic: bool, layer: int, y: float
) -> tuple[int, float] | None:
    """The lane whose line is nearest to a height at a layer, and its distance, or None."""
    found = [
        (abs(float(heights(one, rows, logarithmic)[layer - 1]) - y), one.lane)
        for one in series
        if layer <= one.values.size
    ]
    away, lane = min(found, default=(np.inf, 0))
    return (lane, away) if np.isfinite(away) else None
