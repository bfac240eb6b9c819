"""How learning went, update by update: what a trace carries of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vgsim.describe.spec import Rates

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Curves:
    """The course of training of one lane, thinned to a bounded number of points.

    Between the evenly spread points are those of the smallest and the greatest losses and of the
    first ones that are not finite.
    """

    steps: IntArray  # (points,) rising
    loss: FloatArray  # (points,) mini-batch loss
    evaluated: IntArray  # (evaluations,)
    train_accuracy: FloatArray  # (evaluations,) share right; mean squared error for regression
    test_accuracy: FloatArray  # (evaluations,)
    seconds: FloatArray  # (points,) spent on updates up to there
    evaluated_seconds: FloatArray  # (evaluations,)
    epoch: int  # updates of an epoch; 0: examples are drawn anew for every one
    rates: Rates
    stride: int = 1  # the evenly spread steps are its multiples
    train_loss: FloatArray = field(
        default_factory=lambda: np.empty(0)
    )  # (evaluations,) that is minimized
    test_loss: FloatArray = field(default_factory=lambda: np.empty(0))  # (evaluations,)


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """Losses of mini-batches, up to that of the pass the trace shows."""

    steps: IntArray  # (n,) rising
    values: FloatArray  # (n,)
    seconds: FloatArray  # (n,) spent on updates up to there


@dataclass(frozen=True, slots=True, eq=False)
class Leaders:
    """Which lane had the least smoothed loss, at every update all lanes have recorded."""

    steps: IntArray  # (n,) rising
    seconds: FloatArray  # (n,) that the first lane had spent
    lanes: IntArray  # (n,)
