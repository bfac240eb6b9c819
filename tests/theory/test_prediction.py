"""What theory expects beside simulated networks, and where it is silent."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest

from vgsim.compute.learning.training import Trainer, simulate
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import DataSpec, Experiment, Lane, LayerSpec, NetworkSpec
from vgsim.parts.initializers import INITIALIZERS
from vgsim.theory.prediction import predicted


def lane_of(seed: int, batch: int = 64, **fields: Any) -> LaneTrace:
    made = Experiment(
        seed=seed, data=DataSpec("digits", batch), lanes=(Lane("", NetworkSpec(**fields)),)
    )
    return simulate(made).lanes[0]


def off(lane: LaneTrace) -> float:
    """Measured minus expected decades between the last hidden layer and the first."""
    found = predicted(lane)
    assert found.expected is not None, found.reason
    gradient = lane.measures["gradient_preactivation"]
    measured = math.log10(gradient[0] / gradient[lane.depth - 1])
    return float(measured - found.expected.log_gradient[0] - found.expected.shift[0])


def spread(*axes: tuple[Any, ...]) -> list[Any]:
    """All combinations; those that are not long have every two values of two axes together."""
    return [
        pytest.param(*(value for _, value in each), marks=[pytest.mark.long] * (index % 3 != 0))
        for each in product(*(enumerate(axis) for axis in axes))
        for index in [sum(number for number, _ in each)]
    ]


@pytest.mark.parametrize(
    ("activation", "initializer", "width"),
    spread(
        ("linear", "sigmoid", "tanh", "relu", "elu", "prelu", "mish"),
        ("xavier_normal", "pytorch_default", "orthogonal"),
        (16, 64, 256),
    ),
)
def test_networks_do_as_expected(activation: str, initializer: str, width: int) -> None:
    fields = {"activation": activation, "initializer": initializer, "depth": 15, "width": width}
    lane = lane_of(3, **fields)
    expected = predicted(lane).expected
    assert expected is not None
    assert abs(off(lane)) <= 3 * float(expected.spread[0]) + 0.1


PARTS = (
    {"normalization": "layer"}, {"normalization": "rms"}, {"normalization": "batch"},
    {"normalization": "batch", "normalization_place": "after"}, {"dropout": 0.2},
    {"residual": 1, "branch_scale": "inverse_root"},
    {"residual": 1, "branch_scale": "inverse_root", "normalization": "layer"},
)  # fmt: skip


@pytest.mark.parametrize(("activation", "part"), spread(("relu", "sigmoid", "tanh"), PARTS))
def test_remedies_do_as_expected(activation: str, part: dict[str, Any]) -> None:
    base = {"activation": activation, "initializer": "he_normal", "depth": 15, "width": 128}
    if "dropout" in part:  # its masks are drawn in training only
        made = Experiment(
            data=DataSpec("digits", 128), lanes=(Lane("", NetworkSpec(**base, **part)),)
        )
        lane = Trainer(made).trace().lanes[0]
    else:
        lane = lane_of(1, 128, **base, **part)
    assert abs(off(lane)) < 0.5


def test_signals_have_the_variance_expected() -> None:
    lane = lane_of(0, activation="tanh", initializer="critical", sigma_w=1.3, sigma_b=0.3, depth=12,
                   width=256)  # fmt: skip
    expected = predicted(lane).expected
    assert expected is not None
    measured = np.square(lane.measures["preactivation_std"][:12])
    assert measured == pytest.approx(expected.variance, rel=0.25)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"initializer": "lsuv"}, "data"), ({"initializer": "zeros"}, "drawn at random"),
        ({"initializer": "constant"}, "drawn at random"), ({"residual": 3}, "every layer"),
        ({"residual": 1, "residual_place": "post"}, "after f"),
        ({"residual": 1, "branch_scale": "rezero"}, "α = 0"),
        ({"residual": 1, "activation": "relu"}, "mean grows"),
    ],
)  # fmt: skip
def test_where_theory_is_silent_it_says_why(fields: dict[str, Any], word: str) -> None:
    found = predicted(lane_of(0, depth=8, width=8, **fields))
    assert found.expected is None
    assert word in found.reason


@pytest.mark.parametrize(
    ("data", "batch", "word"),
    [("digits", 2, "batch of 32"), ("digits", 31, "batch of 32"), ("moons", 64, "8 or more inputs"),
     ("iris", 64, "8 or more inputs"), ("digits", 32, ""), ("diabetes", 64, "")],
)  # fmt: skip
def test_batch_norm_has_an_expectation_for_large_batches_of_wide_inputs(
    data: str, batch: int, word: str
) -> None:
    network = NetworkSpec(
        depth=8, width=64, activation="relu", initializer="he_normal", normalization="batch"
    )
    made = Experiment(data=DataSpec(data, batch), lanes=(Lane("", network),))
    lane = simulate(made).lanes[0]
    found = predicted(lane)
    if word:
        assert found.expected is None
        assert word in found.reason
    else:
        assert abs(off(lane)) < 0.5


@pytest.mark.parametrize(("width", "scale"), [(8, 0.5), (64, 0.3), (128, 0.365)])
def test_sparse_weights_do_as_expected(width: int, scale: float) -> None:
    fields = {"activation": "relu", "initializer": "sparse", "scale": scale, "depth": 8}
    found = [off(lane_of(seed, width=width, **fields)) for seed in range(8)]
    expected = predicted(lane_of(0, width=width, **fields)).expected
    assert expected is not None
    assert abs(np.mean(found)) <= 1.5 * float(expected.spread[0]) + 0.1


def test_layers_of_their_own_are_followed() -> None:
    own = (LayerSpec(4, activation="sigmoid"), LayerSpec(5, initializer="he_normal", gain=2.0))
    lane = lane_of(2, depth=8, width=200, activation="tanh", layers=own)
    expected = predicted(lane).expected
    assert expected is not None
    assert abs(off(lane)) <= 3 * float(expected.spread[0]) + 0.1
    plain = predicted(lane_of(2, depth=8, width=200, activation="tanh")).expected
    assert plain is not None
    assert expected.log_gradient[0] < plain.log_gradient[0]


@pytest.mark.parametrize("name", sorted(INITIALIZERS))
def test_the_variance_of_a_scheme_is_that_of_its_draws(name: str) -> None:
    entry = INITIALIZERS[name]
    known = entry.variance(300, 200, 1.5)
    if known is None:
        assert name in ("zeros", "constant", "lsuv", "scaled_identity")
        return
    drawn = entry.draw(np.random.default_rng(0), 300, 200, 1.5)
    assert drawn.var() == pytest.approx(known, rel=0.03)
    biases = entry.bias(np.random.default_rng(0), 5000, 200, 1.5)
    assert biases.var() == pytest.approx(entry.bias_variance(200, 1.5), rel=0.05)
