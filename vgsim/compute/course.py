"""How did learning go? The curves of one lane, in bounded memory."""

from __future__ import annotations

import numpy as np

from vgsim.compute.trace import Curves

POINTS = 2048  # most points of the loss curve


class Course:
    """Losses of every stride-th step and the newest, accuracies at steps ever further apart."""

    def __init__(self) -> None:
        self._stride = 1
        self._losses: list[tuple[int, float]] = []
        self._newest: tuple[int, float] | None = None
        self._evaluations: list[tuple[int, float, float]] = []

    def add(self, step: int, loss: float) -> None:
        """The loss of the batch of this step; one that is known already stays."""
        if self._newest and step <= self._newest[0]:
            return
        self._newest = (step, loss)
        if step % self._stride == 0:
            self._losses.append(self._newest)
            if len(self._losses) >= POINTS:
                self._stride *= 2
                self._losses = [each for each in self._losses if each[0] % self._stride == 0]

    def evaluation_due(self, step: int) -> bool:
        """Every 10 steps up to 100, every 50 up to 1000, then ever more rarely; never twice."""
        if self._evaluations and self._evaluations[-1][0] >= step:
            return False
        spacing = 10 if step <= 100 else 50 if step <= 1000 else 250 if step <= 20000 else 2500
        return step % spacing == 0

    def add_evaluation(self, step: int, train: float, test: float) -> None:
        self._evaluations.append((step, train, test))

    def accuracy(self, step: int) -> float | None:
        """In the test, if it was evaluated at this step."""
        known = (test for at, _, test in reversed(self._evaluations) if at == step)
        return next(known, None)

    def cut(self, step: int) -> None:
        """Forget what came at this step and after."""
        self._losses = [each for each in self._losses if each[0] < step]
        self._evaluations = [each for each in self._evaluations if each[0] < step]
        self._newest = self._losses[-1] if self._losses else None

    def copy(self) -> Course:
        """The same, to be continued in another way."""
        other = Course()
        other._stride, other._newest = self._stride, self._newest
        other._losses, other._evaluations = list(self._losses), list(self._evaluations)
        return other

    def curves(self, rates: tuple[tuple[int, float], ...] = ()) -> Curves:
        """The curves so far, read-only, with the rates that were used from which step on."""
        points = list(self._losses)
        if self._newest and (not points or points[-1][0] < self._newest[0]):
            points.append(self._newest)
        columns = (
            np.array([each[0] for each in points], dtype=np.int64),
            np.array([each[1] for each in points], dtype=np.float64),
            np.array([each[0] for each in self._evaluations], dtype=np.int64),
            np.array([each[1] for each in self._evaluations], dtype=np.float64),
            np.array([each[2] for each in self._evaluations], dtype=np.float64),
        )
        for column in columns:
            column.setflags(write=False)
        return Curves(*columns, rates)
