"""The checks of passes through time: tiny errors for a true picture, a large one for a lie."""

from __future__ import annotations

import numpy as np
import pytest

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.checks import DIFFERENCES, SAME_PASS
from vgsim.compute.traces.recurrent_checks import checks
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

pytestmark = pytest.mark.usefixtures("compiled")
SUM = "∂L/∂W = Σ_t δ_t h_{t−1}ᵀ"


def passed(data: str = "digits_rows", **fields: object) -> RecurrentTape:
    network = NetworkSpec(**{"width": 5, "stack": 2, "activation": "tanh", **fields})  # type: ignore[arg-type]
    made = Experiment(data=DataSpec(data, 6), lanes=(Lane("", network),))
    kernels = Kernels()
    kernels.prepare(made)
    trainer = Trainer(made, engine=kernels.engine(made))
    trainer.trace()
    tape = trainer.lanes[0].tape
    assert isinstance(tape, RecurrentTape)
    return tape


@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru"])
@pytest.mark.parametrize("data", ["digits_rows", "sine_ahead"])
def test_a_true_picture_passes(cell: str, data: str) -> None:
    tape = passed(data, cell=cell)
    before = tape.cells.copy()
    found = {each.name: each.error for each in checks(tape)}
    assert set(found) == {SAME_PASS, SUM, DIFFERENCES}
    assert found[SAME_PASS] < 1e-10
    assert found[SUM] < 1e-10
    assert found[DIFFERENCES] < 1e-5
    assert np.array_equal(before, tape.cells)


@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru"])
@pytest.mark.parametrize(
    ("spoil", "caught"),
    [
        ("grad_weight", {SAME_PASS, SUM, DIFFERENCES}), ("grad_hidden", {SAME_PASS}),
        ("grad_preactivation", {SUM}),
    ],
)  # fmt: skip
def test_a_lie_is_found(cell: str, spoil: str, caught: set[str]) -> None:
    tape = passed(cell=cell)
    if spoil == "grad_weight":
        tape.recurrent_weight(0, 1)[...] *= 1.01
    else:
        getattr(tape, spoil)(1)[...] *= 1.01
    off = {each.name for each in checks(tape) if each.error > 1e-4}
    assert caught <= off


def test_a_truncated_gradient_is_no_derivative_and_not_compared_with_one() -> None:
    names = {each.name for each in checks(passed(cell="vanilla", truncation=3))}
    assert names == {SAME_PASS, SUM}
