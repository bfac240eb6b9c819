"""Finds gradients that are 0 because they became too small for the number format.

An entry is also 0 at a dead unit, at a dropped unit, on a flat part of a function, or for an
example that is already predicted correctly. None of these is an underflow: there the exact
gradient is 0, too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array, FloatArray

RELEVANT = 0.01  # examples with an error below this fraction of the batch's largest are ignored
SLACK = 16.0  # factor by which rounding may lift a sum of many terms above its bound


def underflow_fractions(tape: Tape) -> FloatArray:
    """Return the fraction of entries of ∂L/∂z in every layer that underflowed to 0.

    Only entries that should not be 0 are counted. The exact gradient of an entry is at most
    |f′| Σ|W| max|δ|, with W and δ of the next layer. If this is below the format's smallest normal
    number and the entry is 0, it underflowed. If an example's whole gradient underflowed at the
    next layer, it did so at all earlier layers.

    Args:
        tape: holds a forward and a backward pass.

    Returns:
        (layers,), from layer 1 to the output layer.
    """
    found = np.zeros(tape.layers)
    floor = np.log2(tape.plan.smallest_gradient) + np.log2(SLACK)
    gone: NDArray[np.bool_] = np.zeros(tape.batch, bool)  # examples whose gradient is lost
    relevant = _has_relevant_error(tape.grad_preactivation(tape.layers))
    for layer in range(tape.layers - 1, 0, -1):
        delta = tape.grad_preactivation(layer)
        zero = delta == 0
        if not zero.any():
            gone = np.zeros(tape.batch, bool)
            continue
        slope = np.abs(tape.derivative(layer).astype(np.float64))
        active = (slope > 0) & relevant[:, None]
        if tape.plan.spec.dropout:
            active &= tape.mask(layer) != 0
        above = _largest(tape.grad_preactivation(layer + 1))
        skipped = tape.grad_skip(layer)
        if skipped is not None:
            above = np.maximum(above, _largest(skipped))
        weight = np.abs(tape.weight(layer + 1).astype(np.float64)).sum(axis=0).max()
        bound = _log2(above) + _log2(weight) + _log2(slope.max(axis=1))
        too_small = np.isfinite(bound) & (bound < floor)
        underflowed = zero & active & (too_small | (gone & (above == 0)))[:, None]
        found[layer - 1] = underflowed.sum() / max(int(active.sum()), 1)
        gone = underflowed.any(axis=1) & zero.all(axis=1)
    return found


def underflow_by_step(tape: RecurrentTape) -> FloatArray:
    """Return the fraction of entries of ∂L/∂h_t at every step that underflowed to 0.

    The gradient that reaches a step from the next one is at most Σ|W| max|∂L/∂z|, so weights of 0
    and saturated gates do not count as underflow.

    Args:
        tape: holds a forward and a backward pass.

    Returns:
        (steps + 1,), from step 1 to the output layer.
    """
    found = np.zeros((tape.levels, tape.steps + 1))
    floor = np.log2(tape.plan.smallest_gradient) + np.log2(SLACK)
    relevant = _has_relevant_error(tape.grad_output()[-tape.batch :])
    for level in range(tape.levels):
        hidden = tape.grad_hidden(level)[1:]  # (steps, batch, n)
        weight = np.abs(tape.recurrent_weight(level).astype(np.float64)).sum(axis=(0, 1)).max()
        gone: NDArray[np.bool_] = np.zeros(tape.batch, bool)
        for t in range(tape.steps - 2, -1, -1):
            zero = (hidden[t] == 0) & relevant[:, None]
            if not zero.any() or tape.plan.cut(t + 1):
                gone = np.zeros(tape.batch, bool)
                continue
            after = tape.grad_preactivation(level)[t + 1].reshape(tape.batch, -1)
            above = _largest(after)
            bound = _log2(above) + _log2(weight)
            too_small = np.isfinite(bound) & (bound < floor)
            sloped = (above == 0) & (_largest(hidden[t + 1]) > 0)  # it underflowed at f′
            too_small |= sloped & (_log2(_largest(hidden[t + 1])) < floor)
            underflowed = zero & (too_small | (gone & (above == 0)))[:, None]
            found[level, t] = underflowed.mean()
            gone = underflowed.any(axis=1) & (hidden[t] == 0).all(axis=1)
    return np.asarray(found.max(axis=0))


def _has_relevant_error(error: Array) -> NDArray[np.bool_]:
    """Return which examples still have a relevant error ∂L/∂z of the output layer, (batch,)."""
    size = _largest(error)
    return np.asarray((size > 0) & (size >= RELEVANT * size.max()))


def _largest(x: Array) -> FloatArray:
    """Return the largest magnitude of every example, (batch,)."""
    return np.asarray(np.abs(x.astype(np.float64)).max(axis=-1))


def _log2(x: FloatArray | float) -> FloatArray:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log2(x))
