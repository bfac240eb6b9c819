"""Histograms of every layer, and the gradients of single weights, against the pass itself."""

from __future__ import annotations

import numpy as np
import pytest

from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.distributions import BINS, Distribution, distributions
from vgsim.compute.traces.trace import DISTRIBUTIONS, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

COSTLY = frozenset({DISTRIBUTIONS})
NARROW = Experiment(
    data=DataSpec("moons", 16, 64),
    lanes=(Lane("N", NetworkSpec(depth=3, width=6, activation="tanh")),),
)


def counted(values: np.ndarray, one: Distribution) -> np.ndarray:
    """The shares by NumPy, with values beyond the ends in the first and last bins."""
    inside = np.clip(values, one.edges[0], np.nextafter(one.edges[-1], -np.inf))
    return np.histogram(inside, one.edges)[0] / values.size


def test_they_are_those_of_the_tape() -> None:
    trainer = Trainer(NARROW, Watch(costly=COSTLY))
    lane = trainer.trace().lanes[0]
    tape = trainer.lanes[0].tape
    found = lane.distributions
    assert found is not None
    assert found.preactivation is not None
    for index in range(3):
        layer = index + 1
        z, a = tape.argument(layer), tape.activation(layer)
        delta = np.abs(tape.grad_preactivation(layer) * tape.batch)
        assert found.preactivation.shares[index] == pytest.approx(counted(z, found.preactivation))
        assert found.activation.shares[index] == pytest.approx(counted(a, found.activation))
        expected = counted(np.log10(delta[delta > 0]), found.gradient) * (delta > 0).mean()
        assert found.gradient.shares[index] == pytest.approx(expected)
    assert found.activation.shares.shape == (3, BINS)
    assert Trainer(NARROW).trace().lanes[0].distributions is None


def test_zero_infinity_and_nan() -> None:
    values = np.array([[0.0, 0.5, np.inf, np.nan]])
    found = distributions([values], [values], [values], 1)
    assert found.zeros.tolist() == [0.25]
    assert found.gradient.shares.sum() == pytest.approx(0.5)
    assert found.gradient.shares[0, -1] == 0.25
    assert found.activation.shares.sum() == pytest.approx(0.75)


def test_every_step_of_a_recurrent_network() -> None:
    made = Experiment(
        data=DataSpec("latch", 16, length=9),
        lanes=(Lane("L", NetworkSpec(cell="lstm", activation="tanh", width=5, stack=2)),),
    )
    found = Trainer(made, Watch(costly=COSTLY)).trace().lanes[0].distributions
    assert found is not None
    assert found.preactivation is None
    assert found.activation.shares.shape == (9, BINS)
    assert found.activation.shares.sum(axis=1) == pytest.approx(1.0)


def test_the_gradients_of_the_examples_have_the_mean_of_the_batch() -> None:
    mean = Trainer(NARROW).trace().lanes[0]
    single = [Trainer(NARROW, Watch(example=k)).trace().lanes[0] for k in range(16)]
    for layer in range(4):
        own = np.mean([lane.weight_gradients[layer] for lane in single], axis=0)
        assert own == pytest.approx(mean.weight_gradients[layer], abs=1e-12)
        assert own.shape == mean.weights[layer].shape


def test_too_many_weights_to_draw_have_no_gradients() -> None:
    wide = Experiment(lanes=(Lane("W", NetworkSpec(depth=3, width=40)),))
    assert Trainer(wide).trace().lanes[0].weight_gradients == ()
