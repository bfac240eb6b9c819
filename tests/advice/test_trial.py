"""A trial gives the numbers of a straight computation; what helps is judged by a rule."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log10, nan
from typing import Any

import pytest

from vgsim.advice.changes import changed
from vgsim.advice.suggestion import Suggestion
from vgsim.advice.trial import (
    FEWEST,
    LOOKS,
    MOST_UPDATES,
    UPDATES,
    TrialResult,
    affordable,
    helps,
    tried,
)
from vgsim.advice.words import sentence
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, Stage, TrainingSpec

NETWORK = NetworkSpec(depth=4, width=8, activation="sigmoid")
MADE = Experiment(
    seed=3, data=DataSpec("moons", 16),
    lanes=(Lane("", NetworkSpec(depth=1)), Lane("", NETWORK, seed=9)),
)  # fmt: skip
RELU = {"network.activation": "relu", "training.learning_rate": 0.2}


@pytest.mark.parametrize("changes", [{}, RELU])
@pytest.mark.parametrize("number", [0, 2])
def test_a_trial_gives_the_numbers_of_a_straight_computation(
    changes: dict[str, object], number: int
) -> None:
    found = tried(MADE, 1, changes, 70, number)
    network = replace(NETWORK, activation="relu") if changes else NETWORK
    plain = replace(
        MADE, seed=9 + number, lanes=(Lane("", network),),
        training=TrainingSpec(learning_rate=0.2 if changes else 0.1),
    )  # fmt: skip
    trainer = Trainer(plain)
    gradient = trainer.trace().lanes[0].evidence.gradient
    trainer.advance(70)
    trainer.evaluate()
    curves = trainer.curves()[0]
    assert found is not None
    assert (found.loss, found.score) == (curves.train_loss[-1], curves.test_accuracy[-1])
    assert (found.updates, found.classes, found.lost) == (70, True, False)
    assert len(found.late) == len(LOOKS)
    again = tried(MADE, 1, changes, 70, number)
    assert again == found
    assert found.decades == log10(gradient[0]) - log10(gradient[3])
    assert found.expected == pytest.approx(found.decades, abs=1.5)


def test_where_every_batch_is_new_the_loss_is_that_of_the_test_set() -> None:
    """On other examples it would differ by chance from a blind guess's loss."""
    data = DataSpec("latch", batch_size=16, length=8)
    network = NetworkSpec(cell="vanilla", width=6, activation="tanh")
    made = replace(MADE, data=data, lanes=(Lane("", network, seed=9),))
    trainer = Trainer(replace(made, seed=9, lanes=(Lane("", network),)))
    trainer.advance(40)
    trainer.evaluate()
    curves, found = trainer.curves()[0], tried(made, 0, {}, 40)
    assert found is not None
    assert found.loss == curves.test_loss[-1] != curves.train_loss[-1]


def test_it_is_trained_from_the_start_whatever_the_lane_was() -> None:
    was = Stage(20, replace(NETWORK, activation="tanh"), TrainingSpec())
    made = replace(MADE, lanes=(replace(MADE.lanes[1], before=(was,)),))
    assert tried(made, 0, {}, 30) == tried(MADE, 1, {}, 30)
    assert changed(made, 0, RELU).lanes[0].before == ()


def test_a_trial_can_be_stopped() -> None:
    asked = iter([False, False, True])
    assert tried(MADE, 1, {}, 1000, stopped=lambda: next(asked)) is None


def test_numbers_that_are_lost_end_a_trial() -> None:
    wild = {"network.activation": "relu", "network.gain": 1e200}
    found = tried(MADE, 1, wild, 1000)
    assert found is not None
    assert found.lost


def test_large_networks_are_tried_for_fewer_updates() -> None:
    large = replace(MADE, lanes=(Lane("", NetworkSpec(depth=100, width=256)),))
    assert FEWEST <= affordable(large, 0) < 50
    assert affordable(MADE, 1) == UPDATES
    assert affordable(MADE, 1, 700) == 700
    assert affordable(MADE, 1, 10**6) == MOST_UPDATES


BEFORE = TrialResult(300, 2.0, 2.0, 0.1, True, -6.0, None, False)


