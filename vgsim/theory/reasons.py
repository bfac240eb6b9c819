"""Says why a network may not learn: its data, its outputs, its weights, or its updates.

These are remarks about what is unusual, in the order in which an expert would correct it. They
complete a finding that a network does not learn; by themselves they prove nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, log

import numpy as np

from vgsim.compute.traces.trace import LaneTrace
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.theory.updates import SMALL_WEIGHTS, STILL, ratios_of, usual_sizes
from vgsim.words.language import tr
from vgsim.words.numbers import rounded_percent, scientific

LARGE_INPUTS, SMALL_INPUTS = 3.0, 0.03  # rms of the inputs; standardized inputs have 1
LARGE_TARGETS, SMALL_TARGETS = 10.0, 0.03  # standard deviation; standardized targets have 1
FAR = 20.0  # times a blind guess's loss that outputs of 0 have if targets are far from 0
FLAT = 0.25  # fraction of examples that are wrong and on the flat part of the output units
BEYOND = 0.05  # fraction of targets that the output units cannot reach
DROPOUT = 0.7  # fraction of units beyond which dropout may be why a network does not learn
UNEVEN = 0.8  # fraction of the most frequent class
PRECISE = 30  # halvings of the interval in which that fraction is
SMALL_UPDATES = 2.5e-4  # of the weights; about 10⁻³ is usual
FITS, FAILS = 0.8, 1.2  # multiples of a blind guess's loss, in training mode and in evaluation
HALF = 0.5  # fraction of the units of layer 1
MOST = 2  # remarks at most


def reasons(lane: LaneTrace) -> str:
    """Remarks on why a network does not learn, as one text; empty if nothing is unusual."""
    found = (each(lane) for each in REASONS)
    return " ".join([each for each in found if each][:MOST])


def large_inputs(lane: LaneTrace) -> bool:
    """Whether inputs are so large that they enlarge the signals and the first update."""
    return input_size(lane) > LARGE_INPUTS and lane.network.normalization == "none"


def input_size(lane: LaneTrace) -> float:
    """The rms of the training inputs; 0 for sequences."""
    return float(lane.input_power**0.5)


def scales(lane: LaneTrace) -> str:
    """Remarks on inputs and targets so large that numbers overflow; empty if they are not."""
    found = "" if small_targets(lane) else targets(lane)
    return " ".join(filter(None, (_large(lane), found)))


def blocking_inputs(lane: LaneTrace) -> str:
    """A sentence on large inputs where most units of layer 1 are dead or saturated; or empty."""
    flat = lane.measures.get("saturated")
    idle = max(float(lane.evidence.dead[0]), 0.0 if flat is None else float(flat[0]))
    return _large(lane) if idle > HALF and not lane.recurrent else ""


def _inputs(lane: LaneTrace) -> str:
    return _large(lane) or small_inputs(lane)


def _large(lane: LaneTrace) -> str:
    if not large_inputs(lane):
        return ""
    return tr("The inputs are large (rms {size}).", size=scientific(input_size(lane), 2))


def small_inputs(lane: LaneTrace) -> str:
    """A sentence on inputs so small that layer 1 hardly learns from them; empty if not."""
    size = input_size(lane)
    if not 0 < size < SMALL_INPUTS or lane.network.normalization != "none":
        return ""
    return tr("The inputs are small (rms {size}).", size=scientific(size, 2))


def targets(lane: LaneTrace) -> str:
    """A sentence on the targets of a regression whose scale is unusual; empty if it is not."""
    evidence = lane.evidence
    if lane.classes or lane.network.loss != "mse":
        return ""
    spread = evidence.blind_guess**0.5
    if spread > LARGE_TARGETS:
        size = scientific(evidence.zero_guess**0.5, 2)
        return tr("The targets are large (rms {size}).", size=size)
    if evidence.zero_guess > FAR * evidence.blind_guess:
        return tr("The targets are far from 0.")
    return small_targets(lane)


def small_targets(lane: LaneTrace) -> str:
    """A sentence on targets of a regression that hardly differ; empty if they do."""
    spread = lane.evidence.blind_guess**0.5
    if lane.classes or lane.network.loss != "mse" or not 0 < spread < SMALL_TARGETS:
        return ""
    return tr("The targets are small (standard deviation {size}).", size=scientific(spread, 2))


def unreachable(lane: LaneTrace) -> str:
    """A sentence on targets that the output units cannot reach; empty if there are none."""
    part = lane.evidence.unreachable
    if part <= BEYOND:
        return ""
    return tr(
        "{percent} of the targets are outside the range of {output} outputs.",
        percent=rounded_percent(part), output=lane.network.output,
    )  # fmt: skip


def _running(lane: LaneTrace) -> str:
    """On batch norm whose running statistics are far from those of the batches."""
    losses = lane.evidence.history.train_loss[-1:]
    guess = lane.evidence.blind_guess
    if not NORMALIZATIONS[lane.network.normalization].in_batches or not len(losses):
        return ""
    if not (lane.loss < FITS * guess and losses[0] > FAILS * guess):
        return ""
    return tr(
        "In training mode the loss is {loss}: batch norm's running statistics, which evaluation "
        "uses, are not those of the batches.",
        loss=scientific(lane.loss, 3),
    )


def _decay(lane: LaneTrace) -> str:
    if lane.recurrent or not lane.training.weight_decay:
        return ""
    usual = usual_sizes(lane)[: lane.depth]
    sizes = np.array(lane.measures["weight_norm"], np.float64)[: lane.depth]
    if (sizes > SMALL_WEIGHTS * usual).all() or not _could_shrink(lane):
        return ""
    return tr("Weight decay has shrunk the weights to almost 0.")


def _could_shrink(lane: LaneTrace) -> bool:
    """Whether weight decay was strong enough to shrink usual weights to 0 by now.

    Adaptive optimizers other than AdamW add the decay to the gradient. There it acts where it is at
    least as large, and moves each weight by about the learning rate per update.
    """
    training = lane.training
    optimizer, step = OPTIMIZERS[training.optimizer], lane.evidence.history.step
    if not optimizer.adaptive or optimizer.decoupled:
        return training.learning_rate * training.weight_decay * step >= 1
    rms = 1 / np.sqrt(np.array(lane.widths[: lane.depth], np.float64))
    gradient = np.array(lane.evidence.weight_gradient[: lane.depth], np.float64)
    rules = training.weight_decay * usual_sizes(lane)[: lane.depth] > gradient
    return bool((rules & (training.learning_rate * step >= rms)).any())


def _dropped(lane: LaneTrace) -> str:
    if lane.network.dropout <= DROPOUT:
        return ""
    percent = rounded_percent(lane.network.dropout)
    return tr("In training, dropout sets {percent} of all outputs of units to 0.", percent=percent)


def most_frequent(lane: LaneTrace) -> float:
    """The least fraction of the most frequent class, by the loss of a blind guess; 0: unknown.

    That loss is the entropy H of the class frequencies. If the most frequent class has the fraction
    p, H is at least that of two classes with p and 1 − p, which H inverts.
    """
    entropy = lane.evidence.blind_guess
    binary = lane.network.loss == "bce" and lane.widths[-1] == 1
    if not (lane.classes and (binary or lane.network.loss == "cross_entropy")):
        return 0.0
    if not 0 < entropy < log(2):
        return 0.0
    low, high = 0.5, 1.0
    for _ in range(PRECISE):
        part = (low + high) / 2
        two = -part * log(part) - (1 - part) * log(1 - part)
        low, high = (part, high) if two > entropy else (low, part)
    return round(low, 6)


def _uneven(lane: LaneTrace) -> str:
    part = most_frequent(lane)
    if part < UNEVEN:
        return ""
    return tr(
        "At least {percent} of the examples are of one class: always predicting it is rarely "
        "wrong.",
        percent=rounded_percent(floor(100 * part + 1e-6) / 100),  # at least: never rounded up
    )


def _alike(lane: LaneTrace) -> str:
    """On layers whose units are all alike, as far as that was measured."""
    layers = [layer for layer in range(1, lane.depth + 1) if symmetric(lane, layer)]
    if not layers:
        return ""
    return tr("All units of layer {layer} are alike, so they learn the same.", layer=layers[0])


def symmetric(lane: LaneTrace, layer: int) -> bool:
    """Whether all units of a layer have equal weights and nothing random separates them."""
    alike = lane.measures.get("alike")
    if alike is None or lane.widths[layer] < 2:
        return False
    parted = lane.network.dropout > 0 or ACTIVATIONS[lane.activations[layer - 1]].random
    return bool(alike[layer - 1] >= 1.0 and not parted)


def _linear(lane: LaneTrace) -> str:
    if lane.recurrent or set(lane.activations) != {"linear"}:
        return ""
    return tr("With linear activations the whole network is a linear function of its inputs.")


def saturated(lane: LaneTrace) -> str:
    """A sentence on saturated outputs; empty if they are not."""
    if lane.evidence.flat <= FLAT:
        return ""
    return tr(
        "{percent} of the outputs are wrong and saturated: with squared error, hardly any "
        "gradient passes them.",
        percent=rounded_percent(lane.evidence.flat),
    )


def _updates(lane: LaneTrace) -> str:
    largest = float(max(ratios_of(lane)))
    if not float(max(lane.evidence.weight_gradient[: lane.depth])):
        return ""  # what keeps the gradient away is the reason
    if not STILL <= largest < SMALL_UPDATES:
        return ""
    return tr(
        "The updates are small: {size} of the weights, where about {usual} is usual.",
        size=scientific(largest, 2), usual=scientific(1e-3, 1),
    )  # fmt: skip


REASONS: tuple[Callable[[LaneTrace], str], ...] = (
    _inputs, unreachable, targets, _running, _decay, _dropped, _alike, _linear, saturated, _uneven,
    _updates,
)  # fmt: skip
