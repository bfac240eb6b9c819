"""Learning: the way back, edits, twins, and lessons whose end is known."""

from __future__ import annotations

from dataclasses import replace
from math import log, log10
from typing import Any

import numpy as np
import pytest
from nets import experiment, lane, layers, numbers, same_bits

from tests.long import longer
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.training import Trainer, simulate
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec, WeightEdit

NET = {"activation": "tanh", "depth": 3, "width": 9}
RANDOM = {"activation": "rrelu", "initializer": "he_normal", "depth": 3, "width": 9}


def at(fields: dict[str, Any], step: int, engine: Engine, **rest: Any) -> LaneRun:
    """A network that went straight to this step."""
    run = lane(fields, engine, **rest)
    run.advance(step)
    run.run_pass()
    return run


@pytest.mark.parametrize("fields", [NET, RANDOM, NET | {"activation": "prelu", "per_unit": True}])
def test_back_and_forth(engine: Engine, fields: dict[str, Any]) -> None:
    visited = (30, 10, 200, 65, 64, 63, 0, 130, 129, 1, 200)
    straight, known = lane(fields, engine), {}
    for step in sorted(set(visited)):  # the whole way once, without a step back
        straight.advance(step - straight.step)
        straight.run_pass()
        known[step] = numbers(straight.tape)
    assert same_bits(straight.tape, at(fields, 200, engine).tape)  # as without a stop, too
    trainer = Trainer(experiment(fields), engine=engine)
    for step in visited:
        trainer.goto(step)
        assert trainer.step == step
        trainer.trace()
        found = numbers(trainer.lanes[0].tape)
        assert found.keys() == known[step].keys()
        assert all(found[name].tobytes() == known[step][name].tobytes() for name in found), step


def test_far_back_through_thinned_snapshots(kernels: Engine) -> None:
    trainer = Trainer(experiment(NET | {"width": 3}, batch=4), engine=kernels)
    trainer.advance(5000)
    for step in (4999, 3210, 128, 4000):
        trainer.goto(step)
        trainer.trace()
        expected = at(NET | {"width": 3}, step, kernels, batch=4)
        assert same_bits(trainer.lanes[0].tape, expected.tape), step
    straight = at(NET | {"width": 3}, 5000, kernels, batch=4).recorder.curves()
    curves, known = trainer.trace().curves[0], trainer.trace().furthest
    assert known == 5000
    assert curves.steps.tobytes() == straight.steps.tobytes()  # what came later is kept
    assert curves.loss.tobytes() == straight.loss.tobytes()
    assert curves.test_accuracy.tobytes() == straight.test_accuracy[:-1].tobytes()


def test_edits_at_their_step(engine: Engine) -> None:
    edits = (WeightEdit(5, 2, 1, 3, 0.75), WeightEdit(8, 1, 0, None, -2.0))
    trainer = Trainer(experiment(NET | {"edits": edits}), engine=engine)
    tape = trainer.lanes[0].tape
    for step, weight, bias in ((5, True, False), (4, False, False), (8, False, True), (0, 0, 0)):
        trainer.goto(step)
        trainer.trace()
        assert (tape.weight(2)[1, 3] == 0.75) == bool(weight)
        assert (tape.bias(1)[0] == -2.0) == bool(bias)
    trainer.goto(20)
    assert not same_bits(tape, at(NET, 20, engine).tape)
    assert trainer.lanes[0].tape.weight(2)[1, 3] != 0.75  # it goes on learning from there


def test_an_edit_of_what_is_not_there(engine: Engine) -> None:
    edits = (WeightEdit(0, 9, 0, 0, 1.0), WeightEdit(0, 1, 99, 0, 1.0), WeightEdit(0, 1, 0, 99, 1))
    assert same_bits(at(NET | {"edits": edits}, 3, engine).tape, at(NET, 3, engine).tape)


