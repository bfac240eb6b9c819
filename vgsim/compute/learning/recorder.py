"""Records the training curves of one lane in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

import numpy as np

from vgsim.compute.arrays.types import Array
from vgsim.compute.learning.thinned import Thinned
from vgsim.compute.reference.evaluation import Scores
from vgsim.compute.traces.curves import Curves
from vgsim.describe.spec import Rates

POINTS = 2048  # limit on evenly spaced points of the loss curve
EVALUATIONS = 512  # limit on evenly spaced evaluations after the early ones
SPACINGS = ((100, 10), (1000, 50), (20000, 250))  # (up to step, steps between evaluations)
EARLY, LATER = 20000, 2500  # after step EARLY, every LATER steps


class Recorder:
    """Losses and scores over the updates, each thinned by `Thinned`."""

    def __init__(self) -> None:
        self._losses = Thinned(3, (1,), POINTS)  # step, loss, seconds spent so far
        # step, training score, test score, seconds, training loss, test loss
        self._evaluations = Thinned(6, (1, 2, 4, 5), EVALUATIONS, LATER, EARLY)
        self._spent = 0.0

    def add(self, step: int, losses: Sequence[float], seconds: float = 0.0) -> None:
        """Add the batch losses of consecutive steps.

        Args:
            step: the first of these steps.
            losses: one loss per step; steps that are recorded already keep their loss.
            seconds: duration of each update.
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
        """Whether to evaluate at this step (see `SPACINGS`); false if that has been done."""
        if self._evaluations.newest >= step:
            return False
        spacing = next((every for until, every in SPACINGS if step <= until), LATER)
        return step % spacing == 0

    def add_evaluation(self, step: int, scores: Scores) -> None:
        """Add the scores of a step that has not been evaluated yet."""
        losses = scores.train_loss, scores.test_loss
        row = np.array([[step, scores.train, scores.test, self._spent, *losses]])
        if step > self._evaluations.newest:
            self._evaluations.add(row)
        else:
            self._evaluations.insert(row)

    def accuracy(self, step: int) -> float | None:
        """Return the test score of this step; None if it was not evaluated."""
        rows = self._evaluations.rows()
        place = int(np.searchsorted(rows[:, 0], step))
        return float(rows[place, 2]) if place < len(rows) and rows[place, 0] == step else None

    def cut(self, step: int) -> None:
        """Delete the records from this step on."""
        self._losses.cut(step)
        self._evaluations.cut(step)
        losses = self._losses.rows()
        self._spent = float(losses[-1, 2]) if len(losses) else 0.0

    def copy(self) -> Recorder:
        """Return a copy that can continue independently."""
        other = Recorder()
        other._losses.take(self._losses.rows())
        other._evaluations.take(self._evaluations.rows())
        other._spent = self._spent
        return other

    def record(self) -> dict[str, Array]:
        """Return everything recorded as plain arrays, for a file."""
        losses = self._losses.rows()
        return {
            "losses": losses.copy(),
            "newest": losses[-1:].copy(),
            "evaluations": self._evaluations.rows().copy(),
            "stride": np.array(self._losses.stride),
        }

    def recall(self, found: Mapping[str, Array]) -> None:
        """Restore the state from the arrays of `record`.

        Raises:
            ValueError, KeyError: these are not such arrays.
        """
        losses, newest = found["losses"], found["newest"].reshape(-1, 3)
        if len(newest) and (not len(losses) or losses[-1, 0] < newest[-1, 0]):
            losses = np.vstack([losses, newest])  # earlier versions stored it only here
        self._losses.take(losses)
        scores = found["evaluations"]
        if scores.ndim == 2 and scores.shape[1] == 4:  # earlier versions did not record the losses
            scores = np.hstack([scores, np.full((len(scores), 2), np.nan)])
        self._evaluations.take(scores)
        self._spent = float(losses[-1, 2]) if len(losses) else 0.0

    def curves(self, epoch: int = 0, rates: Rates = (), until: float = inf) -> Curves:
        """Return the curves up to step `until`, read-only, with the given epoch and rates."""
        losses, scores = self._losses.rows(), self._evaluations.rows()
        losses = losses[: np.searchsorted(losses[:, 0], until, "right")]
        scores = scores[: np.searchsorted(scores[:, 0], until, "right")]
        step, loss, seconds = (column.copy() for column in losses.T)
        evaluated, train, test, then, train_loss, test_loss = (column.copy() for column in scores.T)
        steps, evaluated = step.astype(np.int64), evaluated.astype(np.int64)
        for column in (steps, loss, seconds, evaluated, train, test, then, train_loss, test_loss):
            column.setflags(write=False)
        return Curves(
            steps, loss, evaluated, train, test, seconds, then, epoch, rates, self._losses.stride,
            train_loss, test_loss,
        )  # fmt: skip
