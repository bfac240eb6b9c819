"""The lane that a panel about one network shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a trace imports NumPy, for which the first paint does not wait
    from vgsim.compute.traces.trace import LaneTrace, Trace
    from vgsim.describe.spec import Lane


def watched_lane(trace: Trace | None) -> LaneTrace | None:
    """The watched lane, or None before the first pass."""
    return trace.lanes[trace.watched] if trace is not None else None


def watched_spec(trace: Trace | None) -> Lane:
    """The watched lane as the experiment specifies it; there must be a pass."""
    assert trace is not None
    return trace.experiment.lanes[trace.watched]


def nearest_lane(trace: Trace | None, *, recurrent: bool) -> tuple[int, LaneTrace] | None:
    """Index and lane: the watched one if it is of this kind, otherwise the first, or None."""
    if trace is None:
        return None
    order = [trace.watched, *range(len(trace.lanes))]
    return next(((k, trace.lanes[k]) for k in order if trace.lanes[k].recurrent == recurrent), None)
