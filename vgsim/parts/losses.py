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


@dataclass(frozen=True, slots=True)
class Output:
    """The activation of the output layer."""

    name: str
    label: str
    formula: str
    teaches: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss, averaged as PyTorch averages it."""

    name: str
    label: str
    formula: str
    outputs: tuple[str, ...]  # it goes with; the first is its usual partner
    tasks: tuple[Task, ...]
    teaches: str


OUTPUTS = Registry(
    Output("linear", "Linear", "y = z", "For numbers of any size: regression."),
    Output("sigmoid", "Sigmoid", "y = 1/(1 + e⁻ᶻ)", "Yes or no, for each output by itself."),
    Output("tanh", "Tanh", "y = tanh z", "For numbers between −1 and 1; classes become ±1."),
    Output("softmax", "Softmax", "yᵢ = e^zᵢ / Σ e^zⱼ", "One of several classes."),
)

LOSSES = Registry(
    Loss(
        "mse", "Mean squared error", "L = mean (y − t)²",
        ("linear", "sigmoid", "tanh", "softmax"), ("classification", "regression"),
        "Right for regression; after a saturated sigmoid its gradient vanishes at the output.",
    ),
    Loss(
        "bce", "Binary cross-entropy", "L = −mean (t ln y + (1 − t) ln(1 − y))",
        ("sigmoid",), ("classification",),
        "Cancels the sigmoid's slope: the gradient at the output is y − t.",
    ),
    Loss(
        "cross_entropy", "Cross-entropy", "L = −mean ln y_class", ("softmax",),
        ("classification",), "Cancels the softmax's slope: the gradient at the output is y − t.",
    ),
)  # fmt: skip

_PARTNER = {"linear": "mse", "tanh": "mse", "sigmoid": "bce", "softmax": "cross_entropy"}


def resolve_output(output: str | None, loss: str | None, task: Task) -> tuple[str, str]:
    """Output and loss with what was left open filled in to suit the task.

    Raises:
        ValueError: with a sentence, where the two or the task do not go together.
    """
    if output is None and loss is None:
        return ("softmax", "cross_entropy") if task == "classification" else ("linear", "mse")
    if loss is None:
        assert output is not None
        loss = _PARTNER[OUTPUTS[output].name] if task == "classification" else "mse"
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
    if output_units(output, task, classes) == 1:
        encoded = (y == 1).astype(np.float64).reshape(len(y), 1)
    else:
        encoded = (y[:, None] == np.arange(classes)).astype(np.float64)
    return 2 * encoded - 1 if output == "tanh" else encoded


def predict(z: Array, output: str) -> Array:
    """The output layer's activations of its preactivations, (batch, outputs)."""
    if output == "softmax":
        with np.errstate(all="ignore"):
            e = np.exp(z - z.max(axis=1, keepdims=True))
            return e / e.sum(axis=1, keepdims=True)
    return evaluate(ACTIVATIONS[output], z)[0]


def loss_and_gradient(z: Array, targets: Array, output: str, loss: str) -> tuple[float, Array]:
    """The mean loss of output preactivations z against encoded targets, and dL/dz.

    Shapes are (batch, outputs). Mean over the batch for cross-entropy, over batch and outputs
    for the others (PyTorch's reduction="mean"). Everything from logits, so that no logarithm of
    a rounded 0 or 1 is taken.
    """
    batch, outputs = z.shape
    with np.errstate(all="ignore"):
        if loss == "cross_entropy":
            shifted = z - z.max(axis=1, keepdims=True)
            e = np.exp(shifted)
            total = e.sum(axis=1, keepdims=True)
            losses = ((np.log(total) - shifted) * targets).sum(axis=1)
            return float(losses.mean(dtype=np.float64)), (e / total - targets) / z.dtype.type(batch)
        scale = z.dtype.type(batch * outputs)
        if loss == "bce":
            losses = np.maximum(z, 0) - z * targets + np.log1p(np.exp(-np.abs(z)))
            y = evaluate(ACTIVATIONS["sigmoid"], z)[0]
            return float(losses.mean(dtype=np.float64)), (y - targets) / scale
        if output == "softmax":
            y = predict(z, output)
            inner = (y - targets) * y
            gradient = 2 * (inner - y * inner.sum(axis=1, keepdims=True)) / scale
        else:
            y, slope = evaluate(ACTIVATIONS[output], z)
            gradient = 2 * (y - targets) * slope / scale
        return float(np.square(y - targets).mean(dtype=np.float64)), gradient
