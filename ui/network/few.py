"""A few of the networks of a pass, where the view is too low for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ui.look.theme import Theme
from vgsim.compute.traces.trace import Trace

FEW = 2  # networks that an audience can compare on a projector


def few(count: int, watched: int, wanted: Iterable[int] = ()) -> tuple[int, ...]:
    """Choose which of `count` networks are shown, in their order.

    The watched one, then those that are `wanted`, then the first ones.
    """
    order = dict.fromkeys((watched, *wanted, *range(count)))
    return tuple(sorted([lane for lane in order if lane < count][:FEW]))


def only(trace: Trace, lanes: tuple[int, ...]) -> Trace:
    """A pass of these networks only; the watched one must be among them."""
    if len(lanes) == len(trace.lanes):
        return trace
    experiment = replace(
        trace.experiment, lanes=tuple(trace.experiment.lanes[lane] for lane in lanes)
    )
    return replace(
        trace,
        experiment=experiment,
        watch=replace(trace.watch, lane=lanes.index(trace.watched)),
        lanes=tuple(trace.lanes[lane] for lane in lanes),
        curves=tuple(trace.curves[lane] for lane in lanes),
        losses=tuple(trace.losses[lane] for lane in lanes) if trace.losses else (),
        smoothed=tuple(trace.smoothed[lane] for lane in lanes) if trace.smoothed else (),
        leaders=None,
        comparison="",
    )


def in_their_colors(theme: Theme, lanes: tuple[int, ...]) -> Theme:
    """The theme for a view of these networks only: each keeps its color and marker."""
    order = (*lanes, *(lane for lane in range(len(theme.lanes)) if lane not in lanes))
    return replace(
        theme,
        lanes=tuple(theme.lanes[lane] for lane in order),
        lane_marks=tuple(theme.lane_marks[lane] for lane in order),
    )