def test_learning_rate(engine: Engine) -> None:
    """From the step on at which it was set; learning from 0 the whole way at the new one."""
    trainer = Trainer(experiment(NET), engine=engine)
    trainer.advance(100)
    trainer.trace()
    trainer.set_learning_rate(0.5)
    assert trainer.experiment.training.learning_rate == 0.5
    assert trainer.trace().experiment.training.learning_rate == 0.5
    trainer.advance(50)
    assert trainer.trace().curves[0].rates == ((0, 0.1), (100, 0.5))
    trainer.rewind()
    trainer.advance(150)
    assert trainer.trace().curves[0].rates == ((0, 0.5),)
    for step in (150, 70, 149):
        trainer.goto(step)
        trainer.trace()
        assert same_bits(trainer.lanes[0].tape, at(NET, step, engine, rate=0.5).tape), step


def test_curves_end_where_not_all_networks_have_been(engine: Engine) -> None:
    """One of two becomes another: what the other one knows is told when both are there."""
    trainer = Trainer(experiment(NET, NET), engine=engine)
    trainer.advance(50)
    straight = trainer.curves()[1].loss
    changed = Trainer(experiment(NET | {"gain": 0.5}, NET), engine=engine, before=trainer)
    assert [curves.steps.size for curves in (*changed.curves(), *changed.trace().curves)] == [
        0, 1, 0, 1
    ]  # fmt: skip
    changed.advance(20)
    changed.trace()
    first, second = changed.curves()
    assert max(first.steps) <= max(second.steps) <= changed.furthest == 20
    assert max(second.evaluated) <= 20
    assert second.loss.tobytes() == straight[: second.loss.size].tobytes()


def test_back_over_a_change_of_rate_shows_what_was(engine: Engine) -> None:
    trainer = Trainer(experiment(NET), engine=engine)
    trainer.advance(100)
    trainer.set_learning_rate(0.5)
    trainer.advance(10)
    trainer.goto(99)
    assert trainer.trace().furthest == 110
    before = np.array(trainer.lanes[0].tape.weight(1))
    expected = at(NET, 99, engine)
    assert before.tobytes() == np.array(expected.tape.weight(1)).tobytes()
    assert trainer.trace().furthest == 110
    trainer.advance(1)  # and learning goes on at the rate that is set, another way than before
    assert trainer.trace().furthest == 100
    moved = before - np.array(trainer.lanes[0].tape.weight(1))
    np.testing.assert_allclose(moved, 0.5 * expected.tape.grad_weight(1), rtol=1e-9, atol=1e-15)


def test_an_update_is_the_gradient_shown(engine: Engine) -> None:
    """W1 = W0 - rate grad0: bit for bit in NumPy, to one rounding where multiply-add is one."""
    for dtype in ("float64", "float32"):
        run = lane(NET | {"dtype": dtype}, engine)
        run.run_pass()
        rate = run.plan.dtype(run.tape.learning_rate)
        shown = [
            (np.array(run.tape.weight(i)), np.array(run.tape.grad_weight(i)))
            for i in layers(run.tape)
        ]
        run.advance(1)
        for layer, (weight, gradient) in enumerate(shown, 1):
            expected, found = weight - rate * gradient, run.tape.weight(layer)
            if engine.name == "numpy":
                assert expected.tobytes() == np.array(found).tobytes()
            largest = np.abs([weight, rate * gradient, expected]).max(axis=0)
            assert np.all(np.abs(found - expected) <= np.spacing(largest))


def test_twins_share_what_they_can() -> None:
    deep = NET | {"depth": 6, "activation": "relu", "initializer": "xavier_normal"}
    trainer = Trainer(experiment(NET, deep, NET | {"gain": 2.0}, data="digits"))
    trainer.trace()
    shallow, deeper, gained = (run.tape for run in trainer.lanes)
    for layer in (1, 2, 3):
        np.testing.assert_array_equal(shallow.weight(layer), deeper.weight(layer))
        np.testing.assert_array_equal(2 * shallow.weight(layer), gained.weight(layer))
    trainer.advance(7)
    trainer.trace()
    for tape in (deeper, gained):
        assert tape.activation(0).tobytes() == shallow.activation(0).tobytes()
        assert tape.target().tobytes() == shallow.target().tobytes()


def test_curves_are_bounded(kernels: Engine) -> None:
    run = lane(NET | {"width": 2, "depth": 1}, kernels, batch=4)
    run.advance(9001)
    curves = run.recorder.curves()
    assert len(curves.steps) <= 2049
    assert (curves.steps[0], curves.steps[-1]) == (0, 9000)
    assert np.all(np.diff(curves.steps) > 0)
    assert len(curves.evaluated) < 120
    assert not curves.loss.flags.writeable


