"""What does a pass mean? Said once for every trace, so that all who show it say the same."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, log10
from threading import Lock

from vgsim.compute.traces.judgement import Judgement
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.describe.spec import NetworkSpec
from vgsim.theory.arrival import followed
from vgsim.theory.diagnosis import cause, layer_states
from vgsim.theory.prediction import expectation
from vgsim.theory.verdict import verdict
from vgsim.words.numbers import scientific

MOST = 4096  # changes of what is said of a lane that are remembered


def judgement(lane: LaneTrace, before: Judgement | None = None) -> Judgement:
    """Judge one lane.

    Args:
        lane: the pass, with its evidence.
        before: what was said of the same network in an earlier pass. At a threshold it holds, so
            that the words do not flicker while a network learns.
    """
    said = verdict(lane, before.verdict if before else None)
    states = layer_states(lane, said.learned, before.states if before else ())
    return Judgement(said, states, cause(lane).sentence, expectation(lane))


def judged(trace: Trace) -> Trace:
    """The trace with what is said of it, without regard to any earlier pass."""
    return Judge()(trace)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a lane from a step on."""

    step: int
    found: Judgement


class Judge:
    """Judges the traces of networks that learn, and remembers what it said of each lane.

    A pass is judged in the light of those before it, never of later ones: who goes back and looks
    at a pass once more reads the same. Another network in a lane is judged afresh.
    """

    def __init__(self) -> None:
        self._lock = Lock()  # a look that nobody waits for any more may still be under way
        self._said: dict[int, tuple[NetworkSpec, deque[_Said]]] = {}

    def __call__(self, trace: Trace) -> Trace:
        """The trace with the judgement of every lane, and the comparison of all."""
        with self._lock:
            lanes = tuple(
                replace(lane, judgement=self._judged(index, trace.step, lane))
                for index, lane in enumerate(trace.lanes)
            )
        return replace(trace, lanes=lanes, comparison=comparison(lanes))

    def _judged(self, index: int, step: int, lane: LaneTrace) -> Judgement:
        network, said = self._said.get(index, (None, None))
        if said is None or network != lane.network:
            said = deque(maxlen=MOST)
            self._said[index] = lane.network, said
        while said and said[-1].step >= step:
            said.pop()
        before = said[-1].found if said else None
        found = judgement(lane, before)
        if before is None or _states(before) != _states(found):
            said.append(_Said(step, found))
        return found


def _states(found: Judgement) -> tuple[object, ...]:
    """All of a judgement that a later one may hold on to."""
    said = found.verdict
    return (
        said.arrives.state, said.step_fits.state, said.learns.state,
        *((each.state, each.also) for each in found.states),
    )  # fmt: skip


def comparison(lanes: Sequence[LaneTrace]) -> str:
    """Which lane has learned, or has the larger gradient at its first layer; judged lanes.

    Of more than two, those whose gradients lie farthest apart are compared.

    Returns:
        A sentence; empty of a single lane.
    """
    if len(lanes) < 2:
        return ""
    ordered = sorted(lanes, key=_first_gradient)
    first, second = ordered[0], ordered[-1]
    axes = {lane.axis for lane in lanes}
    place = f"{first.axis} 1" if len(axes) == 1 else "the start"
    if first.judged.verdict.learned != second.judged.verdict.learned:
        good, other = (first, second) if first.judged.verdict.learned else (second, first)
        low, high = (scientific(_loss(lane), 2) for lane in (good, other))
        return f"{good.title} has learned (loss {low}), {other.title} has not (loss {high})."
    small, large = _first_gradient(first), _first_gradient(second)
    if not (small > 0 and isfinite(large)):
        return f"Not comparable: a gradient at {place} is 0 or NaN."
    distance = log10(large) - log10(small)
    if distance < 0.05:
        return f"{place.capitalize()} receives about the same gradient in both."
    return (
        f"Gradient at {place}: {distance:.1f} decades larger in {second.title} "
        f"than in {first.title}."
    )


def _first_gradient(lane: LaneTrace) -> float:
    """At the first layer or step; below all others where it is NaN."""
    found = float(followed(lane)[0][0])
    return -1.0 if found != found else found


def _loss(lane: LaneTrace) -> float:
    """The newest loss of an evaluation, else that of the batch."""
    losses = lane.evidence.history.train_loss
    return float(losses[-1]) if len(losses) and isfinite(losses[-1]) else lane.loss