@pytest.mark.parametrize(
    ("before", "after", "does"),
    [
        ({}, {"loss": 1.7}, True),
        ({}, {"loss": 1.9}, False),  # not clearly lower
        ({}, {"loss": 1.9, "decades": -0.1}, True),  # the gradient arrives
        ({}, {"loss": 2.0, "decades": -5.8}, False),  # hardly better
        ({}, {"loss": 2.3, "decades": -0.1}, False),  # it arrives, but does harm
        ({}, {"loss": 0.1, "lost": True}, False),
        ({"loss": 2.6}, {"loss": 2.0}, False),  # it still does no better than a blind guess
        ({"loss": 26.0}, {"loss": 2.0}, True),  # but it was far worse
        ({}, {"loss": nan, "lost": True}, False),
        ({"loss": 9.0}, {"loss": 4.0}, False),  # worse than a blind guess still
        ({"loss": nan, "lost": True}, {"loss": 1.0}, True),
        ({"loss": nan, "lost": True}, {"loss": 2.0}, False),  # it has learned nothing
        ({"loss": inf, "lost": True}, {"loss": inf, "lost": True}, False),
        ({}, {"loss": 0.1, "guess": 0.05}, False),  # another loss has another blind guess
        ({}, {"loss": 0.01, "guess": 0.05}, True),
        ({}, {"loss": 1.0, "decades": -9.0}, False),  # the gradient vanishes more
        ({"decades": 0.2}, {"loss": 1.0, "decades": -4.0}, False),
        ({"decades": 0.2}, {"loss": 1.0, "decades": -2.0}, True),
        ({"decades": nan}, {"loss": 2.0, "decades": -0.2}, True),  # it was exactly 0
        ({"decades": nan}, {"loss": 1.0, "decades": nan}, True),
        ({"decades": nan}, {"loss": 2.0, "decades": nan}, False),  # it still is 0
        ({"decades": -0.5}, {"loss": 2.0, "decades": 0.0}, False),  # it was even before
        ({"loss": 0.002}, {"loss": 0.01, "decades": -1.0}, True),  # both have learned
        # it arrived before learning, and no more after it
        ({}, {"loss": 2.0, "decades": -0.1, "ended": nan}, False),
        ({}, {"loss": 2.0, "decades": -0.1, "ended": -5.8}, False),
        ({}, {"loss": 0.01, "decades": -0.1, "ended": nan}, True),  # nothing is left to learn
        ({"loss": 26.0}, {"loss": 2.0, "ended": nan}, False),  # less bad because it has died
        ({}, {"loss": 0.2, "peak": 1e6}, False),  # it exploded, and came back by luck
        ({}, {"loss": 0.2, "peak": 20.0}, True),
        # a loss that leaps is lower only now and then
        ({"late": (2.0, 0.4)}, {"loss": 0.2, "late": (0.3, 0.5)}, False),
        ({"late": (2.0, 0.4)}, {"loss": 0.2, "late": (0.3, 0.39)}, True),
        ({"late": (2.0, 2.0)}, {"loss": 0.2, "late": (0.3, nan)}, False),
        ({"loss": nan, "lost": True, "late": (1.0, nan)}, {"loss": 1.0, "late": (3.0, 1.0)}, False),
        ({"loss": nan, "lost": True, "late": (1.0, nan)}, {"loss": 1.0, "late": (1.5, 1.0)}, True),
    ],
)
def test_what_helps(before: dict[str, Any], after: dict[str, Any], does: bool) -> None:
    assert helps(replace(BEFORE, **before), replace(BEFORE, **after)) is does


def test_errors_in_other_units_are_compared_with_a_blind_guess() -> None:
    """Standardized targets have another unit: 0.5 is not better than 2 because it is smaller."""
    before = TrialResult(300, 2.0, 100.0, 200.0, False, 0.0, None, False, variance=100.0)
    after = replace(before, loss=0.5, guess=1.0, score=0.5, variance=1.0)
    offer = Suggestion("Standardize the targets", {}, {}, after, before)
    assert sentence(offer) == (
        "Standardize the targets: 0.50 times the error of a blind guess after 300 updates "
        "instead of 2.0"
    )
    same = replace(after, variance=100.0)
    assert "error 0.50 after" in sentence(replace(offer, tried=same))


def test_branches_that_rezero_closes_pass_the_gradient_along_the_skips() -> None:
    """No gradient in the last layer is its start, not its fault, as in the verdict."""
    network = NetworkSpec(depth=6, width=8, activation="tanh", residual=1, branch_scale="rezero")
    found = tried(replace(MADE, lanes=(Lane("", network),)), 0, {}, 30)
    assert found is not None
    assert found.decades == pytest.approx(0.0, abs=0.3)
