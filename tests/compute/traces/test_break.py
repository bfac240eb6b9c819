"""Where learning breaks: the first pass in which a number is lost, and the layer."""

from __future__ import annotations

import numpy as np
import pytest
from nets import experiment

from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.evidence import Break
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec

WILD = {"activation": "relu", "initializer": "he_normal", "depth": 6, "width": 16}


def broken(rate: float = 40.0, **fields: object) -> Trainer:
    calm = {"activation": "tanh", "depth": 2, "width": 4}
    training = {"optimizer": "sgd"}
    made = experiment(calm, {**WILD, **fields}, rate=rate, training=training)
    trainer = Trainer(made)
    trainer.advance(80)
    return trainer


def test_the_pass_before_is_whole_and_this_one_is_not() -> None:
    trainer = broken()
    assert trainer.nonfinite_at is not None
    found = trainer.find_break()
    assert found is not None
    assert found.lane == 1
    assert trainer.step == found.step
    lane = trainer.trace().lanes[1]
    assert lane.first_nonfinite == (found.phase, found.layer)
    trainer.goto(found.step - 1)
    assert all(each.first_nonfinite is None for each in trainer.trace().lanes)
    assert np.isfinite(trainer.trace().lanes[1].loss)
    assert trainer.nonfinite_at is None


def test_from_the_start() -> None:
    trainer = broken(gain=1e200)
    assert trainer.find_break() == Break(1, 0, "forward", trainer.trace().lanes[1]
                                         .first_nonfinite[1])  # fmt: skip


def test_what_learns_has_no_break() -> None:
    trainer = broken(rate=0.01)
    assert trainer.nonfinite_at is None
    assert trainer.find_break() is None
    assert trainer.step == 80


@pytest.mark.parametrize("cell", ["vanilla"])
def test_through_time_too(cell: str) -> None:
    network = NetworkSpec(cell=cell, width=8, activation="relu", spectral_radius=3.0)
    made = Experiment(
        data=DataSpec("latch", 8, length=60), training=TrainingSpec(learning_rate=1e6),
        lanes=(Lane("", network),),
    )  # fmt: skip
    trainer = Trainer(made)
    trainer.advance(20)
    found = trainer.find_break()
    assert found is not None
    assert trainer.trace().lanes[0].first_nonfinite == (found.phase, found.layer)
