"""A network as it learns: updates, the curve, and the way back to any earlier step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from math import isfinite
from time import perf_counter
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.plan import Plan
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.course import Course
from vgsim.compute.learning.rates import rate_at, scheduled
from vgsim.compute.learning.snapshots import Snapshot, Snapshots, apart
from vgsim.compute.reference.evaluation import Scores
from vgsim.compute.traces.grades import Grades
from vgsim.describe.goal import Goal
from vgsim.parts.optimizers import OPTIMIZERS

STAND_IN = "numpy"  # the engine that computes until the kernels of a network are ready
ENDLESS = 2**62  # updates
T = TypeVar("T", Tape, RecurrentTape)


def _before(step: int | None, end: int) -> int | None:
    """The step, if there is one and it comes before the end."""
    return step if step is not None and step < end else None


class Run(ABC, Generic[T]):
    """State of one network. `step` counts updates made; `pass_over` makes the pass of that step.

    Going back forgets nothing: the updates up to `known` are the same whenever they are made
    again, until learning itself takes another way. A kind of network says how its batch is
    loaded, how it begins, and how it is evaluated.
    """

    def __init__(self, plan: Plan | RecurrentPlan, tape: T, engine: Engine, start: int = 0) -> None:
        self.engine = engine
        self.tape: T = tape
        self.labels: NDArray[Any] = np.empty(0)
        self.course = Course()
        self.start = self.known = start  # a network that was another one before begins later
        self.rates = [(start, plan.training.learning_rate)]  # from which step on which was used
        self.training = plan.training
        self.planned = False  # whether the rates are a plan to be kept to
        self._rate = plan.training.learning_rate  # at which learning goes on; before its schedule
        self.snapshots = Snapshots()
        self.begins_with: Snapshot | None = None  # what another network left to it
        self.goal = Goal()  # looked for from the moment it is set
        self.arrived: int | None = None  # the first update since then at which it was met
        self.computed = engine.name, ENDLESS  # which engine made the updates known, up to where
        self.first_lost: int | None = None  # the first update known whose loss was not finite
        self._remembers = OPTIMIZERS[plan.training.optimizer].states > 0
        self.rewind()

    @abstractmethod
    def _load_batch(self) -> None:
        """The examples of this step into the tape, and their labels."""

    @property
    @abstractmethod
    def epoch(self) -> int:
        """Updates of an epoch; 0: examples are drawn anew for every update."""

    @abstractmethod
    def _begin(self) -> None:
        """Write the initial weights."""

    @abstractmethod
    def _change(self) -> None:
        """What is set by hand or drawn anew at this step."""

    @abstractmethod
    def _scores(self) -> Scores:
        """How well the network answers examples of the training part, and of the test.

        The tape keeps what was learned, the gradients of the last update, and the batch.
        """

    def further(self) -> Callable[[], Iterator[T]] | None:
        """Passes over further examples, with the weights of the moment this is asked.

        Returns:
            A function that makes the passes, at any time and in any thread; the tape it yields is
            the same each time. None where the batch itself has enough examples.
        """

    @abstractmethod
    def grades(self) -> Grades:
        """Of the answers at this step; the tape stays as it is."""

    def find_idle(self) -> None:
        """Which units gave no gradient for any of the training examples drawn last."""

    def keep_within(self, memory: int) -> None:
        """So many bytes at most for the way back; never fewer than two snapshots."""
        self.snapshots.within(memory)

    def set_learning_rate(self, learning_rate: float) -> None:
        """Learn at this rate from the present step on; what came then at another is forgotten."""
        self._rate = learning_rate
        if learning_rate != self._rate_now():
            self._turn_off()

    @property
    def begun(self) -> bool:
        """Whether it is known what this network begins with."""
        return self.start == 0 or self.begins_with is not None

    def begin_with(self, given: Snapshot) -> None:
        """Begin as another network ended."""
        self.begins_with = given
        self.rewind()

    def take_over(self, other: Run[T], end: int) -> int:
        """Know what another run of the same network knows of the steps up to `end`.

        What another engine computed serves as long as this one only stands in for it; else those
        steps will be made again, the same way. Returns up to which step they need not be.
        """
        other.remember_here()
        engine, sure = other.computed
        if self.engine.name == STAND_IN:
            self.computed, sure = other.computed, end
        elif engine != self.engine.name:
            sure = self.start
        sure = min(sure, end)
        self.begins_with, self.snapshots = other.begins_with, other.snapshots.up_to(sure)
        self.rates = [each for each in other.rates if each[0] < max(end, self.start + 1)]
        self.known = min(other.known, end)
        self.first_lost = _before(other.first_lost, sure)
        self.rewind()
        return min(sure, self.known)

    @property
    def lost(self) -> int | None:
        """The first update on the way here whose loss was not finite."""
        return _before(self.first_lost, self.step)

    def rewind(self) -> None:
        """Back to the initial weights."""
        if self.begins_with is None:
            self.begin_anew()
        else:
            self.step = self.start
            self._put_back(self.begins_with)

    def begin_anew(self) -> None:
        """Write initial weights, whatever another network has left."""
        self.step = self.start
        self._load_batch()
        self.tape.since = self.start
        self._begin()

    @property
    def classes(self) -> bool:
        """Whether answers are right or wrong."""
        return self.tape.plan.data.task == "classification"

    def pass_over(self) -> None:
        """The pass of the present step, without an update."""
        self._load()
        if self.step:  # before learning chance answers, and a dragged slider shall not wait for it
            self._evaluate()
        self.tape.remember(self.step)
        self.engine.iterate(self.tape, update=False)
        self.tape.gradients_of = self.step

    def advance(self, updates: int) -> None:
        """Learn: so many updates at the rate that is set."""
        other = any(rate != self._rate for rate in self._rates_ahead())
        if updates > 0 and other and not self.planned:
            self._turn_off()
        self.follow(self.step + updates)

    def goto(self, step: int) -> None:
        """Be at this step, by the nearest remembered way.

        A step there once was is what it was, whatever the learning rate was then; beyond what is
        known, learning goes on at the present one.
        """
        known = self.snapshots.nearest(0 if step < self.step else self.step + 1, step)
        if known is not None:
            self._restore(known)
        elif step < self.step:
            self.rewind()
        self.follow(min(step, self.known))
        self.advance(step - self.step)

    def follow(self, step: int) -> None:
        """The updates up to this step, each at the rate it was or is to be made with."""
        if self.step < step and self.computed[0] != self.engine.name:
            engine, until = self.computed
            until = min(until, self.step)
            self.computed = (engine, until) if until > self.start else (self.engine.name, ENDLESS)
        while self.step < step:
            self._load()
            self._evaluate()
            self._remember()
            begun = perf_counter()
            losses = self._learn(step - self.step)
            seconds = (perf_counter() - begun) / len(losses)
            self.course.add(self.step, losses, seconds)
            for loss in losses:
                if self.arrived is None and self.goal.met(loss, None):
                    self.arrived = self.step
                if self.first_lost is None and not isfinite(loss):
                    self.first_lost = self.step
                self.step += 1
            self.tape.gradients_of = self.step - 1
        self.known = max(self.known, self.step)

    def _learn(self, most: int) -> list[float]:
        """The update of this step, and further ones if that is quicker; their losses."""
        return [self.engine.iterate(self.tape, update=True)]

    def _rate_now(self) -> float:
        """That of the present step."""
        return rate_at(self.rates, self.step)

    def _rates_ahead(self) -> list[float]:
        """That of the present step, and those that were set later."""
        return [self._rate_now(), *(rate for start, rate in self.rates if start > self.step)]

    def _turn_off(self) -> None:
        """From here on learning takes another way than it once took."""
        self.rates = [each for each in self.rates if each[0] < self.step]
        if not self.rates or self.rates[-1][1] != self._rate:
            self.rates.append((self.step, self._rate))
        self.snapshots = self.snapshots.up_to(self.step)
        self.course.cut(self.step)
        self.known = self.step
        self.first_lost = _before(self.first_lost, self.step)

    def _load(self) -> None:
        """The batch of this step, its rate, and what is set or drawn."""
        self._load_batch()
        self.tape.step = self.step
        self.tape.learning_rate = scheduled(self.training, self.rates, self.step)
        self._change()

    def _interrupts(self, step: int) -> bool:
        """Whether something has to be done before this update."""
        return self.course.evaluation_due(step) or self.snapshots.due(step)

    def snapshot(self) -> Snapshot:
        """What the network is now."""
        tape = self.tape
        states = tape.states if self._remembers else tape.states[:0]
        return Snapshot(apart(tape.learned), apart(states), apart(tape.statistics), tape.since)

    def remember_here(self) -> None:
        """Keep the present step, that it can be come back to at once."""
        if self.step > self.start:
            self.snapshots.keep(self.step, self.snapshot())

    def _remember(self) -> None:
        if self.step > self.start and self.snapshots.due(self.step):
            self.snapshots.keep(self.step, self.snapshot())

    def _restore(self, step: int) -> None:
        self._put_back(self.snapshots.kept[step])
        self.step = step

    def _put_back(self, shot: Snapshot) -> None:
        tape = self.tape
        tape.learned[...] = shot.learned
        if self._remembers:
            tape.states[...] = shot.states
        tape.statistics[...] = shot.statistics
        tape.since = shot.since
        if shot.origin is not None:
            tape.begun = shot.origin
        tape.refresh()

    def evaluate(self) -> None:
        """Accuracy at this step, whether or not it is one of those fixed beforehand."""
        self._load()
        if self.course.accuracy(self.step) is None:
            self.course.add_evaluation(self.step, self._scores())

    def _evaluate(self) -> None:
        """Accuracy, at steps fixed beforehand, so that it depends on no clock."""
        if self.course.evaluation_due(self.step):
            self.course.add_evaluation(self.step, self._scores())
        sought = self.goal.accuracy is not None and self.arrived is None and self.classes
        if sought and self.goal.met(None, self.course.accuracy(self.step)):
            self.arrived = self.step
