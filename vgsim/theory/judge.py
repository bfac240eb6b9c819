"""Judges each trace once, so that every view shows the same verdict."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, log10
from threading import Lock

from vgsim.compute.traces.evidence import Evidence, Steadier
from vgsim.compute.traces.judgement import Judgement
from vgsim.compute.traces.trace import LaneTrace, Trace, Watch
from vgsim.describe.spec import NetworkSpec
from vgsim.theory.arrival import best_path
from vgsim.theory.cause import cause
from vgsim.theory.compared import compared, loss
from vgsim.theory.diagnosis import layer_states
from vgsim.theory.prediction import expectation
from vgsim.theory.reasons import blocking_inputs
from vgsim.theory.verdict import verdict
from vgsim.words.language import tr
from vgsim.words.numbers import scientific, scientific_power
from vgsim.words.scenarios import LOSS

MOST = 4096  # changes of judgement that are remembered for each lane
# where a gradient has passed the whole network, by `LaneTrace.axis`
STARTS = {"layer": tr("layer 1"), "step": tr("step 1"), "mixed": tr("the start")}
ALIKE = {
    "layer": tr("Layer 1 receives about the same gradient in all networks."),
    "step": tr("Step 1 receives about the same gradient in all networks."),
    "mixed": tr("The start receives about the same gradient in all networks."),
}


def judgement(lane: LaneTrace, before: Judgement | None = None) -> Judgement:
    """Judge one lane: verdict, states of its layers, cause, and theory's expectation.

    Args:
        lane: the trace of the pass, with its evidence.
        before: the judgement of the same network at an earlier pass. It is kept near thresholds,
            so that the verdict does not flicker during training.
    """
    found = verdict(lane, before.verdict if before else None)
    states = layer_states(lane, found.learned, before.states if before else ())
    blocking = blocking_inputs(lane)
    more = [blocking] if blocking and blocking not in found.sentence else []
    why = " ".join(filter(None, (*more, cause(lane).sentence)))
    return Judgement(found, states, why, expectation(lane))


def judged(trace: Trace) -> Trace:
    """The trace with its judgements, ignoring earlier passes."""
    return Judge()(trace)


@dataclass(frozen=True, slots=True)
class _Entry:
    """The judgement of a lane from a step on."""

    step: int
    found: Judgement


def _as_they_are(lane: int) -> Evidence | None:
    """No steadier evidence."""


class Judge:
    """Judges the traces of a training run and remembers the judgements of each lane.

    The judgement of a pass depends on earlier passes only, never on later ones, so that going back
    to a pass shows the same judgement. A changed network in a lane starts without a memory.
    """

    def __init__(self) -> None:
        self._lock = Lock()  # an abandoned computation may still be running
        self._memory: dict[int, tuple[NetworkSpec, deque[_Entry]]] = {}

    def __call__(self, trace: Trace, steadier: Steadier = _as_they_are) -> Trace:
        """The trace with the judgement of every lane and their comparison.

        Args:
            trace: the passes to judge.
            steadier: confirms changes of a judgement; see `Steadier`. A batch of sequences often
                has most of its gradient from a few of them, so that its profile changes by chance.
        """
        with self._lock:
            lanes = tuple(
                self._judged(index, trace.step, lane, steadier)
                for index, lane in enumerate(trace.lanes)
            )
        return replace(trace, lanes=lanes, comparison=comparison(lanes, trace.watch))

    def _judged(self, index: int, step: int, lane: LaneTrace, steadier: Steadier) -> LaneTrace:
        network, entries = self._memory.get(index, (None, None))
        if entries is None or network != lane.network:
            entries = deque(maxlen=MOST)
            self._memory[index] = lane.network, entries
        while entries and entries[-1].step >= step:
            entries.pop()
        before = entries[-1].found if entries else None
        found = judgement(lane, before)
        if before is not None and found.verdict.arrives.state != before.verdict.arrives.state:
            evidence = steadier(index)
            if evidence is not None:
                lane = replace(lane, evidence=evidence)
                found = judgement(lane, before)
        if before is None or _states(before) != _states(found):
            entries.append(_Entry(step, found))
        return replace(lane, judgement=found)


def _states(found: Judgement) -> tuple[object, ...]:
    """The states of a judgement that a later one may keep."""
    given = found.verdict
    return (
        given.arrives.state, given.step_fits.state, given.learns.state,
        *((each.state, each.also) for each in found.states),
    )  # fmt: skip


def comparison(lanes: Sequence[LaneTrace], watch: Watch | None = None) -> str:
    """Compare judged lanes: which has learned, or has the larger gradient at its first layer.

    Of more than two lanes, those with the smallest and the largest gradient are compared. A measure
    that `watch` names takes the gradient's place; its value is given for every lane. The loss does
    so after the first update: until then it says nothing about learning.

    Returns:
        A sentence; empty for a single lane.
    """
    if len(lanes) < 2:
        return ""
    ordered = sorted(lanes, key=_first_gradient)
    first, second = ordered[0], ordered[-1]
    if first.judged.verdict.learned != second.judged.verdict.learned:
        good, other = (first, second) if first.judged.verdict.learned else (second, first)
        low, high = (scientific(loss(lane), 2) for lane in (good, other))
        return tr(
            "{network} has learned (loss {loss}), but {other} has not (loss {other_loss}).",
            network=good.title, loss=low, other=other.title, other_loss=high,
        )  # fmt: skip
    step = max(lane.evidence.history.step for lane in lanes)
    if watch is not None and watch.measure and (step > 0 or watch.measure != LOSS):
        return compared(lanes, watch.measure, watch.layer)
    small, large = _first_gradient(first), _first_gradient(second)
    axes = {lane.axis for lane in lanes}
    start = axes.pop() if len(axes) == 1 else "mixed"
    if not (small > 0 and isfinite(large)):
        return tr(
            "Gradient at {place}: {value} in {network}, {other_value} in {other}.",
            place=STARTS[start], value=_shown_first(first), network=first.title,
            other_value=_shown_first(second), other=second.title,
        )  # fmt: skip
    distance = log10(large) - log10(small)
    if distance < 0.05:
        return ALIKE[start]
    return tr(
        "At {place} the gradient is {times} times as large in {network} as in {other}.",
        place=STARTS[start], network=second.title, other=first.title,
        times=scientific_power(distance) if distance > 4 else scientific(10.0**distance, 2),
    )  # fmt: skip


def _shown_first(lane: LaneTrace) -> str:
    """The gradient at the first layer or step, as the picture shows it."""
    judged = _first_gradient(lane)
    if judged <= 0:
        return "NaN" if judged < 0 else tr("exactly 0")
    return scientific(float(lane.followed()[0]), 2)


def _first_gradient(lane: LaneTrace) -> float:
    """The gradient at the first layer or step; −1 if it is NaN, to sort it first."""
    found = float(best_path(lane)[0][0])
    return -1.0 if found != found else found
