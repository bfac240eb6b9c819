"""The quantities of a recurrent pass from which measures are computed: all steps, and the output.

The levels of a step are concatenated: its signals are (batch, levels n).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.reference.recurrent_twin import level_step
from vgsim.compute.traces.recurrent_slopes import flat_gates, sloped, slopes
from vgsim.compute.traces.view import (
    NAN,
    Factors,
    StatePath,
    Value,
    clipped_fraction,
    norm,
    plain_descent,
    rms,
)
from vgsim.parts.activations import supremum


class _Group:
    """The parameters of some levels, or of the output layer (the level after the last)."""

    def __init__(self, tape: RecurrentTape, levels: range) -> None:
        self.tape, self._levels = tape, levels
        self.batch = tape.batch
        self.smallest = tape.plan.smallest_gradient
        self.cosine = self.norm_factor = self.idle = self.identical_units = NAN
        self.skip: Array | None = None
        self.factors = Factors(NAN)
        self.jacobian_singular_values: FloatArray | None = None
        self.next_singular_values: FloatArray | None = None

    def _weights(self, values: Array, level: int) -> Array:
        """Return the weights in a flat array of a level's parameters, without biases and slopes."""
        layout = self.tape.layout
        return values[: layout.column(level, "bias") - layout.column(level, "w")]

    def _norm(self, copy: int) -> float:
        tape = self.tape
        parts = [norm(self._weights(tape.group(k, copy), k)) for k in self._levels]
        return float(np.linalg.norm(parts))

    @property
    def weights(self) -> int:
        """The number of weights."""
        plan = self.tape.plan
        if self._levels.start == plan.levels:
            return plan.outputs * plan.hidden
        inputs = sum(plan.inputs(level) for level in self._levels)
        return plan.gates * plan.hidden * (inputs + plan.hidden * plan.levels)

    @cached_property
    def weight_norm(self) -> float:
        return self._norm(0)

    @cached_property
    def weight_gradient_norm(self) -> float:
        return self._norm(1)

    @property
    def bias_gradient_norm(self) -> float:
        tape = self.tape
        top = self._levels.start == tape.levels
        return norm(tape.output_bias(1)) if top else float(
            np.linalg.norm([norm(tape.bias(level, 1)) for level in self._levels])
        )  # fmt: skip

    @property
    def update_norm(self) -> float:
        if plain_descent(self.tape.plan.training):
            return self.tape.learning_rate * self.weight_gradient_norm
        parts = []
        for level in self._levels:
            change = level_step(self.tape, level)[0] - self.tape.group(level)
            parts.append(norm(self._weights(change, level)))
        return float(np.linalg.norm(parts))

    @property
    def clip_factor(self) -> float:
        training = self.tape.plan.training
        if training.clipping != "value":
            return float(self.tape.clipped[list(self._levels)].min())
        gradients = [self._weights(self.tape.group(k, 1), k) for k in self._levels]
        return clipped_fraction(np.concatenate(gradients), training.clip_at)

    # these measures do not apply to recurrent networks
    distance = learned_slope = norm_scale = norm_shift = float("nan")


