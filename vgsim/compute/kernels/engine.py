"""The compiled engine: one call a pass over a tape."""

from __future__ import annotations

from functools import cache as cache_forever
from typing import Any

import numpy as np

from vgsim.compute.kernels import cache
from vgsim.compute.kernels.machines import Dtype, load
from vgsim.compute.tape import Tape, aligned

OUTPUT = {"linear": 0, "sigmoid": 1, "tanh": 2, "softmax": 3}
LOSS = {"mse": 0, "bce": 1, "cross_entropy": 2}


class NumbaEngine:
    """Passes by the kernels. Holds no state of a network; one serves all lanes and threads."""

    name = "numba"

    def iterate(
        self, tape: Tape, learning_rate: float, *, update: bool, look: bool = False
    ) -> float:
        """As the twin's, without the GIL while it computes; with `look` also histograms."""
        call = tape.bound
        if not isinstance(call, _Bound):
            call = tape.bound = _Bound(tape)
        tape.loss = call.run(learning_rate, update, look)
        return tape.loss


class _Bound:
    """The kernel's arguments for one tape."""

    def __init__(self, tape: Tape) -> None:
        plan, dtype = tape.plan, tape.plan.dtype
        machine = load(dtype)
        self._kernel = machine.iterate
        self._pass = _activation(dtype, plan.activation.name)  # type: ignore[arg-type]
        rows = machine.ROWS
        widest = int(max(tape.strides))
        deep = max(int(max(tape.widths)), tape.batch)
        low = plan.threshold if plan.activation.kind not in ("rectifier", "linear") else 0.0
        layers = tape.layers + 1
        self.statistics = np.zeros((layers, 11))
        self.histogram = np.zeros((layers, 2 * machine.BINS), np.int64)
        self._fixed: tuple[Any, ...] = (
            tape.widths, tape.strides, tape.signal_offsets, tape.weight_offsets,
            tape.back_offsets, tape.unit_offsets, tape.activations, tape.preactivations,
            tape.derivatives, tape.activation_gradients, tape.preactivation_gradients,
            tape.weights, tape.weight_gradients, tape.weights_back, tape.biases,
            tape.bias_gradients, tape.slopes, tape.slope_gradients, tape.targets, tape.exponents,
            np.full(layers, self._pass.address, np.int64), np.array([plan.p, 0.0, low], dtype),
            self.statistics, self.histogram,
            aligned(machine.PANEL * 2 * machine.LANES, dtype),
            aligned(machine.PANEL * (max(widest, deep) + rows), dtype), aligned(widest, dtype),
            tape.batch, OUTPUT[plan.output], LOSS[plan.loss], int(plan.per_unit_slopes),
            plan.activation.learned, not plan.spec.per_unit,
        )  # fmt: skip

    def run(self, learning_rate: float, update: bool, look: bool) -> float:
        return float(self._kernel(*self._fixed, learning_rate, update, look))


@cache_forever
def _activation(dtype: Any, name: str) -> Any:
    """The pass of an activation in a precision, compiled or loaded at its first use."""
    return load(dtype).activation_pass(name)


def prepare(pairs: frozenset[tuple[Dtype, str]]) -> None:
    """Compile or load all that these precisions and activations need."""
    from vgsim.compute.kernels.probe import tiny_tape

    cache.begin()
    engine = NumbaEngine()
    for dtype, name in sorted(pairs, key=str):
        engine.iterate(tiny_tape(dtype, name), 0.0, update=False)
    cache.finish()
