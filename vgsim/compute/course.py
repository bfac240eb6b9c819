"""How did learning go? The curves of one lane, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.trace import Curves
from vgsim.describe.spec import Rates

Array = NDArray[Any]
POINTS = 2048  # most points of the loss curve


class Course:
    """Losses of every stride-th step and the newest, accuracies at steps ever further apart."""

    def __init__(self) -> None:
        self._stride = 1
        self._losses = np.empty((POINTS, 3))  # rows of step, loss, seconds spent so far
        self._count = 0  # of them
        self._newest: tuple[int, float, float] | None = None
        self._evaluations: list[tuple[int, float, float, float]] = []  # likewise, seconds last
        self._spent = 0.0

    def add(self, step: int, loss: float, seconds: float = 0.0) -> None:
        """The loss of the batch of this step, which took so long; what is known already stays."""
        if self._newest and step <= self._newest[0]:
            return
        self._spent += seconds
        self._newest = (step, loss, self._spent)
        if step % self._stride == 0:
            self._losses[self._count] = self._newest
            self._count += 1
            if self._count == POINTS:
                self._stride *= 2
                kept = self._losses[self._losses[:, 0] % self._stride == 0]
                self._count = len(kept)
                self._losses[: self._count] = kept

    def evaluation_due(self, step: int) -> bool:
        """Every 10 steps up to 100, every 50 up to 1000, then ever more rarely; never twice."""
        if self._evaluations and self._evaluations[-1][0] >= step:
            return False
        spacing = 10 if step <= 100 else 50 if step <= 1000 else 250 if step <= 20000 else 2500
        return step % spacing == 0

    def add_evaluation(self, step: int, train: float, test: float) -> None:
        self._evaluations.append((step, train, test, self._spent))

    def accuracy(self, step: int) -> float | None:
        """In the test, if it was evaluated at this step."""
        known = (test for at, _, test, _ in reversed(self._evaluations) if at == step)
        return next(known, None)

    def cut(self, step: int) -> None:
        """Forget what came at this step and after."""
        self._count = int(np.searchsorted(self._losses[: self._count, 0], step))
        self._evaluations = [each for each in self._evaluations if each[0] < step]
        if self._count:
            at, loss, self._spent = self._losses[self._count - 1].tolist()
            self._newest = int(at), loss, self._spent
        else:
            self._newest, self._spent = None, 0.0

    def copy(self) -> Course:
        """The same, to be continued in another way."""
        other = Course()
        other._losses[...] = self._losses
        other._count, other._stride = self._count, self._stride
        other._newest, other._spent = self._newest, self._spent
        other._evaluations = list(self._evaluations)
        return other

    def record(self) -> dict[str, Array]:
        """All of it, as plain arrays."""
        newest = [] if self._newest is None else [self._newest]
        return {
            "losses": self._losses[: self._count].copy(),
            "newest": np.array(newest, np.float64).reshape(-1, 3),
            "evaluations": np.array(self._evaluations, np.float64).reshape(-1, 4),
            "stride": np.array(self._stride),
        }

    def recall(self, found: Mapping[str, Array]) -> None:
        """Be what was recorded.

        Raises:
            ValueError, KeyError: it is no record of a course.
        """
        losses = found["losses"]
        self._count, self._stride = len(losses), max(int(found["stride"]), 1)
        self._losses[: self._count] = losses
        newest = found["newest"].reshape(-1, 3).tolist()
        self._newest = (int(newest[0][0]), newest[0][1], newest[0][2]) if newest else None
        self._spent = newest[0][2] if newest else 0.0
        rows = found["evaluations"].reshape(-1, 4).tolist()
        self._evaluations = [(int(at), train, test, then) for at, train, test, then in rows]

    def curves(self, epoch: int = 0, rates: Rates = (), until: float = inf) -> Curves:
        """The curves up to a step, read-only; what else belongs to them is handed on."""
        losses = self._losses[: self._count]
        if self._newest and (not self._count or losses[-1, 0] < self._newest[0]):
            losses = np.vstack([losses, self._newest])
        losses = losses[: np.searchsorted(losses[:, 0], until, "right")]
        step, loss, seconds = (column.copy() for column in losses.T)
        told = [each for each in self._evaluations if each[0] <= until]
        evaluated, train, test, then = np.array(told).reshape(-1, 4).T.copy()
        steps, evaluated = step.astype(np.int64), evaluated.astype(np.int64)
        for column in (steps, loss, seconds, evaluated, train, test, then):
            column.setflags(write=False)
        return Curves(steps, loss, evaluated, train, test, seconds, then, epoch, rates)
