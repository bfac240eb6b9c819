"""The checks of a picture: tiny errors for a true one, a large one for each kind of lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from nets import experiment, passed

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.checks import checks
from vgsim.compute.traces.trace import SELF_CHECK, Watch

RELU = {"activation": "relu", "initializer": "he_normal", "depth": 5, "width": 8}


def errors(tape: Tape) -> dict[str, float]:
    return {each.name: each.error for each in checks(tape)}


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        (RELU, 4),
        ({"activation": "sigmoid", "depth": 4, "width": 6}, 3),
        ({"activation": "tanh", "normalization": "batch", "depth": 4, "width": 6}, 5),
        ({**RELU, "residual": 1, "dropout": 0.2}, 3),
        ({**RELU, "dtype": "float32"}, 3),
        ({**RELU, "dtype": "bfloat16"}, 3),
        ({"activation": "linear", "initializer": "orthogonal", "depth": 6, "width": 9}, 5),
        ({"activation": "linear", "initializer": "lecun_normal", "depth": 6, "width": 9}, 4),
    ],
)
def test_a_true_picture_passes(fields: dict[str, Any], count: int, engine: Engine) -> None:
    found = errors(passed(fields, engine, data="digits"))
    assert len(found) == count
    single = fields.get("dtype", "float64") != "float64"
    for name, error in found.items():
        limit = 0.1 if single else 1e-5 if name.startswith("finite") else 1e-10
        assert error < limit, name


def test_the_checks_leave_the_pass_alone(engine: Engine) -> None:
    tape = passed(RELU, engine, data="digits")
    before = tape.cells.copy()
    checks(tape)
    assert np.array_equal(before, tape.cells)


@pytest.mark.parametrize(
    ("spoil", "caught"),
    [
        ("grad_weight", {"recomputed in plain NumPy", "∂L/∂W = Σ δ aᵀ"}),
        ("grad_preactivation", {"recomputed in plain NumPy", "∂L/∂W = Σ δ aᵀ"}),
        ("weight", {"recomputed in plain NumPy", "finite differences"}),
    ],
)
def test_a_lie_is_found(spoil: str, caught: set[str], engine: Engine) -> None:
    tape = passed(RELU, engine, data="digits")
    getattr(tape, spoil)(2)[...] *= 1.5
    tape.refresh()
    found = errors(tape)
    assert all(found[name] > 1e-3 for name in caught)


def test_checks_come_only_when_somebody_looks() -> None:
    made = experiment(RELU)
    assert simulate(made).lanes[0].checks == ()
    assert simulate(made, 2, Watch(costly=frozenset({SELF_CHECK}))).lanes[0].checks


def test_one_example_gives_one_outer_product() -> None:
    made = experiment({"activation": "tanh", "depth": 3, "width": 5}, batch=1)
    lane = simulate(made, watch=Watch(costly=frozenset({SELF_CHECK}))).lanes[0]
    found = {check.name: check.error for check in lane.checks}
    assert found["‖∂L/∂W‖ = ‖δ‖ ‖a‖"] < 1e-12
