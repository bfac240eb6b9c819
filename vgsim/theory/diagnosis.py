"""Diagnoses each layer: its state, and which parts of the layers shrink or grow the gradient.

Definitions as in `vgsim.theory.verdict`. A layer is dead or saturated if half of its units are, as
in Amazon SageMaker Debugger. Saturation neither causes nor excludes a vanishing gradient, so it is
named only for layers that are otherwise healthy.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, log10

import numpy as np

from vgsim.compute.traces.judgement import LayerState, State
from vgsim.compute.traces.trace import LaneTrace
from vgsim.parts.cells import CELLS
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.theory.arrival import MARGIN, MILD, VANISHING, best_path
from vgsim.theory.reasons import symmetric
from vgsim.theory.stepsize import REPLACING
from vgsim.theory.updates import STILL, ratios_of
from vgsim.words.language import tr
from vgsim.words.numbers import ratio, scientific_power, short

ORDER: tuple[State, ...] = (  # priority of the states
    "broken", "symmetric", "dead", "underflowed", "vanishing", "exploding", "out of reach",
    "step too large", "not learning", "slow", "saturated", "frozen", "healthy",
)  # fmt: skip
HALF = 0.5  # fraction of a layer's units or entries
SLACK = 0.8  # hysteresis: factor on a threshold while the state holds
LOST = 0.01  # fraction of gradients that underflowed, or of targets out of reach
QUARTER = 0.25  # fraction of examples that are wrong and on the flat part of the output units
NEAR_FLOOR = 10.0  # times the smallest normal number; at this rms 8 % of values are subnormal
MOST_DIGITS = 6  # of a percentage
FEW = 16  # examples; with fewer, batch norm's statistics are unreliable
SMALL = 0.05  # decades below which a part is not worth naming
VISIBLE = 0.3  # decades below which it "hardly changes" the gradient
PARTS = {  # measure -> sentences on a part that shrinks, enlarges or hardly changes the gradient
    "factor_weights": (
        tr("Weights shrink the gradient about {times}-fold."),
        tr("Weights enlarge the gradient about {times}-fold."),
        tr("Weights hardly change the gradient (× {factor})."),
    ),
    "factor_activation": (
        tr("Slopes f′ of the activations shrink the gradient about {times}-fold."),
        tr("Slopes f′ of the activations enlarge the gradient about {times}-fold."),
        tr("Slopes f′ of the activations hardly change the gradient (× {factor})."),
    ),
    "norm_factor": (
        tr("Normalization shrinks the gradient about {times}-fold."),
        tr("Normalization enlarges the gradient about {times}-fold."),
        tr("Normalization hardly changes the gradient (× {factor})."),
    ),
    "factor_skip": (
        tr("Skips shrink the gradient about {times}-fold."),
        tr("Skips enlarge the gradient about {times}-fold."),
        tr("Skips hardly change the gradient (× {factor})."),
    ),
    "factor_scale": (
        tr("α and dropout shrink the gradient about {times}-fold."),
        tr("α and dropout enlarge the gradient about {times}-fold."),
        tr("α and dropout hardly change the gradient (× {factor})."),
    ),
}


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
    return (*hidden, _output_state(lane, ratios[lane.depth]))


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
    elif not learned and ratio < STILL * (10.0**MARGIN if "not learning" in held else 1.0):
        found.add("not learning")
    if ratio > REPLACING and not lane.recurrent:
        found.add("step too large")
    if of("saturated") > least(HALF, "saturated"):
        found.add("saturated")
    return LayerState(layer, *_ordered(found), decades)


def _ordered(found: set[State]) -> tuple[State, tuple[State, ...]]:
    states = [state for state in ORDER if state in found] or ["healthy"]
    return states[0], tuple(states[1:])


def _decades(lane: LaneTrace) -> list[float]:
    """Log10 of each hidden layer's gradient relative to the last hidden layer's."""
    gradient = best_path(lane)[0][: lane.depth]
    if lane.network.branch_scale == "rezero" and gradient[-1] == 0:
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


def _output_state(lane: LaneTrace, ratio: float) -> LayerState:
    """State of the output layer; its number is depth + 1."""
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
    return LayerState(place, *_ordered(found), 0.0)


@dataclass(frozen=True, slots=True)
class Cause:
    """How much each part of the layers shrinks or grows the gradient, over all layers."""

    decades: tuple[tuple[str, float], ...]  # (measure of the part, decades), largest first
    sentence: str  # sentences on the parts that matter; empty if there are none


def cause(lane: LaneTrace) -> Cause:
    """What changes the gradient between the last hidden layer (or step) and the first."""
    if lane.recurrent:
        return Cause((), _through_time(lane))
    reached = slice(_first_reached(lane), lane.depth - 1)  # the layers where there is a gradient
    found = []
    for name in PARTS:
        values = lane.measures.get(name)
        if values is None:
            continue
        values = values[reached]
        with np.errstate(all="ignore"):
            total = float(np.log10(values[~np.isnan(values)]).sum())
        if total and isfinite(total):
            found.append((name, total))
    parts = tuple(sorted(found, key=lambda each: -abs(each[1])))
    sentences = [_effect(*each) for each in parts if abs(each[1]) >= SMALL]
    if sentences and reached.start:
        sentences.append(
            tr("This is the effect down to layer {layer}: below it the gradient is exactly 0.",
               layer=reached.start + 1)
        )  # fmt: skip
    return Cause(parts, " ".join([*sentences, *_few_examples(lane)]))


def _first_reached(lane: LaneTrace) -> int:
    """Index of the first layer whose gradient is not exactly 0; 0 if there is none."""
    gradient = best_path(lane)[0][: lane.depth]
    return int(np.argmax(gradient != 0))


def _few_examples(lane: LaneTrace) -> list[str]:
    """A sentence on batches that are too small for batch norm; none if they are not."""
    if not NORMALIZATIONS[lane.network.normalization].in_batches or lane.batch >= FEW:
        return []
    return [
        tr("Batch norm has to estimate mean and standard deviation from only %n example(s).",
           "", lane.batch)
    ]  # fmt: skip


def _effect(name: str, decades: float) -> str:
    """What a part does to the gradient: Slopes f′ shrink the gradient about 2.1·10¹²-fold."""
    shrinks, enlarges, hardly = PARTS[name]
    if abs(decades) < VISIBLE:
        return hardly.format(factor=ratio(decades))
    return (shrinks if decades < 0 else enlarges).format(times=ratio(abs(decades)))


def _through_time(lane: LaneTrace) -> str:
    """A sentence about the average effect of one time step on the gradient."""
    gradient = best_path(lane)[0]
    first, last, steps = float(gradient[0]), float(gradient[lane.depth - 1]), lane.depth - 1
    gate = lane.measures.get("forget_gate")
    known = np.empty(0) if gate is None else gate[1 : lane.depth]
    known = known[np.isfinite(known)]
    if known.size:
        kept = float(known.mean())
        if 0 < kept < 1:
            text = _kept(lane, kept, steps)
            arrives = first > 0 and last > 0 and isfinite(first) and isfinite(last)
            if arrives and log10(first) - log10(last) > steps * log10(kept) - MILD:
                more = tr("More than that arrives: the gradient passes the other gates, too.")
                return f"{text} {more}"
            return text
    if not (steps and first > 0 and last > 0 and isfinite(first) and isfinite(last)):
        return ""
    factor = 10.0 ** ((log10(first) - log10(last)) / steps)
    return tr(
        "Each step multiplies the gradient by {factor} on average: W_h and slopes f′.",
        factor=short(factor, 3),
    )


def _in_agreement(kept: float, steps: int) -> tuple[str, str]:
    """A fraction per step in percent, with the digits that its power over all steps needs."""
    left = _power(kept, steps)
    for digits in range(3, MOST_DIGITS + 1):
        percent = short(100 * kept, digits)
        if 0 < float(percent) < 100 and _power(float(percent) / 100, steps) == left:
            break
    return percent, left


def _power(kept: float, steps: int) -> str:
    """What is left of a fraction over all steps, with two digits."""
    whole = kept**steps
    return f"{short(100 * whole, 2)} %" if whole >= 0.01 else scientific_power(steps * log10(kept))


def _kept(lane: LaneTrace, kept: float, steps: int) -> str:
    """A sentence on the fraction of the state that the gates keep per step and over all steps."""
    percent, left = _in_agreement(kept, steps)
    if CELLS[lane.network.cell].has_cell_state:
        return tr(
            "The forget gate keeps {percent} % of the state at each step, on average; "
            "over %n step(s) that is {left}.",
            "", steps, percent=percent, left=left,
        )  # fmt: skip
    return tr(
        "The update gate keeps {percent} % of the state at each step, on average; "
        "over %n step(s) that is {left}.",
        "", steps, percent=percent, left=left,
    )  # fmt: skip
