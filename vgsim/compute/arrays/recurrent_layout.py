"""Memory layout of a recurrent network: one table of offsets into one long array.

The arrays of level k, with H units (padded to whole vectors: `stride`), G gates and I inputs:

    "hx"    (steps + 1, batch, row): h_t, and from column `stride` on x_{t+1}
    "z"     (steps, batch, G stride): preactivations of the gates
    "p"     (steps, batch, G stride): values of the gates (in a vanilla cell f'(z))
    "d"     (steps, batch, G stride): dL/dz
    "dh"    (steps + 1, batch, stride): dL/dh_t, summed over all paths
    "c", "tanh_c", "dc"  (steps + 1, batch, stride): cell state, its tanh and gradient (LSTM)
    "w"     (stride + I, G stride): rows of the hidden state, then of the inputs
    "transposed"  (G stride, row): the transposed copy of "w"

The last column of the table belongs to the output layer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.recurrent_plan import RecurrentPlan
from vgsim.compute.arrays.storage import Reservation

ARRAYS = ("hx", "z", "p", "d", "dh", "c", "tanh_c", "dc", "w", "bias", "slope", "transposed")
ABOUT = ("inputs", "row", "columns", "start", "learned", "address")
PLACE = {name: k for k, name in enumerate((*ARRAYS, *ABOUT))}


class RecurrentLayout(Reservation):
    """`at[PLACE[name], level]` is the offset of the named array of a level."""

    def __init__(self, plan: RecurrentPlan) -> None:
        super().__init__(plan.dtype)
        self.plan = plan
        self.stride = self.padded(plan.hidden)
        self.out_stride = self.padded(plan.outputs)
        self.rows = plan.batch * (plan.steps if plan.every else 1)  # of the output layer
        self.at: NDArray[np.int64] = np.zeros((len(PLACE), plan.levels + 1), np.int64)
        for level in range(plan.levels):
            self._signals(level)
        self._outputs()
        self.targets = self._take(self.rows * self.out_stride)
        self.scratch = self._take(2 * plan.batch * self.stride)
        self.first = self.end
        self._learned()
        self.learned = self.end - self.first
        self.end = self.first + 4 * self.learned
        for level in range(plan.levels):
            count = self.column(level, "columns") * self.column(level, "row")
            self.at[PLACE["transposed"], level] = self._take(count)
        self.at[PLACE["transposed"], plan.levels] = self._take(plan.outputs * self.stride)

    def column(self, level: int, name: str) -> int:
        """Return the entry of the table for this level and name."""
        return int(self.at[PLACE[name], level])

    def _signals(self, level: int) -> None:
        plan, at = self.plan, self.at
        inputs = plan.inputs(level)
        row, columns = self.stride + self.padded(inputs), plan.gates * self.stride
        slot = plan.batch * self.stride
        at[PLACE["inputs"], level] = inputs
        at[PLACE["row"], level] = row
        at[PLACE["columns"], level] = columns
        at[PLACE["hx"], level] = self._take((plan.steps + 1) * plan.batch * row)
        for name in ("z", "p", "d"):
            at[PLACE[name], level] = self._take(plan.steps * plan.batch * columns)
        at[PLACE["dh"], level] = self._take((plan.steps + 1) * slot)
        if plan.cell.has_cell_state:
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
