"""Runs the kernels over a recurrent network."""

from __future__ import annotations

from typing import Any

import numpy as np

from vgsim.compute.arrays.recurrent_layout import PLACE
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.storage import aligned
from vgsim.compute.kernels.arguments import activation_pass, step_addresses, update_numbers
from vgsim.compute.kernels.machines import load
from vgsim.compute.kernels.numbers import CELL, CLIP, LOSS, OUTPUT, RATE


class Unrolled:
    """The kernel's arguments for one tape."""

    def __init__(self, tape: RecurrentTape) -> None:
        plan, layout = tape.plan, tape.layout
        machine = load(plan.dtype)
        self._kernel = machine.through_time
        at = layout.at.copy()
        if plan.cell.any_activation:
            made = activation_pass(plan.dtype, plan.activation.name)
            self._pass = made  # keeps the compiled code alive
            at[PLACE["address"]] = made.address
        self._options = update_numbers(plan.training, plan.p, plan.activation.second)
        cuts = np.array([plan.cut(t) for t in range(plan.steps)])
        widest = int(max(at[PLACE["columns"]].max(), at[PLACE["row"]].max()))
        deep = max(widest, layout.rows)
        self._fixed: tuple[Any, ...] = (
            tape.cells, at, _net(tape), self._options, cuts, tape.clipped, np.zeros((1, 4)),
            aligned(machine.PANEL * 2 * machine.LANES, plan.dtype),
            aligned(machine.PANEL * (deep + machine.ROWS), plan.dtype),
            aligned(_largest_level(tape), plan.dtype),
            np.zeros((tape.levels, plan.steps + 1), np.int64),
        )  # fmt: skip

    def run(self, tape: RecurrentTape, *, back: bool, update: bool) -> float:
        """Run one pass and return its loss; see `through_time` in the template."""
        self._options[RATE] = tape.learning_rate
        return float(self._kernel(*self._fixed, tape.step - tape.since, back, update))


def _largest_level(tape: RecurrentTape) -> int:
    """Return the number of weights and biases of the largest level, with their padding."""
    layout = tape.layout
    sizes = [
        (layout.stride + layout.column(level, "inputs") + 1) * layout.column(level, "columns")
        for level in range(tape.levels)
    ]
    return max(sizes)


def unrolled(tape: RecurrentTape) -> Unrolled:
    """Return the kernel's arguments for this tape, created at its first pass."""
    call = tape.bound
    if not isinstance(call, Unrolled):
        call = tape.bound = Unrolled(tape)
    return call


def _net(tape: RecurrentTape) -> Any:
    """Return the kernel's `net`, in the order of TIME in the template's unrolled.py."""
    plan, layout = tape.plan, tape.layout
    values = (
        plan.steps, tape.batch, plan.hidden, layout.stride, CELL[plan.cell.name], plan.every,
        plan.slopes, plan.activation.learned, plan.outputs, layout.out_stride, layout.targets,
        layout.scratch, OUTPUT[plan.output], LOSS[plan.loss],
        CLIP[plan.training.clipping], layout.learned, *step_addresses(plan),
    )  # fmt: skip
    return np.array(values, np.int64)
