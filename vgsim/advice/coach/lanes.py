"""Selects the network that the coach is about, and the remedy that it may offer."""

from __future__ import annotations

from math import inf, isfinite

from vgsim.advice.changes import changed, parts_of
from vgsim.advice.faults import network_faults
from vgsim.advice.suggestion import Suggestion, Suggestions
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.theory.verdict import SERIOUS


def worst(trace: Trace) -> int:
    """The index of the network in the worst state; of equally bad ones the watched one."""
    return max(range(len(trace.lanes)), key=lambda index: _trouble(trace, index))


def _trouble(trace: Trace, index: int) -> tuple[int, bool, float]:
    found = trace.lanes[index].judged.verdict
    size = abs(found.decades) if isfinite(found.decades) else inf
    return SERIOUS[found.severity], index == trace.watched, size


def lane_to_help(trace: Trace) -> int | None:
    """The index of the network for which the coach wants a remedy; None if all are well."""
    index = worst(trace)
    return index if network_faults(trace.lanes[index]) else None


def offer_for(trace: Trace, index: int, advice: Suggestions | None) -> Suggestion | None:
    """The best remedy that was tried on a network and helped; None if none is known.

    A remedy that would make the network equal to another one on the screen shows nothing new.
    """
    if advice is None or not advice.about(trace.experiment, index):
        return None
    fresh = (each for each in advice.offers if _is_new(trace.experiment, index, each))
    return next(fresh, None)


def _is_new(experiment: Experiment, index: int, offer: Suggestion) -> bool:
    made = changed(experiment, index, offer.changes)
    own = parts_of(made, index)
    others = (other for other in range(len(made.lanes)) if other != index)
    return all(parts_of(made, other) != own for other in others)


def same_networks(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments compute the same networks from the same data in the same way."""
    if one.seed != other.seed or len(one.lanes) != len(other.lanes):
        return False
    lanes = range(len(one.lanes))
    return all(
        parts_of(one, k) == parts_of(other, k)
        and one.lanes[k].seed == other.lanes[k].seed
        and one.lanes[k].before == other.lanes[k].before
        for k in lanes
    )
