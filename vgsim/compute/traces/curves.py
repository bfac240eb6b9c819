"""The training curves that a trace contains."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vgsim.compute.arrays.types import FloatArray as FloatArray
from vgsim.compute.arrays.types import IntArray as IntArray
from vgsim.describe.spec import Rates

STABLE = 10  # times the first loss


@dataclass(frozen=True, slots=True)
class Curves:
    """The course of training of one lane, thinned to a bounded number of points.

    In addition to the evenly spaced points it has those of local minima and maxima of the loss, and
    of the first losses that are NaN or infinite.
    """

    steps: IntArray  # (points,) ascending
    loss: FloatArray  # (points,) mini-batch loss
    evaluated: IntArray  # (evaluations,) steps
    train_accuracy: FloatArray  # (evaluations,) fraction correct, or mean squared error
    test_accuracy: FloatArray  # (evaluations,)
    seconds: FloatArray  # (points,) spent on updates so far
    evaluated_seconds: FloatArray  # (evaluations,)
    epoch: int  # updates per epoch; 0: every update draws new examples
    rates: Rates
    stride: int = 1  # the evenly spaced steps are its multiples
    train_loss: FloatArray = field(
        default_factory=lambda: np.empty(0)
    )  # (evaluations,) the loss that is minimized
    test_loss: FloatArray = field(default_factory=lambda: np.empty(0))  # (evaluations,)

    def last_stable(self, before: int) -> int:
        """The last known update before another one at which learning had not gone wrong.

        The loss of its batch is finite and at most `STABLE` times that of the first one. 0 if there
        is no such update.
        """
        if not self.loss.size or not np.isfinite(self.loss[0]):
            return 0
        stable = (self.steps < before) & np.isfinite(self.loss)
        stable[stable] &= self.loss[stable] <= STABLE * self.loss[0]
        return int(self.steps[stable].max(initial=0))


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """Mini-batch losses up to the pass that the trace shows."""

    steps: IntArray  # (n,) ascending
    values: FloatArray  # (n,)
    seconds: FloatArray  # (n,) spent on updates so far


@dataclass(frozen=True, slots=True, eq=False)
class Leaders:
    """The lane with the lowest smoothed loss, at every update that all lanes have recorded."""

    steps: IntArray  # (n,) ascending
    seconds: FloatArray  # (n,) spent by the first lane
    lanes: IntArray  # (n,) index of the leading lane
