"""Units of targets, an offset of weights, batch norm's momentum, training mode, PyTorch's LSTM."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from nets import experiment, lane, layers
from sequences_nets import run as through_time

from vgsim.compute.arrays.plan import plan
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.grades import Grades
from vgsim.compute.traces.trace import GRADES, Watch
from vgsim.parts.examples import load


def grades_of(trainer: Trainer) -> Grades:
    found = trainer.trace(Watch(costly=frozenset({GRADES}))).lanes[0].grades
    assert found is not None
    return found


def test_a_target_in_its_own_units() -> None:
    """The loss of answering 0 is the mean square, a blind guess the variance."""
    made = experiment({"depth": 1, "width": 3}, data="diabetes")
    own = replace(made, data=replace(made.data, standardize_target=False))
    y = load("diabetes", seed=7, standardize_target=False).y_train
    assert 25 <= y.min() < y.max() <= 346
    found, usual = plan(own, 0), plan(made, 0)
    assert found.blind_guess == pytest.approx(y.var())
    assert found.zero_guess == pytest.approx(np.square(y).mean())
    assert usual.blind_guess == pytest.approx(1.0)
    assert np.allclose((y - y.mean()) / y.std(), usual.data.y_train)
    assert np.array_equal(found.data.x_train, usual.data.x_train)
    trainer = Trainer(own)
    trainer.evaluate()
    assert float(trainer.curves()[0].test_accuracy[-1]) > 1000  # squares of the unit


@pytest.mark.parametrize("initializer", ["zeros", "he_normal", "sparse", "orthogonal"])
def test_an_offset_is_added_to_all_weights(initializer: str) -> None:
    around = lane({"depth": 2, "width": 4, "initializer": initializer, "offset": 0.5}).tape
    usual = lane({"depth": 2, "width": 4, "initializer": initializer}).tape
    for layer in layers(usual):
        assert np.allclose(around.weight(layer), usual.weight(layer) + 0.5)
        assert np.array_equal(around.bias(layer), usual.bias(layer))


@pytest.mark.parametrize("cell", ["vanilla", "lstm", "gru"])
def test_an_offset_through_time(cell: str) -> None:
    around = through_time({"cell": cell, "width": 4, "offset": -0.25}).tape
    usual = through_time({"cell": cell, "width": 4}).tape
    blind = usual.plan.cell.missing_weights
    for name, where in (("recurrent_weight", "h"), ("input_weight", "x")):
        for gate in range(usual.plan.gates):
            shift = 0.0 if (gate, where) in blind else -0.25
            found, before = getattr(around, name)(0)[gate], getattr(usual, name)(0)[gate]
            assert np.allclose(found, before + shift)
    assert np.allclose(around.output_weight(), usual.output_weight() - 0.25)
    assert np.array_equal(around.bias(0), usual.bias(0))


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
@pytest.mark.parametrize("momentum", [0.0, 0.3, 1.0])
def test_running_statistics_by_their_momentum(dtype: str, momentum: float, engine: Engine) -> None:
    fields = {"depth": 2, "width": 6, "normalization": "batch", "dtype": dtype,
              "norm_momentum": momentum}  # fmt: skip
    run = lane(fields, engine, batch=12)
    mean, variance = np.zeros(6), np.ones(6)
    for _ in range(4):
        run.advance(1)
        z = np.array(run.tape.preactivation(1), np.float64)
        mean = (1 - momentum) * mean + momentum * z.mean(axis=0)
        variance = (1 - momentum) * variance + momentum * z.var(axis=0, ddof=1)
    near = 1e-12 if dtype == "float64" else 1e-5
    assert np.allclose(run.tape.running(1)[0], mean, rtol=near, atol=near)
    assert np.allclose(run.tape.running(1)[1], variance, rtol=10 * near, atol=near)


def test_training_mode_uses_the_statistics_of_batches(engine: Engine) -> None:
    """Running statistics that never learn: evaluation is lost, training mode is not."""
    fields = {"depth": 2, "width": 16, "normalization": "batch", "norm_momentum": 0.0,
              "activation": "relu", "initializer": "he_normal"}  # fmt: skip
    made = experiment(fields, data="digits", batch=50)
    made = replace(made, data=replace(made.data, standardize=False))
    trainer = Trainer(made, engine=engine)
    trainer.advance(60)
    trainer.evaluate()
    before = np.array(trainer.lanes[0].tape.learned)
    grades = grades_of(trainer)
    assert grades.trained is not None
    assert grades.trained[1] > 0.8 > float(trainer.curves()[0].test_accuracy[-1]) + 0.2
    assert np.array_equal(before, trainer.lanes[0].tape.learned)


def test_training_mode_drops_units() -> None:
    fields = {"depth": 1, "width": 32, "activation": "tanh", "dropout": 0.8}
    trainer = Trainer(experiment(fields, data="digits", batch=50))
    trainer.advance(100)
    trainer.evaluate()
    grades = grades_of(trainer)
    assert grades.trained is not None
    assert grades.trained[0] < float(trainer.curves()[0].train_accuracy[-1]) - 0.1


@pytest.mark.parametrize("batch", [7, 64, 1442])
def test_without_either_both_modes_are_one(batch: int, engine: Engine) -> None:
    """Also where the last batch is not full."""
    made = experiment({"depth": 2, "width": 12, "activation": "tanh"}, data="digits", batch=batch)
    trainer = Trainer(made, engine=engine)
    trainer.advance(20)
    trainer.evaluate()
    curves = trainer.curves()[0]
    assert grades_of(trainer).trained == (
        float(curves.train_accuracy[-1]), float(curves.test_accuracy[-1])
    )  # fmt: skip


def test_looking_at_grades_changes_nothing(engine: Engine) -> None:
    fields: dict[str, Any] = {"depth": 3, "width": 8, "normalization": "batch", "dropout": 0.2}
    seen, unseen = (Trainer(experiment(fields, data="digits"), engine=engine) for _ in range(2))
    for _ in range(3):
        seen.advance(5)
        grades_of(seen)
        unseen.advance(5)
    assert np.array_equal(seen.lanes[0].tape.learned, unseen.lanes[0].tape.learned)


@pytest.mark.parametrize(("cell", "gate", "usual"), [("lstm", 1, 1.0), ("gru", 1, 0.0)])
def test_pytorchs_initializer_draws_the_bias_that_keeps(cell: str, gate: int, usual: float) -> None:
    """The sum of PyTorch's two, U(±1/√units) each, unless a forget bias is given."""
    width = 250
    drawn = through_time({"cell": cell, "width": width, "stack": 4}).tape
    biases = np.concatenate([drawn.bias(level)[gate] for level in range(4)]) * np.sqrt(width)
    assert np.abs(biases).max() <= 2
    assert biases.var() == pytest.approx(2 / 3, rel=0.15)  # of two, 1/3 each
    assert abs(biases.mean()) < 0.1
    assert np.mean(np.abs(biases) < 1) == pytest.approx(0.75, abs=0.05)  # a triangle, not a plateau
    given = through_time({"cell": cell, "width": 5, "forget_bias": 3.0}).tape
    assert (given.bias(0)[gate] == 3.0).all()
    for fields in ({"bias": 0.0}, {"initializer": "xavier_normal"}, {"sigma_b": 0.1}):
        assert (
            through_time({"cell": cell, "width": 5, **fields}).tape.bias(0)[gate] == usual
        ).all()


def test_other_gates_are_drawn_as_before() -> None:
    """A forget bias changes no other number."""
    drawn = through_time({"cell": "lstm", "width": 6}).tape
    given = through_time({"cell": "lstm", "width": 6, "forget_bias": 1.0}).tape
    for gate in (0, 2, 3):
        assert np.array_equal(drawn.bias(0)[gate], given.bias(0)[gate])
    assert np.array_equal(drawn.recurrent_weight(0), given.recurrent_weight(0))


def test_recall_through_time() -> None:
    trainer = Trainer(
        replace(experiment({"cell": "vanilla", "activation": "tanh", "width": 5}, data="latch"))
    )
    trainer.evaluate()
    grades = grades_of(trainer)
    assert grades.names == ("−1", "+1")
    assert grades.trained is None
    assert 0 <= grades.balanced_accuracy <= 1
