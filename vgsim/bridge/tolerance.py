"""How exactly PyTorch can repeat a pass."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array

TOLERANCES = {"float64": 1e-11, "float32": 1e-5}
ROUNDINGS = 8  # of one number, between the output and a gradient


def tolerance(tape: Tape | RecurrentTape) -> float:
    """The largest relative difference between this pass and PyTorch's.

    PyTorch computes the slope of a sigmoid as y (1 - y), that of tanh as 1 - y², and the error of
    an output as y - t. Where y is almost 1 or almost t, these lose digits, which the program keeps.
    So the tolerance of a network that is saturated or (almost) never wrong is larger.
    """
    usual = TOLERANCES[tape.plan.format.name]
    with np.errstate(all="ignore"):
        smallest = min(_extremes(tape))
    if not smallest > 0:
        return usual
    lost = ROUNDINGS * float(np.finfo(tape.plan.dtype).eps) / smallest
    return max(usual, rounded_up(lost))


def _extremes(tape: Tape | RecurrentTape) -> list[float]:
    """The largest error of an output, and the largest slope of each layer that saturates."""
    if isinstance(tape, RecurrentTape):
        rows = tape.batch * (tape.plan.steps if tape.plan.every else 1)
        return [float(np.abs(tape.grad_output()).max()) * rows]
    found = [float(np.abs(tape.grad_preactivation(tape.layers)).max()) * tape.batch]
    return found + [
        float(np.abs(tape.derivative(layer)).max())
        for layer in range(1, tape.layers)
        if tape.plan.layer(layer).activation.kind == "saturating"
    ]


def rounded_up(value: float) -> float:
    """The next larger number with one digit, at most 1."""
    if not value < 1:
        return 1.0
    found = float(f"{value:.0e}")
    return found if found >= value else float(f"{1.5 * value:.0e}")


def roundings_alone(tape: Tape | RecurrentTape, *, purely: bool = False) -> set[str]:
    """The gradients of weights and biases that are hardly more than their roundings, by name.

    A gradient is a sum over the examples. If its terms cancel, only their roundings are left, and
    these are others in every program. `purely`: only those
    that have so few correct digits that the next update is not worth comparing.
    """
    limit = _limit(tape) / ROUNDINGS if purely else 4 * _limit(tape)
    with np.errstate(all="ignore"):
        if isinstance(tape, Tape):
            layers = range(1, tape.layers + 1)
            terms = [each for layer in layers for each in _terms(tape, layer)]
        else:
            terms = [("output.bias", tape.output_bias(1), _sum(tape.grad_output()))]
        return {name for name, gradient, sizes in terms if _cancels(gradient, sizes, limit)}


def _terms(tape: Tape, layer: int) -> Iterator[tuple[str, Array, Array]]:
    """Yield name and gradient of a layer's parameters, and the sum of its terms' magnitudes."""
    plan, hidden = tape.plan, layer < tape.layers
    delta, below = tape.grad_preactivation(layer), tape.activation(layer - 1)
    here = f"layers.{layer - 1}.linear" if hidden else "output"
    if not (hidden and plan.biases_cancel):  # else the gradient is exactly 0
        yield f"{here}.bias", tape.grad_bias(layer), _sum(delta)
    sizes = np.abs(delta).T.astype(np.float64) @ np.abs(below)
    yield f"{here}.weight", tape.grad_weight(layer), sizes
    if hidden and plan.normalized:
        arriving = tape.grad_argument(layer) if plan.before else tape.grad_activation(layer)
        norm = f"layers.{layer - 1}.norm"
        scaled = _sum(arriving * tape.normalized(layer))
        yield f"{norm}.weight", tape.grad_gamma(layer), scaled
        if plan.normalization.shifts:
            yield f"{norm}.bias", tape.grad_beta(layer), _sum(arriving)


def _sum(delta: Array) -> Array:
    return np.asarray(np.abs(delta).sum(axis=0, dtype=np.float64))


def _cancels(gradient: Array, terms: Array, limit: float) -> bool:
    return bool(np.abs(gradient).max() < limit * terms.max())


def signals_cancel(tape: Tape | RecurrentTape) -> bool:
    """Whether signals are hardly more than roundings, because their terms cancel.

    So it is where all units of a layer, or all examples, are equal and a normalization divides
    their differences, or where the terms of a preactivation add up to 0.
    """
    if not isinstance(tape, Tape):
        return False
    limit = _limit(tape)
    with np.errstate(all="ignore"):
        for layer in range(1, tape.layers + 1):
            terms = np.abs(tape.activation(layer - 1)) @ np.abs(tape.weight(layer)).T
            if float(np.abs(tape.preactivation(layer)).max()) < limit * float(terms.max()):
                return True
            normalized = tape.plan.normalized and layer < tape.layers
            if normalized and _alike(tape, layer, limit):
                return True
    return False


def lost_below(tape: Tape | RecurrentTape) -> int:
    """The highest layer whose gradient consists of roundings alone, because its terms cancel.

    Of recurrent cells 1; 0 if there is none.
    """
    limit = _limit(tape) / ROUNDINGS
    with np.errstate(all="ignore"):
        if isinstance(tape, RecurrentTape):
            terms = np.abs(tape.grad_output()) @ np.abs(tape.output_weight())
            found = float(np.abs(tape.grad_output() @ tape.output_weight()).max())
            return int(found < limit * float(terms.max()))
        lost = [
            layer
            for layer in range(1, tape.layers)
            if (tape.plan.normalized and _blocked(tape, layer, limit))
            or (tape.grad_skip(layer) is None and _gone(tape, layer, limit))
        ]
    return max(lost, default=0)


def _limit(tape: Tape | RecurrentTape) -> float:
    return float(np.finfo(tape.plan.dtype).eps) / TOLERANCES[tape.plan.format.name]


def _gone(tape: Tape, layer: int, limit: float) -> bool:
    """Whether the gradient that arrives at a layer consists of roundings alone."""
    terms = np.abs(tape.grad_preactivation(layer + 1)) @ np.abs(tape.weight(layer + 1))
    return bool(np.abs(tape.grad_activation(layer)).max() < limit * terms.max())


def _spread(tape: Tape, layer: int) -> Array:
    """1/√(variance + ε), in a shape that fits the signals."""
    inverse = tape.inverse_std(layer)
    return inverse[None, :] if tape.plan.normalization.in_batches else inverse[:, None]


def _alike(tape: Tape, layer: int, limit: float) -> bool:
    """Whether what is normalized differs from its mean by roundings alone."""
    if not tape.plan.normalization.centers:
        return False
    given = tape.preactivation(layer) if tape.plan.before else tape.value(layer)
    apart = np.abs(tape.normalized(layer) / _spread(tape, layer))
    size = float(np.abs(given).max())
    return size > 0 and float(apart.max()) < limit * size


def _blocked(tape: Tape, layer: int, limit: float) -> bool:
    """Whether the gradient that passes the normalization consists of roundings alone."""
    if tape.plan.before:
        arriving, passed = tape.grad_argument(layer), tape.grad_preactivation(layer)
    else:
        arriving, passed = tape.grad_activation(layer), tape.grad_value(layer)
    terms = np.abs(arriving * tape.gamma(layer) * _spread(tape, layer))
    return float(np.abs(passed).max()) < limit * float(terms.max())
