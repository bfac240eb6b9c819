"""Diagnoses each layer: its state.

Definitions as in `vgsim.theory.verdict`. A layer is dead or saturated if half of its units are, as
in Amazon SageMaker Debugger. Saturation neither causes nor excludes a vanishing gradient, so it is
named only for layers that are otherwise healthy.
"""

from __future__ import annotations

from math import inf, isfinite, log10

from vgsim.compute.traces.judgement import LayerState, State
from vgsim.compute.traces.trace import LaneTrace
from vgsim.theory.arrival import MARGIN, MILD, VANISHING, best_path, closed
from vgsim.theory.reasons import symmetric
from vgsim.theory.stepsize import REPLACING
from vgsim.theory.updates import STILL, ratios_of

ORDER: tuple[State, ...] = (  # priority of the states
    "broken", "symmetric", "dead", "underflowed", "vanishing", "exploding", "out of reach",
    "step too large", "not learning", "slow", "saturated", "frozen", "healthy",
)  # fmt: skip
HALF = 0.5  # fraction of a layer's units or entries
SLACK = 0.8  # hysteresis: factor on a threshold while the state holds
LOST = 0.01  # fraction of gradients that underflowed, or of targets out of reach
QUARTER = 0.25  # fraction of examples that are wrong and on the flat part of the output units
NEAR_FLOOR = 10.0  # times the smallest normal number; at this rms 8 % of values are subnormal
FEW = 16  # examples; with fewer, batch norm's statistics are unreliable


def layer_states(
    lane: LaneTrace, learned: bool = False, before: tuple[LayerState, ...] = ()
) -> tuple[LayerState, ...]:
    """States of all hidden layers, or all steps of a recurrent network, and of the output layer.

    Args:
        lane: the trace of the pass, with its evidence.
        learned: whether nothing is left to learn, so that small gradients are no fault.
        before: the states of the previous pass; they are kept near a threshold.
    """
    held = {each.layer: {each.state, *each.also} for each in before}
    nothing: set[State] = set()
    decades, ratios = _decades(lane), ratios_of(lane).tolist()
    hidden = tuple(
        _layer_state(
            lane, layer, held.get(layer, nothing), learned, decades[layer - 1], ratios[layer - 1]
        )
        for layer in range(1, lane.depth + 1)
    )
    still = _limit(held.get(lane.depth + 1, nothing)) if not learned else 0.0
    return (*hidden, _output_state(lane, ratios[lane.depth], still))


def _layer_state(
    lane: LaneTrace, layer: int, held: set[State], learned: bool, decades: float, ratio: float
) -> LayerState:
    def least(threshold: float, state: State) -> float:
        """The threshold of a fraction, lower while the state holds."""
        return threshold * (SLACK if state in held else 1.0)

    def of(name: str) -> float:
        values = lane.measures.get(name)
        return 0.0 if values is None else float(values[layer - 1])

    evidence = lane.evidence
    found: set[State] = set()
    if _broken(lane, layer):
        found.add("broken")
    dead = float(evidence.dead[layer - 1])
    if symmetric(lane, layer):
        found.add("symmetric")
    if dead > least(HALF, "dead"):
        found.add("dead")
    if _underflowed(lane, layer, least(LOST, "underflowed")):
        found.add("underflowed")
    if decades <= VANISHING + (MARGIN if "vanishing" in held else 0) and not learned:
        found.add("vanishing")
    elif decades <= MILD + (MARGIN if "slow" in held else 0) and not learned:
        found.add("slow")
    if inf > decades >= -VANISHING - (MARGIN if "exploding" in held else 0):
        found.add("exploding")
    if layer in lane.frozen:
        found.add("frozen")
    elif not learned and ratio < _limit(held):
        found.add("not learning")
    if ratio > REPLACING and not lane.recurrent:
        found.add("step too large")
    if of("saturated") > least(HALF, "saturated"):
        found.add("saturated")
    return LayerState(layer, *_ordered(found), decades)


def _limit(held: set[State]) -> float:
    """The update-to-weight ratio below which a layer does not learn."""
    return STILL * (10.0**MARGIN if "not learning" in held else 1.0)


def _ordered(found: set[State]) -> tuple[State, tuple[State, ...]]:
    states = [state for state in ORDER if state in found] or ["healthy"]
    return states[0], tuple(states[1:])


def _decades(lane: LaneTrace) -> list[float]:
    """Log10 of each hidden layer's gradient relative to the last hidden layer's."""
    gradient = best_path(lane)[0][: lane.depth]
    if closed(lane):
        gradient = lane.evidence.arriving[: lane.depth]  # α = 0: it passes only along the skips
    last = float(gradient[-1])

    def against_last(own: float) -> float:
        if own > 0 and last > 0 and isfinite(own) and isfinite(last):
            return log10(own) - log10(last)
        return -inf if own == 0 else inf

    return [against_last(own) for own in gradient.tolist()]


def _broken(lane: LaneTrace, layer: int) -> bool:
    """Whether some of a layer's numbers are NaN or infinite."""
    if lane.first_nonfinite is not None and lane.first_nonfinite[1] == layer:
        return True
    names = ("nonfinite_share", "nonfinite_signal")
    return any(lane.measures[name][layer - 1] > 0 for name in names if name in lane.measures)


def _underflowed(lane: LaneTrace, layer: int, least: float) -> bool:
    """Whether gradients underflowed to 0, or are about to."""
    gradient = lane.evidence.gradient
    size, top = float(gradient[layer - 1]), float(gradient[lane.depth])
    faded = 0 < size < NEAR_FLOOR * lane.smallest_gradient and log10(size) < log10(top) + MILD
    return float(lane.evidence.underflowed[layer - 1]) > least or faded


def _output_state(lane: LaneTrace, ratio: float, still: float) -> LayerState:
    """State of the output layer; its number is depth + 1. It learns from the ratio `still` on."""
    evidence, place = lane.evidence, lane.depth + 1
    found: set[State] = set()
    if _broken(lane, place):
        found.add("broken")
    if evidence.flat > QUARTER:
        found.add("saturated")
    if evidence.unreachable > LOST:
        found.add("out of reach")
    if ratio > REPLACING:
        found.add("step too large")
    if ratio < still:
        found.add("not learning")
    return LayerState(place, *_ordered(found), 0.0)
