"""What the coach says is true of the networks on screen, and what it offers helps.

Networks are simulated here, small and of every kind; numbers are checked against the trace, offers
by training with and without them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from math import isfinite, log10

import pytest

from tests.advice.coach.coached import (
    EXPLODING,
    HE,
    IRIS,
    KINDS,
    LATCH,
    RNN,
    SHALLOW,
    SIGMOID,
    TANH,
    THROUGH_TIME,
    UPDATES,
    made,
    portion_of,
    searched,
    seen,
    start,
    value_in,
)
from tests.advice.searches import kernels
from vgsim.advice.changes import changed
from vgsim.advice.coach.lanes import lane_to_help, offer_for, worst
from vgsim.advice.coach.rules import HELPS, LABELS, RULES, hint
from vgsim.advice.coach.situation import PATIENCE, Ask, Situation, Take
from vgsim.advice.trial import helps, tried
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import NetworkSpec

pytestmark = pytest.mark.usefixtures("compiled")


# --- every rule


def test_every_rule_is_tested_here_and_named_once() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert set(names) == {
        "waiting", "first pass", "broken", "running", "idle", "changed", "trained", "start",
    }  # fmt: skip
    assert set(LABELS) == set(HELPS)


def test_nothing_is_said_of_networks_that_are_not_computed() -> None:
    said = hint(Situation())
    assert said.rule == "waiting"
    assert said.request is None


@pytest.mark.parametrize("phase", ["forward", "loss", "backward", "update"])
@pytest.mark.parametrize("kind", [SIGMOID, HE, RNN])
def test_the_first_pass_gives_nothing_away(phase: str, kind: NetworkSpec) -> None:
    data = IRIS if kind.cell == "none" else LATCH
    trace = seen(made(kind, data=data))
    given = {"results_shown": False, "phase": phase}
    said = start(trace, **given)
    assert said.rule == "first pass"
    assert said.request is None
    others = made(replace(kind, gain=2.0), data=data)
    assert start(seen(others), **given).sentence == said.sentence
    assert ("step" in said.sentence) <= (kind.cell != "none")
    paused = start(trace, playing=False, **given)
    assert paused.request == Ask("play")


def test_the_first_start_is_welcomed() -> None:
    trace = seen(made(SIGMOID))
    assert "Welcome" in start(trace, results_shown=False, first_start=True).sentence
    assert "Welcome" not in start(trace, results_shown=False).sentence


@pytest.mark.parametrize("name", KINDS)
def test_the_start_says_what_layer_1_receives(name: str) -> None:
    trace = seen(made(KINDS[name]))
    lane, said = trace.lanes[0], start(trace)
    assert said.rule == "start"
    assert said.request == Ask("run")
    assert lane.title in said.sentence
    found = lane.judged.verdict
    if " arrives at" in said.finding:
        part = said.finding.split(" of the gradient")[0].split(" times the gradient")[0]
        assert log10(value_in(part)) == pytest.approx(log10(portion_of(lane)), abs=0.03)
    if found.kind == "zero":
        assert found.arrives.sentence in said.sentence


@pytest.mark.parametrize("name", THROUGH_TIME)
def test_recurrent_networks_are_described_by_time_steps(name: str) -> None:
    trace = seen(made(THROUGH_TIME[name], data=LATCH))
    said = start(trace)
    assert "tep 1" in said.sentence
    assert "layer" not in said.sentence


@pytest.mark.parametrize("networks", [(SIGMOID, HE), (HE, SIGMOID), (HE, TANH, SIGMOID, HE)])
def test_of_several_networks_the_worst_is_talked_about(networks: tuple[NetworkSpec, ...]) -> None:
    trace = seen(made(*networks))
    index = worst(trace)
    assert trace.lanes[index].network.activation == "sigmoid"
    assert trace.lanes[index].title in start(trace).sentence


def test_of_networks_that_are_all_well_none_is_blamed() -> None:
    trace = seen(made(HE, replace(HE, width=20)))
    assert lane_to_help(trace) is None
    assert "every network" in start(trace).sentence


# --- remedies


@pytest.mark.parametrize("kind", [SIGMOID, EXPLODING])
def test_an_offered_remedy_helps_when_it_is_taken(kind: NetworkSpec) -> None:
    trace = seen(made(kind))
    advice = searched(trace)
    said = start(trace, advice=advice)
    assert isinstance(said.request, Take)
    assert said.request.remedy in [offer.label for offer in advice.offers]
    assert said.request.remedy in said.label
    before = tried(trace.experiment, 0, {}, UPDATES, kernels=kernels())
    after = tried(trace.experiment, 0, said.request.changes, UPDATES, kernels=kernels())
    assert before is not None
    assert after is not None
    assert helps(before, after)
    idle = start(trace, advice=advice, idle=PATIENCE)
    assert idle.rule == "idle"
    assert idle.request == said.request


def test_a_remedy_for_another_network_is_not_offered() -> None:
    trace = seen(made(SIGMOID))
    advice = searched(trace)
    other = seen(made(replace(SIGMOID, depth=9)))
    assert offer_for(other, 0, advice) is None
    assert start(other, advice=advice).request == Ask("run")


def test_without_a_remedy_that_helps_none_is_offered() -> None:
    trace = seen(made(SIGMOID))
    none = replace(searched(trace), offers=())
    assert start(trace, advice=none).request == Ask("run")


def test_a_remedy_that_gives_a_network_already_shown_is_passed_over() -> None:
    trace = seen(made(SIGMOID))
    advice = searched(trace)
    first = advice.offers[0]
    twin = changed(trace.experiment, 0, first.changes).lanes[0].network
    both = seen(made(SIGMOID, twin))
    assert worst(both) == 0
    offer = offer_for(both, 0, advice)
    assert offer is None or offer.label != first.label


# --- nothing done for a minute


def test_after_a_minute_without_a_request_there_is_something_to_do() -> None:
    untrained, trained = seen(made(HE)), seen(made(SHALLOW, rate=0.3), 400)
    assert start(untrained, idle=PATIENCE).request == Ask("run")
    assert start(untrained, idle=PATIENCE - 1).rule == "start"
    assert start(trained, idle=PATIENCE).rule == "idle"
    assert start(trained, idle=PATIENCE).request == Ask("new seed")
    assert start(trained, idle=PATIENCE, running=True).rule == "running"


@cache
def passes(networks: tuple[NetworkSpec, ...], updates: int) -> Trace:
    """The pass of these networks after some updates, made once for all situations."""
    return seen(made(*networks), updates)


@pytest.mark.parametrize("updates", [0, 30])
@pytest.mark.parametrize("idle", [0.0, PATIENCE])
@pytest.mark.parametrize(
    "networks", [*((each,) for each in KINDS.values()), tuple(KINDS.values())[:4]]
)
def test_every_hint_is_complete(
    networks: tuple[NetworkSpec, ...], idle: float, updates: int
) -> None:
    """It ends like a sentence, has no hole, and every request has a label and an explanation."""
    trace = passes(networks, updates)
    for running in (False, True):
        said = start(trace, running=running, idle=idle)
        assert said.sentence[-1] in ".?"
        assert not {"nan", "inf", "{", "}"} & set(re.findall(r"[a-z]+|[{}]", said.sentence))
        assert bool(said.label) == (said.request is not None) == bool(said.help)
        assert all(isfinite(each) for lane in trace.lanes for each in (lane.loss,))
