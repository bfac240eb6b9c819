"""What the coach says after a change, while networks learn, and once they have learned."""

from __future__ import annotations

from dataclasses import replace
from math import log10
from typing import Any

import pytest

from tests.advice.coach.coached import (
    DEAD,
    HE,
    SHALLOW,
    SIGMOID,
    TANH,
    made,
    network,
    portion_of,
    searched,
    seen,
    start,
    value_in,
)
from vgsim.advice.coach.changed import what_changed
from vgsim.advice.coach.lanes import same_networks
from vgsim.advice.coach.situation import PATIENCE, Ask, Hint, Take
from vgsim.compute.traces.trace import Trace
from vgsim.describe.edit import edit
from vgsim.describe.edit_lane import copy_lane, remove_lane
from vgsim.describe.spec import Experiment, NetworkSpec

pytestmark = pytest.mark.usefixtures("compiled")


# --- after a change


def after_change(before: Trace, experiment: Experiment, **given: Any) -> tuple[Trace, Hint]:
    now = seen(experiment)
    return now, start(now, before=before, **given)


def test_a_change_is_described_by_the_numbers_of_both_passes() -> None:
    before = seen(made(SIGMOID))
    relu = edit(before.experiment, "lanes.0.network.activation", "relu")
    now, said = after_change(before, edit(relu, "lanes.0.network.initializer", "he_normal"))
    assert said.rule == "changed"
    parts = said.finding.split("Before the change: ")
    found = [value_in(part.split(" of the gradient")[0].split(" times")[0]) for part in parts]
    expected = [portion_of(now.lanes[0]), portion_of(before.lanes[0])]
    assert [log10(each) for each in found] == pytest.approx(
        [log10(each) for each in expected], abs=0.03
    )
    assert said.request == Ask("run")


def test_a_change_that_does_not_help_is_not_praised() -> None:
    before = seen(made(SIGMOID))
    now, said = after_change(before, edit(before.experiment, "lanes.0.network.depth", 12))
    assert now.lanes[0].judged.verdict.kind == "vanishing"
    assert "It vanishes." in said.sentence
    assert isinstance(said.request, Ask)
    assert said.request.kind == "diagnosis"
    assert said.request.lane is now.experiment.lanes[0]


@pytest.mark.parametrize("pair", [(HE, DEAD), (DEAD, HE), (SHALLOW, TANH), (TANH, SHALLOW)])
def test_zero_and_single_layers_are_compared_by_the_gradient_itself(
    pair: tuple[NetworkSpec, NetworkSpec],
) -> None:
    before = seen(made(pair[0]))
    lane = replace(before.experiment.lanes[0], network=pair[1])
    now, said = after_change(before, replace(before.experiment, lanes=(lane,)))
    for trace in (before, now):
        first = float(trace.lanes[0].evidence.gradient[0])
        text = "exactly 0" if first == 0 else f"{first:.2g}"[:3]
        assert text in said.sentence


def test_the_network_that_changed_most_is_described() -> None:
    before = seen(made(HE, SIGMOID))
    now, said = after_change(before, edit(before.experiment, "lanes.0.network.gain", 0.2))
    found = what_changed(before, now)
    assert found is not None
    assert found[0] == 0
    assert now.lanes[0].title in said.sentence


def test_an_added_network_is_introduced_and_a_removed_one_is_not_missed() -> None:
    one = seen(made(SIGMOID))
    two = copy_lane(one.experiment, 0, HE)
    now, said = after_change(one, two)
    assert f"A new network. {now.lanes[1].title}:" in said.sentence
    _, gone = after_change(now, remove_lane(two, 0))
    assert gone.rule == "start"


def test_a_change_of_the_learning_rate_leaves_the_gradient() -> None:
    before = seen(made(SIGMOID))
    _, said = after_change(before, edit(before.experiment, "training.learning_rate", 0.5))
    assert "as before" in said.sentence


def test_only_what_is_computed_counts_as_a_change() -> None:
    experiment = made(SIGMOID)
    assert same_networks(experiment, replace(experiment, title="another"))
    assert not same_networks(experiment, edit(experiment, "seed", 8))
    assert not same_networks(experiment, edit(experiment, "lanes.0.network.depth", 3))
    assert not same_networks(experiment, copy_lane(experiment, 0))


# --- while the networks learn, and after that


def test_learning_that_works_is_told_with_its_loss() -> None:
    trace = seen(made(SHALLOW, rate=0.3), 200)
    assert trace.lanes[0].judged.verdict.learns.state in ("learning", "learned")
    said = start(trace, running=True)
    assert said.rule == "running"
    assert trace.lanes[0].judged.verdict.learns.sentence in said.sentence
    assert said.request == Ask("stop")
    stopped = start(trace)
    assert stopped.rule == "trained"
    assert stopped.request in (Ask("run"), Ask("new seed"))


def test_learning_that_works_in_one_network_only_is_told_of_both() -> None:
    trace = seen(made(SHALLOW, SIGMOID, rate=0.3), 200)
    said = start(trace, running=True)
    good, bad = trace.lanes
    assert f"{good.title} learns" in said.sentence
    assert f"{bad.title} does not" in said.sentence
    loss = float(bad.evidence.history.train_loss[-1])
    assert f"{loss:.2f}" in said.sentence
    assert start(trace).request == Ask("diagnosis", trace.experiment, trace.experiment.lanes[1])


def test_learning_that_stands_still_is_told_and_asks_for_a_change() -> None:
    trace = seen(made(SIGMOID), 200)
    assert trace.lanes[0].judged.verdict.learns.state == "blind_guess"
    said = start(trace, running=True)
    assert "better than a blind guess" in said.sentence
    advice = searched(trace)
    stopped = start(trace, advice=advice)
    assert stopped.rule == "trained"
    assert isinstance(stopped.request, Take)


def test_too_few_updates_are_not_judged() -> None:
    trace = seen(made(SIGMOID), 3)
    assert "Does the loss fall below it?" in start(trace, running=True).sentence
    assert start(trace).request == Ask("run")


def test_four_learning_networks_are_told_by_the_lowest_loss() -> None:
    trace = seen(made(*(replace(SHALLOW, width=width) for width in (6, 8, 10, 12)), rate=0.3), 200)
    losses = [float(lane.evidence.history.train_loss[-1]) for lane in trace.lanes]
    best = trace.lanes[losses.index(min(losses))]
    said = start(trace, running=True)
    assert "All networks learn" in said.sentence
    assert f"{best.title} has the lowest training loss" in said.sentence


def test_lost_numbers_come_first() -> None:
    trace = seen(made(network(activation="linear", depth=4), HE, rate=1.0), 40)
    broke = trace.lanes[0].evidence.history.broke
    assert broke is not None
    for running in (False, True):
        said = start(trace, running=running, idle=PATIENCE)
        assert said.rule == "broken"
        assert f"update {broke.step}" in said.sentence
    said = start(trace)
    assert isinstance(said.request, Ask)
    assert (said.request.kind, said.request.broken) == ("replay", broke)
