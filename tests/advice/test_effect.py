"""How much a remedy must help to be offered, and when it helps only a little."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from vgsim.advice.effect import Effect, effect
from vgsim.advice.suggest import best_first
from vgsim.advice.suggestion import Suggestion
from vgsim.advice.trial import TrialResult
from vgsim.advice.words import sentence, shortened

BEFORE = TrialResult(300, 0.69, 0.69, 0.5, True, -0.2, None, False)
ERROR = replace(BEFORE, loss=1.0, guess=1.0, score=1.0, classes=False)


def pairs(before: TrialResult, *after: dict[str, Any]) -> list[tuple[TrialResult, TrialResult]]:
    return [(before, replace(before, **each)) for each in after]


def seeds(field: str, middle: float, spread: float = 0.0) -> list[dict[str, Any]]:
    """Ten values around a middle, as ten seeds have them."""
    return [{field: middle + spread * (k - 4.5) / 4.5} for k in range(10)]


@pytest.mark.parametrize(
    ("before", "after", "is_found"),
    [
        (BEFORE, seeds("score", 0.55), None),  # a tenth of the wrong answers
        (BEFORE, seeds("score", 0.61), "little"),
        (BEFORE, seeds("score", 0.70), "clear"),
        (BEFORE, seeds("score", 0.61, spread=0.25), None),  # the seeds differ by more
        (replace(BEFORE, score=0.94), seeds("score", 0.97), "clear"),  # half of the wrong answers
        (BEFORE, seeds("loss", 0.66), None),
        (BEFORE, seeds("loss", 0.53), "little"),
        (BEFORE, seeds("loss", 0.30), "clear"),
        (BEFORE, seeds("loss", 0.53, spread=0.4), None),
        (ERROR, seeds("score", 0.9), None),
        (ERROR, seeds("score", 0.75), "little"),
        (ERROR, seeds("score", 0.3), "clear"),
        # numbers were lost: a blind guess's loss is what there was to lose
        (replace(BEFORE, lost=True, loss=nan, score=nan), seeds("loss", 0.55) , "little"),
        (replace(BEFORE, lost=True, loss=nan, score=nan), seeds("loss", 0.2), "clear"),
        (replace(BEFORE, lost=True, loss=nan, score=nan), seeds("loss", 0.65), "little"),
        # the others show it, the network's own seed does not
        (BEFORE, [{"score": 0.5}, *seeds("score", 0.9)], None),
        # on its own seed, only the other measure is better
        (BEFORE, [{"score": 0.7}, *({"loss": 0.3} for _ in range(9))], None),
        # all targets are the same; a test error is infinite
        (replace(ERROR, guess=0.0, variance=0.0), seeds("score", 0.3), "clear"),
        (replace(ERROR, score=inf), seeds("loss", 0.3), "clear"),
        (ERROR, [{"score": inf, "loss": 0.3}] * 10, "clear"),
        # the loss is the same, but the gradient arrives, or it does not
        (replace(BEFORE, decades=-18.0), seeds("decades", -9.0), None),
        (replace(BEFORE, decades=-5.0), seeds("decades", -0.1), "gradient"),
    ],
)  # fmt: skip
def test_the_least_help(
    before: TrialResult, after: list[dict[str, Any]], is_found: Effect | None
) -> None:
    lost = {"lost": False}
    assert effect(pairs(before, *(each | lost for each in after))) == is_found


def test_a_wrong_loss_of_other_units_is_compared_with_a_blind_guess() -> None:
    """Standardized targets have another unit: a smaller number alone is no help."""
    before = replace(ERROR, loss=100.0, guess=100.0, score=100.0, variance=100.0)
    after = replace(before, loss=0.95, guess=1.0, score=0.95, variance=1.0)
    assert effect([(before, after)] * 10) is None
    assert effect([(before, replace(after, loss=0.5, score=0.5))] * 10) == "clear"


def test_little_help_is_called_little() -> None:
    after = replace(BEFORE, score=0.61, loss=0.6)
    offer = Suggestion("Layer norm", {}, {}, after, BEFORE, effect="little")
    assert sentence(offer) == (
        "Layer norm: only a little better, 61 % after 300 updates instead of 50 %"
    )
    assert shortened(offer) == "Layer norm: a little better, 61 %, not 50 %"
    clear = replace(offer, tried=replace(after, score=0.9), effect="clear")
    assert sentence(clear) == "Layer norm: 90 % after 300 updates instead of 50 %"


def test_a_loss_that_only_falls_to_a_blind_guess_is_called_so() -> None:
    before, after = replace(BEFORE, loss=69.0), replace(BEFORE, loss=0.69)
    offer = Suggestion("Learning rate / 10", {}, {}, after, before)
    assert sentence(offer) == (
        "Learning rate / 10: loss 0.69 after 300 updates instead of 69, still no better than a "
        "blind guess"
    )


def test_answers_of_a_network_that_does_not_learn_are_not_called_a_blind_guess() -> None:
    """Half of the answers are right, but the loss is that of a blind guess: the loss is named."""
    before = replace(BEFORE, loss=9.0, guess=2.3, score=0.1)
    offer = Suggestion("He weights", {}, {}, replace(before, loss=2.3, score=0.5), before)
    assert sentence(offer) == (
        "He weights: loss 2.3 after 300 updates instead of 9.0, still no better than a blind guess"
    )
    assert shortened(offer) == "He weights: loss 2.3, not 9.0"


def test_a_lower_loss_is_named_where_the_test_error_is_not_lower() -> None:
    """With scaled targets, errors are compared as multiples of a blind guess's."""
    before = replace(ERROR, loss=8.0, guess=9.0, score=4.0, variance=9.0)
    after = replace(before, loss=0.3, guess=1.0, score=0.5, variance=1.0)
    text = sentence(Suggestion("Standardize the targets", {}, {}, after, before))
    assert text == (
        "Standardize the targets: 0.30 times the loss of a blind guess after 300 updates instead "
        "of 0.89"
    )


def test_where_only_the_gradient_is_better_the_loss_is_named_too() -> None:
    before = replace(BEFORE, decades=-5.0)
    after = replace(before, decades=-0.3, score=0.55, loss=0.68)
    text = sentence(Suggestion("Batch norm", {}, {}, after, before, effect="gradient"))
    assert text == (
        "Batch norm: gradient at layer 1 ÷ last layer 0.50 instead of 10⁻⁵; the loss is 0.68 "
        "after 300 updates instead of 0.69"
    )


def test_where_the_network_learns_with_some_remedies_only_these_are_offered() -> None:
    """That a gradient is more even is no news next to a remedy with which the network learns."""
    poor = Suggestion("A", {}, {}, replace(BEFORE, loss=0.69), BEFORE, effect="gradient")
    small = replace(poor, label="B", tried=replace(BEFORE, loss=0.5), effect="little")
    good = replace(poor, label="C", tried=replace(BEFORE, loss=0.1), effect="clear")
    assert best_first((poor, small, good)) == (good, small)
    assert best_first((poor,)) == (poor,)
