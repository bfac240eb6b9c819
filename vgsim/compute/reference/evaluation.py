"""Predictions and scores: a forward pass in evaluation mode (no dropout, running statistics)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.parts.activations import evaluate
from vgsim.parts.losses import Task, encode_targets, example_factors
from vgsim.parts.output_layer import loss_and_gradient, predict

AT_ONCE = 256  # inputs per forward pass, so that the signals fit into the processor's cache


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores and losses on examples of the training set and of the test set.

    A score is the fraction of correct predictions, or for regression the mean squared error. The
    losses are those that training minimizes.
    """

    train: float
    test: float
    train_loss: float
    test_loss: float


def graded(
    z: Array, y: Array, task: Task, classes: int, output: str, loss: str,
    class_weights: Array | None = None,
) -> tuple[float, float]:  # fmt: skip
    """Return score and loss of predictions.

    Args:
        z: (n, units) preactivations of the output layer.
        y: (n,) targets: class numbers, or values for regression.
        task: classification or regression.
        classes: number of classes; 0 for regression.
        output: name of the output units.
        loss: name of the loss.
        class_weights: (classes,) weights of the classes in the loss; None: all 1.
    """
    targets = encode_targets(y, output, task, classes)
    factors = example_factors(targets, class_weights, loss)
    value = loss_and_gradient(z, targets, output, loss, factors)[0]
    return score(predict(z, output), y, task, output), value


def score(predicted: Array, y: Array, task: Task, output: str) -> float:
    """Return the fraction of correct predictions (n, outputs) for targets (n,).

    For regression, return the mean squared error.
    """
    if task == "regression":
        with np.errstate(all="ignore"):
            return float(np.square(predicted[:, 0] - y).mean())
    return float(correct_predictions(predicted, y, output).mean())


def correct_predictions(predicted: Array, y: Array, output: str) -> NDArray[np.bool_]:
    """Return whether each prediction (n, outputs) gives its class y (n,), as (n,) bools.

    A prediction that is NaN or infinite is wrong.
    """
    if predicted.shape[1] > 1:
        classes = predicted.argmax(axis=1)
    else:
        classes = (predicted[:, 0] > (0.0 if output == "tanh" else 0.5)).astype(int)
    return np.asarray((classes == y) & np.isfinite(predicted).all(axis=1))


def predictions(tape: Tape, x: Array) -> Array:
    """Return the outputs, (n, outputs), for inputs (n, features), with the weights in the tape.

    Random slopes take their mean, dropout is off, batch norm uses its running statistics.
    """
    return predict(output_preactivations(tape, x), tape.plan.output)


def output_preactivations(tape: Tape, x: Array) -> Array:
    """Return the preactivations of the output layer, (n, outputs); see `predictions`."""
    starts = range(0, max(len(x), 1), AT_ONCE)
    return np.concatenate([_signals(tape, x[k : k + AT_ONCE])[-1] for k in starts])


def signals(tape: Tape, x: Array) -> list[Array]:
    """Return the output of every layer, (n, units) each, from layer 0 (inputs) to the outputs."""
    found = _signals(tape, x)
    return [*found[:-1], predict(found[-1], tape.plan.output)]


def _signals(tape: Tape, x: Array) -> list[Array]:
    """As `signals`, but with the preactivations of the output layer."""
    rounded = tape.plan.format.rounded
    with np.errstate(all="ignore"):
        found = [np.asarray(rounded(x))]
        for layer in range(1, tape.layers):
            found.append(_layer(tape, layer, found)[0])
        found.append(rounded(found[-1] @ tape.weight(tape.layers).T + tape.bias(tape.layers)))
    return found


def idle_fractions(tape: Tape, x: Array) -> list[float]:
    """Return for every hidden layer the fraction of units with f'(u) = 0 on all inputs x."""
    signals, found = [np.asarray(tape.plan.format.rounded(x))], []
    with np.errstate(all="ignore"):
        for layer in range(1, tape.layers):
            out, slope = _layer(tape, layer, signals)
            signals.append(out)
            found.append(float((slope == 0).all(axis=0).mean()))
    return found


def _layer(tape: Tape, layer: int, signals: list[Array]) -> tuple[Array, Array]:
    """Return a layer's output and the slope of its activation, (n, units) each."""
    plan, rounded = tape.plan, tape.plan.format.rounded
    own = plan.layer(layer)
    factor = tape.branch_scale(layer)[0]
    u = rounded(signals[-1] @ tape.weight(layer).T + tape.bias(layer))
    if plan.before:
        u = _normalized(tape, layer, u)
    if own.source and plan.post:
        u = rounded(signals[own.source] + factor * u)
    slopes = tape.alpha(layer) if own.activation.learned else own.p
    value, slope = evaluate(own.activation, u, alpha=slopes)
    out = rounded(value)
    if plan.after:
        out = _normalized(tape, layer, out)
    if own.source and not plan.post:
        out = rounded(signals[own.source] + factor * out)
    return out, slope


def _normalized(tape: Tape, layer: int, x: Array) -> Array:
    plan = tape.plan
    epsilon = plan.dtype(plan.epsilon)
    kept = plan.normalization.in_batches
    mean, variance = tape.running(layer) if kept else plan.normalization.moments(x)
    normal = (x - mean) / np.sqrt(variance + epsilon)
    return plan.format.rounded(tape.gamma(layer) * normal + tape.beta(layer))
