"""What comes out, and how wrong is it? Output units, losses, and which go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.activations import ACTIVATIONS, evaluate
from vgsim.parts.registry import Registry

Task = Literal["classification", "regression"]
Array = NDArray[Any]
ROWS = 256  # examples whose outputs are compared with each other at once


@dataclass(frozen=True, slots=True)
class Output:
    """The activation of the output layer, y of preactivation z."""

    name: str
    label: str
    formula: str
    origin: str
    loss: str  # its usual partner for classes; for numbers it is the mean squared error
    teaches: str
    help: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss of outputs y against targets t, averaged as PyTorch averages it."""

    name: str
    label: str
    formula: str
    origin: str
    outputs: tuple[str, ...]  # it goes with; the first is its usual partner
    tasks: tuple[Task, ...]
    teaches: str
    help: str


OUTPUTS = Registry(
    Output(
        "linear", "Linear", "y = z", "the identity", "mse",
        "Passes its gradient whole: nothing can saturate at the output.",
        "For numbers of any size: regression.",
    ),
    Output(
        "sigmoid", "Sigmoid", "y = 1 / (1 + e⁻ᶻ)", "Cox 1958 (logistic regression)", "bce",
        "Where it saturates, only cross-entropy still gets a gradient through.",
        "Yes or no, for each output by itself.",
    ),
    Output(
        "tanh", "Tanh", "y = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)", "LeCun 1989", "mse",
        "Targets of ±1 lie where it is flat: it saturates just when it is right, or very wrong.",
        "For numbers between −1 and 1; classes become ±1.",
    ),
    Output(
        "softmax", "Softmax", "yᵢ = exp zᵢ / Σⱼ exp zⱼ", "Bridle 1990", "cross_entropy",
        "Its outputs compete: they are positive and add up to one.",
        "One of several classes.",
    ),
)  # fmt: skip

LOSSES = Registry(
    Loss(
        "mse", "Mean squared error", "L = mean (y − t)²", "Legendre 1805; Gauss 1809",
        ("linear", "sigmoid", "tanh", "softmax"), ("classification", "regression"),
        "Right for regression; after a saturated output the gradient is gone before it starts.",
        "Mean over batch and outputs; for numbers, or as the classic bad choice for classes.",
    ),
    Loss(
        "bce", "Binary cross-entropy", "L = −mean (t ln y + (1 − t) ln(1 − y))",
        "Baum and Wilczek 1988; Solla, Levin and Fleisher 1988", ("sigmoid",), ("classification",),
        "Cancels the sigmoid's slope: the gradient at the output is y − t.",
        "Mean over batch and outputs; for sigmoid outputs.",
    ),
    Loss(
        "cross_entropy", "Cross-entropy", "L = −mean ln y_class", "Bridle 1990", ("softmax",),
        ("classification",),
        "Cancels the softmax's slope: the gradient at the output is y − t.",
        "Mean over the batch; for softmax outputs.",
    ),
)  # fmt: skip


# between which numbers an output unit can answer
RANGES: dict[str, tuple[float, float]] = {
    "linear": (-np.inf, np.inf), "sigmoid": (0, 1), "tanh": (-1, 1), "softmax": (0, 1),
}  # fmt: skip


def resolve_output(output: str | None, loss: str | None, task: Task) -> tuple[str, str]:
    """Output and loss with what was left open filled in to suit the task.

    Raises:
        UnknownName: there is no such output or loss.
        ValueError: with a sentence, where the two or the task do not go together.
    """
    if output is None and loss is None:
        return ("softmax", "cross_entropy") if task == "classification" else ("linear", "mse")
    if loss is None:
        assert output is not None
        loss = OUTPUTS[output].loss if task == "classification" else "mse"
    chosen = LOSSES[loss]
    output = OUTPUTS[output].name if output else chosen.outputs[0]
    if task not in chosen.tasks:
        raise ValueError(f"{loss} compares classes, but the data are numbers: use mse")
    if output not in chosen.outputs:
        partners = " or ".join(chosen.outputs)
        raise ValueError(f"{loss} goes with {partners}, not with the output {output}")
    if task == "regression" and output == "softmax":
        raise ValueError("softmax gives classes, but the data are numbers: use linear")
    return output, loss


def output_units(output: str, task: Task, classes: int) -> int:
    """How many units the output layer has."""
    if task == "regression":
        return 1
    return classes if output == "softmax" or classes > 2 else 1


