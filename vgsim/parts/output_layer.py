"""Predictions, loss and gradient of the output layer in NumPy, for any output and loss."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.activations import ACTIVATIONS, evaluate
from vgsim.parts.elementary import numpy_form
from vgsim.parts.losses import LOSSES, Loss

Array = NDArray[Any]
ROWS = 256  # examples per block of the softmax Jacobian, to bound its memory
# the range of each output unit
RANGES: dict[str, tuple[float, float]] = {
    "linear": (-np.inf, np.inf), "sigmoid": (0, 1), "tanh": (-1, 1), "softmax": (0, 1),
}  # fmt: skip


def blind_guess(targets: Array, output: str, loss: str, factors: Array | None = None) -> float:
    """The smallest mean loss of predictions that ignore the inputs.

    The best such prediction is the mean target: for classes their frequencies. An output that
    cannot reach the mean predicts the nearest number in its range.

    Args:
        targets: (n, outputs) encoded targets.
        output: name of the output units.
        loss: name of the loss.
        factors: (n,) see `example_factors`; None: all examples have equal weight.
    """
    mean, factor = targets.mean(axis=0, dtype=np.float64), 1.0
    if factors is not None:
        mean, factor = np.average(targets, axis=0, weights=factors), float(factors.mean())
    entry = LOSSES[loss]
    if entry.entropy:
        found = entry.entropy(mean)
        return factor * float(found.sum() if entry.over == "batch" else found.mean())
    constant = np.clip(mean, *RANGES[output])
    losses = _apply_rule(entry, constant, targets, constant - targets)[0]
    return float(_weighted(losses, factors).mean(dtype=np.float64))


def zero_guess(targets: Array, output: str, loss: str, factors: Array | None = None) -> float:
    """The mean loss if every output preactivation is 0; `targets` are encoded, (n, outputs)."""
    return loss_and_gradient(np.zeros(targets.shape), targets, output, loss, factors)[0]


def predict(z: Array, output: str) -> Array:
    """Output activations from output preactivations z, (batch, outputs)."""
    if output == "softmax":
        with np.errstate(all="ignore"):
            return _softmax(z)
    return evaluate(ACTIVATIONS[output], z)[0]


def loss_and_gradient(
    z: Array, targets: Array, output: str, loss: str, factors: Array | None = None
) -> tuple[float, Array]:
    """The mean loss of output preactivations z against encoded targets, and dL/dz.

    Shapes are (batch, outputs). The mean is over the batch for cross-entropy, over batch and
    outputs for the others (PyTorch's reduction="mean"). `factors` (batch,) multiply the losses of
    the examples (see `example_factors`). Everything is computed from the preactivations, without
    logarithms of a rounded 0 or 1 and without differences y - t that round to 0 where y is almost
    t, so that a gradient is 0 only if it is below the number format.
    """
    targets = targets.astype(z.dtype, copy=False)
    with np.errstate(all="ignore"):
        losses, gradient = (
            _weighted(x, factors) for x in _losses_and_gradient(z, targets, output, loss)
        )
        return float(losses.mean(dtype=np.float64)), gradient


def _weighted(values: Array, factors: Array | None) -> Array:
    """Each row times its factor."""
    return values if factors is None else values * factors.astype(values.dtype)[:, None]


def _losses_and_gradient(z: Array, targets: Array, output: str, loss: str) -> tuple[Array, Array]:
    """Losses, (batch, outputs) or (batch, 1), and the gradient of their mean, (batch, outputs)."""
    entry, error = LOSSES[loss], _error(z, targets, output)
    own = _log_softmax(z, targets) if output == "softmax" else z
    losses, slope = _apply_rule(entry, own, targets, error)
    gradient = slope if entry.cancels else _backward(z, slope, output)
    if entry.over == "batch":
        return losses.sum(axis=1, keepdims=True), gradient / z.dtype.type(len(z))
    return losses, gradient / z.dtype.type(z.size)


def _apply_rule(entry: Loss, z: Array, t: Array, error: Array) -> tuple[Array, Array]:
    """The loss of every output and the slope that the rule returns."""
    found = numpy_form(entry.rule, error.dtype)(error.dtype.type(0), z, t, error)
    return np.asarray(found[0]), np.asarray(found[1])


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    made: Array = e / e.sum(axis=1, keepdims=True)
    return made


def _error(z: Array, t: Array, output: str) -> Array:
    """The error y - t, precise even where y is almost t: 1 - y is computed from -z."""
    if output == "softmax":  # where t is 1: minus the sum of all other outputs
        y = _softmax(z)
        others = np.where(t == 1, 0, y)
        return np.where(t == 1, -others.sum(axis=1, keepdims=True), y - t)
    if output == "sigmoid":  # y = s(z), 1 - y = s(-z)
        up, down = (1 - t) * _sigmoid(z), t * _sigmoid(-z)
        return np.asarray(up - down)
    if output == "tanh":  # 1 + y = 2 s(2z), 1 - y = 2 s(-2z)
        sides = (1 - t) * _sigmoid(2 * z) - (1 + t) * _sigmoid(-2 * z)
        return np.where(np.abs(t) == 1, sides, predict(z, output) - t)
    return np.asarray(z - t)


def _backward(z: Array, slope: Array, output: str) -> Array:
    """Backward pass through the output unit: dL/dz from dL/dy, (batch, outputs)."""
    if output == "softmax":  # dy_j/dz_i = y_i ([i = j] - y_j); the y_j add up to 1
        y = _softmax(z)
        made = np.empty_like(slope)
        for start in range(0, len(z), ROWS):  # in blocks, (rows, outputs i, outputs j)
            rows = slice(start, start + ROWS)
            differences = slope[rows, :, None] - slope[rows, None, :]
            made[rows] = y[rows] * (y[rows, None, :] * differences).sum(axis=2)
        return made
    return np.asarray(slope * evaluate(ACTIVATIONS[output], z)[1])


def _sigmoid(z: Array) -> Array:
    return evaluate(ACTIVATIONS["sigmoid"], z)[0]


def _log_softmax(z: Array, targets: Array) -> Array:
    """The logarithm of the softmax, (batch, outputs); precise even where y is almost 1."""
    own = np.where(targets == 1, z, 0).sum(axis=1, keepdims=True)
    own = np.where(np.isfinite(own), own, 0)  # -∞, a probability of 0, costs ∞, not NaN
    above = z - own
    highest = above.max(axis=1, keepdims=True)
    e = np.exp(above - highest)
    np.put_along_axis(e, above.argmax(axis=1)[:, None], 0, axis=1)
    logs: Array = (above - highest) - np.log1p(e.sum(axis=1, keepdims=True))
    return logs
