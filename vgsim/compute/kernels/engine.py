"""The compiled engine: computes a pass, or many updates, in one kernel call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.batches import Batches
from vgsim.compute.arrays.layout import ROW
from vgsim.compute.arrays.random import pass_key
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.storage import aligned
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import SCANNING, cache
from vgsim.compute.kernels.arguments import addressed, net_numbers, scalars, update_numbers
from vgsim.compute.kernels.machines import Dtype, load
from vgsim.compute.kernels.scan import scan
from vgsim.compute.kernels.unrolled import unrolled


class NumbaEngine:
    """Runs passes with the kernels. It keeps no network's state; all lanes and threads share it."""

    name = "numba"

    def iterate(
        self, tape: Tape | RecurrentTape, *, update: bool, histograms: bool = False
    ) -> float:
        """See `Engine`. The GIL is released while the kernel runs."""
        if isinstance(tape, RecurrentTape):
            tape.loss = unrolled(tape).run(tape, back=True, update=update)
            return tape.loss
        return _bound(tape).run(tape, update, histograms)

    def learn(self, tape: Tape, batches: Batches) -> NDArray[np.float64]:
        """See `Engine`. All updates are one kernel call, which releases the GIL."""
        return _bound(tape).learn(tape, batches)

    def forward(self, tape: Tape | RecurrentTape) -> None:
        """Run the forward pass only."""
        if isinstance(tape, RecurrentTape):
            unrolled(tape).run(tape, back=False, update=False)
        else:
            _bound(tape).forward(tape)

    def scan(
        self, tape: Tape, examples: int, weights: NDArray[np.float64], biases: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """See `Engine`."""
        return scan(tape, examples, weights, biases)


class _Bound:
    """The kernel's arguments for one tape."""

    def __init__(self, tape: Tape) -> None:
        plan, dtype = tape.plan, tape.plan.dtype
        machine = load(dtype)
        self._kernel = machine.iterate
        layers = tape.layers + 1
        at = addressed(tape)
        widest = int(at[ROW["stride"]].max())
        deep = max(int(tape.widths.max()), tape.batch)
        weights = () if plan.class_weights is None else plan.class_weights
        self._options = update_numbers(
            plan.training, plan.epsilon, plan.spec.dropout, plan.spec.norm_momentum, *weights
        )
        self._dtype = dtype
        self._in_tape = np.empty((0, 0), dtype), np.empty((0, 0), dtype), np.empty((0, 0), np.int64)
        self._rate, self._key, self._loss = np.zeros(1), np.zeros(1, np.uint64), np.zeros(1)
        self._dropout = plan.spec.dropout > 0
        self._seed = plan.seed
        self._clipped = tape.clipped
        self.statistics = np.zeros((layers, 12))
        self.histogram = np.zeros((layers, machine.BINS), np.int64)
        self._fixed: tuple[Any, ...] = (
            tape.cells, at, tape.exponents, scalars(plan), net_numbers(tape), self._options,
            self.statistics, self.histogram,
            aligned(machine.PANEL * 2 * machine.LANES, dtype),
            aligned(machine.PANEL * (max(widest, deep) + machine.ROWS), dtype),
            aligned(2 * widest, dtype),
        )  # fmt: skip

    def run(self, tape: Tape, update: bool, histograms: bool) -> float:
        keys, losses = self._first(tape)
        self._call(tape, *self._in_tape, self._rate, keys, losses, update, histograms)
        return tape.loss

    def forward(self, tape: Tape) -> None:
        keys, losses = self._first(tape)
        self._kernel(
            *self._fixed, *self._in_tape, self._rate, keys, losses, 0, False, False, False
        )  # fmt: skip

    def _first(self, tape: Tape) -> tuple[Any, Any]:
        """Return keys and losses, the arguments of a single pass, and set its learning rate."""
        self._rate[0] = tape.learning_rate
        self._key[0] = pass_key(self._seed, tape.step) if self._dropout else 0
        return self._key, self._loss

    def learn(self, tape: Tape, batches: Batches) -> NDArray[np.float64]:
        # for any other type of array, Numba would compile another kernel
        given = batches.x, batches.targets
        x, targets = (np.require(each, self._dtype, ["C", "W"]) for each in given)
        steps = range(batches.step, batches.step + len(batches.rates))
        keys = np.zeros(len(steps), np.uint64)
        if self._dropout:
            keys[...] = [pass_key(self._seed, step) for step in steps]
        losses = np.empty(len(steps))
        tape.step = steps[0]
        self._call(tape, x, targets, batches.chosen, batches.rates, keys, losses, True, False)
        tape.step, tape.learning_rate = steps[-1], float(batches.rates[-1])
        return losses

    def _call(
        self, tape: Tape, x: Any, targets: Any, chosen: Any, rates: Any, keys: Any, losses: Any,
        update: bool, histograms: bool,
    ) -> None:  # fmt: skip
        since = tape.step - tape.since
        self._kernel(
            *self._fixed, x, targets, chosen, rates, keys, losses, since, True, update, histograms
        )
        self._clipped[...] = self.statistics[:, 11]
        tape.loss = float(losses[-1])


def _bound(tape: Tape) -> _Bound:
    """Return the kernel's arguments for this tape, created at its first pass."""
    call = tape.bound
    if not isinstance(call, _Bound):
        call = tape.bound = _Bound(tape)
    return call


def prepare(pairs: frozenset[tuple[Dtype, str]]) -> None:
    """Compile or load the kernels of these needs: pairs of a precision and a name."""
    from vgsim.compute.kernels.probe import scan_tiny, tiny_tapes

    cache.begin()
    engine = NumbaEngine()
    for dtype, name in sorted(pairs, key=str):
        if name == SCANNING:
            scan_tiny(engine, dtype)
            continue
        for tape in tiny_tapes(dtype, name):
            engine.iterate(tape, update=False)
    cache.finish()
