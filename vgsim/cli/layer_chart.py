"""Draws the gradient of every layer as text, with a logarithmic bar for each network."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, isfinite, isinf, isnan, log10

from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.words.numbers import power_of_ten, scientific

MOST_LINES = 64  # lines for layers
PLACE = 6  # characters for a layer's number
GAP = 2  # characters between two networks
SHORTEST, LONGEST = 4, 40  # characters of a full bar

Printed = Callable[[str], str]


def layer_chart(trace: Trace, width: int, printed: Printed = str) -> list[str]:
    """The lines of the chart.

    Args:
        trace: the trace of the pass.
        width: of the terminal, in characters.
        printed: converts a text to how the output shows it, to keep columns aligned.

    Returns:
        A heading, then a line for each layer or time step (for every n-th if there are many); the
        output layer comes last.
    """
    lanes = trace.lanes
    deepest = max(lane.depth for lane in lanes)
    every = ceil(deepest / MOST_LINES)
    places = [*sorted({*range(1, deepest + 1, every), deepest}), 0]  # 0 is the output layer
    low, high = _decades(lanes)
    values = [[_value(lane, place) for place in places] for lane in lanes]
    words = [[printed(_word(each)) for each in column] for column in values]
    room = max(len(word) for column in words for word in column)
    longest = (width - PLACE) // len(lanes) - GAP - room - 1
    longest = min(max(longest, SHORTEST), LONGEST)
    mark = "█" if printed("█") == "█" else "#"
    axis = "/".join(sorted({lane.axis for lane in lanes}))

    def cell(lane: int, line: int) -> str:
        bar = mark * _length(values[lane][line], low, high, longest)
        return f"{words[lane][line]:>{room}} {bar}"

    column = room + 1 + longest
    titles = [printed(lane.title)[:column] for lane in lanes]
    lines = _heading(axis, every, low, high)
    lines.append(_row(axis[:PLACE], titles, column))
    for line, place in enumerate(places):
        cells = [cell(lane, line) for lane in range(len(lanes))]
        lines.append(_row(str(place or "output"), cells, column))
    return lines


def _heading(axis: str, every: int, low: int, high: int) -> list[str]:
    scale = f"{power_of_ten(low)} (empty) to {power_of_ten(high)} (full), logarithmic"
    lines = [f"Gradient at every {axis}; bars: {scale}."]
    if every > 1:
        lines.append(f"One {axis} in {every} is shown, and the last one.")
    return [*lines, ""]


def _row(place: str, cells: list[str], column: int) -> str:
    return (f"{place:>{PLACE}}" + "".join(f"{'':{GAP}}{each:{column}}" for each in cells)).rstrip()


def _decades(lanes: tuple[LaneTrace, ...]) -> tuple[int, int]:
    """The exponents of the powers of ten that enclose all gradients."""
    sizes = [log10(x) for lane in lanes for x in lane.followed() if x > 0 and isfinite(x)]
    low, high = floor(min(sizes, default=0.0)), ceil(max(sizes, default=0.0))
    return low, max(high, low + 1)


def _value(lane: LaneTrace, place: int) -> float | None:
    """The gradient at a layer; None if this network is not that deep."""
    return float(lane.followed()[place - 1]) if place <= lane.depth else None


def _length(value: float | None, low: int, high: int, longest: int) -> int:
    if value is None or not (value > 0 and isfinite(value)):
        return 0
    return round((log10(value) - low) / (high - low) * longest)


def _word(value: float | None) -> str:
    if value is None:
        return ""
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "infinity"
    return scientific(value, 2) if value else "zero"