class StepsView(_Group):
    """The `View` of all steps. They share their weights, so weight measures hold for every step."""

    output = False

    def __init__(self, tape: RecurrentTape) -> None:
        super().__init__(tape, range(tape.levels))

    def _concatenated(self, arrays: list[Array]) -> FloatArray:
        """Concatenate arrays (steps, batch, ...) of every level to (steps, batch, all)."""
        flat = [each.reshape(*each.shape[:2], -1).astype(np.float64, copy=False) for each in arrays]
        return flat[0] if len(flat) == 1 else np.concatenate(flat, axis=2)

    @cached_property
    def z(self) -> FloatArray:
        return self._concatenated([self.tape.preactivation(k) for k in self._levels])

    @cached_property
    def a(self) -> FloatArray:
        return self._concatenated([self.tape.hidden(k)[1:] for k in self._levels])

    @property
    def finite(self) -> Array:
        tape = self.tape
        gates = [np.isfinite(tape.preactivation(k)).all(axis=2) for k in self._levels]
        return np.isfinite(self.a) & np.concatenate(gates, axis=2)

    @cached_property
    def slope(self) -> FloatArray:
        """|f'| of a vanilla cell; for other cells, of all gates and candidates."""
        return self._concatenated([slopes(self.tape, level) for level in self._levels])

    @cached_property
    def delta(self) -> FloatArray:
        return self._concatenated([self.tape.grad_preactivation(k) for k in self._levels])

    @cached_property
    def arriving(self) -> FloatArray:
        """dL/dh_t."""
        return self._concatenated([self.tape.grad_hidden(k)[1:] for k in self._levels])

    @cached_property
    def delta_rms(self) -> Value:
        return rms(self.delta)

    @cached_property
    def arriving_rms(self) -> Value:
        return rms(self.arriving)

    @property
    def saturated(self) -> Value:
        plan = self.tape.plan
        if not plan.cell.any_activation:
            return np.asarray(np.mean([flat_gates(self.tape, k) for k in self._levels], axis=0))
        if plan.activation.kind in ("rectifier", "linear"):
            return 0.0
        return np.asarray((self.slope < plan.threshold).mean(axis=(1, 2)))

    @cached_property
    def path(self) -> StatePath | None:
        tape, gate = self.tape, self.tape.plan.cell.keep_gate
        if gate is None:
            return None
        has_cell_state = tape.plan.cell.has_cell_state
        kept = self._concatenated([tape.gate(k)[:, :, gate] for k in self._levels])
        of = tape.grad_cell_state if has_cell_state else tape.grad_hidden
        whole = self._concatenated([of(k)[1:] for k in self._levels])
        alone = self._concatenated([self._entering(k) for k in self._levels])
        for t in range(tape.steps - 2, -1, -1):
            if not tape.plan.cut(t + 1):
                alone[t] += kept[t + 1] * alone[t + 1]
        return StatePath(kept, whole, alone)

    def _entering(self, level: int) -> Array:
        """Return the gradient that enters a level's state at each step from above, not in time."""
        tape, plan = self.tape, self.tape.plan
        if level + 1 < tape.levels:
            weight = tape.input_weight(level + 1)
            d = tape.grad_preactivation(level + 1)
            found = np.einsum("tbgo,goi->tbi", d, weight, optimize=True)
        else:
            found = np.zeros((tape.steps, tape.batch, plan.hidden))
            rows = tape.grad_output() @ tape.output_weight()
            rows = rows.reshape(-1, tape.batch, plan.hidden)
            found[-len(rows) :] = rows
        if not plan.cell.has_cell_state:
            return np.asarray(found)
        tanh_c = tape.cell_state_tanh(level)[1:]
        return np.asarray(found * tape.gate(level)[:, :, 3] * (1 - tanh_c * tanh_c))

    @property
    def step_weight_gradient(self) -> Value:
        """See `View`. Computed from products between examples, of which there are fewer."""
        total = np.zeros(self.tape.steps)
        for level in self._levels:
            d = self.tape.grad_preactivation(level)
            h, x = self.tape.hidden(level)[:-1], self.tape.inputs(level)
            for signal, missing in ((h, "h"), (x, "x")):
                connected = [
                    g
                    for g in range(d.shape[2])
                    if (g, missing) not in self.tape.plan.cell.missing_weights
                ]
                flat = d[:, :, connected].reshape(*d.shape[:2], -1).astype(np.float64)
                size = np.abs(flat).max(axis=(1, 2), keepdims=True)
                flat = flat / np.where(size > 0, size, 1)
                double = signal.astype(np.float64)
                products = (flat @ flat.swapaxes(1, 2)) * (double @ double.swapaxes(1, 2))
                total += np.maximum(products.sum(axis=(1, 2)), 0) * size[:, 0, 0] ** 2
        return np.asarray(np.sqrt(total))

    @property
    def bound(self) -> Value:
        tape, plan = self.tape, self.tape.plan
        weights = tape.recurrent_weight(0)[0].astype(np.float64)
        if not bounded(tape) or not np.isfinite(weights).all():
            return NAN
        largest = float(np.linalg.norm(weights, 2))
        steepest = supremum(plan.activation, sloped(tape))
        later = np.arange(plan.steps - 1, -1, -1)
        with np.errstate(all="ignore"):
            return np.asarray(rms(tape.grad_hidden(0)[-1]) * (largest * steepest) ** later)


class OutputView(_Group):
    """The `View` of the output layer: at the last step, or at all steps in order."""

    output = True
    saturated = 0.0
    path: StatePath | None = None
    step_weight_gradient = bound = NAN

    def __init__(self, tape: RecurrentTape) -> None:
        super().__init__(tape, range(tape.levels, tape.levels + 1))

    @cached_property
    def z(self) -> FloatArray:
        return self.tape.output_preactivation().astype(np.float64)

    @cached_property
    def a(self) -> FloatArray:
        return self.tape.output().astype(np.float64)

    @property
    def finite(self) -> Array:
        return np.isfinite(self.z) & np.isfinite(self.a)

    @cached_property
    def slope(self) -> FloatArray:
        return np.ones((1, self.tape.plan.outputs))

    @cached_property
    def delta(self) -> FloatArray:
        return self.tape.grad_output().astype(np.float64)

    @property
    def arriving(self) -> FloatArray:
        return self.delta

    @cached_property
    def delta_rms(self) -> Value:
        return rms(self.delta)

    @property
    def arriving_rms(self) -> Value:
        return self.delta_rms


def bounded(tape: RecurrentTape) -> bool:
    """Whether the bound by singular values applies: one vanilla level, loss at the last step."""
    plan = tape.plan
    return plan.cell.any_activation and plan.levels == 1 and not plan.every
