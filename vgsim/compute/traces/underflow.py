"""Which gradients are 0 because they became too small for the number format?

An entry is also 0 behind a dead unit, behind a dropout mask, on the flat part of a function, or
where the example is answered already. None of these is an underflow: the exact gradient is 0, too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.traces.view import Array, FloatArray

ANSWERED = 0.01  # of the batch's largest error: below it an example has little left to teach
SLACK = 16.0  # how far a sum of many terms may come above its bound by rounding


def lost_fractions(tape: Tape) -> FloatArray:
    """Of the entries of ∂L/∂z of every layer that should not be 0, the fraction that underflowed.

    The exact gradient of an entry is at most |f′| Σ|W| max|δ| of the layer after it. If that is
    below the smallest normal number of the format and the entry is 0, it underflowed; if all of the
    layer after it underflowed for an example, so did everything before it.

    Args:
        tape: with a forward and a backward pass.

    Returns:
        (layers,), of layer 1 ... the output layer.
    """
    found = np.zeros(tape.layers)
    floor = np.log2(tape.plan.smallest_gradient) + np.log2(SLACK)
    gone: NDArray[np.bool_] = np.zeros(tape.batch, bool)  # examples with no gradient left
    taught = _unanswered(tape.grad_preactivation(tape.layers))
    for layer in range(tape.layers - 1, 0, -1):
        delta = tape.grad_preactivation(layer)
        zero = delta == 0
        if not zero.any():
            gone = np.zeros(tape.batch, bool)
            continue
        slope = np.abs(tape.derivative(layer).astype(np.float64))
        living = (slope > 0) & taught[:, None]
        if tape.plan.spec.dropout:
            living &= tape.mask(layer) != 0
        above = _largest(tape.grad_preactivation(layer + 1))
        skipped = tape.grad_skip(layer)
        if skipped is not None:
            above = np.maximum(above, _largest(skipped))
        weight = np.abs(tape.weight(layer + 1).astype(np.float64)).sum(axis=0).max()
        bound = _log2(above) + _log2(weight) + _log2(slope.max(axis=1))
        faint = np.isfinite(bound) & (bound < floor)
        lost = zero & living & (faint | (gone & (above == 0)))[:, None]
        found[layer - 1] = lost.sum() / max(int(living.sum()), 1)
        gone = lost.any(axis=1) & zero.all(axis=1)
    return found


def lost_steps(tape: RecurrentTape) -> FloatArray:
    """The same of ∂L/∂h_t for every step of a recurrent network.

    What reaches a step from the next one is at most Σ|W| max|∂L/∂z|, so that weights of 0 and
    saturated gates lose nothing.

    Args:
        tape: with a forward and a backward pass.

    Returns:
        (steps + 1,), of step 1 ... the output layer.
    """
    found = np.zeros((tape.levels, tape.steps + 1))
    floor = np.log2(tape.plan.smallest_gradient) + np.log2(SLACK)
    taught = _unanswered(tape.grad_output()[-tape.batch :])
    for level in range(tape.levels):
        hidden = tape.grad_hidden(level)[1:]  # (steps, batch, n)
        weight = np.abs(tape.recurrent_weight(level).astype(np.float64)).sum(axis=(0, 1)).max()
        gone: NDArray[np.bool_] = np.zeros(tape.batch, bool)
        for t in range(tape.steps - 2, -1, -1):
            zero = (hidden[t] == 0) & taught[:, None]
            if not zero.any() or tape.plan.cut(t + 1):
                gone = np.zeros(tape.batch, bool)
                continue
            after = tape.grad_preactivation(level)[t + 1].reshape(tape.batch, -1)
            above = _largest(after)
            bound = _log2(above) + _log2(weight)
            faint = np.isfinite(bound) & (bound < floor)
            sloped = (above == 0) & (_largest(hidden[t + 1]) > 0)  # it was lost at f′
            faint |= sloped & (_log2(_largest(hidden[t + 1])) < floor)
            lost = zero & (faint | (gone & (above == 0)))[:, None]
            found[level, t] = lost.mean()
            gone = lost.any(axis=1) & (hidden[t] == 0).all(axis=1)
    return np.asarray(found.max(axis=0))


def _unanswered(error: Array) -> NDArray[np.bool_]:
    """Which examples are far from answered, (batch,), by ∂L/∂z of the output layer."""
    size = _largest(error)
    return np.asarray((size > 0) & (size >= ANSWERED * size.max()))


def _largest(x: Array) -> FloatArray:
    """Of every example, (batch,)."""
    return np.asarray(np.abs(x.astype(np.float64)).max(axis=-1))


def _log2(x: FloatArray | float) -> FloatArray:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log2(x))