def encode_targets(y: Array, output: str, task: Task, classes: int) -> NDArray[np.float64]:
    """Targets as numbers, (batch, outputs): one-hot 0/1, for tanh -1/+1; regression as is."""
    if task == "regression":
        return y.astype(np.float64).reshape(len(y), 1)
    single = output_units(output, task, classes) == 1
    encoded = y[:, None] == (np.ones(1) if single else np.arange(classes))
    return np.where(encoded, 1.0, -1.0 if output == "tanh" else 0.0)


def blind_guess(targets: Array, output: str, loss: str) -> float:
    """The smallest mean loss of answers that do not depend on the inputs.

    For classes that is answering their frequencies, for numbers their mean; an output that cannot
    give the mean answers the number nearest to it.

    Args:
        targets: (n, outputs) encoded.
        output: name of the output units.
        loss: name of the loss.
    """
    mean = targets.mean(axis=0, dtype=np.float64)
    if loss == "cross_entropy":
        return float(-(mean * _log(mean)).sum())
    if loss == "bce":
        return float(-(mean * _log(mean) + (1 - mean) * _log(1 - mean)).mean())
    return float(np.square(targets - np.clip(mean, *RANGES[output])).mean(dtype=np.float64))


def zero_guess(targets: Array, output: str, loss: str) -> float:
    """The mean loss of answers whose preactivation is 0, for (n, outputs) encoded targets."""
    return loss_and_gradient(np.zeros(targets.shape), targets, output, loss)[0]


def _log(p: Array) -> Array:
    """Ln p; 0 where p is 0, which has no part in an entropy."""
    return np.asarray(np.log(np.where(p > 0, p, 1)))


def predict(z: Array, output: str) -> Array:
    """The output layer's activations of its preactivations, (batch, outputs)."""
    if output == "softmax":
        with np.errstate(all="ignore"):
            return _softmax(z)
    return evaluate(ACTIVATIONS[output], z)[0]


def loss_and_gradient(z: Array, targets: Array, output: str, loss: str) -> tuple[float, Array]:
    """The mean loss of output preactivations z against encoded targets, and dL/dz.

    Shapes are (batch, outputs). Mean over the batch for cross-entropy, over batch and outputs
    for the others (PyTorch's reduction="mean"). Everything comes from the preactivations: no
    logarithm of a rounded 0 or 1, and no difference y - t that rounds to 0 where y is nearly
    right, so that no gradient is falsely zero.
    """
    targets = targets.astype(z.dtype, copy=False)
    batch, outputs = z.shape
    with np.errstate(all="ignore"):
        error = _error(z, targets, output)
        if loss == "cross_entropy":
            losses = _negative_log_likelihood(z, targets)
            return float(losses.mean(dtype=np.float64)), error / z.dtype.type(batch)
        scale = z.dtype.type(batch * outputs)
        if loss == "bce":
            losses = np.maximum(z, 0) - z * targets + np.log1p(np.exp(-np.abs(z)))
            return float(losses.mean(dtype=np.float64)), error / scale
        gradient = 2 * _through(z, error, output) / scale
        return float(np.square(error).mean(dtype=np.float64)), gradient


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    made: Array = e / e.sum(axis=1, keepdims=True)
    return made


def _error(z: Array, t: Array, output: str) -> Array:
    """The error y - t, exact also where y is nearly t: 1 - y comes from the other side of z."""
    if output == "softmax":  # where t is 1: minus the sum of all others
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


def _through(z: Array, error: Array, output: str) -> Array:
    """The error times dy/dz of the output unit, (batch, outputs)."""
    if output == "softmax":  # dy_j/dz_i = y_i ([i = j] - y_j); the y_j add up to 1
        y = _softmax(z)
        made = np.empty_like(error)
        for start in range(0, len(z), ROWS):  # (rows, outputs i, outputs j) would not fit at once
            rows = slice(start, start + ROWS)
            differences = error[rows, :, None] - error[rows, None, :]
            made[rows] = y[rows] * (y[rows, None, :] * differences).sum(axis=2)
        return made
    return np.asarray(error * evaluate(ACTIVATIONS[output], z)[1])


def _sigmoid(z: Array) -> Array:
    return evaluate(ACTIVATIONS["sigmoid"], z)[0]


def _negative_log_likelihood(z: Array, targets: Array) -> Array:
    """-ln y of the target class, (batch,); exact also where y is nearly 1."""
    own = np.where(targets == 1, z, 0).sum(axis=1, keepdims=True)
    above = z - own
    highest = above.max(axis=1, keepdims=True)
    e = np.exp(above - highest)
    np.put_along_axis(e, above.argmax(axis=1)[:, None], 0, axis=1)
    losses: Array = highest[:, 0] + np.log1p(e.sum(axis=1))
    return losses
