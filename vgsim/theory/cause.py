"""Says which parts of the layers, or of the steps, shrink or grow the gradient, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, log10

import numpy as np

from vgsim.compute.traces.trace import LaneTrace
from vgsim.parts.cells import CELLS
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.theory.arrival import best_path, closed
from vgsim.theory.diagnosis import FEW
from vgsim.words.language import tr
from vgsim.words.numbers import ratio, scientific, scientific_power, short

MOST_DIGITS = 6  # of a percentage
SMALL = 0.05  # decades below which a part is not worth naming
LITTLE = 0.1  # decades below which it "hardly changes" the gradient
VISIBLE = 0.3  # decades by which what arrives must differ from what a part does alone
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
    sentences = _skipped(parts) or [_effect(*each) for each in parts if abs(each[1]) >= SMALL]
    if closed(lane):  # the gradient passes along the skips alone, and the verdict says so
        sentences = []
    if sentences and reached.start:
        sentences.append(
            tr("This is the effect down to layer {layer}: below it the gradient is exactly 0.",
               layer=reached.start + 1)
        )  # fmt: skip
    return Cause(parts, " ".join([*sentences, *_of_batch(lane, parts), *_few_examples(lane)]))


def _skipped(parts: Sequence[tuple[str, float]]) -> list[str]:
    """A sentence on skips that carry the gradient past branches that shrink it; else none.

    What a branch does by itself is then no cause of what arrives.
    """
    branches = sum(decades for name, decades in parts if name != "factor_skip")
    if branches > -VISIBLE or "factor_skip" not in dict(parts):
        return []
    return [
        tr("Along the branches alone the gradient would shrink about {times}-fold; the skips carry "
           "it past them.",
           times=rounded(-branches))
    ]  # fmt: skip


def _of_batch(lane: LaneTrace, parts: Sequence[tuple[str, float]]) -> list[str]:
    """A sentence where the parts, of this batch, do not give what arrives in more examples."""
    gradient = best_path(lane)[0]
    first, last = float(gradient[0]), float(gradient[lane.depth - 1])
    if not parts or not (0 < first < inf and 0 < last < inf) or _first_reached(lane):
        return []
    if abs(sum(decades for _, decades in parts) - log10(first) + log10(last)) < 2 * SMALL:
        return []
    return [
        tr("These factors are those of this batch of %n example(s), and differ from those of "
           "all examples.", "", lane.batch)
    ]  # fmt: skip


def rounded(exponent: float) -> str:
    """10^exponent with two significant digits: 3.2·10⁶, 4700, 45, 3.2."""
    if exponent >= 4:
        return scientific_power(exponent)
    return scientific(float(f"{10.0**exponent:.1e}"), 2)


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
    if abs(decades) < LITTLE:
        return hardly.format(factor=scientific(10.0**decades, 2))
    return (shrinks if decades < 0 else enlarges).format(times=rounded(abs(decades)))


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
            if arrives and log10(first) - log10(last) > steps * log10(kept) + VISIBLE:
                more = tr("More than that arrives: the gradient passes the other gates, too.")
                return f"{text} {more}"
            return text
    if not (steps and first > 0 and last > 0 and isfinite(first) and isfinite(last)):
        return ""
    return tr(
        "Each step multiplies the gradient by {factor} on average: W_h and slopes f′.",
        factor=_per_step(log10(first) - log10(last), steps),
    )


def _per_step(decades: float, steps: int) -> str:
    """The factor of each step, with the digits that its power over all steps needs."""
    exact, whole = 10.0 ** (decades / steps), ratio(decades)
    for digits in range(3, MOST_DIGITS + 1):
        factor = short(exact, digits)
        if ratio(steps * log10(float(factor))) == whole:
            break
    return factor


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
