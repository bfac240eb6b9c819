"""The size of an update relative to the weights, ‖ΔW‖ / ‖W‖, as verdicts use it."""

from __future__ import annotations

import numpy as np

from vgsim.compute.traces.trace import FloatArray, LaneTrace
from vgsim.compute.traces.view import plain_descent
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.parts.precision import FORMATS

STILL = 1e-6  # update-to-weight ratio below which a layer does not learn
FAINT = 1e-7  # gradient norm below which a layer learns nothing
SMALL_WEIGHTS = 0.1  # fraction of their usual size at which smaller weights are replaced


def ratios_of(lane: LaneTrace) -> FloatArray:
    """‖ΔW‖ / ‖W‖ of every layer, (depth + 1,).

    For small batches with plain SGD it is the expected value, from the gradient over more examples.
    Weights far below their usual size, as with some initializers, cannot serve as the reference: a
    tenth of the usual size replaces them.
    """
    found = np.array(lane.measures["update_ratio"], np.float64)
    if lane.recurrent:
        return np.where(np.isfinite(found), found, 0.0)
    sizes = np.array(lane.measures["weight_norm"], np.float64)
    with np.errstate(all="ignore"):
        steps = found * sizes
        rounded = FORMATS[lane.network.dtype].needs_rounding
        if lane.evidence.examples > lane.batch and plain_descent(lane.training) and not rounded:
            steps = lane.learning_rate * lane.evidence.weight_gradient
            steps[[layer - 1 for layer in lane.frozen]] = 0.0
        least = SMALL_WEIGHTS * usual_sizes(lane)
        return np.where(np.isfinite(steps), steps, 0.0) / np.maximum(sizes, least)


def usual_sizes(lane: LaneTrace) -> FloatArray:
    """‖W‖ of every layer if its weights have rms 1/√fan-in, (depth + 1,)."""
    return np.sqrt(np.array(lane.widths[1:], np.float64))


def learns_faintly(lane: LaneTrace, layer: int, slack: float = 1.0) -> bool:
    """Whether a layer's gradient is too small to learn from, though its weights may change.

    Momentum and weight decay move weights without a gradient. With plain SGD the update itself
    tells, and adaptive optimizers amplify any gradient.
    """
    training = lane.training
    if plain_descent(training) or OPTIMIZERS[training.optimizer].adaptive:
        return False
    return bool(lane.evidence.weight_gradient[layer - 1] < FAINT * slack)
