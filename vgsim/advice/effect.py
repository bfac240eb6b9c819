"""How much a remedy helps, over all seeds that were tried: the smallest help that is offered.

Of a loss and of the answers that are wrong (or the error of a regression), what counts is the
fraction that the remedy removes. From 50 % right answers to 55 % it removes a tenth of the wrong
ones, which hardly anyone would call help; from 94 % to 97 % it removes half of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from statistics import median, pstdev
from typing import Literal

from vgsim.advice.trial import TrialResult, evens_gradient, tilt
from vgsim.theory.arrival import VANISHING

Effect = Literal["clear", "little", "gradient"]  # "gradient": only the gradient is better
SeedPair = tuple[TrialResult, TrialResult]  # one seed without and with the remedy

LEAST = 0.2  # fraction of the loss or of the wrong answers that a remedy removes at least
CLEAR = 1 / 3  # below it, a remedy helps only a little


def effect(pairs: Sequence[SeedPair]) -> Effect | None:
    """How much a remedy helps; None if that is too little to offer it.

    The median of all seeds counts. It must be more than the seeds differ by, by their standard
    deviation, and the network's own seed must show the same, too. A gradient that is only more even
    must no longer vanish or explode.

    Args:
        pairs: the outcomes of every seed, its own first; with each of them the remedy `helps`.
    """
    amounts = ([measure(*pair) for pair in pairs] for measure in (removed, _errors))
    found = max(_beyond_chance(each) if each[0] >= LEAST else 0.0 for each in amounts)
    if found >= CLEAR:
        return "clear"
    if found >= LEAST or pairs[0][0].lost:  # with it, the network learns at least
        return "little"
    evens = all(evens_gradient(*pair) and tilt(pair[1]) < -VANISHING for pair in pairs)
    return "gradient" if evens else None


def removed(before: TrialResult, after: TrialResult) -> float:
    """The fraction of the loss that a remedy removes; of a blind guess's if numbers were lost."""
    was = 1.0 if before.lost else before.relative
    return 1 - after.relative / was if was > 0 else 0.0


def score_removed(before: TrialResult, after: TrialResult) -> float:
    """The fraction of the wrong answers, or of the error, that a remedy removes in the test.

    The errors of a regression are compared as multiples of their targets' variance.
    """
    if before.classes:
        was, now = 1 - before.score, 1 - after.score
    else:
        was, now = (each.score / (each.variance or 1.0) for each in (before, after))
    return 1 - now / was if was > 0 else 0.0


def _errors(before: TrialResult, after: TrialResult) -> float:
    """As `score_removed`; 0 if numbers were lost, which are no answers."""
    return 0.0 if before.lost else score_removed(before, after)


def _beyond_chance(amounts: Sequence[float]) -> float:
    """The median of all seeds; 0 if it is not more than they differ by, or an error is infinite."""
    if not all(map(isfinite, amounts)):
        return 0.0
    middle = median(amounts)
    return middle if middle > pstdev(amounts) else 0.0
