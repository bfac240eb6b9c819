"""Judges the size of an update relative to the weights, ‖ΔW‖ / ‖W‖, for every layer.

About 10⁻³ is usual (CS231n notes, Stanford). Beyond 10⁻¹ training often becomes unstable, and an
update larger than the weights replaces what they were. Below 10⁻⁶ a layer does not learn.
"""

from __future__ import annotations

from math import isfinite

import numpy as np

from vgsim.compute.traces.judgement import Finding, Severity
from vgsim.compute.traces.trace import FloatArray, LaneTrace
from vgsim.parts.precision import FORMATS
from vgsim.theory.arrival import MARGIN
from vgsim.theory.reasons import small_inputs
from vgsim.theory.updates import FAINT, STILL, learns_faintly, ratios_of
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

LARGE, REPLACING = 0.1, 1.0
HYSTERESIS = 10.0**MARGIN
SCHEDULED = 0.01  # fraction of the learning rate below which its schedule is the reason
CLIPPED = 0.1  # factor of clipping below which it is the reason


def step_size(lane: LaneTrace, before: Finding | None = None) -> Finding:
    """Judge the update that follows a pass without NaN or infinity.

    Args:
        lane: the trace of the pass.
        before: the finding of the previous pass; its state and severity are kept near a threshold.
    """
    was, severe = (before.state, before.severity == "bad") if before else ("", False)
    ratios = ratios_of(lane)
    place = int(np.argmax(ratios))
    largest = float(ratios[place])
    large, replacing = LARGE, REPLACING
    if was == "too_large":
        large /= HYSTERESIS
        replacing /= HYSTERESIS if severe else 1.0
    if largest <= replacing and _still(lane, ratios, HYSTERESIS if was == "too_small" else 1.0):
        return Finding("too_small", "bad", _not_changing(lane, ratios))
    if largest > large:
        severity: Severity = "bad" if largest > replacing else "warn"
        return Finding("too_large", severity, _too_large(lane, place, largest))
    text = tr(
        "The next update changes the weights of {part} most: by {size}.",
        part=_name(lane, place), size=_size(largest),
    )  # fmt: skip
    return Finding("fits", "good", text)


def _too_large(lane: LaneTrace, place: int, largest: float) -> str:
    part = _name(lane, place)
    if largest > REPLACING:
        return tr(
            "The next update changes the weights of {part} by {size}: "
            "it is larger than the weights themselves.",
            part=part, size=_size(largest),
        )  # fmt: skip
    percent = scientific(100 * largest, 2)
    if largest <= LARGE:  # so it was larger before
        return tr(
            "Updates have changed weights by more than 10 %, and the next one changes those of "
            "{part} by {percent} %: beyond 10 % training often becomes unstable.",
            part=part, percent=percent,
        )  # fmt: skip
    return tr(
        "The next update changes the weights of {part} by {percent} %: "
        "beyond 10 % training often becomes unstable.",
        part=part, percent=percent,
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


def _still(lane: LaneTrace, ratios: FloatArray, slack: float) -> bool:
    """Whether no hidden layer learns: its weights do not change, or not by its gradient."""
    layers = range(1, lane.depth + 1)
    faint = all(learns_faintly(lane, layer, slack) for layer in layers)
    return faint or bool(max(ratios[: lane.depth]) < STILL * slack)


def _not_changing(lane: LaneTrace, ratios: FloatArray) -> str:
    """Why the hidden layers do not learn, and whether the output layer does."""
    reason = _why_not_changing(lane)
    top = lane.depth + 1
    if ratios[-1] >= STILL and not learns_faintly(lane, top):
        return tr("{reason}: only the output layer changes.", reason=reason)
    if max(ratios) >= STILL:
        return tr(
            "{reason}: only the optimizer's memory or weight decay moves the weights.",
            reason=reason,
        )
    if max(ratios) > 0:
        return tr("{reason}: the weights hardly change.", reason=reason)
    return tr("{reason}: the weights do not change.", reason=reason)


def _why_not_changing(lane: LaneTrace) -> str:
    """Why the hidden layers do not change, as a main clause."""
    training = lane.training
    if not lane.learning_rate:
        return tr("The learning rate is 0 now")
    if set(range(1, lane.depth + 1)) <= set(lane.frozen):
        return tr("Every hidden layer is frozen")
    largest = float(max(lane.evidence.weight_gradient[: lane.depth]))
    if largest == 0:  # whatever the size of the inputs: units may be dead
        return tr("The gradient is 0 in every hidden layer")
    if small_inputs(lane):
        return tr("The inputs are so small that the updates are tiny, too")
    if isfinite(largest) and largest < FAINT:
        return tr("The gradient is tiny in every hidden layer")
    if lane.learning_rate < SCHEDULED * training.learning_rate:
        return tr(
            "By its schedule the learning rate is only {rate} now",
            rate=scientific(lane.learning_rate, 2),
        )
    kept = float(np.nanmax(lane.measures["clip_factor"][: lane.depth]))
    if kept < CLIPPED:
        return tr("Clipping shortens the gradient to {part} of its length", part=_part(kept))
    if FORMATS[lane.network.dtype].needs_rounding:
        return tr("Rounding to {format} leaves hardly any update", format=lane.network.dtype)
    return tr("Every update is less than a millionth of the weights")


def _part(fraction: float) -> str:
    """A fraction in words: 3 % or 4·10⁻⁵."""
    if fraction >= 0.01:
        return tr("{percent} %", percent=scientific(100 * fraction, 2))
    return scientific(fraction, 2)
