"""Where several faults hide each other, remedies are combined stage by stage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.advice.searches import kernels, search
from tests.advice.test_suggest import asked, found, made
from tests.long import every
from vgsim.advice.catalogue import CATALOGUE, DEEP, INPUTS, SPEED, STAGES, STEP_SIZE
from vgsim.advice.changes import changed, edits_of
from vgsim.advice.faults import network_faults
from vgsim.advice.series import Series, best
from vgsim.advice.suggestion import SEEDS
from vgsim.advice.trial import TrialResult, helps, learns, tried
from vgsim.describe.spec import DataSpec, Experiment

pytestmark = pytest.mark.usefixtures("compiled")

RAW = DataSpec("wine", 32, standardize=False)
THREE_FAULTS: dict[str, tuple[Experiment, int]] = {
    "weights of 0, a rate that is too high, and units that are too few": (
        made(DataSpec("diabetes", 8, standardize=False, standardize_target=False), 1.0,
             depth=4, width=8, activation="relu", initializer="zeros"), 150,
    ),
    "weights far too large, tiny batches, and inputs as measured": (
        made(DataSpec("wine", 1, standardize=False), 1.0, depth=12, width=4, activation="relu6",
             initializer="uniform", scale=5.0, bias=-20.0), 80,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", every(2, THREE_FAULTS))
def test_a_network_with_three_faults_gets_a_series(name: str) -> None:
    experiment, updates = THREE_FAULTS[name]
    seen = list(search(asked(experiment, updates=updates)))
    news = seen[-1]
    done = [each.done for each in seen]
    assert news.over
    assert done == sorted(done)
    assert done[-1] == news.runs
    offer = news.offers[0]
    assert learns(offer.tried)
    assert offer.label in news.series
    assert offer.label.count(" + ") >= 2
    assert offer.edits == edits_of(experiment, 0, offer.changes)
    before, after = (
        tried(experiment, 0, changes, updates, SEEDS - 1, kernels())
        for changes in ({}, offer.changes)
    )
    assert before is not None
    assert after is not None
    assert helps(before, after)


def test_where_a_pair_is_enough_no_series_is_tried() -> None:
    news = found(asked(made(RAW, 10.0, depth=2, width=16, activation="relu"), updates=60))
    assert any(learns(offer.tried) for offer in news.offers)
    assert news.series == ()


def test_a_series_can_be_stopped() -> None:
    experiment, _ = THREE_FAULTS["weights far too large, tiny batches, and inputs as measured"]
    stop = False
    for news in search(asked(experiment, updates=30), stopped=lambda: stop):  # noqa: B023
        stop = bool(news.series)
    assert len(news.series) == 1
    assert not news.over


def test_every_remedy_has_its_stage() -> None:
    assert sum(map(len, STAGES)) == len(CATALOGUE)
    order = [STAGES.index(stage) for stage in (INPUTS, STEP_SIZE, DEEP, SPEED)]
    assert order == sorted(order)  # the fault that hides the others comes first


BEFORE = TrialResult(300, 2.0, 2.0, 0.1, True, -6.0, None, False)


def begun() -> Series:
    experiment = made(RAW, 10.0, depth=6, width=8, activation="sigmoid")
    return Series(experiment, BEFORE, network_faults(asked(experiment).seen))


def test_inputs_are_standardized_even_if_nothing_is_better_yet() -> None:
    now = begun()
    (standardized,) = now.further(INPUTS)
    assert best(now, [standardized], INPUTS) is standardized
    worse = replace(standardized, outcome=replace(BEFORE, lost=True))
    assert best(now, [worse], INPUTS) is now


def test_a_remedy_that_makes_nothing_better_is_not_kept() -> None:
    now = begun()
    further = now.further(DEEP)
    assert best(now, [], DEEP) is now
    lost = [replace(each, outcome=replace(BEFORE, lost=True)) for each in further]
    assert best(now, lost, DEEP) is now
    even = [replace(each, outcome=replace(BEFORE, decades=-k)) for k, each in enumerate(further)]
    assert best(now, even, DEEP).changes in [each.changes for each in further]


def test_a_later_remedy_replaces_an_earlier_one() -> None:
    slower = begun().further(STEP_SIZE)[0]
    assert slower.changes == {"training.learning_rate": 1.0}
    assert slower.remedy.label == "Learning rate 1"
    slowest = next(each for each in slower.further(STEP_SIZE) if len(each.changes) == 1)
    assert len(slowest.parts) == 1
    assert slowest.changes["training.learning_rate"] < 1.0
    both = slower.further(DEEP)[0]
    assert [each.parts for each in both.shorter()] == [both.parts[1:], both.parts[:1]]
    assert changed(both.experiment, 0, both.changes).training.learning_rate == 1.0
