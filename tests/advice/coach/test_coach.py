"""What the coach says is true of the networks on screen, and what it offers helps.

Networks are simulated here, small and of every kind; numbers are checked against the trace, offers
by training with and without them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import isfinite, log10
from typing import Any

import pytest

from tests.advice.searches import kernels, search
from vgsim.advice.changes import changed
from vgsim.advice.coach.changed import what_changed
from vgsim.advice.coach.lanes import lane_to_help, offer_for, same_networks, worst
from vgsim.advice.coach.rules import HELPS, LABELS, RULES, hint
from vgsim.advice.coach.situation import PATIENCE, Ask, Hint, Situation, Take
from vgsim.advice.suggestion import HelpRequest, Suggestions
from vgsim.advice.trial import helps, tried
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.describe.edit import edit
from vgsim.describe.edit_lane import copy_lane, remove_lane
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.theory.judge import Judge

pytestmark = pytest.mark.usefixtures("compiled")

IRIS, LATCH = DataSpec("iris", 32), DataSpec("latch", 16, length=25)
UPDATES = 60
_POWER = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def network(**given: Any) -> NetworkSpec:
    return NetworkSpec(**{"depth": 8, "width": 8, **given})


SIGMOID = network(activation="sigmoid")
HE = network(activation="relu", initializer="he_normal", width=16)
TANH = network(activation="tanh", initializer="xavier_normal")
EXPLODING = network(activation="relu", initializer="he_normal", gain=4.0)
DEAD = network(activation="relu", bias=-50.0)
SHALLOW = network(depth=1, activation="tanh")
RNN = NetworkSpec(cell="vanilla", width=8, activation="tanh", spectral_radius=0.4)
LSTM = NetworkSpec(cell="lstm", width=8, forget_bias=5.0)
KINDS = {
    "sigmoid": SIGMOID, "he": HE, "tanh": TANH, "exploding": EXPLODING, "dead": DEAD,
    "shallow": SHALLOW,
}  # fmt: skip
THROUGH_TIME = {"rnn": RNN, "lstm": LSTM}


def made(*networks: NetworkSpec, rate: float = 0.05, data: DataSpec = IRIS) -> Experiment:
    lanes = tuple(Lane("", each) for each in networks)
    return Experiment(seed=5, data=data, training=TrainingSpec(learning_rate=rate), lanes=lanes)


def seen(experiment: Experiment, updates: int = 0) -> Trace:
    """The judged pass of these networks after some updates."""
    trainer = Trainer(experiment, judge=Judge())
    trainer.advance(updates)
    trainer.evaluate()
    return replace(trainer.trace(), experiment=experiment)


FOUND: dict[tuple[Experiment, int], Suggestions] = {}  # by experiment and update


def searched(trace: Trace) -> Suggestions:
    """What helps the network that needs it most; each search is made once for all tests."""
    asked = trace.experiment, trace.step
    if asked not in FOUND:
        index = lane_to_help(trace)
        assert index is not None
        question = HelpRequest(trace.experiment, index, trace.lanes[index], UPDATES)
        *_, FOUND[asked] = search(question)
    return FOUND[asked]


def value_in(text: str) -> float:
    """The last number of a text: 1.7·10⁻¹³, 10⁻⁴, 94 %, 3.0."""
    found = re.findall(r"(?:[\d.]+·)?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|[\d.]*\d(?: %)?", text)[-1]
    if "10" in found and any(sign in found for sign in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"):
        head, power = found.rsplit("10", 1)
        return float(head.rstrip("·") or 1) * 10.0 ** int(power.translate(_POWER))
    return float(found.removesuffix(" %")) / (100 if found.endswith("%") else 1)


def portion_of(lane: LaneTrace) -> float:
    gradient = lane.evidence.gradient
    return float(gradient[0] / gradient[lane.depth - 1])


def start(trace: Trace, **given: Any) -> Hint:
    return hint(Situation(trace, **given))


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


# --- nothing done for a minute


def test_after_a_minute_without_a_request_there_is_something_to_do() -> None:
    untrained, trained = seen(made(HE)), seen(made(SHALLOW, rate=0.3), 400)
    assert start(untrained, idle=PATIENCE).request == Ask("run")
    assert start(untrained, idle=PATIENCE - 1).rule == "start"
    assert start(trained, idle=PATIENCE).rule == "idle"
    assert start(trained, idle=PATIENCE).request == Ask("new seed")
    assert start(trained, idle=PATIENCE, running=True).rule == "running"


@pytest.mark.parametrize("updates", [0, 30])
@pytest.mark.parametrize("idle", [0.0, PATIENCE])
@pytest.mark.parametrize(
    "networks", [*((each,) for each in KINDS.values()), tuple(KINDS.values())[:4]]
)
def test_every_hint_is_complete(
    networks: tuple[NetworkSpec, ...], idle: float, updates: int
) -> None:
    """It ends like a sentence, has no hole, and every request has a label and an explanation."""
    trace = seen(made(*networks), updates)
    for running in (False, True):
        said = start(trace, running=running, idle=idle)
        assert said.sentence[-1] in ".?"
        assert not {"nan", "inf", "{", "}"} & set(re.findall(r"[a-z]+|[{}]", said.sentence))
        assert bool(said.label) == (said.request is not None) == bool(said.help)
        assert all(isfinite(each) for lane in trace.lanes for each in (lane.loss,))