SPIRALS = {"data": "spirals", "batch": 256, "examples": 256}


def final(kernels: Engine, seed: int = 1, steps: int = 600, **fields: Any) -> float:
    """The loss of a lesson of truth, E: 10 layers of 32 units, full batch, rate 0.1."""
    return float(at({"depth": 10, "width": 32} | fields, steps, kernels, seed=seed, **SPIRALS)
                 .tape.loss)  # fmt: skip


@pytest.mark.parametrize("seed", [1, *longer([2, 3])])
def test_relu_with_he_learns(kernels: Engine, seed: int) -> None:
    assert final(kernels, seed, activation="relu", initializer="he_normal") < 0.1


@pytest.mark.parametrize("seed", [1, *longer([2, 3])])
def test_sigmoid_with_xavier_does_not(kernels: Engine, seed: int) -> None:
    assert final(kernels, seed) == pytest.approx(log(2), abs=1e-3)


def test_tanh_learns_and_pytorch_default_relu_does_not(kernels: Engine) -> None:
    assert final(kernels, activation="tanh") < 0.1
    stuck = final(kernels, activation="relu", initializer="pytorch_default")
    assert stuck == pytest.approx(log(2), abs=2e-3)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_zeros_never_break_symmetry(engine: Engine, activation: str) -> None:
    run = at({"activation": activation, "initializer": "zeros", "depth": 3}, 20, engine, batch=96)
    for layer in (1, 2):
        assert np.ptp(run.tape.weight(layer), axis=0).max() == 0
    assert run.tape.loss == pytest.approx(log(2), abs=0.02)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "linear"])
def test_what_hides_the_problem(engine: Engine, activation: str) -> None:
    """<W, dL/dW> is the same in every layer of a net without biases (truth, 0.8)."""
    fields = {"activation": activation, "initializer": "he_normal", "depth": 12, "width": 24}
    tape = at(fields, 0, engine, data="digits").tape
    products = [float((tape.weight(i) * tape.grad_weight(i)).sum()) for i in layers(tape)]
    np.testing.assert_allclose(products, products[0], rtol=1e-9)


def test_one_sample_factors(engine: Engine) -> None:
    """||dL/dW|| = ||delta|| ||h||."""
    tape = at(NET | {"depth": 8}, 0, engine, batch=1).tape
    for layer in layers(tape):
        delta, h = tape.grad_preactivation(layer), tape.activation(layer - 1)
        product = np.linalg.norm(delta) * np.linalg.norm(h)
        assert np.linalg.norm(tape.grad_weight(layer)) == pytest.approx(product, rel=1e-12)


@pytest.mark.parametrize("seed", [1, *longer([2])])
def test_decades_of_sigmoid(kernels: Engine, seed: int) -> None:
    """-0.627 a layer (truth, 0.1) within three deviations of C5: sd 0.10, shift -0.05 in all."""
    made = experiment({"depth": 30, "width": 256}, data="digits", batch=64, seed=seed)
    gradient = simulate(made, engine=kernels).lanes[0].measures["gradient_preactivation"]
    total = log10(gradient[0] / gradient[29])
    assert total == pytest.approx(29 * -0.627 - 0.05, abs=0.4)


def test_lanes_with_data_and_seeds_of_their_own_are_as_alone() -> None:
    """Each lane is bit for bit what it is in an experiment of its own."""
    network = NetworkSpec(depth=3, width=6)
    others = (
        Lane("a", network),
        Lane("b", network, seed=3, data=DataSpec("sine", 8, 40)),
        Lane("c", network, training=TrainingSpec("adam", 0.01)),
    )
    together = simulate(Experiment(data=DataSpec("digits", 16), lanes=others), 5)
    for index, one in enumerate(others):
        alone = Experiment(
            seed=7 if one.seed is None else one.seed,
            data=one.data or DataSpec("digits", 16),
            training=one.training or TrainingSpec(),
            lanes=(replace(one, seed=None, data=None, training=None),),
        )
        found, other = together.lanes[index], simulate(alone, 5).lanes[0]
        assert found.gradient.tobytes() == other.gradient.tobytes()
        assert (found.loss, found.classes, found.batch) == (other.loss, other.classes, other.batch)
