"""A network as it learns: updates, the curve, and the way back to any earlier step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import isfinite
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.course import Course
from vgsim.compute.kernels import Engine
from vgsim.compute.plan import Plan
from vgsim.compute.recurrent.plan import RecurrentPlan
from vgsim.compute.recurrent.tape import RecurrentTape
from vgsim.compute.tape import Tape
from vgsim.parts.optimizers import OPTIMIZERS, SCHEDULES

SNAPSHOTS = 24  # most weights kept for the way back
SNAPSHOT_BYTES = 96 * 2**20  # and of their memory
T = TypeVar("T", Tape, RecurrentTape)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a network is at a step."""

    learned: NDArray[Any]
    states: NDArray[Any]  # of the optimizer; empty where it has none
    statistics: NDArray[Any]  # batch norm's running ones


class Run(ABC, Generic[T]):
    """State of one lane. `step` counts updates made; `pass_over` makes the pass of that step.

    A kind of network says how its batch is loaded, how it begins, and how it is evaluated.
    """

    def __init__(self, plan: Plan | RecurrentPlan, tape: T, engine: Engine) -> None:
        self.engine = engine
        self.tape: T = tape
        self.labels: NDArray[Any] = np.empty(0)
        self._training, self._seed = plan.training, plan.seed
        self._rate = plan.training.learning_rate  # before its schedule
        self._rates = [(0, self._rate)]  # from which step on which was used, ascending
        self._spacing = 64
        self._snapshots: dict[int, Snapshot] = {}
        self._remembers = OPTIMIZERS[plan.training.optimizer].states > 0
        bytes_kept = tape.learned.nbytes * (3 if self._remembers else 1)
        self._most = max(2, min(SNAPSHOTS, SNAPSHOT_BYTES // bytes_kept))
        self.rewind()

    @abstractmethod
    def _load_batch(self) -> None:
        """The examples of this step into the tape, and their labels."""

    @abstractmethod
    def _begin(self) -> None:
        """Write the initial weights."""

    @abstractmethod
    def _change(self) -> None:
        """What is set by hand or drawn anew at this step."""

    @abstractmethod
    def _scores(self) -> tuple[float, float]:
        """Share of right answers (mean squared error for regression): in training, in the test."""

    def find_idle(self) -> None:
        """Which units gave no gradient for any of the training examples drawn last."""

    def set_learning_rate(self, learning_rate: float) -> None:
        """Learn at this rate from the present step on; what was remembered of later is void."""
        kept: list[tuple[int, float]] = [each for each in self._rates if each[0] < self.step]
        self._rates = [*kept, (self.step, learning_rate)]
        self._rate = learning_rate
        self._snapshots = {at: shot for at, shot in self._snapshots.items() if at <= self.step}

    def rewind(self) -> None:
        """Back to the initial weights."""
        self.step = 0
        self.lost: int | None = None  # first update since then whose loss was not finite
        self.course = Course()
        self._load_batch()
        self._begin()

    def pass_over(self) -> None:
        """The pass of the present step, without an update."""
        self._load()
        self.tape.remember(self.step)
        self.engine.iterate(self.tape, update=False)
        self.tape.gradients_of = self.step
        if self.step:  # before learning chance answers, and a dragged slider shall not wait for it
            self._evaluate()

    def advance(self, updates: int) -> None:
        """So many passes, each with its update."""
        for _ in range(updates):
            self._load()
            self._evaluate()
            self._remember()
            loss = self.engine.iterate(self.tape, update=True)
            self.tape.gradients_of = self.step
            self.course.add(self.step, loss)
            if self.lost is None and not isfinite(loss):
                self.lost = self.step
            self.step += 1

    def goto(self, step: int) -> None:
        """Be at this step, by the nearest remembered way.

        A step gone back to is what it was, whatever the learning rate was then; from there on
        the present one holds.
        """
        rate = self._rate
        if step < self.step:
            known = [at for at in self._snapshots if at <= step]
            if known:
                self._restore(max(known))
            else:
                self.rewind()
            self._repeat(step)
            self.set_learning_rate(rate)
        self.advance(step - self.step)

    def _repeat(self, step: int) -> None:
        """The updates up to this step, each at the rate it was made with."""
        ends: list[int] = [start for start, _ in self._rates[1:]]
        for (_, rate), end in zip(self._rates, [*ends, step], strict=True):
            self._rate = rate
            self.advance(max(min(end, step) - self.step, 0))

    def _load(self) -> None:
        """The batch of this step, its rate, and what is set or drawn."""
        training = self._training
        self._load_batch()
        factor = SCHEDULES[training.schedule].factor
        self.tape.step = self.step
        self.tape.learning_rate = self._rate * factor(
            self.step, training.warmup, training.length, training.decay
        )
        self._change()

    def _remember(self) -> None:
        if self.step % self._spacing or self.step in self._snapshots:
            return
        if len(self._snapshots) >= self._most:
            self._spacing *= 2
            kept = {at: shot for at, shot in self._snapshots.items() if at % self._spacing == 0}
            self._snapshots = kept
            if self.step % self._spacing:
                return
        tape = self.tape
        states = tape.states if self._remembers else tape.states[:0]
        self._snapshots[self.step] = Snapshot(
            tape.learned.copy(), states.copy(), tape.statistics.copy()
        )

    def _restore(self, step: int) -> None:
        shot, tape = self._snapshots[step], self.tape
        tape.learned[...] = shot.learned
        if self._remembers:
            tape.states[...] = shot.states
        tape.statistics[...] = shot.statistics
        tape.refresh()
        self.step, self.lost = step, None
        self.course.cut(step)

    def _evaluate(self) -> None:
        """Accuracy, at steps fixed beforehand, so that it depends on no clock."""
        if self.course.evaluation_due(self.step):
            self.course.add_evaluation(self.step, *self._scores())
