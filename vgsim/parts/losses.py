"""Output units and losses, and which of them go together.

To add a loss, write its rule and add an entry to `LOSSES`. NumPy and the kernels run the same rule;
`vgsim.parts.elementary` lists what it may use.
"""

# Rules run on scalars, arrays and machine vectors, so they have no type hints.
# mypy: allow-untyped-defs

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vgsim.parts.elementary import (
    ONE,
    TWO,
    ZERO,
    absolute,
    exp,
    log1p,
    maximum,
    select,
    to_double,
)
from vgsim.parts.registry import Choice, Registry
from vgsim.words.language import tr
from vgsim.words.lists import alternatives

Task = Literal["classification", "regression"]
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Output:
    """An activation of the output layer: y as a function of its preactivation z."""

    name: str
    label: str
    formula: str
    origin: str
    loss: str  # its default loss for classes; for numbers that is the mean squared error
    teaches: str
    help: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss of outputs y against targets t, averaged as in PyTorch.

    The rule handles one output. It takes the sum of the losses of the outputs before it, the
    output's preactivation z (for softmax, ln y), its target, and the error y - t, which is precise
    even where y is almost t. It returns the sum including this output's loss, and the slope.
    """

    name: str
    label: str
    formula: str
    origin: str
    outputs: tuple[str, ...]  # the outputs it fits; the first is the default
    tasks: tuple[Task, ...]
    teaches: str
    help: str
    rule: Callable[..., Any]  # (total, z, t, y - t) -> (total + L, dL/dy, or dL/dz if it `cancels`)
    cancels: bool = False  # whether the output's dy/dz cancels out of dL/dz
    over: Literal["batch", "outputs"] = "outputs"  # mean over the examples, or over outputs too
    relative: bool = True  # whether example weights are divided by their mean
    # per output, the loss of always predicting the mean target; None: `rule` computes it
    entropy: Callable[[Array], Array] | None = None


def _mse(total, z, t, e):
    d = to_double(e)
    return total + d * d, TWO * e


def _bce(total, z, t, e):
    return total + to_double(maximum(z, ZERO) - z * t) + log1p(exp(-absolute(z))), e


def _cross_entropy(total, z, t, e):
    return total + select(t == ONE, -z, ZERO), e


def _entropy_terms(p: Array) -> Array:
    """-p ln p for each output, (outputs,); 0 where p is 0."""
    return np.asarray(-(p * np.log(np.where(p > 0, p, 1))))


OUTPUTS = Registry(
    Output(
        "linear", tr("Linear"), "y = z", tr("the identity"), "mse",
        tr("Passes the gradient unchanged: the output cannot saturate."),
        tr("For numbers of any size: regression."),
    ),
    Output(
        "sigmoid", "Sigmoid", "y = 1 / (1 + e⁻ᶻ)", tr("Cox 1958 (logistic regression)"), "bce",
        tr("Where it saturates, only cross-entropy still has a gradient."),
        tr("Yes or no, for each output separately."),
    ),
    Output(
        "tanh", "Tanh", "y = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)", "LeCun 1989", "mse",
        tr("It is flat near its targets ±1, so it saturates when it is right and when it is "
           "very wrong."),
        tr("For numbers between −1 and 1; classes become ±1."),
    ),
    Output(
        "softmax", "Softmax", "yᵢ = exp zᵢ / Σⱼ exp zⱼ", "Bridle 1990", "cross_entropy",
        tr("Its outputs are positive and add up to one."),
        tr("One of several classes."),
    ),
)  # fmt: skip

LOSSES = Registry(
    Loss(
        "mse", tr("Mean squared error"), "L = mean (y − t)²", "Legendre 1805; Gauss 1809",
        ("linear", "sigmoid", "tanh", "softmax"), ("classification", "regression"),
        tr("Right for regression; a saturated output passes hardly any gradient."),
        tr("Mean over batch and outputs; for numbers; a classic bad choice for classes."),
        _mse,
    ),
    Loss(
        "bce", tr("Binary cross-entropy"), "L = −mean (t ln y + (1 − t) ln(1 − y))",
        tr("Baum and Wilczek 1988; Solla, Levin and Fleisher 1988"), ("sigmoid",),
        ("classification",),
        tr("Cancels the sigmoid's slope: the gradient at the output is y − t."),
        tr("Mean over batch and outputs; for sigmoid outputs."),
        _bce, cancels=True, relative=False,
        entropy=lambda p: _entropy_terms(p) + _entropy_terms(1 - p),
    ),
    Loss(
        "cross_entropy", tr("Cross-entropy"), "L = −mean ln y_class", "Bridle 1990", ("softmax",),
        ("classification",),
        tr("Cancels the softmax's slope: the gradient at the output is y − t."),
        tr("Mean over the batch; for softmax outputs."),
        _cross_entropy, cancels=True, over="batch", entropy=_entropy_terms,
    ),
)  # fmt: skip

CLASS_WEIGHTS = Registry(
    Choice(
        "none", tr("All examples equal"), "1", "",
        tr("A rare class contributes little to the loss."),
    ),
    Choice(
        "balanced", tr("Balanced"), tr("examples / (classes · examples of the class)"),
        tr("King and Zeng 2001, in scikit-learn's form"),
        tr("The loss is Σ weight · loss / Σ weight over the batch; with bce the plain mean."),
    ),
)  # fmt: skip


def resolve_output(output: str | None, loss: str | None, task: Task) -> tuple[str, str]:
    """Names of output and loss, with defaults for the task where they are None.

    Raises:
        UnknownName: there is no such output or loss.
        ValueError: output, loss and task do not go together; the message says why.
    """
    if output is None and loss is None:
        return ("softmax", "cross_entropy") if task == "classification" else ("linear", "mse")
    if loss is None:
        assert output is not None
        loss = OUTPUTS[output].loss if task == "classification" else "mse"
    chosen = LOSSES[loss]
    output = OUTPUTS[output].name if output else chosen.outputs[0]
    if task not in chosen.tasks:
        if task == "regression":
            raise ValueError(
                tr("{loss} compares classes, but the data are numbers: use mse", loss=loss)
            )
        raise ValueError(
            tr("{loss} compares numbers, but the data are classes: use cross_entropy", loss=loss)
        )
    if output not in chosen.outputs:
        partners = alternatives(chosen.outputs)
        raise ValueError(
            tr("{loss} goes with {outputs}, not with the output {output}",
               loss=loss, outputs=partners, output=output)
        )  # fmt: skip
    if task == "regression" and output == "softmax":
        raise ValueError(tr("softmax gives classes, but the data are numbers: use linear"))
    return output, loss


def output_units(output: str, task: Task, classes: int) -> int:
    """Number of units in the output layer."""
    if task == "regression":
        return 1
    return classes if output == "softmax" or classes > 2 else 1


def encode_targets(y: Array, output: str, task: Task, classes: int) -> NDArray[np.float64]:
    """Targets as numbers, (batch, outputs): one-hot 0/1, or -1/+1 for tanh; values unchanged."""
    if task == "regression":
        return y.astype(np.float64).reshape(len(y), 1)
    single = output_units(output, task, classes) == 1
    encoded = y[:, None] == (np.ones(1) if single else np.arange(classes))
    return np.where(encoded, 1.0, -1.0 if output == "tanh" else 0.0)


def balanced_weights(y: Array, classes: int) -> NDArray[np.float64]:
    """The weight of each class, (classes,), inversely proportional to its frequency.

    A class without examples has weight 1.

    Args:
        y: (n,) class numbers.
        classes: number of classes.
    """
    counts = np.bincount(y.astype(np.int64), minlength=classes)
    there = counts > 0
    weights = len(y) / (there.sum() * np.maximum(counts, 1))
    return np.where(there, weights, 1.0)


def example_factors(
    targets: Array, class_weights: NDArray[np.float64] | None, loss: str
) -> NDArray[np.float64] | None:
    """The factor of each example's loss before the mean is taken, (n,); None: all are 1.

    As in PyTorch: `bce` uses the weights themselves, other losses the weights over their mean.

    Args:
        targets: (n, outputs) encoded classes.
        class_weights: (classes,), or None.
        loss: name of the loss.
    """
    if class_weights is None:
        return None
    kinds = targets.argmax(axis=1) if targets.shape[1] > 1 else (targets[:, 0] == 1).astype(int)
    weights = np.asarray(class_weights[kinds])
    return weights / weights.mean() if LOSSES[loss].relative else weights
