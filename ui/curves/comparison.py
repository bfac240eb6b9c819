"""Training curves of many runs: the leading lane, the spread of seeds, moments of change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ui.curves.layers import HUGE, ValueRows, decades
from ui.curves.training_curves import SECONDS, furthest, place_of, places_of, thinned
from ui.look.theme import Theme
from ui.plots.marks import DASHES, Band, FloatArray, Line, Mark, Rule
from vgsim.compute.learning.seeds import Quartiles
from vgsim.compute.traces.trace import Trace


def has_strip(trace: Trace) -> bool:
    """Whether the leading lane is known for more than one update, so that a strip is drawn."""
    return trace.leaders is not None and trace.leaders.steps.size > 1


def leader_marks(
    trace: Trace, colors: Sequence[str], height: float, width: float, axis: str
) -> list[Mark]:
    """A strip in the color of the leading lane, over all updates that every lane recorded."""
    found = trace.leaders
    if found is None or not has_strip(trace):
        return []
    places = places_of(found.steps, found.seconds, trace.curves[0].epoch, axis)
    x = found.steps.astype(np.float64) if places is None else places
    ends = np.append(x[1:], x[-1])
    marks: list[Mark] = []
    for lane in np.unique(found.lanes).tolist():
        led = found.lanes == lane
        corners = np.stack([x, ends, np.full(x.size, np.nan)], axis=1)[led].ravel()
        marks.append(Line(corners, np.full(corners.size, height), colors[lane], width))
    return marks


def spread_marks(
    found: Quartiles, rows: ValueRows, logarithmic: bool, color: str, theme: Theme, pixels: float
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
    """Vertical lines at changes of the network, and at the pass shown if it is not the latest."""
    if axis == SECONDS:  # every network has its own time
        return []
    curves = trace.curves[0]
    marks: list[Mark] = [
        Rule(place_of(step, curves, axis), theme.muted, 1.0, True, DASHES[2]) for step in steps
    ]
    if trace.step < furthest(trace):
        marks.append(Rule(place_of(trace.step, curves, axis), theme.accent, theme.line_width, True))
    return marks
