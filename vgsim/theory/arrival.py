"""Judges whether the gradient arrives at the first layer, or at the first time step.

Definitions: G_l is the rms over units and examples of the gradient at the preactivations of layer
l, and D = log10(G_1 / G_L), where L is the last hidden layer. D <= -3 vanishes, D >= 3 explodes.
For a recurrent network l is the time step t, and G_t is the gradient at the state h_t. An LSTM
also has a cell state c_t; the path (h or c) with the smaller |D| counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, log10

from vgsim.compute.traces.judgement import Finding
from vgsim.compute.traces.trace import FloatArray, LaneTrace
from vgsim.parts.cells import CELLS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.theory.no_gradient import no_gradient
from vgsim.theory.updates import STILL, learns_faintly, ratios_of
from vgsim.words.language import tr
from vgsim.words.numbers import power_of_ten, scientific, scientific_power

VANISHING, MILD = -3.0, -1.0  # decades
MARGIN = 0.5  # hysteresis in decades before a verdict is withdrawn


@dataclass(frozen=True, slots=True)
class Arrival:
    """`decades` is D, `slope` is D per layer; both are infinite where D is undefined."""

    found: Finding  # state: vanishing, mild, healthy, growing, exploding, zero, single
    clause: str  # what layer 1 or step 1 receives, to begin a sentence; empty if the state is zero
    decades: float
    slope: float
    closed: bool = False  # whether ReZero's branches are closed


def arrival(lane: LaneTrace, before: str = "") -> Arrival:
    """Judge the gradient profile of a pass without NaN or infinity.

    Args:
        lane: the trace of the pass.
        before: the state of the previous pass. It is kept near a threshold, so that the verdict
            does not flicker during training.
    """
    gradient, path = best_path(lane)
    last = lane.depth
    first_value, last_value = float(gradient[0]), float(gradient[last - 1])
    if closed(lane):
        return _closed_branches(lane)
    if last_value == 0.0 or first_value == 0.0:
        return _zero(lane, gradient)
    if last == 1:
        clause = tr(
            "The hidden layer receives a gradient of {gradient}",
            gradient=scientific(first_value, 2),
        )
        return Arrival(Finding("single", "good", as_sentence(clause)), clause, 0.0, 0.0)
    d = log10(first_value) - log10(last_value)
    clause = _receives(lane, portion(first_value, last_value), path)
    return Arrival(_finding(lane, kind_of(d, before), d, clause), clause, d, d / (last - 1))


def as_sentence(clause: str) -> str:
    """A main clause as a sentence."""
    return tr("{finding}.", finding=clause)


def _receives(lane: LaneTrace, part: str, path: str) -> str:
    """What the first layer or step receives of the last one's gradient, as a main clause."""
    last = lane.depth
    if not lane.recurrent:
        return tr("Layer 1 receives {part} that reaches layer {last}", part=part, last=last)
    if path == "c":
        clause = tr(
            "Step 1 receives {part} that reaches step {last} along the cell state c",
            part=part, last=last,
        )  # fmt: skip
    elif path == "h":
        clause = tr("Step 1 receives {part} that reaches step {last} along h", part=part, last=last)
    else:
        clause = tr("Step 1 receives {part} that reaches step {last}", part=part, last=last)
    if lane.network.loss_at == "every":
        return tr("{finding}, including the part from its own loss", finding=clause)
    return clause


def best_path(lane: LaneTrace) -> tuple[FloatArray, str]:
    """The gradient of every layer or step, for an LSTM along h or c, whichever is better.

    Returns:
        The rms gradients, (depth + 1,), and the path: "c", "h", or "" if there is only one.
    """
    evidence = lane.evidence
    if not (lane.recurrent and CELLS[lane.network.cell].has_cell_state):
        return evidence.gradient, ""
    paths = (evidence.arriving, "c"), (evidence.gradient, "h")
    return min(paths, key=lambda path: abs(_decades(path[0], lane.depth)))


def _decades(gradient: FloatArray, last: int) -> float:
    first, end = float(gradient[0]), float(gradient[last - 1])
    return log10(first) - log10(end) if first > 0 and end > 0 else -inf


def kind_of(d: float, before: str = "") -> str:
    """The state for D decades; improves on `before` only beyond the `MARGIN`."""
    bad = "vanishing" if d < 0 else "exploding"
    intermediate = "mild" if d < 0 else "growing"
    size = abs(d) + (MARGIN if before == bad else 0)
    if size >= -VANISHING:
        return bad
    size = abs(d) + (MARGIN if before in (bad, intermediate) else 0)
    return intermediate if size >= -MILD else "healthy"


def _finding(lane: LaneTrace, state: str, d: float, clause: str) -> Finding:
    """The judgement of a state: its severity, and what it means for learning."""
    if state == "exploding":
        return Finding(state, "bad", tr("{finding}: it explodes.", finding=clause))
    if state == "growing":
        text = tr("{finding}: it grows in the backward pass.", finding=clause)
        return Finding(state, "warn", text)
    if state == "healthy":
        return Finding(state, "good", as_sentence(clause))
    optimizer = OPTIMIZERS[lane.training.optimizer]
    moves = bool(ratios_of(lane)[0] >= STILL) and not learns_faintly(lane, 1)
    if not lane.recurrent and optimizer.adaptive and moves:
        text = tr(
            "{finding}: it vanishes, and {optimizer} amplifies what is left.",
            finding=clause, optimizer=optimizer.label,
        )  # fmt: skip
        return Finding(state, "warn", text)
    if lane.recurrent and state == "mild":
        text = tr("{finding}: early steps contribute little.", finding=clause)
    elif lane.recurrent or not moves:
        text = tr("{finding}: too small to learn from.", finding=clause)
    else:
        text = tr(
            "{finding}: it learns about {times} times more slowly.",
            finding=clause, times=times(-d),
        )  # fmt: skip
    return Finding(state, "bad" if state == "vanishing" else "warn", text)


def times(exponent: float) -> str:
    """10^exponent with one significant digit: 20, 3000, 10⁶."""
    if exponent >= 4:
        return power_of_ten(round(exponent))
    size = 10.0**exponent
    return f"{round(size, -int(log10(size))):.0f}"


def portion(first: float, last: float) -> str:
    """The gradient `first` as a part of `last`, with two digits: 94 % of the gradient."""
    exponent = log10(first) - log10(last)
    ratio = 10.0**exponent if abs(exponent) < 300 else inf
    if 0.01 <= ratio < 1.995:
        return tr("{percent} % of the gradient", percent=scientific(100 * ratio, 2))
    if exponent < 0:
        return tr("{factor} of the gradient", factor=scientific_power(exponent))
    size = scientific(ratio, 2) if isfinite(ratio) else scientific_power(exponent)
    return tr("{times} times the gradient", times=size)


def _zero(lane: LaneTrace, gradient: FloatArray) -> Arrival:
    """Judge a gradient that is exactly 0 from some layer or step on."""
    reached = max(place for place in range(1, lane.depth + 1) if gradient[place - 1] == 0.0)
    return Arrival(Finding("zero", "bad", *no_gradient(lane, reached)), "", -inf, -inf)


def closed(lane: LaneTrace) -> bool:
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
    clause = tr(
        "All branches are closed (α = 0): along the skips layer 1 receives {part} at layer {last}",
        part=portion(first, last), last=lane.depth,
    )  # fmt: skip
    found = Finding("healthy", "good", as_sentence(clause))
    return Arrival(found, clause, d, d / max(lane.depth - 1, 1), closed=True)
