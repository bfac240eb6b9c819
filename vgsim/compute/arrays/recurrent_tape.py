"""All values of one pass of a recurrent lane: states, gates and gradients of every time step."""

from __future__ import annotations

from vgsim.compute.arrays.recurrent_layout import RecurrentLayout
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan
from vgsim.compute.arrays.storage import Storage
from vgsim.compute.arrays.types import Array


class RecurrentTape(Storage):
    """Storage of a recurrent network and one batch; the methods return views without padding.

    Levels count from 0, steps from 1; the state h_0 is 0. Gates are in PyTorch's order (see
    `vgsim.parts.cells`). Gradients are those of the mean loss.
    """

    def __init__(self, plan: RecurrentPlan) -> None:
        self.plan = plan
        self.steps, self.levels = plan.steps, plan.levels
        self.layout = RecurrentLayout(plan)
        super().__init__(plan.dtype, plan.batch, self.layout, plan.levels)

    def _block(self, name: str, level: int, slots: int, columns: int) -> Array:
        start = self.layout.column(level, name)
        count = slots * self.batch * columns
        return self.cells[start : start + count].reshape(slots, self.batch, columns)

    # signals

    def inputs(self, level: int = 0) -> Array:
        """(steps, batch, inputs): x_1 ... x_T, or the states of the level below."""
        row, first = self.layout.column(level, "row"), self.layout.stride
        rows = self._block("hx", level, self.steps + 1, row)
        return rows[:-1, :, first : first + self.plan.inputs(level)]

    def hidden(self, level: int) -> Array:
        """(steps + 1, batch, H): h_0 ... h_T."""
        row = self.layout.column(level, "row")
        return self._block("hx", level, self.steps + 1, row)[:, :, : self.plan.hidden]

    def _gates(self, name: str, level: int) -> Array:
        columns = self.layout.column(level, "columns")
        blocks = self._block(name, level, self.steps, columns)
        shape = (self.steps, self.batch, self.plan.gates, self.layout.stride)
        return blocks.reshape(shape)[..., : self.plan.hidden]

    def preactivation(self, level: int) -> Array:
        """(steps, batch, gates, H): preactivations of the gates."""
        return self._gates("z", level)

    def gate(self, level: int) -> Array:
        """(steps, batch, gates, H): values of the gates; in a vanilla cell f'(z)."""
        return self._gates("p", level)

    def _states(self, name: str, level: int) -> Array:
        states = self._block(name, level, self.steps + 1, self.layout.stride)
        return states[:, :, : self.plan.hidden]

    def cell_state(self, level: int) -> Array:
        """(steps + 1, batch, H): cell states c_0 ... c_T of an LSTM."""
        return self._states("c", level)

    def cell_state_tanh(self, level: int) -> Array:
        """(steps + 1, batch, H): tanh c_0 ... tanh c_T of an LSTM."""
        return self._states("tanh_c", level)

    def _output_rows(self, name: str) -> Array:
        start, stride = self.layout.column(self.levels, name), self.layout.out_stride
        rows = self.cells[start : start + self.layout.rows * stride]
        return rows.reshape(-1, stride)[:, : self.plan.outputs]

    def output_preactivation(self) -> Array:
        """(rows, outputs), z of the output layer: of the last step, or of all steps in order."""
        return self._output_rows("z")

    def output(self) -> Array:
        """(rows, outputs), the predictions: of the last step, or of all steps in order."""
        return self._output_rows("p")

    def target(self) -> Array:
        """(rows, outputs), encoded targets: of the last step, or of all steps in order."""
        start, stride = self.layout.targets, self.layout.out_stride
        rows = self.cells[start : start + self.layout.rows * stride]
        return rows.reshape(-1, stride)[:, : self.plan.outputs]

    # their gradients

    def grad_preactivation(self, level: int) -> Array:
        """(steps, batch, gates, H): dL/dz of the gates."""
        return self._gates("d", level)

    def grad_hidden(self, level: int) -> Array:
        """(steps + 1, batch, H): dL/dh_0 ... dL/dh_T, summed over all paths."""
        return self._states("dh", level)

    def grad_cell_state(self, level: int) -> Array:
        """(steps + 1, batch, H): dL/dc_0 ... dL/dc_T, summed over all paths."""
        return self._states("dc", level)

    def grad_output(self) -> Array:
        """dL/dz of the output layer, (rows, outputs)."""
        return self._output_rows("d")

    # parameters

    @property
    def statistics(self) -> Array:
        """Empty: recurrent networks have no batch norm."""
        return self.cells[:0]

    def group(self, level: int, copy: int = 0) -> Array:
        """All parameters of a level, or of the output layer (`levels`), as a flat array.

        `copy` 1 returns their gradients, 2 and 3 the optimizer's two states.
        """
        start = self.layout.column(level, "start") + copy * self.layout.learned
        return self.cells[start : start + self.layout.column(level, "learned")]

    def _matrix(self, level: int, copy: int = 0) -> Array:
        """(padded H + inputs, gates, H): the cell's weights as they are stored."""
        columns, stride = self.layout.column(level, "columns"), self.layout.stride
        start = self.layout.column(level, "w") + copy * self.layout.learned
        rows = stride + self.plan.inputs(level)
        blocks = self.cells[start : start + rows * columns].reshape(rows, -1, stride)
        return blocks[:, :, : self.plan.hidden]

    def recurrent_weight(self, level: int, copy: int = 0) -> Array:
        """(gates, H, H): W[gate, to, from]. After writing call `refresh`; `copy` 1: gradients."""
        return self._matrix(level, copy)[: self.plan.hidden].transpose(1, 2, 0)

    def input_weight(self, level: int, copy: int = 0) -> Array:
        """(gates, H, inputs): W[gate, to, from]. `refresh` and `copy` as in `recurrent_weight`."""
        return self._matrix(level, copy)[self.layout.stride :].transpose(1, 2, 0)

    def bias(self, level: int, copy: int = 0) -> Array:
        """(gates, H): biases; `copy` 1: their gradients."""
        start = self.layout.column(level, "bias") + copy * self.layout.learned
        stride = self.layout.stride
        count = self.plan.gates * stride
        return self.cells[start : start + count].reshape(-1, stride)[:, : self.plan.hidden]

    def slope(self, level: int, copy: int = 0) -> Array:
        """Slope of every unit (PReLU, RReLU), (H,); with PReLU all entries are equal."""
        start = self.layout.column(level, "slope") + copy * self.layout.learned
        return self.cells[start : start + self.plan.hidden]

    def output_weight(self, copy: int = 0) -> Array:
        """(outputs, H): weights of the output layer; `copy` 1: their gradients."""
        start = self.layout.column(self.levels, "w") + copy * self.layout.learned
        stride = self.layout.out_stride
        rows = self.cells[start : start + self.plan.hidden * stride].reshape(-1, stride)
        return rows[:, : self.plan.outputs].T

    def output_bias(self, copy: int = 0) -> Array:
        """(outputs,): biases of the output layer; `copy` 1: their gradients."""
        start = self.layout.column(self.levels, "bias") + copy * self.layout.learned
        return self.cells[start : start + self.plan.outputs]

    def begin_pass(self, step: int) -> None:
        """Forget the results of the last pass; call this before the pass of `step`."""
        self.cached = {}

    def refresh(self) -> None:
        """Update the transposed copies after weights have been written."""
        for level in range(self.levels):
            stride, row = self.layout.stride, self.layout.column(level, "row")
            columns = self.layout.column(level, "columns")
            start, w = self.layout.column(level, "transposed"), self.layout.column(level, "w")
            rows = stride + self.plan.inputs(level)
            transposed = self.cells[start : start + columns * row].reshape(columns, row)
            transposed[:, :rows] = self.cells[w : w + rows * columns].reshape(rows, columns).T
        start, hidden = self.layout.column(self.levels, "transposed"), self.plan.hidden
        count = self.plan.outputs * self.layout.stride
        transposed = self.cells[start : start + count].reshape(self.plan.outputs, -1)
        transposed[:, :hidden] = self.output_weight()
