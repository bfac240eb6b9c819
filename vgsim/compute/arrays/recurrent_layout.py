"""Where does each array of a recurrent network lie? One table of offsets into one long array.

Of level k, with H units (padded to whole vectors: `stride`), G gates and I inputs:

    "hx"    (steps + 1, batch, wide): h_t, then from column `stride` on x_{t+1}
    "z"     (steps, batch, G stride): preactivations of the gates
    "p"     the same: what the gates let through (a vanilla cell: f'(z))
    "d"     the same: dL/dz
    "dh"    (steps + 1, batch, stride): dL/dh_t, all that arrives there
    "c", "tanh_c", "dc"  likewise, of cells that carry a state of their own
    "w"     (stride + I, G stride): rows of the state, then of the inputs
    "back"  (G stride, wide): the same transposed

The output layer's arrays stand in the last column of the table.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.layout import ALIGNMENT
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan

ARRAYS = ("hx", "z", "p", "d", "dh", "c", "tanh_c", "dc", "w", "bias", "slope", "back")
ABOUT = ("inputs", "wide", "columns", "start", "learned", "address")
PLACE = {name: k for k, name in enumerate((*ARRAYS, *ABOUT))}


class RecurrentLayout:
    """`at[PLACE[name], level]`; what is learned lies in one run, its gradients after it."""

    def __init__(self, plan: RecurrentPlan) -> None:
        self.plan = plan
        self.vector = ALIGNMENT // np.dtype(plan.dtype).itemsize
        self.stride = self.padded(plan.hidden)
        self.out_stride = self.padded(plan.outputs)
        self.rows = plan.batch * (plan.steps if plan.every else 1)  # with an answer that counts
        self.at: NDArray[np.int64] = np.zeros((len(PLACE), plan.levels + 1), np.int64)
        self.end = 0
        for level in range(plan.levels):
            self._signals(level)
        self._outputs()
        self.targets = self._take(self.rows * self.out_stride)
        self.scratch = self._take(2 * plan.batch * self.stride)
        self.first = self.end
        self._learned()
        self.learned = self.end - self.first
        self.end = self.first + 4 * self.learned  # gradients, two states of the optimizer
        for level in range(plan.levels):
            count = self.column(level, "columns") * self.column(level, "wide")
            self.at[PLACE["back"], level] = self._take(count)
        self.at[PLACE["back"], plan.levels] = self._take(plan.outputs * self.stride)

    def padded(self, count: int) -> int:
        return -(-count // self.vector) * self.vector

    def column(self, level: int, name: str) -> int:
        return int(self.at[PLACE[name], level])

    def _take(self, count: int) -> int:
        """So many elements on a cache line of their own, and a gap; where they begin."""
        start = self.end
        self.end = start + self.padded(count) + 3 * self.vector
        return start

    def _signals(self, level: int) -> None:
        plan, at = self.plan, self.at
        inputs = plan.inputs(level)
        wide, columns = self.stride + self.padded(inputs), plan.gates * self.stride
        slot = plan.batch * self.stride
        at[PLACE["inputs"], level] = inputs
        at[PLACE["wide"], level] = wide
        at[PLACE["columns"], level] = columns
        at[PLACE["hx"], level] = self._take((plan.steps + 1) * plan.batch * wide)
        for name in ("z", "p", "d"):
            at[PLACE[name], level] = self._take(plan.steps * plan.batch * columns)
        at[PLACE["dh"], level] = self._take((plan.steps + 1) * slot)
        if plan.cell.carries:
            for name in ("c", "tanh_c", "dc"):
                at[PLACE[name], level] = self._take((plan.steps + 1) * slot)

    def _outputs(self) -> None:
        top = self.plan.levels
        self.at[PLACE["inputs"], top] = self.plan.hidden
        self.at[PLACE["columns"], top] = self.out_stride
        for name in ("z", "p", "d"):
            self.at[PLACE[name], top] = self._take(self.rows * self.out_stride)

    def _learned(self) -> None:
        plan, at = self.plan, self.at
        for level in range(plan.levels + 1):
            hidden = level < plan.levels
            columns = self.column(level, "columns")
            rows = (self.stride if hidden else 0) + self.column(level, "inputs")
            at[PLACE["start"], level] = self.end
            at[PLACE["w"], level] = self._packed(rows * columns)
            at[PLACE["bias"], level] = self._packed(columns)
            at[PLACE["learned"], level] = self.end - self.column(level, "start")
            at[PLACE["slope"], level] = self._packed(self.stride)
            if hidden and plan.activation.learned:
                at[PLACE["learned"], level] = self.end - self.column(level, "start")

    def _packed(self, count: int) -> int:
        start = self.end
        self.end += count
        return start
