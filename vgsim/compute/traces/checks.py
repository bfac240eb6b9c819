"""Checks the pass in a tape with independent computations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.compute.reference.twin import Twin
from vgsim.compute.traces.trace import Check
from vgsim.words.language import tr

PROBED = 6  # number of weights whose gradient is compared with finite differences of the loss
STEP = 1e-5  # step of a finite difference, relative to max(|weight|, 1)
ORTHOGONAL = 1e-12  # largest entry of |WᵀW − I| of a matrix that counts as orthogonal
RESOLVED = 1e-4  # smaller gradients are lost in the rounding of the loss
SAME_PASS, DIFFERENCES = tr("recomputed in plain NumPy"), tr("finite differences")
Kind = TypeVar("Kind", Tape, RecurrentTape)
NAMES = ("grad_weight", "grad_bias", "grad_preactivation")


def checks(tape: Tape) -> tuple[Check, ...]:
    """Return every check that applies to this network, each with its largest relative error."""
    with np.errstate(all="ignore"):
        other = recomputed(tape)
        found = [_same_pass(tape, other)]
        found += _identities(tape)
        if tape.plan.dtype is np.float64 and tape.plan.format.name == "float64":
            found += _differences(tape, other)
    return tuple(found)


def recomputed(tape: Kind) -> Kind:
    """Return a copy of the tape with its pass computed again in NumPy."""
    other = tape.independent_copy()
    Twin().iterate(other, update=False)
    return other


def difference_error(weight: Array, place: Any, exact: float, loss: Callable[[], float]) -> float:
    """Return the relative error of a gradient, by the central difference of the loss.

    Args:
        weight: the weights; the one at `place` is changed for a moment.
        place: its index.
        exact: ∂L/∂w of this weight.
        loss: computes the loss of the network with the changed weight.
    """
    before = float(weight[place])
    step = STEP * max(abs(before), 1.0)
    losses = []
    for sign in (1, -1):
        weight[place] = before + sign * step
        losses.append(loss())
    weight[place] = before
    return abs((losses[0] - losses[1]) / (2 * step) - exact) / abs(exact)


def relative_difference(found: Any, expected: Any) -> float:
    """Return the largest difference divided by the largest expected magnitude; 0 if all are 0."""
    found, expected = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    largest = float(np.abs(expected).max())
    if not np.isfinite(largest):
        return float("nan")
    difference = float(np.abs(found - expected).max())
    return difference / largest if largest > 0 else difference


def _same_pass(tape: Tape, other: Tape) -> Check:
    """Compare the pass with one recomputed in NumPy."""
    errors = [
        relative_difference(getattr(tape, name)(layer), getattr(other, name)(layer))
        for layer in range(1, tape.layers + 1)
        for name in NAMES
    ]
    return Check(
        SAME_PASS, max(errors),
        tr("every gradient of z, weights and biases against a second, plain implementation"),
    )  # fmt: skip


def _identities(tape: Tape) -> Iterator[Check]:
    """Check equations that hold exactly for any correct pass."""
    errors = []
    for layer in range(1, tape.layers + 1):
        delta, below = tape.grad_preactivation(layer), tape.activation(layer - 1)
        outer = np.einsum("bo,bi->oi", delta.astype(np.float64), below.astype(np.float64))
        errors.append(relative_difference(tape.grad_weight(layer), outer))
    yield Check(
        "∂L/∂W = Σ δ aᵀ",
        max(errors),
        tr("the weights' gradient from δ and the signals, layer by layer"),
    )
    plan = tape.plan
    if tape.batch == 1:
        pairs = [
            (_norm(tape.grad_weight(k)),
             _norm(tape.grad_preactivation(k)) * _norm(tape.activation(k - 1)))
            for k in range(1, tape.layers + 1)
        ]  # fmt: skip
        yield Check(
            "‖∂L/∂W‖ = ‖δ‖ ‖a‖",
            max(relative_difference(found, expected) for found, expected in pairs),
            tr("holds for a single example: its gradient is one outer product"),
        )  # fmt: skip
    if _only_rotates(tape):
        norms = [_norm(tape.grad_preactivation(k)) for k in range(1, tape.layers)]
        yield Check(
            tr("‖δ‖ equal in all layers"), relative_difference(norms, [norms[-1]] * len(norms)),
            tr("holds for a linear network with orthogonal weights"),
        )  # fmt: skip
    if plan.biases_cancel:
        sums = [
            float(np.abs(tape.grad_preactivation(k).sum(axis=0)).max())
            / max(float(np.abs(tape.grad_preactivation(k)).sum(axis=0).max()), 1e-300)
            for k in range(1, tape.layers)
        ]
        yield Check(
            tr("batch norm: Σ_batch δ = 0"),
            max(sums),
            tr("batch norm subtracts the batch's mean, so the δ of a batch add up to 0"),
        )
        errors = []
        for k in range(1, tape.layers):
            delta, normal = (
                np.asarray(each, np.float64)
                for each in (tape.grad_preactivation(k), tape.normalized(k))
            )
            left = plan.epsilon * tape.inverse_std(k).astype(np.float64) ** 3
            left *= tape.gamma(k).astype(np.float64) * tape.grad_gamma(k).astype(np.float64)
            whole = np.abs(delta * normal).sum(axis=0).max()
            off = np.abs((delta * normal).sum(axis=0) - left).max()
            errors.append(float(off / max(whole, 1e-300)))
        yield Check(
            tr("batch norm: Σ_batch δ n = 0, apart from ε"), max(errors),
            tr("batch norm divides by the standard deviation, which removes δ along n"),
        )  # fmt: skip
    if _homogeneous(tape):
        products = [
            float(np.vdot(tape.weight(k).astype(np.float64), tape.grad_weight(k)))
            for k in range(1, tape.layers + 1)
        ]
        yield Check(
            tr("⟨W, ∂L/∂W⟩ equal in all layers"),
            relative_difference(products, [products[-1]] * len(products)),
            tr("holds for a network without biases that scales with its weights (Euler)"),
        )  # fmt: skip


def _norm(x: Any) -> float:
    return float(np.linalg.norm(np.asarray(x, np.float64)))


def _only_rotates(tape: Tape) -> bool:
    """Whether layers only rotate: a plain linear network with orthogonal hidden weights."""
    plan = tape.plan
    if plan.normalized or plan.joins or plan.spec.dropout or tape.layers < 3:
        return False
    if any(each.activation.name != "linear" for each in plan.layers[:-1]):
        return False
    for layer in range(2, tape.layers):
        weight = tape.weight(layer).astype(np.float64)
        if weight.shape[0] != weight.shape[1]:
            return False
        if np.abs(weight.T @ weight - np.eye(len(weight))).max() > ORTHOGONAL:
            return False
    return True


def _homogeneous(tape: Tape) -> bool:
    """Whether the outputs scale with each layer's weights: no biases, f(cz) = c f(z) for c > 0."""
    plan = tape.plan
    if plan.normalized or plan.joins:
        return False
    scaling = ("linear", "relu", "leaky_relu", "prelu", "rrelu")
    layers = range(1, tape.layers + 1)
    return all(each.activation.name in scaling for each in plan.layers[:-1]) and not any(
        tape.bias(layer).any() for layer in layers
    )


def _differences(tape: Tape, other: Tape) -> Iterator[Check]:
    """Compare central differences of the loss with the largest weight gradients."""
    picked = []
    for layer in range(1, tape.layers + 1):
        gradient = tape.grad_weight(layer)
        place = np.unravel_index(int(np.abs(gradient).argmax()), gradient.shape)
        picked.append((abs(float(gradient[place])), layer, place))
    wanted = [each for each in picked if each[0] > RESOLVED]
    spread = wanted[:: max(len(wanted) // PROBED, 1)][:PROBED]

    def loss() -> float:
        other.refresh()
        return Twin().iterate(other, update=False)

    errors = [
        difference_error(other.weight(layer), place, float(tape.grad_weight(layer)[place]), loss)
        for _, layer, place in spread
    ]
    if errors:
        yield Check(
            DIFFERENCES, max(errors),
            tr(
                "(L(w + h) − L(w − h)) / 2h of %n weight(s); near 0 a ReLU has no derivative",
                "", len(errors),
            ),
        )  # fmt: skip
