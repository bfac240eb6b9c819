"""Finds where the numbers of a pass first stop being finite."""

from __future__ import annotations

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape


def first_nonfinite(tape: Tape | RecurrentTape) -> tuple[str, int] | None:
    """Return phase and layer or step of the first NaN or infinity, in the order of computation."""
    return _of_layers(tape) if isinstance(tape, Tape) else _of_steps(tape)


def _of_layers(tape: Tape) -> tuple[str, int] | None:
    for layer in range(1, tape.layers + 1):
        signals = tape.preactivation(layer), tape.activation(layer)
        if not all(np.isfinite(signal).all() for signal in signals):
            return "forward", layer
    for layer in range(tape.layers, 0, -1):
        if not np.isfinite(tape.grad_preactivation(layer)).all():
            return "backward", layer
        if not np.isfinite(tape.grad_weight(layer)).all():
            return "backward", layer
    return None


def _of_steps(tape: RecurrentTape) -> tuple[str, int] | None:
    for phase, order in (("forward", 1), ("backward", -1)):
        found: list[int] = []
        of = tape.hidden if phase == "forward" else tape.grad_hidden
        for level in range(tape.levels):
            nonfinite = ~np.isfinite(of(level)[1:]).all(axis=(1, 2))
            found += (np.flatnonzero(nonfinite) + 1).tolist()
        outputs = tape.output() if phase == "forward" else tape.grad_output()
        if not np.isfinite(outputs).all():
            found.append(tape.steps + 1)
        if found:
            return phase, min(found) if order > 0 else max(found)
    if not np.isfinite(tape.group(0, 1)).all():
        return "backward", 1
    return None
