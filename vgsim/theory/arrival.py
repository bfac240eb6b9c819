"""Judges whether the gradient arrives at the first layer, or at the first time step.

Definitions: G_l is the rms over units and examples of the gradient at the preactivations of layer
l, and D = log10(G_1 / G_L), where L is the last hidden layer. D <= -3 vanishes, D >= 3 explodes.
For a recurrent network l is the time step t, and G_t is the gradient at the state h_t. An LSTM
also has a cell state c_t; the path (h or c) with the smaller |D| counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, log10

from vgsim.compute.traces.judgement import Finding, Severity
from vgsim.compute.traces.trace import FloatArray, LaneTrace
from vgsim.parts.cells import CELLS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.words.lists import listed
from vgsim.words.numbers import power_of_ten, scientific, scientific_power

VANISHING, MILD = -3.0, -1.0  # decades
MARGIN = 0.5  # hysteresis in decades before a verdict is withdrawn
STILL = 1e-6  # update-to-weight ratio below which a layer does not learn
ENTRIES = 0.01  # fraction of a layer's gradients above which underflow is reported


@dataclass(frozen=True, slots=True)
class Arrival:
    """`decades` is D, `slope` is D per layer; both are infinite where D is undefined."""

    found: Finding  # state: vanishing, mild, healthy, growing, exploding, zero, single
    said: str  # first part of the sentence, what layer 1 receives; empty if it has no parts
    decades: float
    slope: float


def arrival(lane: LaneTrace, before: str = "") -> Arrival:
    """Judge the gradient profile of a pass without NaN or infinity.

    Args:
        lane: the trace of the pass.
        before: the state of the previous pass. It is kept near a threshold, so that the verdict
            does not flicker during training.
    """
    gradient, way = followed(lane)
    last = lane.depth
    first_value, last_value = float(gradient[0]), float(gradient[last - 1])
    if last_value == 0.0 and _closed(lane):
        return _closed_branches(lane)
    if last_value == 0.0 or first_value == 0.0:
        return _zero(lane, gradient)
    if last == 1:
        text = f"The hidden layer receives a gradient of {scientific(first_value, 2)}"
        return Arrival(Finding("single", "good", f"{text}."), text, 0.0, 0.0)
    d = log10(first_value) - log10(last_value)
    axis = lane.axis
    said = (
        f"{axis.capitalize()} 1 receives {portion(first_value, last_value)} the gradient that "
        f"reaches {axis} {last}{way}"
    )
    if lane.network.loss_at == "every" and lane.recurrent:
        said += ", including a loss of its own"
    state = kind_of(d, before)
    severity, end = _ending(lane, state, d)
    return Arrival(Finding(state, severity, f"{said}{end}."), said, d, d / (last - 1))


def followed(lane: LaneTrace) -> tuple[FloatArray, str]:
    """The gradient of every layer or step, for an LSTM along h or c, whichever is better.

    Returns:
        The rms gradients, (depth + 1,), and the words for the path, to end a sentence: "", " along
        the cell state c" or " along h".
    """
    evidence = lane.evidence
    if not (lane.recurrent and CELLS[lane.network.cell].carries):
        return evidence.gradient, ""
    ways = (evidence.arriving, " along the cell state c"), (evidence.gradient, " along h")
    return min(ways, key=lambda way: abs(_ratio(way[0], lane.depth)))


def _ratio(gradient: FloatArray, last: int) -> float:
    first, end = float(gradient[0]), float(gradient[last - 1])
    return log10(first) - log10(end) if first > 0 and end > 0 else -inf


def kind_of(d: float, before: str = "") -> str:
    """The state for D decades; improves on `before` only beyond the `MARGIN`."""
    bad = "vanishing" if d < 0 else "exploding"
    middling = "mild" if d < 0 else "growing"
    size = abs(d) + (MARGIN if before == bad else 0)
    if size >= -VANISHING:
        return bad
    size = abs(d) + (MARGIN if before in (bad, middling) else 0)
    return middling if size >= -MILD else "healthy"


def _ending(lane: LaneTrace, state: str, d: float) -> tuple[Severity, str]:
    """The severity of a state, and what it means for learning, as the end of a sentence."""
    if state == "exploding":
        return "bad", ": it explodes"
    if state == "growing":
        return "warn", ": it grows in the backward pass"
    if state == "healthy":
        return "good", ""
    if lane.recurrent:
        what = (
            "too small to learn from" if state == "vanishing" else "early steps contribute little"
        )
        return ("bad" if state == "vanishing" else "warn"), f": {what}"
    optimizer = OPTIMIZERS[lane.training.optimizer]
    moved = float(lane.measures["update_ratio"][0])
    if optimizer.adaptive and moved >= STILL:
        return "warn", f": it vanishes, and {optimizer.label} amplifies what is left"
    if moved < STILL:
        return ("bad" if state == "vanishing" else "warn"), ": too small to learn from"
    slower = f"it learns about {times(-d)} times more slowly"
    return ("bad" if state == "vanishing" else "warn"), f": {slower}"


def times(exponent: float) -> str:
    """10^exponent with one significant digit: 20, 3000, 10⁶."""
    if exponent >= 4:
        return power_of_ten(round(exponent))
    size = 10.0**exponent
    return f"{round(size, -int(log10(size))):.0f}"


def portion(first: float, last: float) -> str:
    """The ratio with two digits, in words that fit "receives ... the gradient"."""
    exponent = log10(first) - log10(last)
    ratio = 10.0**exponent if abs(exponent) < 300 else inf
    if 0.01 <= ratio < 1.995:
        return f"{scientific(100 * ratio, 2)} % of"
    if ratio < 0.01 or not isfinite(ratio):
        return f"{scientific_power(exponent)} of" if exponent < 0 else scientific_power(exponent)
    return f"{scientific(ratio, 2)} times"


# --- gradients that are exactly 0


def _zero(lane: LaneTrace, gradient: FloatArray) -> Arrival:
    """The last layer or step that receives no gradient, and why."""
    reached = max(place for place in range(1, lane.depth + 1) if gradient[place - 1] == 0.0)
    text = _reason(lane, reached)
    return Arrival(Finding("zero", "bad", text), "", -inf, -inf)


def _reason(lane: LaneTrace, reached: int) -> str:
    axis, evidence = lane.axis, lane.evidence
    if lane.network.truncation:
        back = f"From step {reached} back the gradient is exactly 0: it is truncated."
        return f"{back} Nothing is learned from those steps."
    if evidence.gradient[-1] == 0.0:
        return "The gradient at the output is exactly 0. Nothing can change."
    if not lane.recurrent and evidence.dead[reached - 1] >= 1.0:
        text = f"All units of {_dead_layers(lane)} are dead: f′ = 0 for every example."
    elif float(evidence.lost[reached - 1]) > 0:
        side = "back" if lane.recurrent else "down"
        text = (
            f"From {axis} {reached} {side} the gradient is exactly 0: it is too small for "
            f"{lane.network.dtype}."
        )
    elif float(lane.measures["weight_norm"][reached]) == 0.0:
        text = f"The weights after {axis} {reached} are all 0, so no gradient passes them."
    elif lane.recurrent:
        text = f"From step {reached} back the gradient is exactly 0: {_closed_cell(lane, reached)}."
    else:
        text = f"From layer {reached} down the gradient is exactly 0."
    return text if lane.recurrent else f"{text} {_what_learns(lane, reached)}"


def _what_learns(lane: LaneTrace, reached: int) -> str:
    """What can still learn if layer `reached` and all before it receive no gradient."""
    silent = _silent(lane, reached)
    if reached < lane.depth:
        text = "No layer before it can learn."
        same = "the layers after it give every example the same answer"
        return f"{text} Layer {reached} outputs only 0: {same}." if silent else text
    if lane.evidence.weight_gradient[lane.depth] > 0:
        return "Only the output layer can learn."
    if lane.measures["gradient_bias"][lane.depth] == 0:
        return "Nothing can change."
    why = f"Layer {reached} outputs only 0, so only" if silent else "Only"
    return f"{why} the output layer's biases can learn: every example gets the same answer."


def _silent(lane: LaneTrace, layer: int) -> bool:
    """Whether all outputs of a hidden layer are 0, so that the weights after it cannot change."""
    spread = ("activation_mean", "activation_std")
    zero = all(float(lane.measures[name][layer - 1]) == 0.0 for name in spread)
    return zero and lane.evidence.weight_gradient[layer] == 0


def _dead_layers(lane: LaneTrace) -> str:
    """The dead layers in words: layer 2; layers 1 to 3; layers 1, 3 and 4."""
    dead = [layer for layer in range(1, lane.depth + 1) if lane.evidence.dead[layer - 1] >= 1.0]
    if len(dead) == 1:
        return f"layer {dead[0]}"
    if dead == list(range(dead[0], dead[-1] + 1)) and len(dead) > 2:
        return f"layers {dead[0]} to {dead[-1]}"
    return f"layers {listed([str(each) for each in dead])}"


def _closed_cell(lane: LaneTrace, step: int) -> str:
    """Why no gradient passes from a step to the one before, if not by underflow."""
    if lane.evidence.dead[min(step, lane.depth - 1)] >= 1.0:
        return "every unit is saturated or dead there (f′ = 0)"
    return "all weights from one step to the next are 0"


# --- ReZero


def _closed(lane: LaneTrace) -> bool:
    """Whether all branches have ReZero's initial α = 0: layers get no gradient but are not dead."""
    if lane.network.branch_scale != "rezero" or not lane.skips:
        return False
    gradient, dead = lane.evidence.gradient, lane.evidence.dead
    return all(gradient[end - 1] == 0.0 and dead[end - 1] < 1.0 for _, end in lane.skips)


def _closed_branches(lane: LaneTrace) -> Arrival:
    """Judge ReZero before the first update, where the gradient passes only along the skips."""
    first, last = float(lane.evidence.arriving[0]), float(lane.evidence.arriving[lane.depth - 1])
    if first == 0.0 or last == 0.0:
        return _zero(lane, lane.evidence.gradient)
    d = log10(first) - log10(last)
    text = (
        f"All branches are closed (α = 0): along the skips layer 1 receives {portion(first, last)} "
        f"the gradient at layer {lane.depth}"
    )
    return Arrival(Finding("healthy", "good", f"{text}."), text, d, d / max(lane.depth - 1, 1))
