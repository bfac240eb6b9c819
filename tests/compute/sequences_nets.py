"""Recurrent networks for the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from vgsim.compute.arrays.recurrent_plan import RecurrentPlan, recurrent_plan
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.compute.weights.recurrent_initial import set_initial
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec


def experiment(
    *lanes: dict[str, Any],
    data: str = "latch",
    batch: int = 8,
    length: int | None = None,
    seed: int = 7,
    training: dict[str, Any] | None = None,
) -> Experiment:
    """One recurrent lane for each set of network fields; tanh, unless they say otherwise."""
    start = {"activation": "tanh", "initializer": "pytorch_default"}
    return Experiment(
        seed=seed,
        data=DataSpec(data, batch, length=length),
        training=TrainingSpec(**{"learning_rate": 0.1, **(training or {})}),
        lanes=tuple(Lane("", NetworkSpec(**{**start, **fields})) for fields in lanes),
    )


def run(fields: dict[str, Any], engine: Engine | None = None, **rest: Any) -> RecurrentRun:
    """A network before its first pass."""
    return RecurrentRun(recurrent_plan(experiment(fields, **rest), 0), engine or twin())


def of_shape(plan: RecurrentPlan, steps: int, features: int) -> RecurrentTape:
    """A tape of so many steps and inputs, whatever the plan's data are; random ones in it."""
    source = replace(plan.data.source, features=features)
    data = replace(plan.data, steps=steps, source=source)
    tape = RecurrentTape(replace(plan, data=data))
    set_initial(tape)
    rng = np.random.default_rng(plan.seed)
    tape.inputs()[...] = rng.standard_normal(tape.inputs().shape)
    classes = rng.integers(0, plan.outputs, len(tape.target()))
    tape.target()[...] = np.eye(plan.outputs)[classes] if plan.outputs > 1 else classes[:, None] % 2
    return tape


def numbers(tape: RecurrentTape) -> dict[str, Any]:
    """Copies of all that a pass leaves, by name and level."""
    found: dict[str, Any] = {"loss": np.float64(tape.loss), "output": tape.output().copy()}
    names = ["preactivation", "gate", "hidden", "grad_preactivation", "grad_hidden"]
    names += (
        ["cell_state", "cell_state_tanh", "grad_cell_state"]
        if tape.plan.cell.has_cell_state
        else []
    )
    for level in range(tape.levels):
        found |= {f"{name} {level}": getattr(tape, name)(level).copy() for name in names}
    for level in range(tape.levels + 1):
        found |= {f"group {level} {copy}": tape.group(level, copy).copy() for copy in range(4)}
    found["clipped"] = tape.clipped.copy()
    return found
