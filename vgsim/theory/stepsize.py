"""Judges the size of an update relative to the weights, ‖ΔW‖ / ‖W‖, for every layer.

About 10⁻³ is usual (CS231n notes, Stanford). Beyond 10⁻¹ training often becomes unstable, and an
update larger than the weights replaces what they were. Below 10⁻⁶ a layer does not learn.
"""

from __future__ import annotations

from math import isfinite

import numpy as np

from vgsim.compute.traces.judgement import Finding, Severity
from vgsim.compute.traces.trace import FloatArray, LaneTrace
from vgsim.compute.traces.view import plain_descent
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.theory.arrival import MARGIN, STILL
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

LARGE, REPLACING = 0.1, 1.0
FAINT = 1e-7  # gradient norm below which a layer learns nothing
SMALL_WEIGHTS = 0.1  # fraction of their usual size at which smaller weights are replaced
HYSTERESIS = 10.0**MARGIN


def step_size(lane: LaneTrace, before: Finding | None = None) -> Finding:
    """Judge the update that follows a pass without NaN or infinity.

    Args:
        lane: the trace of the pass.
        before: the finding of the previous pass; its state and severity are kept near a threshold.
    """
    was, severe = (before.state, before.severity == "bad") if before else ("", False)
    ratios = ratios_of(lane)
    hidden = ratios[: lane.depth]
    slack = HYSTERESIS if was == "too_small" else 1.0
    weights = lane.evidence.weight_gradient[: lane.depth]
    adaptive = OPTIMIZERS[lane.training.optimizer].adaptive
    if max(hidden) < STILL * slack or (max(weights) < FAINT * slack and not adaptive):
        return Finding("too_small", "bad", _not_changing(lane))
    place = int(np.argmax(ratios))
    largest = float(ratios[place])
    large, replacing = LARGE, REPLACING
    if was == "too_large":
        large /= HYSTERESIS
        replacing /= HYSTERESIS if severe else 1.0
    if largest > large:
        severity: Severity = "bad" if largest > replacing else "warn"
        return Finding("too_large", severity, _too_large(lane, place, largest))
    text = tr(
        "The next update changes the weights of {part} most: by {size}.",
        part=_name(lane, place), size=_size(largest),
    )  # fmt: skip
    return Finding("fits", "good", text)


def ratios_of(lane: LaneTrace) -> FloatArray:
    """‖ΔW‖ / ‖W‖ of every layer, (depth + 1,).

    For small batches with plain SGD it is the expected value, from the gradient over more examples.
    Weights far below their usual size (rms 1/√fan-in), as with some initializers, cannot serve as
    the reference: a tenth of the usual size replaces them.
    """
    found = np.array(lane.measures["update_ratio"], np.float64)
    if lane.recurrent:
        return np.where(np.isfinite(found), found, 0.0)
    sizes = np.array(lane.measures["weight_norm"], np.float64)
    usual = SMALL_WEIGHTS * np.sqrt(np.array(lane.widths[1:], np.float64))
    with np.errstate(all="ignore"):
        steps = found * sizes
        if lane.evidence.examples > lane.batch and plain_descent(lane.training):
            steps = lane.learning_rate * lane.evidence.weight_gradient
            steps[[layer - 1 for layer in lane.frozen]] = 0.0
        return np.where(np.isfinite(steps), steps, 0.0) / np.maximum(sizes, usual)


def _too_large(lane: LaneTrace, place: int, largest: float) -> str:
    part, size = _name(lane, place), _size(largest)
    if largest > REPLACING:
        return tr(
            "The next update changes the weights of {part} by {size}: "
            "it is larger than the weights themselves.",
            part=part, size=size,
        )  # fmt: skip
    return tr(
        "The next update changes the weights of {part} by {size}: "
        "beyond 10 % training often becomes unstable.",
        part=part, size=size,
    )  # fmt: skip


def _size(ratio: float) -> str:
    """A relative change in words: a fraction or a multiple of the weights' size."""
    if ratio > REPLACING:
        return tr("{times} times their size", times=scientific(ratio, 2))
    if ratio >= 0.01:
        return tr("{percent} % of their size", percent=scientific(100 * ratio, 2))
    return tr("{fraction} of their size", fraction=scientific(ratio, 2))


def _name(lane: LaneTrace, place: int) -> str:
    if place == lane.depth:
        return tr("the output layer")
    return tr("the cell") if lane.recurrent else tr("layer {layer}", layer=place + 1)


def _not_changing(lane: LaneTrace) -> str:
    """Why the hidden layers do not change, and whether the output layer does."""
    ratio, gradient = float(ratios_of(lane)[-1]), float(lane.evidence.weight_gradient[-1])
    adaptive = OPTIMIZERS[lane.training.optimizer].adaptive
    reason = _why_not_changing(lane)
    if ratio >= STILL and (gradient >= FAINT or adaptive):
        return tr("{reason}: only the output layer changes.", reason=reason)
    return tr("{reason}: the weights do not change.", reason=reason)


def _why_not_changing(lane: LaneTrace) -> str:
    """Why the hidden layers do not change, as a main clause."""
    if not lane.learning_rate:
        return tr("The learning rate is 0 now")
    if set(range(1, lane.depth + 1)) <= set(lane.frozen):
        return tr("Every hidden layer is frozen")
    largest = float(max(lane.evidence.weight_gradient[: lane.depth]))
    if isfinite(largest) and largest < FAINT:
        return tr("The gradient is tiny in every hidden layer")
    return tr("Every update is less than a millionth of the weights")
