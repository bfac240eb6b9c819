"""Training curves over the updates: loss, and accuracy or error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.curves.layers import AIR, HUGE, ValueRows, decades, special_names
from ui.look.theme import Theme
from ui.plots.axis import Range, Tick, settle, step_for
from ui.plots.marks import (
    LANE_DASHES,
    LANE_SHAPES,
    Dots,
    FloatArray,
    Line,
    Mark,
    Shape,
    Stamps,
)
from vgsim.compute.traces.curves import Curves, IntArray, Losses
from vgsim.compute.traces.trace import Trace

UPDATES, EPOCHS, SECONDS = "updates", "epochs", "seconds"  # units of the horizontal axis
FAINT = 0.4  # opacity of a single run among many
DOTTED = 24  # at most this many points are also drawn as dots
# the loss axis shrinks if less than this is filled; the largest loss falls rarely, then for good
FILLED = 0.75
ROOM = 0.12  # of the axis, for the row of losses that are infinite or NaN


@dataclass(frozen=True, slots=True, eq=False)
class TrainingCurve:
    """One quantity of one lane over the updates."""

    steps: IntArray  # (n,) increasing
    values: FloatArray  # (n,)
    color: str
    dash: tuple[float, ...] = ()
    places: FloatArray | None = None  # (n,) if the axis does not show updates
    mark: int = 0  # of the lane: number of its symbol

    @property
    def x(self) -> FloatArray:
        """Horizontal positions of the points, (n,)."""
        return self.steps.astype(np.float64) if self.places is None else self.places


def loss_of(
    losses: Losses, epoch: int, color: str, axis: str = UPDATES, mark: int = 0
) -> TrainingCurve:
    """The losses of a lane, raw or smoothed, in the line style of the lane's mark."""
    places = places_of(losses.steps, losses.seconds, epoch, axis)
    return TrainingCurve(losses.steps, losses.values, color, LANE_DASHES[mark], places, mark)


def places_of(steps: IntArray, seconds: FloatArray, epoch: int, axis: str) -> FloatArray | None:
    """Positions of updates on an axis: None for updates; NaN where the axis has no meaning."""
    if axis == SECONDS:
        return seconds
    if axis == EPOCHS:
        return steps / epoch if epoch else np.full(steps.size, np.nan)
    return None


def place_of(step: int, curves: Curves, axis: str) -> float:
    """Position of an update on an axis."""
    if axis == SECONDS:
        return float(np.interp(step, curves.steps, curves.seconds)) if curves.steps.size else 0.0
    if axis == EPOCHS:
        return step / curves.epoch if curves.epoch else np.nan
    return float(step)


def step_at(place: float, curves: Curves, axis: str) -> int:
    """The update at a position on an axis."""
    if axis == SECONDS:
        place = float(np.interp(place, curves.seconds, curves.steps)) if curves.steps.size else 0.0
    elif axis == EPOCHS:
        place *= curves.epoch
    return max(round(place), 0)


def results_of(
    curves: Curves, color: str, test_dash: tuple[float, ...], axis: str = UPDATES, mark: int = 0
) -> tuple[TrainingCurve, TrainingCurve]:
    """Results on the training and test set: accuracy or, for regression, mean squared error."""
    steps = curves.evaluated
    places = places_of(steps, curves.evaluated_seconds, curves.epoch, axis)
    return (
        TrainingCurve(steps, curves.train_accuracy, color, (), places, mark),
        TrainingCurve(steps, curves.test_accuracy, color, test_dash, places, mark),
    )


def all_curves(
    trace: Trace, theme: Theme, test_dash: tuple[float, ...], axis: str
) -> tuple[tuple[TrainingCurve, TrainingCurve, TrainingCurve], ...]:
    """Loss, training results and test results of every lane."""
    return tuple(
        (
            loss_of(losses, curves.epoch, color, axis, mark),
            *results_of(curves, color, test_dash, axis, mark),
        )
        for losses, curves, color, mark in zip(
            trace.losses, trace.curves, theme.lanes, theme.lane_marks, strict=False
        )
    )


def results_among(every: Sequence[Sequence[TrainingCurve]], trace: Trace) -> list[TrainingCurve]:
    """Training and test results, of `all_curves`, that share an axis: an error is not an accuracy.

    If not every lane is a regression, those that are have none.
    """
    return [
        course
        for lane, own in zip(trace.lanes, every, strict=True)
        if trace.regression or lane.classes
        for course in own[1:]
    ]


def smoothed_curves(trace: Trace, theme: Theme, axis: str) -> tuple[TrainingCurve, ...]:
    """The smoothed losses of every lane."""
    return tuple(
        loss_of(losses, curves.epoch, color, axis, mark)
        for losses, curves, color, mark in zip(
            trace.smoothed, trace.curves, theme.lanes, theme.lane_marks, strict=False
        )
    )


def furthest(trace: Trace) -> int:
    """The latest update that is known for all networks."""
    return max(trace.step, trace.furthest)


