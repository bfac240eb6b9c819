"""A layer's values on the activation curves: preactivations as a histogram, units as dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ui.curves.functions import Function
from ui.look.theme import Theme
from ui.plots.axis import Range, nice_above
from ui.plots.marks import Bars, Dots, FloatArray, Line, Mark, Note, Shape, Stamps, Steps
from vgsim.compute.traces.trace import LaneTrace, LayerDetail

TALL = 0.42  # of the plot's height, for a bar of the full scale
SHRINK = 0.3  # the scale shrinks if its tallest bar is lower than this
MOST_NOTES = 12  # maximum number of layers of a chain that are labeled
FAINT = 0.4  # opacity of the curve of a single unit
RADIUS = 1.7  # of a unit's dot, in line widths


def settled_scale(current: float | None, traces: Sequence[LaneTrace]) -> float:
    """The fraction of values for a bar of full height: 1, 2, 5 ... percent; changes rarely."""
    peak = max((float(t.detail.histogram.max(initial=0.0)) for t in traces), default=0.0)
    if current is not None and SHRINK * current <= peak <= current:
        return current
    return min(nice_above(max(peak, 0.01)), 1.0)


def histogram(detail: LayerDetail, scale: float, y: Range, color: str, filled: bool) -> list[Mark]:
    """The fractions (bins,) as bars at the bottom of the plot; if not filled, only the outline."""
    heights = y.low + detail.histogram * (TALL * y.span / scale)
    outline = Steps(detail.edges, heights, color, 1.0, 0.8)
    if filled:
        return [Bars(detail.edges, heights, y.low, color, 0.22), outline]
    return [outline]


def unit_dots(
    x: FloatArray, y: FloatArray, x_range: Range, y_range: Range, color: str, size: float, ring: str
) -> list[Mark]:
    """Units as dots (n,); those outside the plot are arrows at its border, none is dropped."""
    inside = (x >= x_range.low) & (x <= x_range.high) & (y >= y_range.low) & (y <= y_range.high)
    if inside.all():
        return [Dots(x, y, color, size, size * 0.35, ring)]
    marks: list[Mark] = [Dots(x[inside], y[inside], color, size, size * 0.35, ring)]
    rim_x, rim_y = 0.012 * x_range.span, 0.03 * y_range.span
    px = np.clip(x, x_range.low + rim_x, x_range.high - rim_x)
    py = np.clip(y, y_range.low + rim_y, y_range.high - rim_y)
    left, right = x < x_range.low, x > x_range.high
    beyond = left | right
    sides = (
        (Shape.LEFT, left),
        (Shape.RIGHT, right),
        (Shape.UP, ~beyond & (y > y_range.high)),
        (Shape.DOWN, ~beyond & (y < y_range.low)),
    )
    for shape, chosen in sides:
        if chosen.any():
            marks.append(Stamps(px[chosen], py[chosen], shape, color, 2.4 * size))
    lost = np.isnan(x) | np.isnan(y)
    if lost.any():
        count = int(lost.sum())
        places = np.array([x_range.high - rim_x * (1 + 2 * k % 40) for k in range(count)])
        floor = np.full(count, y_range.low + rim_y)
        marks.append(Stamps(places, floor, Shape.CROSS, color, 2.4 * size))
    return marks


def lane_marks(
    trace: LaneTrace,
    scale: float,
    ranges: tuple[Range, Range, Range],
    color: str,
    selected: bool,
    theme: Theme,
) -> tuple[list[Mark], list[Mark]]:
    """The marks of one lane in the plots of f and f': histogram and dots; `ranges`: x, f, f'.

    The output layer has no dots: its units have the output function instead of these curves.
    """
    x_range, value_range, slope_range = ranges
    detail = trace.detail
    on_f = histogram(detail, scale, value_range, color, selected)
    on_slope = histogram(detail, scale, slope_range, color, True) if selected else []
    if detail.layer <= trace.depth:
        for marks, line in zip((on_f, on_slope), unit_lines(detail, x_range, color), strict=False):
            marks.append(line)
        size = theme.line_width * (RADIUS if selected else RADIUS * 0.75)
        z, ring = detail.preactivations, theme.surface
        on_f += unit_dots(z, detail.activations, x_range, value_range, color, size, ring)
        on_slope += unit_dots(z, detail.derivatives, x_range, slope_range, color, size, ring)
    return on_f, on_slope


def unit_lines(detail: LayerDetail, x: Range, color: str) -> list[Line]:
    """The left sides of f and of f′ of every unit with a slope α of its own; empty: there is none.

    PReLU learns these slopes, RReLU draws them for each pass.
    """
    slopes = np.unique(detail.slopes[np.isfinite(detail.slopes)])
    low, high = x.low, min(x.high, 0.0)
    if not slopes.size or low >= 0:
        return []
    gap = np.full(slopes.size, np.nan)
    ends = np.stack([np.full_like(gap, low), np.full_like(gap, high), gap], axis=1).ravel()
    values = np.stack([low * slopes, high * slopes, gap], axis=1).ravel()
    derivatives = np.stack([slopes, slopes, gap], axis=1).ravel()
    return [Line(ends, each, color, 1.0, opacity=FAINT) for each in (values, derivatives)]


def chain_points(
    trace: LaneTrace, ranges: tuple[Range, Range], color: str, theme: Theme
) -> tuple[list[Mark], list[Note]]:
    """Every factor f′(z) of a chain of single units, on the curve of f′, labeled with its layer."""
    if not trace.chain:
        return [], []
    x = np.array([link.preactivation for link in trace.chain])
    y = np.array([link.derivative for link in trace.chain])
    marks = unit_dots(x, y, *ranges, theme.accent, theme.line_width * RADIUS, theme.surface)
    shown = trace.chain[:: max(-(-len(trace.chain) // MOST_NOTES), 1)]
    notes = [
        Note(link.preactivation, link.derivative, str(link.layer), color)
        for link in shown
        if ranges[0].contains(link.preactivation) and ranges[1].contains(link.derivative)
    ]
    return marks, notes


def at_learned_slope(function: Function, traces: Sequence[LaneTrace]) -> Function:
    """The function with the mean slope learned in its watched layer; otherwise unchanged."""
    if not function.activation.learned or not function.lanes or function.lanes[0] >= len(traces):
        return function
    slopes = traces[function.lanes[0]].detail.slopes
    mean = float(np.mean(slopes)) if slopes.size else np.nan
    return function.with_slope(mean) if np.isfinite(mean) else function
