"""Remarks on what is unusual in data and weights, where a network does not learn."""

from __future__ import annotations

import re
from dataclasses import replace
from math import floor

import numpy as np
import pytest

from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.theory.reasons import UNEVEN, most_frequent, reasons, scales


@pytest.fixture(scope="module")
def regression() -> LaneTrace:
    network = NetworkSpec(depth=2, width=8, activation="tanh")
    return simulate(Experiment(data=DataSpec("sine", 16, 64), lanes=(Lane("", network),))).lanes[0]


def scaled(lane: LaneTrace, spread: float, mean: float = 0.0) -> LaneTrace:
    """The same pass with targets of this standard deviation and mean."""
    squares = spread * spread
    evidence = replace(lane.evidence, blind_guess=squares, zero_guess=squares + mean * mean)
    return replace(lane, evidence=evidence)


def test_usual_data_have_no_remark(regression: LaneTrace) -> None:
    assert reasons(regression) == ""
    assert reasons(replace(regression, input_power=1.0)) == ""


@pytest.mark.parametrize(
    ("power", "said"),
    [
        (1e4, "The inputs are large (rms 100)."),
        (1e-12, "The inputs are small (rms 10⁻⁶)."),
        (0.0, ""),  # sequences
    ],
)
def test_scale_of_the_inputs(regression: LaneTrace, power: float, said: str) -> None:
    lane = replace(regression, input_power=power)
    assert reasons(lane) == said
    normed = replace(lane.network, normalization="layer")
    assert reasons(replace(lane, network=normed)) == ""  # their scale has no effect


def test_scale_of_the_targets(regression: LaneTrace) -> None:
    assert reasons(scaled(regression, 200.0)) == "The targets are large (rms 200)."
    assert reasons(scaled(regression, 1e-5)).startswith("The targets are small (standard dev")
    assert reasons(scaled(regression, 1.0, 9.0)) == "The targets are far from 0."
    assert reasons(replace(scaled(regression, 200.0), classes=3)) == ""


def test_only_what_is_large_is_named_where_numbers_overflow(regression: LaneTrace) -> None:
    assert scales(scaled(regression, 1e-5)) == scales(replace(regression, input_power=1e-12)) == ""
    large = scaled(replace(regression, input_power=1e4), 200.0)
    assert scales(large) == "The inputs are large (rms 100). The targets are large (rms 200)."


def test_at_most_two_remarks(regression: LaneTrace) -> None:
    lane = scaled(replace(regression, input_power=1e4, activations=("linear",) * 2), 200.0)
    assert reasons(lane) == "The inputs are large (rms 100). The targets are large (rms 200)."


@pytest.mark.parametrize(
    ("parts", "low"),
    [
        ((0.99, 0.01), 0.99),  # two classes: exact
        ((0.9, 0.05, 0.05), 0.8),  # at least
        ((0.895, 0.105), 0.895),
        ((0.9996, 0.0004), 0.9996),
        ((0.5, 0.5), 0.0),
        ((1 / 3,) * 3, 0.0),
    ],
)
def test_the_most_frequent_class(
    regression: LaneTrace, parts: tuple[float, ...], low: float
) -> None:
    network = replace(regression.network, loss="cross_entropy")
    entropy = -float(np.dot(parts, np.log(parts)))
    evidence = replace(regression.evidence, blind_guess=entropy)
    lane = replace(regression, network=network, classes=len(parts), evidence=evidence)
    assert low - 1e-3 <= most_frequent(lane) <= max(parts) + 1e-3
    assert (most_frequent(lane) > 0) == (low > 0)
    remark = "examples are of one class: always predicting it is rarely wrong."
    assert (remark in reasons(lane)) == (low >= UNEVEN)
    assert most_frequent(replace(lane, classes=0)) == 0
    percents = re.findall(r"At least (\d+) %", reasons(lane))
    assert percents == ([str(floor(100 * most_frequent(lane)))] if low else [])  # not rounded up
