"""How did learning go? The curves of one lane, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.learning.thinned import Thinned
from vgsim.compute.reference.evaluation import Scores
from vgsim.compute.traces.curves import Curves
from vgsim.describe.spec import Rates

Array = NDArray[Any]
POINTS = 2048  # most evenly spread points of the loss curve
EVALUATIONS = 512  # most evenly spread ones after the early ones
SPACINGS = ((100, 10), (1000, 50), (20000, 250))  # up to which step, every how many
EARLY, LATER = 20000, 2500  # after that step


class Course:
    """Losses and accuracies, thinned as `Thinned` does."""

    def __init__(self) -> None:
        self._losses = Thinned(3, (1,), POINTS)  # step, loss, seconds spent so far
        # step, score in training, in the test, seconds, loss in training, in the test
        self._evaluations = Thinned(6, (1, 2, 4, 5), EVALUATIONS, LATER, EARLY)
        self._spent = 0.0

    def add(self, step: int, losses: Sequence[float], seconds: float = 0.0) -> None:
        """Add the losses of the batches of this step and those after it.

        Args:
            step: the first of them.
            losses: what is known already stays.
            seconds: that each update took.
        """
        first = max(step, self._losses.newest + 1)
        new = losses[first - step :]
        if not new:
            return
        rows = np.empty((len(new), 3))
        rows[:, 0] = np.arange(first, first + len(new))
        rows[:, 1] = new
        rows[:, 2] = self._spent + seconds * np.arange(1, len(new) + 1)
        self._losses.add(rows)
        self._spent = float(rows[-1, 2])

    def evaluation_due(self, step: int) -> bool:
        """Every 10 steps up to 100, every 50 up to 1000, then ever more rarely; never twice."""
        if self._evaluations.newest >= step:
            return False
        spacing = next((every for until, every in SPACINGS if step <= until), LATER)
        return step % spacing == 0

    def add_evaluation(self, step: int, scores: Scores) -> None:
        """Add how well the network answered at a step at which it was not yet evaluated."""
        losses = scores.train_loss, scores.test_loss
        row = np.array([[step, scores.train, scores.test, self._spent, *losses]])
        if step > self._evaluations.newest:
            self._evaluations.add(row)
        else:
            self._evaluations.insert(row)

    def accuracy(self, step: int) -> float | None:
        """In the test, if it was evaluated at this step."""
        rows = self._evaluations.rows()
        place = int(np.searchsorted(rows[:, 0], step))
        return float(rows[place, 2]) if place < len(rows) and rows[place, 0] == step else None

    def cut(self, step: int) -> None:
        """Forget what came at this step and after."""
        self._losses.cut(step)
        self._evaluations.cut(step)
        losses = self._losses.rows()
        self._spent = float(losses[-1, 2]) if len(losses) else 0.0

    def copy(self) -> Course:
        """The same, to be continued in another way."""
        other = Course()
        other._losses.take(self._losses.rows())
        other._evaluations.take(self._evaluations.rows())
        other._spent = self._spent
        return other

    def record(self) -> dict[str, Array]:
        """All of it, as plain arrays."""
        losses = self._losses.rows()
        return {
            "losses": losses.copy(),
            "newest": losses[-1:].copy(),
            "evaluations": self._evaluations.rows().copy(),
            "stride": np.array(self._losses.stride),
        }

    def recall(self, found: Mapping[str, Array]) -> None:
        """Be what was recorded.

        Raises:
            ValueError, KeyError: it is no record of a course.
        """
        losses, newest = found["losses"], found["newest"].reshape(-1, 3)
        if len(newest) and (not len(losses) or losses[-1, 0] < newest[-1, 0]):
            losses = np.vstack([losses, newest])  # records of earlier versions hold it only there
        self._losses.take(losses)
        told = found["evaluations"]
        if told.ndim == 2 and told.shape[1] == 4:  # earlier versions did not record the losses
            told = np.hstack([told, np.full((len(told), 2), np.nan)])
        self._evaluations.take(told)
        self._spent = float(losses[-1, 2]) if len(losses) else 0.0

    def curves(self, epoch: int = 0, rates: Rates = (), until: float = inf) -> Curves:
        """The curves up to a step, read-only; what else belongs to them is handed on."""
        losses, told = self._losses.rows(), self._evaluations.rows()
        losses = losses[: np.searchsorted(losses[:, 0], until, "right")]
        told = told[: np.searchsorted(told[:, 0], until, "right")]
        step, loss, seconds = (column.copy() for column in losses.T)
        evaluated, train, test, then, train_loss, test_loss = (column.copy() for column in told.T)
        steps, evaluated = step.astype(np.int64), evaluated.astype(np.int64)
        for column in (steps, loss, seconds, evaluated, train, test, then, train_loss, test_loss):
            column.setflags(write=False)
        return Curves(
            steps, loss, evaluated, train, test, seconds, then, epoch, rates, self._losses.stride,
            train_loss, test_loss,
        )  # fmt: skip
