"""Verdicts at a threshold: worse at once, better only when clearly so."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from vgsim.theory.steady import Steady

from vgsim.compute.learning.training import simulate
from vgsim.compute.traces.trace import LaneTrace, Watch
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec
from vgsim.theory.arrival import MARGIN
from vgsim.theory.diagnosis import layer_states
from vgsim.theory.verdict import verdict

WATCH = Watch(costly=frozenset({"dead", "zero_share", "subnormal_share", "alike"}))


@pytest.fixture(scope="module")
def healthy() -> LaneTrace:
    network = NetworkSpec(depth=6, width=8, activation="relu", initializer="he_normal")
    made = Experiment(data=DataSpec("moons", 16, 64), lanes=(Lane("", network),))
    return simulate(made, watch=WATCH).lanes[0]


def faded(lane: LaneTrace, decades: float) -> LaneTrace:
    """The same pass, its gradient falling evenly by so many decades to the first layer."""
    rows = np.array(lane.evidence.gradient)
    rows[: lane.depth] = 10.0 ** np.linspace(decades, 0, lane.depth)
    return replace(lane, evidence=replace(lane.evidence, gradient=rows))


def test_noise_around_a_threshold_changes_nothing(healthy: LaneTrace) -> None:
    noise = np.random.default_rng(0).uniform(-0.2, 0.2, 60)
    for threshold in (-3.0, -1.0, 1.0, 3.0):
        steady = Steady()
        traces = [faded(healthy, threshold + each) for each in noise]
        kinds = [steady.verdict(0, each).kind for each in traces]
        assert len(set(kinds)) <= 2
        changes = sum(a != b for a, b in pairwise(kinds))
        assert changes <= 1
        assert len({verdict(each).kind for each in traces}) == 2  # it would flicker otherwise


def test_worse_is_said_at_once_and_better_when_it_is_clear(healthy: LaneTrace) -> None:
    steady = Steady()
    said = [
        steady.verdict(0, faded(healthy, decades)).kind
        for decades in (-2.9, -3.0, -3.0 + 0.9 * MARGIN, -3.0 + 1.1 * MARGIN, -0.6, -0.4)
    ]
    assert said == ["mild", "vanishing", "vanishing", "mild", "mild", "healthy"]


def test_another_network_is_judged_afresh(healthy: LaneTrace) -> None:
    steady = Steady()
    assert steady.verdict(0, faded(healthy, -3.1)).kind == "vanishing"
    assert steady.verdict(1, faded(healthy, -2.9)).kind == "mild"
    other = replace(faded(healthy, -2.9), network=replace(healthy.network, gain=1.5))
    assert steady.verdict(0, other).kind == "mild"


def test_layers_are_as_steady_as_the_network(healthy: LaneTrace) -> None:
    steady = Steady()
    for decades, expected in ((-3.1, "vanishing"), (-2.8, "vanishing"), (-2.4, "slow")):
        assert steady.states(0, faded(healthy, decades))[0].state == expected
    assert layer_states(faded(healthy, -2.8))[0].state == "slow"


def test_shares_of_units_too(healthy: LaneTrace) -> None:
    def dead(share: float) -> LaneTrace:
        rows = np.array(healthy.evidence.dead)
        rows[1] = share
        return replace(healthy, evidence=replace(healthy.evidence, dead=rows))

    steady = Steady()
    found = [steady.states(0, dead(share))[1].state for share in (0.45, 0.55, 0.45, 0.35)]
    assert found == ["healthy", "dead", "dead", "healthy"]
