"""Runs the scan kernel on many networks that differ only in the scale of weights and biases."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.layout import ROW
from vgsim.compute.arrays.storage import aligned
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels.arguments import addressed, net_numbers, scalars
from vgsim.compute.kernels.machines import load

ROWS = 128  # examples times networks that are computed at once, so that they stay in the cache


def scan(
    tape: Tape, examples: int, weights: NDArray[np.float64], biases: NDArray[np.float64]
) -> NDArray[np.float64]:
    """See `Engine.scan`. The GIL is released while the kernel runs."""
    plan, machine = tape.plan, load(tape.plan.dtype)
    at = addressed(tape)
    block = max(ROWS // examples, 1)
    rows, widest = block * examples, int(at[ROW["stride"]].max())
    signal = rows * widest
    names = ("a", "z", "d", "f", "slopes", "base", "targets")
    sizes = (signal, signal, signal, plan.depth * signal, plan.depth * widest, signal, signal)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    where = np.array([*starts[: len(names)], block, examples, signal, widest], np.int64)
    work = aligned(int(starts[-1]), plan.dtype)
    for layer in range(1, tape.layers):
        slopes = tape.alpha(layer)
        first = int(starts[names.index("slopes")]) + (layer - 1) * widest
        work[first : first + len(slopes)] = slopes
    deep = max(int(tape.widths.max()), rows)
    found = np.empty((4, len(weights)))
    factors = plan.factors(tape.target()[:examples])
    factors = np.empty(0) if factors is None else factors
    machine.scan(
        tape.cells, at, scalars(plan), net_numbers(tape), weights.astype(plan.dtype),
        biases.astype(plan.dtype), factors.astype(plan.dtype), work, where,
        np.zeros(rows, np.int64), np.zeros(rows, plan.dtype),
        aligned(machine.PANEL * 2 * machine.LANES, plan.dtype),
        aligned(machine.PANEL * (max(widest, deep) + machine.ROWS), plan.dtype), found,
    )  # fmt: skip
    return found
