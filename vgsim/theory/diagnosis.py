"""Layer by layer: what is wrong, and which part of the layer did it?

Definitions as in `vgsim.theory.verdict`; shares of units as the tools of the trade flag them (half
of a layer: Amazon SageMaker Debugger). Saturation neither makes nor excludes a vanished gradient,
so it is said only of layers that are otherwise well.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, log10

import numpy as np

from vgsim.compute.traces.judgement import LayerState, State
from vgsim.compute.traces.trace import LaneTrace
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import CELLS
from vgsim.theory.arrival import MARGIN, MILD, STILL, VANISHING, followed
from vgsim.theory.stepsize import REPLACING, ratios_of
from vgsim.words.numbers import scientific_power, short

ORDER: tuple[State, ...] = (  # which of several states is named first
    "broken", "symmetric", "dead", "underflowed", "vanishing", "exploding", "step too large",
    "not learning", "slow", "out of reach", "saturated", "frozen", "healthy",
)  # fmt: skip
HALF = 0.5  # of a layer's units, or of its entries
SLACK = 0.8  # of a share, below which a state that was said is taken back
LOST = 0.01  # fraction of the gradients that underflowed, of the targets that are out of reach
QUARTER = 0.25  # of the examples: wrong, on the flat part of the output units
NEAR_FLOOR = 10.0  # times the smallest normal number: a normal variable is subnormal in 8 of 100
PARTS = {  # measure -> how the part is called in a sentence
    "factor_weights": "weights",
    "factor_activation": "slopes f′",
    "norm_factor": "normalization",
    "factor_skip": "skips",
    "factor_scale": "α and dropout",
}
SINGULAR = ("normalization",)


def layer_states(
    lane: LaneTrace, learned: bool = False, before: tuple[LayerState, ...] = ()
) -> tuple[LayerState, ...]:
    """Of every hidden layer, or of every step of a recurrent lane, and of the output layer.

    Args:
        lane: the pass, with its evidence.
        learned: whether nothing is left to learn: then small gradients are no fault.
        before: the states found in the pass before it; a layer at a threshold stays what it was.
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
        """What a fraction must exceed: less where the state holds already."""
        return threshold * (SLACK if state in held else 1.0)

    def of(name: str) -> float:
        values = lane.measures.get(name)
        return 0.0 if values is None else float(values[layer - 1])

    evidence = lane.evidence
    found: set[State] = set()
    if of("nonfinite_share") > 0 or of("nonfinite_signal") > 0:
        found.add("broken")
    dead = float(evidence.dead[layer - 1])
    if _symmetric(lane, layer):
        found.add("symmetric")
    if dead > least(HALF, "dead"):
        found.add("dead")
    if _underflowed(lane, layer, least(LOST, "underflowed")):
        found.add("underflowed")
    if decades <= VANISHING + (MARGIN if "vanishing" in held else 0) and not learned:
        found.add("vanishing")
    elif decades <= MILD + (MARGIN if "slow" in held else 0) and not learned:
        found.add("slow")
    if decades >= -VANISHING - (MARGIN if "exploding" in held else 0):
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
    """Of the gradient of every hidden layer, relative to the last of them."""
    gradient = followed(lane)[0][: lane.depth]
    if lane.network.branch_scale == "rezero" and gradient[-1] == 0:
        gradient = lane.evidence.arriving[: lane.depth]  # α = 0: everything comes along the skips
    last = float(gradient[-1])

    def against_last(own: float) -> float:
        if own > 0 and last > 0 and isfinite(own) and isfinite(last):
            return log10(own) - log10(last)
        return -inf if own == 0 else inf

    return [against_last(own) for own in gradient.tolist()]


def _symmetric(lane: LaneTrace, layer: int) -> bool:
    """Whether all units are alike on the way in and out, and nothing random parts them."""
    alike = lane.measures.get("alike")
    if alike is None or lane.widths[layer] < 2:
        return False
    parted = lane.network.dropout > 0 or ACTIVATIONS[lane.activations[layer - 1]].random
    return bool(alike[layer - 1] >= 1.0 and not parted)


def _underflowed(lane: LaneTrace, layer: int, least: float) -> bool:
    """Whether gradients became 0 that should not be, or what is left is close to it."""
    gradient = lane.evidence.gradient
    size, top = float(gradient[layer - 1]), float(gradient[lane.depth])
    faded = 0 < size < NEAR_FLOOR * lane.smallest_gradient and log10(size) < log10(top) + MILD
    return float(lane.evidence.lost[layer - 1]) > least or faded


def _output_state(lane: LaneTrace, ratio: float) -> LayerState:
    """Of the output layer; its number is depth + 1."""
    evidence, place = lane.evidence, lane.depth + 1
    found: set[State] = set()
    if lane.first_nonfinite is not None and lane.first_nonfinite[1] == place:
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
    """Decades that each part of the layers takes from the gradient on its whole way, or gives."""

    decades: tuple[tuple[str, float], ...]  # part of a sentence -> decades, the largest first
    sentence: str  # the parts that count, in words; empty where the gradient is no matter


def cause(lane: LaneTrace) -> Cause:
    """Where the decades between the last hidden layer (or step) and the first went."""
    if lane.recurrent:
        return Cause((), _through_time(lane))
    found = []
    for name, words in PARTS.items():
        values = lane.measures.get(name)
        if values is None:
            continue
        values = values[: lane.depth - 1]
        with np.errstate(all="ignore"):
            total = float(np.log10(values[~np.isnan(values)]).sum())
        if total and isfinite(total):
            found.append((words, total))
    parts = tuple(sorted(found, key=lambda each: -abs(each[1])))
    return Cause(parts, _in_words(parts))


def _in_words(parts: tuple[tuple[str, float], ...]) -> str:
    """Slopes f′ cost 12.1 decades, weights add 0.2."""
    words: list[str] = []
    verb = ""
    for name, each in parts:
        if abs(each) < 0.05:
            continue
        does = ("cost" if each < 0 else "add") + ("s" if name in SINGULAR else "")
        unit = "" if words else " decades"
        words.append(f"{name} {'' if does == verb else f'{does} '}{abs(each):.1f}{unit}")
        verb = does
    text = ", ".join(words)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _through_time(lane: LaneTrace) -> str:
    """What each step does to the gradient on average."""
    gradient = followed(lane)[0]
    first, last, steps = float(gradient[0]), float(gradient[lane.depth - 1]), lane.depth - 1
    gate = lane.measures.get("forget_gate")
    if gate is not None and steps:
        kept = float(np.nanmean(gate[1 : lane.depth]))
        name = "forget gate" if CELLS[lane.network.cell].carries else "update gate"
        if 0 < kept < 1:
            whole = kept**steps
            left = (
                f"{short(100 * whole, 2)} %"
                if whole >= 0.01
                else scientific_power(steps * log10(kept))
            )
            return (
                f"The {name} keeps {short(100 * kept, 3)} % of the state at each step, on average; "
                f"over {steps} steps that is {left}."
            )
    if not (steps and first > 0 and last > 0 and isfinite(first) and isfinite(last)):
        return ""
    factor = 10.0 ** ((log10(first) - log10(last)) / steps)
    return f"Each step multiplies the gradient by {short(factor, 3)} on average: W_h and slopes f′."
