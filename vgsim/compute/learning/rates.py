"""The learning rate of a step: the rate set by the user, times the schedule's factor."""

from __future__ import annotations

from collections.abc import Sequence

from vgsim.describe.spec import TrainingSpec
from vgsim.parts.optimizers import SCHEDULES


def rate_at(rates: Sequence[tuple[int, float]], step: int) -> float:
    """Return the learning rate in force at a step, without the schedule.

    Args:
        rates: pairs of a step and the rate that holds from it on, in ascending order.
        step: a step not before the first of these steps.
    """
    return next(rate for start, rate in reversed(rates) if start <= step)


def scheduled(training: TrainingSpec, rates: Sequence[tuple[int, float]], step: int) -> float:
    """Return the learning rate of a step: the rate in force times the schedule's factor."""
    factor = SCHEDULES[training.schedule].factor
    return rate_at(rates, step) * factor(step, training.warmup, training.length, training.decay)