def axis_range(current: Range | None, trace: Trace, axis: str) -> Range:
    """The range of the horizontal axis, which contains everything known of any lane."""
    places = [place_of(furthest(trace), curves, axis) for curves in trace.curves]
    last = max(0.0 if np.isnan(place) else place for place in places)
    return step_range(current, last) if axis == UPDATES else step_range(current, last, 1e-9)


def step_range(current: Range | None, step: float, least: float = 10.0) -> Range:
    """From 0 to a round number of updates; grows in steps, so that the axis rarely changes."""
    last = float(max(step, least))
    return settle(current, 0.0, last, step_for(last, 6.0))


def value_rows(
    current: Range | None, courses: Sequence[TrainingCurve], logarithmic: bool
) -> tuple[Range, ValueRows]:
    """A settled range for losses, with a row above it for infinity and NaN if needed."""
    every = np.concatenate([c.values for c in courses]) if courses else np.zeros(0)
    drawn = decades(every) if logarithmic else np.clip(every, -HUGE, HUGE)
    drawn = drawn[np.isfinite(every) & np.isfinite(drawn)]
    if logarithmic:
        low, high = (float(drawn.min()), float(drawn.max())) if drawn.size else (-1.0, 0.0)
        settled = settle(current, low, max(high, low + 1e-6), 1.0 if high - low < 12 else 5.0)
    else:
        high = float(drawn.max(initial=0.0)) or 1.0
        settled = settle(current, 0.0, high, step_for(high, 4.0), FILLED)
    margin = AIR * settled.span
    top = settled.high + margin
    if np.isfinite(every).all():
        return settled, ValueRows(Range(settled.low - margin, top))
    room = ROOM * settled.span
    ceiling = top + room / 2
    ticks = (Tick(ceiling, special_names(every)),)
    return settled, ValueRows(Range(settled.low - margin, top + room), None, ceiling, ticks)


def curve_marks_of(
    course: TrainingCurve,
    rows: ValueRows,
    logarithmic: bool,
    theme: Theme,
    pixels: float,
    *,
    faint: bool = False,
) -> list[Mark]:
    """The line, a sign where values become infinite or NaN, and the symbol of its lane.

    The symbol is at the end of the line or, if there are few points, at each of them.
    """
    x = course.x
    y = decades(course.values) if logarithmic else np.clip(course.values, -HUGE, HUGE)
    lost = ~np.isfinite(course.values)
    y = np.where(lost | ~np.isfinite(y), np.nan, y)
    marks: list[Mark] = []
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if x.size > DOTTED:
        known = known[-1:]
    if known.size:
        marks.append(_symbols(course, x[known], y[known], theme.line_width))
    starts = lost & ~np.concatenate(([False], lost[:-1]))  # each run of lost values gets one sign
    is_nan = np.isnan(course.values)
    for shape, there in ((Shape.CROSS, starts & is_nan), (Shape.UP, starts & ~is_nan)):
        if there.any() and rows.ceiling is not None:
            height = np.full(int(there.sum()), rows.ceiling)
            marks.append(Stamps(x[there], height, shape, course.color, theme.line_width * 4))
    opacity = FAINT if faint else 1.0
    line = Line(*thinned(x, y, pixels), course.color, theme.line_width, course.dash, opacity)
    return [line, *marks]


def _symbols(course: TrainingCurve, x: FloatArray, y: FloatArray, width: float) -> Mark:
    """Points of a lane: each lane has another shape."""
    shape = LANE_SHAPES[course.mark]
    if shape is Shape.DISC:
        return Dots(x, y, course.color, 1.1 * width)
    return Stamps(x, y, shape, course.color, 3 * width)


def thinned(x: FloatArray, y: FloatArray, pixels: float) -> tuple[FloatArray, FloatArray]:
    """Thin out points: the minimum and maximum of each group of neighbors, one per two pixels."""
    group = int(np.ceil(4 * x.size / max(pixels, 4.0)))  # neighbors within four pixels
    if group < 3:
        return x, y
    count = x.size // group
    blocks = y[: count * group].reshape(count, group)
    with np.errstate(invalid="ignore"):
        pair = np.stack([blocks.min(axis=1), blocks.max(axis=1)], axis=1)
        falling = blocks[:, 0] > blocks[:, -1]  # in the order in which they mostly occurred
    pair[falling] = pair[falling, ::-1]
    places = x[: count * group : group]
    rest = slice(count * group, None)
    return np.concatenate([np.repeat(places, 2), x[rest]]), np.concatenate([pair.ravel(), y[rest]])


def value_near(course: TrainingCurve, place: float) -> tuple[int, float] | None:
    """The update and value of the recorded point nearest to a position on the axis, or None."""
    away = np.abs(course.x - place)
    if not np.isfinite(away).any():
        return None
    index = int(np.nanargmin(away))
    return int(course.steps[index]), float(course.values[index])


def same_results(before: Sequence[Curves], now: Sequence[Curves]) -> bool:
    """Whether the evaluations are the same."""
    return len(before) == len(now) and all(
        np.array_equal(one.evaluated, other.evaluated)
        and np.array_equal(one.train_accuracy, other.train_accuracy, equal_nan=True)
        and np.array_equal(one.test_accuracy, other.test_accuracy, equal_nan=True)
        for one, other in zip(before, now, strict=True)
    )
