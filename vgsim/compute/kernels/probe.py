"""A tiny network with a known answer: do the kernels compute what NumPy computes?"""

from __future__ import annotations

import numpy as np

from vgsim.compute.initial import set_initial
from vgsim.compute.kernels.machines import Dtype
from vgsim.compute.kernels.twin import Twin
from vgsim.compute.plan import plan
from vgsim.compute.tape import Tape
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

AGREES = {np.float64: 1e-10, np.float32: 1e-3}


def tiny_tape(dtype: Dtype, activation: str) -> Tape:
    """Two hidden layers of five units on eight points."""
    network = NetworkSpec(
        depth=2, width=5, activation=activation, initializer="he_normal",
        dtype=np.dtype(dtype).name,
    )  # fmt: skip
    experiment = Experiment(data=DataSpec("moons", 8, 32), lanes=(Lane("", network),))
    made = plan(experiment, 0)
    tape = Tape(made)
    set_initial(tape)
    tape.learning_rate = 0.1
    tape.activation(0)[...] = made.data.x_train[: made.batch]
    tape.target()[...] = made.targets[: made.batch]
    return tape


def agrees(engine: object, dtype: Dtype, activation: str) -> bool:
    """Whether an engine's gradients of the tiny network are the twin's."""
    tapes = [tiny_tape(dtype, activation) for _ in range(2)]
    Twin().iterate(tapes[0], update=True)
    engine.iterate(tapes[1], update=True)  # type: ignore[attr-defined]
    for layer in range(1, tapes[0].layers + 1):
        for name in ("grad_weight", "weight", "bias"):
            expected, found = (getattr(tape, name)(layer) for tape in tapes)
            scale = max(float(np.abs(expected).max()), 1e-30)
            if not np.abs(expected - found).max() <= AGREES[dtype] * scale:
                return False
    return True
