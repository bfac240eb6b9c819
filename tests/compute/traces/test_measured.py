"""What does not apply is None, what is lost is NaN."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import pytest

from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measured import measured
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

PLAIN = NetworkSpec(depth=3, width=4, activation="tanh")
ABSENT = (
    "gradient_skip", "gradient_branch", "factor_skip", "norm_factor", "norm_scale", "norm_shift",
    "learned_slope",
)  # fmt: skip


def lane(network: NetworkSpec) -> LaneTrace:
    experiment = Experiment(data=DataSpec("moons", 16, 64), lanes=(Lane("", network),))
    return Trainer(experiment).trace().lanes[0]


@pytest.mark.parametrize("gain", [1.0, 1e200])
@pytest.mark.parametrize("name", ABSENT)
def test_a_network_without_it_has_no_value_even_if_it_is_broken(name: str, gain: float) -> None:
    linear = replace(PLAIN, activation="linear", gain=gain)
    assert measured(lane(linear), name, 2) is None


def test_a_broken_network_has_nan_where_numbers_were_lost() -> None:
    broken = lane(replace(PLAIN, activation="linear", gain=1e200))
    value = measured(broken, "gradient_activation", 2)
    assert value is not None
    assert isnan(value)


def test_a_network_with_it_has_a_value() -> None:
    skips = lane(replace(PLAIN, residual=1, normalization="layer"))
    assert measured(skips, "gradient_skip", 2) is not None
    assert measured(skips, "norm_scale", 2) == 1.0
    prelu = lane(replace(PLAIN, activation="prelu"))
    assert measured(prelu, "learned_slope", 2) == pytest.approx(0.25)


def test_there_is_nothing_beyond_the_last_layer_or_for_unknown_measures() -> None:
    assert measured(lane(PLAIN), "activation_std", 9) is None
    assert measured(lane(PLAIN), "missing", 1) is None
