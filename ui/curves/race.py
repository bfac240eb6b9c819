"""Many courses of learning beside each other: who leads, what is luck, where something changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ui.curves.courses import SECONDS, Course, furthest, place_of, smoothed, thinned
from ui.curves.layers import HUGE, Rows, decades
from ui.look.theme import Theme
from ui.plots.marks import DASHES, Band, FloatArray, Line, Mark, Rule
from vgsim.compute.learning.seeds import Ranges
from vgsim.compute.traces.trace import Trace


def leader_marks(courses: Sequence[Course], height: float, width: float) -> list[Mark]:
    """A ribbon that has, at every update all have recorded, the color of the least smoothed loss.

    Losses that are not finite never lead.
    """
    if len(courses) < 2:
        return []
    even = [smoothed(course) for course in courses]
    steps = even[0].steps
    for course in even[1:]:
        steps = np.intersect1d(steps, course.steps, assume_unique=True)
    if steps.size < 2:
        return []
    rows = []
    for course in even:
        values = course.values[np.isin(course.steps, steps, assume_unique=True)]
        rows.append(np.where(np.isfinite(values), values, np.inf))
    best = np.argmin(rows, axis=0)
    x = even[0].x[np.isin(even[0].steps, steps, assume_unique=True)]
    ends = np.append(x[1:], x[-1])
    found: list[Mark] = []
    for number, course in enumerate(courses):
        led = best == number
        if led.any():
            corners = np.stack([x, ends, np.full(x.size, np.nan)], axis=1)[led].ravel()
            found.append(Line(corners, np.full(corners.size, height), course.color, width))
    return found


def spread_marks(
    found: Ranges, rows: Rows, logarithmic: bool, color: str, theme: Theme, pixels: float
) -> list[Mark]:
    """The middle half of many runs as a band, their median as a line."""

    def drawn(values: FloatArray) -> FloatArray:
        y = decades(values) if logarithmic else np.clip(values, -HUGE, HUGE)
        return np.where(np.isfinite(y), y, rows.range.high)

    x = found.steps.astype(np.float64)
    group = max(1, int(2 * x.size / max(pixels, 2.0)))
    band = Band(x[::group], drawn(found.low[::group]), drawn(found.high[::group]), color, 0.22)
    median = np.where(np.isfinite(found.median), drawn(found.median), np.nan)
    return [band, Line(*thinned(x, median, pixels), color, theme.line_width * 1.2)]


def moment_marks(trace: Trace, steps: Iterable[int], axis: str, theme: Theme) -> list[Mark]:
    """Where something was changed, and where the pass shown stands if there was more after it."""
    if axis == SECONDS:  # every network has its own
        return []
    curves = trace.curves[0]
    marks: list[Mark] = [
        Rule(place_of(step, curves, axis), theme.muted, 1.0, True, DASHES[2]) for step in steps
    ]
    if trace.step < furthest(trace):
        marks.append(Rule(place_of(trace.step, curves, axis), theme.accent, theme.line_width, True))
    return marks
