"""Derivatives of the gates and activations in a recurrent pass."""

from __future__ import annotations

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.types import Array
from vgsim.parts.activations import SATURATED


def sloped(tape: RecurrentTape) -> dict[str, float]:
    """Return the activation's parameters, with the current learned slope."""
    plan = tape.plan
    if not plan.activation.learned:
        return plan.parameters
    return {**plan.parameters, "alpha": float(tape.slope(0)[0])}


def flat_gates(tape: RecurrentTape, level: int) -> Array:
    """Return the fraction of gates and candidates on the flat part of their curve, (steps,).

    A sigmoid of value s has the slope s (1 - s), at most 1/4; a tanh of value t has 1 - t^2, at
    most 1.
    """
    names = [name for name in tape.plan.cell.gates if name != "s"]
    found = []
    for k, name in enumerate(names):
        gate = tape.gate(level)[:, :, k]
        far = np.sqrt(1 - SATURATED)
        flat = np.abs(gate) > far if name in "ng" else np.abs(gate - 0.5) > far / 2
        found.append(flat.mean(axis=(1, 2)))
    return np.asarray(np.mean(found, axis=0))


def slopes(tape: RecurrentTape, level: int) -> Array:
    """|f'| of every gate, (steps, batch, gates, H); a GRU's s is not a gate and is left out."""
    gate, plan = tape.gate(level), tape.plan
    if plan.cell.any_activation:
        return np.abs(gate)
    found = [
        1 - gate[:, :, k] ** 2 if name in "ng" else gate[:, :, k] * (1 - gate[:, :, k])
        for k, name in enumerate(plan.cell.gates)
        if name != "s"
    ]
    return np.stack(found, axis=2)
