"""How exactly PyTorch can repeat a pass."""

from __future__ import annotations

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array

TOLERANCES = {"float64": 1e-11, "float32": 1e-5}
ROUNDINGS = 64  # of one number, between the output and a gradient


def tolerance(tape: Tape | RecurrentTape) -> float:
    """The largest relative difference between this pass and PyTorch's.

    PyTorch computes the slope of a sigmoid as y (1 - y), that of tanh as 1 - y², and the error of
    an output as y - t. Where y is almost 1 or almost t, these lose digits, which the program keeps.
    So the tolerance of a network that is saturated or (almost) never wrong is larger.
    """
    plan = tape.plan
    usual = TOLERANCES[plan.format.name]
    rows = tape.batch * (plan.steps if isinstance(tape, RecurrentTape) and plan.every else 1)
    with np.errstate(all="ignore"):
        if isinstance(tape, Tape):
            wrong = float(np.abs(tape.grad_preactivation(tape.layers)).max()) * rows
            slopes = [
                float(np.abs(tape.derivative(layer)).max())
                for layer in range(1, tape.layers)
                if plan.layer(layer).activation.kind == "saturating"
            ]
        else:
            wrong, slopes = float(np.abs(tape.grad_output()).max()) * rows, []
        smallest = min([wrong, *slopes])
    if not smallest > 0:
        return usual
    lost = ROUNDINGS * float(np.finfo(plan.dtype).eps) / smallest
    return max(usual, rounded_up(lost))


def rounded_up(value: float) -> float:
    """The next larger number with one digit, at most 1."""
    if not value < 1:
        return 1.0
    found = float(f"{value:.0e}")
    return found if found >= value else float(f"{1.5 * value:.0e}")


def roundings_alone(tape: Tape | RecurrentTape) -> set[str]:
    """The gradients of weights and biases that are hardly more than their roundings, by name.

    A gradient is a sum over the examples. If its terms cancel, only their roundings are left, and
    these are others in every program.
    """
    usual = TOLERANCES[tape.plan.format.name]
    limit = float(np.finfo(tape.plan.dtype).eps) / usual
    found = set()
    with np.errstate(all="ignore"):
        if isinstance(tape, Tape):
            for layer in range(1, tape.layers + 1):
                here = "output" if layer == tape.layers else f"layers.{layer - 1}.linear"
                delta, below = tape.grad_preactivation(layer), tape.activation(layer - 1)
                exact = layer < tape.layers and tape.plan.biases_cancel
                if not exact and _cancels(tape.grad_bias(layer), _sum(delta), limit):
                    found.add(f"{here}.bias")
                terms = np.abs(delta).T.astype(np.float64) @ np.abs(below)
                if _cancels(tape.grad_weight(layer), terms, limit):
                    found.add(f"{here}.weight")
        elif _cancels(tape.output_bias(1), _sum(tape.grad_output()), limit):
            found.add("output.bias")
    return found


def _sum(delta: Array) -> Array:
    return np.asarray(np.abs(delta).sum(axis=0, dtype=np.float64))


def _cancels(gradient: Array, terms: Array, limit: float) -> bool:
    return bool(np.abs(gradient).max() < limit * terms.max())
