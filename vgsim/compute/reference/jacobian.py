"""The Jacobian of every layer's output with respect to the inputs, for one example.

Computed by forward accumulation: each stage of a layer multiplies the Jacobian so far. Batch norm
couples the examples of a batch; here its mean and standard deviation are fixed, as in evaluation.
"""

from __future__ import annotations

import numpy as np

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.parts.activations import ACTIVATIONS, evaluate


def singular_values(tape: Tape, example: int) -> list[Array]:
    """Return the singular values of d a_l / d x for layer 1 ... layers, largest first.

    They are kept until the tape's next pass.
    """
    key = ("jacobian", example)
    if key not in tape.cached:
        tape.cached[key] = [_singular(each) for each in jacobians(tape, example)]
    found: list[Array] = tape.cached[key]
    return found


def _singular(matrix: Array) -> Array:
    if not np.isfinite(matrix).all():
        return np.full(min(matrix.shape), np.nan)
    return np.linalg.svd(matrix, compute_uv=False)


def jacobians(tape: Tape, example: int) -> list[Array]:
    """Return d a_l / d x of one example for layer 1 ... layers, (n_l, inputs) each."""
    found = [np.eye(int(tape.widths[0]))]
    for layer in range(1, tape.layers + 1):
        found.append(_through(tape, layer, example, found))
    return found[1:]


def _through(tape: Tape, layer: int, example: int, below: list[Array]) -> Array:
    plan, own = tape.plan, tape.plan.layer(layer)
    here: Array = tape.weight(layer).astype(np.float64) @ below[-1]
    if layer == tape.layers:
        return np.asarray(_output(tape, example) @ here)
    scale = float(tape.branch_scale(layer)[0])
    if plan.before:
        here = _normalization(tape, layer, example) @ here
    if own.source and plan.post:
        here = below[own.source] + scale * here
    here = tape.derivative(layer)[example].astype(np.float64)[:, None] * here
    if plan.after:
        here = _normalization(tape, layer, example) @ here
    if plan.spec.dropout:
        here = tape.mask(layer)[example].astype(np.float64)[:, None] * here
    if own.source and not plan.post:
        here = below[own.source] + scale * here
    return here


def _normalization(tape: Tape, layer: int, example: int) -> Array:
    """d(γ n + β)/dx of one example, x being the input of the normalization, (n, n)."""
    normalization = tape.plan.normalization
    gamma = tape.gamma(layer).astype(np.float64)
    inverse = tape.inverse_std(layer).astype(np.float64)
    n = len(gamma)
    if normalization.in_batches:
        return np.diag(gamma * inverse)
    normal = tape.normalized(layer)[example].astype(np.float64)
    mean = 1.0 / n if normalization.centers else 0.0
    inner = np.eye(n) - mean - np.outer(normal, normal) / n
    return np.asarray(gamma[:, None] * inverse[example] * inner)


def _output(tape: Tape, example: int) -> Array:
    """dy/dz of the output layer, (outputs, outputs)."""
    y = tape.activation(tape.layers)[example].astype(np.float64)
    if tape.plan.output == "softmax":
        return np.diag(y) - np.outer(y, y)
    z = tape.preactivation(tape.layers)[example].astype(np.float64)
    return np.diag(evaluate(ACTIVATIONS[tape.plan.output], z)[1])
