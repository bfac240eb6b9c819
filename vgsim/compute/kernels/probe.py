"""Self-test of the kernels: compares their results on tiny networks with NumPy's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from vgsim.compute.arrays.plan import plan
from vgsim.compute.arrays.recurrent_plan import recurrent_plan
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.compute.kernels import NARROW_STEPS, SCANNING, STEPS, THROUGH_TIME, Engine
from vgsim.compute.kernels.machines import Dtype
from vgsim.compute.reference.twin import Twin
from vgsim.compute.weights.initial import set_initial
from vgsim.compute.weights.recurrent_initial import set_initial as begin
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.parts.cells import CELLS
from vgsim.parts.optimizers import OPTIMIZERS

AGREES = {np.float64: 1e-10, np.float32: 1e-3}  # largest relative difference
NARROWLY = 1e-2  # the same in half precision


def tiny_tape(dtype: Dtype, name: str) -> Tape:
    """Return a network that tests an activation or an optimizer: 2 x 5 hidden units, 8 points."""
    narrow, _, optimizer = name.partition("_")
    format_, activation, training = np.dtype(dtype).name, name, TrainingSpec()
    if name in (*STEPS, *NARROW_STEPS):
        activation = "tanh"
        training = TrainingSpec(optimizer, weight_decay=0.01, epsilon=_epsilon(optimizer))
    if name in NARROW_STEPS:
        format_, training = narrow, replace(training, optimizer_dtype="same")
    network = NetworkSpec(
        depth=2, width=5, activation=activation, initializer="he_normal", dtype=format_,
    )  # fmt: skip
    data = DataSpec("moons", 8, 32)
    experiment = Experiment(data=data, training=training, lanes=(Lane("", network),))
    made = plan(experiment, 0)
    tape = Tape(made)
    set_initial(tape)
    tape.learning_rate = 0.1
    tape.activation(0)[...] = made.data.x_train[: made.batch]
    tape.target()[...] = made.targets[: made.batch]
    return tape


def _epsilon(optimizer: str) -> float | None:
    """Return an epsilon that is not rounded to 0 in any format."""
    return 1e-3 if OPTIMIZERS[optimizer].adaptive else None


def tiny_sequences(dtype: Dtype) -> list[RecurrentTape]:
    """Return one network for every cell: five units on sequences of six steps."""
    found = []
    for cell in CELLS:
        if cell == "none":
            continue
        network = NetworkSpec(
            cell=cell, width=5, activation="tanh", initializer="he_normal",
            dtype=np.dtype(dtype).name,
        )  # fmt: skip
        experiment = Experiment(data=DataSpec("latch", 8, length=6), lanes=(Lane("", network),))
        tape = RecurrentTape(recurrent_plan(experiment, 0))
        x, y = tape.plan.data.batch(0, tape.batch)
        begin(tape)
        tape.learning_rate = 0.1
        tape.inputs()[...] = x.transpose(1, 0, 2)
        tape.target()[...] = tape.plan.encoded(y)
        found.append(tape)
    return found


def tiny_tapes(dtype: Dtype, name: str) -> Sequence[Tape | RecurrentTape]:
    """Return the networks that test the kernels of this name (see `Kernels.needs`)."""
    return tiny_sequences(dtype) if name == THROUGH_TIME else [tiny_tape(dtype, name)]


def scan_tiny(engine: Engine, dtype: Dtype) -> Any:
    """Scan the tiny network with three pairs of factors on its weights and biases."""
    sizes = np.array([0.5, 1.0, 2.0])
    return engine.scan(tiny_tape(dtype, "tanh"), 3, sizes, sizes[::-1].copy())


def agrees(engine: Engine, dtype: Dtype, name: str) -> bool:
    """Whether an engine's gradients and updates of the tiny networks agree with NumPy's."""
    if name == SCANNING:
        apart = np.abs(scan_tiny(engine, dtype) - scan_tiny(Twin(), dtype))
        return bool(apart.max() <= AGREES[dtype])
    near = NARROWLY if name in NARROW_STEPS else AGREES[dtype]
    for first, second in zip(tiny_tapes(dtype, name), tiny_tapes(dtype, name), strict=True):
        Twin().iterate(first, update=True)
        engine.iterate(second, update=True)
        pairs = zip(_computed(first), _computed(second), strict=True)
        if not all(_alike(expected, found, near) for expected, found in pairs):
            return False
    return True


def _alike(expected: Array, found: Array, near: float) -> bool:
    """Whether numbers agree; an own formula may be infinite or have no value in some places."""
    finite = np.isfinite(expected)
    if not np.array_equal(expected[~finite], found[~finite], equal_nan=True):
        return False
    scale = float(np.abs(expected[finite]).max(initial=1e-30))
    with np.errstate(invalid="ignore"):  # found may be infinite: not alike
        return bool(np.all(np.abs(expected[finite] - found[finite]) <= near * scale))


def _computed(tape: Tape | RecurrentTape) -> list[Any]:
    """Return signals, the parameters after the update, and their gradients before it."""
    if isinstance(tape, RecurrentTape):
        return [tape.group(k, copy) for k in range(tape.levels + 1) for copy in (0, 1)]
    names = ("activation", "grad_weight", "weight", "bias")
    return [getattr(tape, name)(k) for k in range(1, tape.layers + 1) for name in names]
