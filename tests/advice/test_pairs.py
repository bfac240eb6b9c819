"""Where two faults hide each other, two changes are offered together."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.advice.searches import kernels, search
from tests.advice.test_catalogue import CASES, edited
from tests.advice.test_suggest import IRIS, asked, found, made
from tests.long import every
from vgsim.advice.catalogue import ANY, CATALOGUE
from vgsim.advice.changes import changed, edits_of, single_lane
from vgsim.advice.options import candidates, valid_options
from vgsim.advice.pairs import PAIRS, pairs
from vgsim.advice.suggestion import MOST, SEEDS, HelpRequest, Suggestions
from vgsim.advice.trial import TrialResult, helps, learns, tried
from vgsim.advice.words import summary
from vgsim.compute.learning.training import simulate
from vgsim.describe.spec import DataSpec, Experiment

pytestmark = pytest.mark.usefixtures("compiled")

UPDATES = 60  # of a training
WINE = DataSpec("wine", 32, standardize=False)
TWO_FAULTS: dict[str, tuple[Experiment, set[str], set[str]]] = {  # what each half may change
    "inputs as measured, and a rate far too high": (
        made(WINE, 10.0, depth=2, width=16, activation="relu", initializer="he_normal"),
        {"data.standardize"}, {"training.learning_rate"},
    ),
    "inputs as measured, and a gradient that vanishes": (
        made(WINE, depth=8, width=8, activation="sigmoid"),
        {"data.standardize"}, {"network.activation", "network.normalization"},
    ),
    "a rate far too low, and a gradient that vanishes": (
        made(IRIS, 1e-4, depth=8, width=8, activation="sigmoid"),
        {"training.learning_rate", "training.optimizer"},
        {"network.activation", "network.normalization"},
    ),
    "a rate far too high, and weights that are too small": (
        made(IRIS, 30.0, depth=6, width=8, activation="tanh", initializer="normal", scale=0.01),
        {"training.learning_rate", "training.optimizer"},
        {"network.activation", "network.normalization", "network.initializer"},
    ),
}  # fmt: skip


@cache
def answers(name: str) -> tuple[HelpRequest, tuple[Suggestions, ...]]:
    """The question of an ill network, and all news of a search that the tests share."""
    question = asked(TWO_FAULTS[name][0], updates=UPDATES)
    return question, tuple(search(question))


@pytest.mark.parametrize("name", every(2, TWO_FAULTS))  # each kind of fault is met
def test_a_network_with_two_faults_gets_two_changes(name: str) -> None:
    experiment, first, second = TWO_FAULTS[name]
    news = answers(name)[1][-1]
    assert news.over
    assert 0 < len(news.pairs) <= PAIRS
    offers = [offer for offer in news.offers if offer.label in news.pairs]
    assert offers, (news.offers, news.pairs)
    assert len(news.offers) <= MOST
    best = offers[0]
    assert first & best.changes.keys()
    assert second & best.changes.keys()
    assert learns(best.tried)
    assert summary(news) == ""
    # neither half is enough
    for half in (first, second):
        rest = {path: value for path, value in best.changes.items() if path not in half}
        one = tried(experiment, 0, rest, UPDATES, kernels=kernels())
        assert one is not None
        assert not learns(one) or one.relative > best.tried.relative
    last = SEEDS - 1
    before = tried(experiment, 0, {}, UPDATES, last, kernels())
    after = tried(experiment, 0, best.changes, UPDATES, last, kernels())
    assert before is not None
    assert after is not None
    assert helps(before, after)


def test_where_one_change_is_enough_no_pairs_are_tried() -> None:
    news = found(asked(made(WINE, depth=2, width=16, activation="relu", initializer="he_normal")))
    assert news.offers
    assert news.pairs == ()


def test_a_search_with_pairs_tells_how_far_it_is_and_can_be_stopped() -> None:
    question, seen = answers("inputs as measured, and a rate far too high")
    done = [news.done for news in seen]
    assert done == sorted(done)
    assert all(news.done <= news.runs for news in seen)
    assert done[-1] == seen[-1].runs
    asks = iter([False] * 150)
    stopped = list(search(question, stopped=lambda: next(asks, True)))
    assert len(stopped) < len(seen)
    assert not stopped[-1].over


def test_what_was_tried_in_vain_is_told_with_the_pairs() -> None:
    news = answers("a rate far too low, and a gradient that vanishes")[1][-1]
    vain = replace(news, offers=())
    assert summary(vain).endswith(
        f"; none helped, nor did {len(news.combined)} combinations of them."
    )


BEFORE = TrialResult(300, 2.0, 2.0, 0.1, True, -6.0, None, False)
LOST = replace(BEFORE, lost=True)


def outcomes(name: str, **lost: bool) -> list[tuple[Any, Any, TrialResult]]:
    """The candidates of a case, as if each had been tried in vain."""
    lane = len(CASES[name].lanes) - 1
    seen = simulate(CASES[name]).lanes[lane]
    return [
        (remedy, changes, LOST if remedy.label in lost else BEFORE)
        for remedy, changes in candidates(CASES[name], lane, seen, ANY)
    ]


def test_the_parts_of_a_pair_do_not_touch_the_same_setting() -> None:
    for name, experiment in CASES.items():
        lane = len(experiment.lanes) - 1
        together = valid_options(experiment, lane, pairs(outcomes(name), BEFORE))
        assert len(together) > PAIRS, name
        for pair, changes in together[:PAIRS]:
            tree = changed(single_lane(experiment, lane), 0, changes)
            edits = json.loads(json.dumps(edits_of(experiment, lane, changes)))
            assert single_lane(edited(experiment, edits), lane) == tree, pair.label


def test_labels_of_pairs_name_both_remedies() -> None:
    labels = {pair.label for name in CASES for pair, _ in pairs(outcomes(name), BEFORE)}
    assert {
        "Standardize the inputs + Learning rate 0.01",
        "Learning rate 0.01 + Layer norm",
        "Batch size 64 + ReLU with He",
        "Learning rate 1 + Forget bias 1",
        "Standardize the inputs + Clip the gradient's norm at 1",
    } <= labels
    assert "Standardize the inputs + Standardize the targets" not in labels  # one kind of fault
    briefs = {pair.brief for name in CASES for pair, _ in pairs(outcomes(name), BEFORE)}
    assert {"Standardize the inputs + Rate 0.01", "Rate 0.01 + Layer norm"} <= briefs
    names = [each.label for each in CATALOGUE]
    assert not set(names) & labels


def test_what_did_best_alone_is_paired_first() -> None:
    singles = outcomes("raw regression")
    label = "Scaled skip connections"
    good = replace(BEFORE, loss=0.5)
    singles = [(r, c, good if r.label == label else out) for r, c, out in singles]
    chosen = [pair.label for pair, _ in pairs(singles, BEFORE)]
    assert "Standardize the inputs + Scaled skip connections" in chosen[:3]
    mends = replace(BEFORE, decades=-0.1, lost=True)  # though a step too large spoils all
    singles = [(r, c, mends if r.label == "Layer norm" else out) for r, c, out in singles]
    chosen = [pair.label for pair, _ in pairs(singles, BEFORE)]
    assert "Standardize the inputs + Layer norm" in chosen[:3]
