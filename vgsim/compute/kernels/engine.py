"""The compiled engine: one call a pass over a tape."""

from __future__ import annotations

from typing import Any

import numpy as np

from vgsim.compute.kernels import cache
from vgsim.compute.kernels.arguments import LOSS, OUTPUT, activation_pass, update_numbers
from vgsim.compute.kernels.machines import Dtype, load
from vgsim.compute.kernels.unrolled import unrolled
from vgsim.compute.layout import ROW
from vgsim.compute.plan import Plan
from vgsim.compute.random import pass_key
from vgsim.compute.recurrent.tape import RecurrentTape
from vgsim.compute.tape import Tape, aligned
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZERS

NARROW = {"float16": 1, "bfloat16": 2}


class NumbaEngine:
    """Passes by the kernels. Holds no state of a network; one serves all lanes and threads."""

    name = "numba"

    def iterate(self, tape: Tape | RecurrentTape, *, update: bool, look: bool = False) -> float:
        """As the twin's, without the GIL while it computes; with `look` also histograms."""
        if isinstance(tape, RecurrentTape):
            tape.loss = unrolled(tape).run(tape, back=True, update=update)
            return tape.loss
        call = tape.bound
        if not isinstance(call, _Bound):
            call = tape.bound = _Bound(tape)
        tape.loss = call.run(tape, update, look)
        return tape.loss

    def answer(self, tape: RecurrentTape) -> None:
        """Forward only."""
        unrolled(tape).run(tape, back=False, update=False)


class _Bound:
    """The kernel's arguments for one tape."""

    def __init__(self, tape: Tape) -> None:
        plan, dtype = tape.plan, tape.plan.dtype
        machine = load(dtype)
        self._kernel = machine.iterate
        layers = tape.layers + 1
        at = tape.layout.at.copy()
        self._passes = []  # kept alive: the table has only their addresses
        for layer in range(1, tape.layers):
            name = plan.layer(layer).activation.name
            made = activation_pass(dtype, name)  # type: ignore[arg-type]
            self._passes.append(made)
            at[ROW["address"], layer] = made.address
        widest = int(at[ROW["stride"]].max())
        deep = max(int(tape.widths.max()), tape.batch)
        self._how = update_numbers(plan.training, plan.epsilon, plan.spec.dropout)
        self._thinned = plan.spec.dropout > 0
        self._seed = plan.seed
        self._clipped = tape.clipped
        self.statistics = np.zeros((layers, 12))
        self.histogram = np.zeros((layers, 2 * machine.BINS), np.int64)
        self._fixed: tuple[Any, ...] = (
            tape.cells, at, tape.exponents, _scalars(plan), _net(tape), self._how,
            self.statistics, self.histogram,
            aligned(machine.PANEL * 2 * machine.LANES, dtype),
            aligned(machine.PANEL * (max(widest, deep) + machine.ROWS), dtype),
            aligned(2 * widest, dtype),
        )  # fmt: skip

    def run(self, tape: Tape, update: bool, look: bool) -> float:
        self._how[0] = tape.learning_rate
        key = pass_key(self._seed, tape.step) if self._thinned else _NO_KEY
        loss = self._kernel(*self._fixed, key, tape.step, update, look)
        self._clipped[...] = self.statistics[:, 11]
        return float(loss)


_NO_KEY = np.uint64(0)


def _scalars(plan: Plan) -> Any:
    """p, q and the threshold of saturation, for every layer."""
    rows = [(0.0, 0.0, 0.0)]
    for each in plan.layers:
        smooth = each.activation.kind not in ("rectifier", "linear")
        rows.append((each.p, 0.0, each.threshold if smooth else 0.0))
    return np.array(rows, plan.dtype)


def _net(tape: Tape) -> Any:
    """By the places of NET in the template."""
    plan, layout = tape.plan, tape.layout
    values = (
        tape.batch, layout.targets, OUTPUT[plan.output], LOSS[plan.loss],
        tuple(NORMALIZATIONS).index(plan.spec.normalization), plan.before, plan.after, plan.post,
        plan.spec.dropout > 0, plan.learned_branches, not plan.spec.per_unit,
        tuple(OPTIMIZERS).index(plan.training.optimizer),
        tuple(CLIPPINGS).index(plan.training.clipping), layout.first, layout.learned,
        NARROW.get(plan.format.name, 0), plan.format.normal, plan.format.grid,
        plan.spec.loss_scale,
    )  # fmt: skip
    return np.array(values, np.int64)


def prepare(pairs: frozenset[tuple[Dtype, str]]) -> None:
    """Compile or load all that these precisions and activations need."""
    from vgsim.compute.kernels.probe import tiny_tapes

    cache.begin()
    engine = NumbaEngine()
    for dtype, name in sorted(pairs, key=str):
        for tape in tiny_tapes(dtype, name):
            engine.iterate(tape, update=False)
    cache.finish()
