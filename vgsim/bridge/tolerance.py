"""How exactly PyTorch can repeat a pass."""

from __future__ import annotations

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape

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
    return max(usual, float(f"{min(lost, 1.0):.0e}"))
