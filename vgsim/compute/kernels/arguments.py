"""Arrays of numbers that describe a plan to the kernels: options, parameters and addresses."""

from __future__ import annotations

from functools import cache as cache_forever
from threading import Lock
from typing import Any

import numpy as np

from vgsim.compute.arrays.layout import ROW
from vgsim.compute.arrays.plan import Plan
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import step_name
from vgsim.compute.kernels.machines import load
from vgsim.compute.kernels.numbers import AFTER_OWN, CLIP, CLIP_AT, DECAY, LOSS, OUTPUT, OWN
from vgsim.describe.spec import TrainingSpec
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.parts.own import kernel_key

NARROW = {"float16": 1, "bfloat16": 2}
_ONE_AT_A_TIME = Lock()


def update_numbers(training: TrainingSpec, *others: float) -> Any:
    """Return the kernels' `options`: numbers of every update, of the optimizer, then `others`.

    Their indices are in `numbers`.
    """
    made = np.zeros(AFTER_OWN + len(others))
    made[DECAY], made[CLIP_AT] = training.weight_decay, training.clip_at
    for place, each in enumerate(OPTIMIZERS[training.optimizer].parameters, OWN):
        made[place] = getattr(training, each.name)
    made[AFTER_OWN:] = others
    return made


def activation_pass(dtype: Any, name: str) -> Any:
    """Return an activation's pass; it is compiled or loaded at its first use and kept alive."""
    return _activation_pass(dtype, kernel_key(name))


@cache_forever
def _activation_pass(dtype: Any, name: str) -> Any:
    return load(dtype).activation_pass(name)


def addressed(tape: Tape) -> Any:
    """Return the tape's table of offsets with the address of every layer's activation pass."""
    at = tape.layout.at.copy()
    dtype: Any = tape.plan.dtype
    for layer in range(1, tape.layers):
        made = activation_pass(dtype, tape.plan.layer(layer).activation.name)
        at[ROW["address"], layer] = made.address
    return at


def scalars(plan: Plan) -> Any:
    """Return p, q and the threshold of saturation of every layer, (layers + 1, 3)."""
    rows = [(0.0, 0.0, 0.0)]
    for each in plan.layers:
        smooth = each.activation.kind not in ("rectifier", "linear")
        rows.append((each.p, each.activation.second, each.threshold if smooth else 0.0))
    return np.array(rows, plan.dtype)


@cache_forever
def _optimizer_step(dtype: Any, name: str) -> Any:
    return load(dtype).optimizer_step(name)


def step_addresses(plan: Plan | RecurrentPlan) -> tuple[int, int]:
    """Return the addresses of the optimizer's step and of its corrections; 0: there is none.

    They are compiled or loaded at their first use and kept alive.
    """
    name, dtype = step_name(plan.spec, plan.training), plan.dtype
    with _ONE_AT_A_TIME:  # with two results, one would be freed while its address is still in use
        made = _optimizer_step(dtype, name) if name else (None, None)  # type: ignore[arg-type]
    step, correct = (int(each.address) if each else 0 for each in made)
    return step, correct


def net_numbers(tape: Tape) -> Any:
    """Return the kernel's `net`, in the order of NET in the template's iterate.py."""
    plan, layout, norm = tape.plan, tape.layout, tape.plan.normalization
    narrow = NARROW.get(plan.format.name, 0)
    values = (
        tape.batch, layout.targets, OUTPUT[plan.output], LOSS[plan.loss],
        norm.in_batches, norm.centers, norm.shifts, plan.before, plan.after, plan.post,
        plan.spec.dropout > 0, plan.learned_branches, not plan.spec.per_unit,
        CLIP[plan.training.clipping], layout.first, layout.learned,
        narrow, plan.format.normal, plan.format.smallest_exponent,
        plan.spec.loss_scale, *step_addresses(plan),
    )  # fmt: skip
    return np.array(values, np.int64)
