"""Losses as they are shown: smoothed without regard to extremes, and who leads."""

from __future__ import annotations

from math import inf, isfinite, nan

import numpy as np
import pytest

from vgsim.compute.learning.losses import SMOOTH, leaders, smoothed
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.curves import FloatArray, Losses
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec


def losses(values: object, steps: object = None) -> Losses:
    found = np.asarray(values, np.float64)
    steps = np.arange(found.size) if steps is None else np.asarray(steps)
    return Losses(steps, found, steps / 2)


def one_by_one(values: FloatArray) -> FloatArray:
    """The definition: a mean that forgets, divided by the weight it has seen."""
    kept, found = 1 - 1 / (SMOOTH * values.size + 1), values.copy()
    mean = weight = 0.0
    for k, value in enumerate(values.tolist()):
        if isfinite(value):
            mean, weight = kept * mean + (1 - kept) * value, kept * weight + 1 - kept
            found[k] = mean / weight
    return found


@pytest.mark.parametrize("count", [0, 1, 2, 30, 2048, 6000])
@pytest.mark.parametrize("size", [1.0, 1e-200, 1e290])
def test_a_smoothed_loss_is_the_debiased_exponential_mean(count: int, size: float) -> None:
    rng = np.random.default_rng(count)
    values = size * rng.lognormal(0, 3, count)
    values[rng.random(count) < 0.05] = rng.choice([nan, inf, -inf])
    np.testing.assert_allclose(smoothed(losses(values)).values, one_by_one(values), rtol=1e-9)


def test_smoothing_takes_the_noise_and_leaves_the_level() -> None:
    np.testing.assert_allclose(smoothed(losses(np.full(300, 0.7))).values, 0.7)
    noisy = np.random.default_rng(0).normal(1.0, 0.2, 500)
    assert smoothed(losses(noisy)).values[100:].std() < 0.08
    assert (smoothed(losses(np.zeros(9))).values == 0).all()


def test_a_smoothed_loss_does_not_follow_the_extremes_that_were_kept() -> None:
    given = losses([1.0, 50.0, 1.0, nan, 1.0, 1.0], [0, 3, 4, 7, 8, 9])
    found = smoothed(given, stride=4)
    assert found.steps.tolist() == [0, 4, 7, 8, 9]  # what is lost and what is newest stays
    np.testing.assert_allclose(found.values, [1.0, 1.0, nan, 1.0, 1.0])
    assert found.seconds.tolist() == [0.0, 2.0, 3.5, 4.0, 4.5]


def test_networks_are_compared_at_updates_all_have_recorded() -> None:
    """Whatever else each has kept: an extreme of one network leads nowhere."""
    one = losses(np.full(4, 1.0), [0, 4, 8, 12])
    other = losses([2.0, 2.0, 0.0, 2.0, 2.0], [0, 4, 5, 8, 12])
    found = leaders([one, smoothed(other, 4)])
    assert found.steps.tolist() == [0, 4, 8, 12]
    assert found.seconds.tolist() == [0.0, 2.0, 4.0, 6.0]
    assert found.lanes.tolist() == [0, 0, 0, 0]
    lost = losses([nan, -inf, inf, 0.5], [0, 4, 8, 12])
    assert leaders([lost, one]).lanes.tolist() == [1, 1, 1, 0]


def test_a_trace_shows_the_losses_up_to_its_pass_and_beyond() -> None:
    network = NetworkSpec(depth=2, width=4)
    lanes = Lane("", network), Lane("", network, seed=5)
    trainer = Trainer(Experiment(data=DataSpec("moons", 8, 32), lanes=lanes))
    first = trainer.trace()
    assert [each.values.tolist() for each in first.losses] == [[lane.loss] for lane in first.lanes]
    trainer.advance(20)
    trace = trainer.trace()
    assert trace.losses[0].steps.tolist() == list(range(21))
    assert trace.losses[1].values[-1] == trace.lanes[1].loss
    assert trace.leaders is not None
    assert trace.leaders.steps.tolist() == list(range(21))
    trainer.goto(5)
    back = trainer.trace()
    assert back.losses[0].steps.tolist() == list(range(20))
    np.testing.assert_array_equal(back.smoothed[1].values, smoothed(back.losses[1]).values)
