"""Equal layers are measured together: each gets the values it has when measured alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from nets import experiment

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces import sizes
from vgsim.compute.traces.measures import COSTLY, measure
from vgsim.compute.traces.sizes import equal_layers

NETS: dict[str, dict[str, Any]] = {
    "plain": {"depth": 9},
    "one hidden layer": {"depth": 1},
    "unequal widths": {"widths": (5, 5, 3, 3, 3, 5, 5)},
    "skips": {"depth": 9, "residual": 2, "residual_place": "pre"},
    "batch norm": {"depth": 6, "normalization": "batch"},
    "dropout": {"depth": 6, "dropout": 0.4},
    "learned slopes": {"depth": 6, "activation": "prelu"},
    "scaled gradients": {"depth": 60, "activation": "sigmoid", "dtype": "float32"},
    "dead": {"depth": 40, "activation": "relu", "bias": -1.0},
    "overflow": {"depth": 40, "activation": "linear", "dtype": "float16", "gain": 1e3},
}


def learned(net: dict[str, Any], engine: Engine) -> Tape:
    """Return the pass after three updates."""
    trainer = Trainer(experiment({"activation": "tanh", "width": 6} | net), engine=engine)
    trainer.advance(3)
    trainer.trace()
    tape = trainer.lanes[0].tape
    assert isinstance(tape, Tape)
    return tape


@pytest.mark.parametrize("net", NETS)
def test_together_or_alone(engine: Engine, net: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tape = learned(NETS[net], engine)
    monkeypatch.setattr(sizes, "TOGETHER", 2**30)
    tape.cached = {}
    together = measure(tape, COSTLY)
    assert any(len(group) > 1 for group in equal_layers(tape).values()) == (
        net != "one hidden layer"
    )
    monkeypatch.setattr(sizes, "TOGETHER", 1)
    tape.cached = {}
    alone = measure(tape, COSTLY)
    assert all(len(group) == 1 for group in equal_layers(tape).values())
    assert list(together) == list(alone)
    for name, row in together.items():
        np.testing.assert_allclose(row, alone[name], rtol=1e-12, err_msg=name)


def test_every_layer_is_in_one_group_of_its_shape(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape = learned({"widths": (5, 5, 5, 5, 5, 3, 3, 5)}, engine)
    for most in (1, 2, 3, 100):
        monkeypatch.setattr(sizes, "TOGETHER", most * 5 * tape.batch)
        groups = equal_layers(tape)
        assert list(groups) == list(range(1, tape.layers + 1))
        assert len(groups[tape.layers]) == 1
        for layer, group in groups.items():
            assert layer in group
            assert len(group) <= max(most, most * 5 // 3)
            assert {groups[each] for each in group} == {group}
            shapes = {(tape.plan.widths[k - 1], tape.plan.widths[k]) for k in group}
            assert len(shapes) == 1
