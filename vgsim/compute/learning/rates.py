"""The learning rates of a run: which was set from which step on, and the schedule's factor."""

from __future__ import annotations

from collections.abc import Sequence

from vgsim.describe.spec import TrainingSpec
from vgsim.parts.optimizers import SCHEDULES


def rate_at(rates: Sequence[tuple[int, float]], step: int) -> float:
    """The learning rate that was set last before a step, or at it.

    Args:
        rates: pairs of a step and the rate that holds from it on, in ascending order.
        step: a step not before the first of them.
    """
    return next(rate for start, rate in reversed(rates) if start <= step)


def scheduled(training: TrainingSpec, rates: Sequence[tuple[int, float]], step: int) -> float:
    """The learning rate of a step: what was set, times the factor of the schedule."""
    factor = SCHEDULES[training.schedule].factor
    return rate_at(rates, step) * factor(step, training.warmup, training.length, training.decay)
