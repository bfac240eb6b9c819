"""A waterfall chart of the backward pass: how much each part shrinks or enlarges the gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.look.theme import Theme
from ui.plots.axis import Range, settle
from ui.plots.marks import LANE_DASHES, Band, FloatArray, Line, Mark
from vgsim.compute.traces.trace import LaneTrace
from vgsim.words.language import tr

REACH = 0.42  # layers on either side that the bars of one layer take
WEAK = 0.9  # opacity of a bar
PARTS = (  # measure and its name in the key, in the order of the backward pass
    ("factor_weights", tr("weights")),
    ("factor_skip", tr("skip")),
    ("factor_scale", tr("α, dropout")),
    ("norm_factor", tr("normalization")),
    ("factor_activation", tr("activation f′")),
)


@dataclass(frozen=True, slots=True, eq=False)
class Waterfall:
    """log10 of every part's factor, (layers,) each from layer 1, and the resulting gradient."""

    parts: dict[str, FloatArray]
    level: FloatArray  # (hidden layers,) log10 of the gradient relative to the last hidden layer


def waterfall(lane: LaneTrace) -> Waterfall:
    """The waterfall of a lane's hidden layers; parts that are 1 everywhere are left out."""
    last = lane.depth - 1  # layers followed by another hidden layer
    parts = {}
    with np.errstate(all="ignore"):
        for name, _ in PARTS:
            values = lane.measures[name][:last]
            logs = np.log10(np.where(np.isnan(values), 1.0, values))
            if logs.size and (logs != 0).any():
                parts[name] = logs
        gradient = lane.measures["gradient_preactivation"][: lane.depth]
        level = np.log10(gradient) - np.log10(gradient[-1])
    return Waterfall(parts, np.asarray(level))


def settled(current: Range | None, falls: Sequence[Waterfall]) -> Range:
    """A settled range of powers of ten that contains every level."""
    every = np.concatenate([fall.level for fall in falls]) if falls else np.zeros(1)
    finite = every[np.isfinite(every)]
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    span = high - low
    step = 1.0 if span <= 8 else 2.0 if span <= 30 else 10.0
    return settle(current, low, max(high, low + 1e-6), step)


def waterfall_marks(fall: Waterfall, colors: dict[str, str], line: str, theme: Theme) -> list[Mark]:
    """Bars of all parts, each starting where the previous one ended, and the levels as a line."""
    marks: list[Mark] = []
    count = max(len(fall.parts), 1)
    layers = np.arange(1.0, fall.level.size)  # the layers with bars
    start = fall.level[1:].copy()
    width = 2 * REACH / count
    for index, (name, logs) in enumerate(fall.parts.items()):
        right = layers + REACH - index * width
        with np.errstate(invalid="ignore"):  # ∞ − ∞: there is no bar
            end = start + logs
        x = np.column_stack([right - width, right, right]).ravel()
        low, high = np.minimum(start, end), np.maximum(start, end)
        gap = np.full(low.shape, np.nan)
        marks.append(
            Band(
                x, np.column_stack([low, low, gap]).ravel(),
                np.column_stack([high, high, gap]).ravel(), colors[name], WEAK,
            )
        )  # fmt: skip
        start = end
    x = np.arange(1.0, fall.level.size + 1.0)
    marks.append(Line(x, fall.level, line, theme.line_width * 0.75))
    return marks


def level_line(fall: Waterfall, lane: int, theme: Theme) -> Line:
    """The levels of another lane, for comparison."""
    color, dash = theme.lanes[lane], LANE_DASHES[theme.lane_marks[lane]]
    x = np.arange(1.0, fall.level.size + 1.0)
    return Line(x, fall.level, color, theme.line_width * 0.5, dash, opacity=0.7)
