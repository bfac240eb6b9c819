"""The training run of one network: updates, curves, and going back to any earlier step."""

from __future__ import annotations

from abc import ABC, abstractmethod
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
from vgsim.compute.learning.further import Further
from vgsim.compute.learning.rates import rate_at, scheduled
from vgsim.compute.learning.recorder import Recorder
from vgsim.compute.learning.snapshots import Snapshot, Snapshots, paged_copy
from vgsim.compute.reference.evaluation import Scores
from vgsim.compute.traces.grades import Grades
from vgsim.describe.goal import Goal
from vgsim.parts.optimizers import OPTIMIZERS

STAND_IN = "numpy"  # name of the engine used until a network's kernels are ready
ENDLESS = 2**62  # number of updates that stands for no limit
T = TypeVar("T", Tape, RecurrentTape)


def _before(step: int | None, end: int) -> int | None:
    """Return the step if there is one and it is before `end`, else None."""
    return step if step is not None and step < end else None


class Run(ABC, Generic[T]):
    """State of one network. `step` counts its updates; `run_pass` runs the pass of that step.

    Going back deletes nothing: updates up to `furthest` give the same results whenever they are
    repeated, until the learning rate changes. Subclasses load batches, set the initial weights and
    evaluate.
    """

    def __init__(self, plan: Plan | RecurrentPlan, tape: T, engine: Engine, start: int = 0) -> None:
        self.engine = engine
        self.tape: T = tape
        self.labels: NDArray[Any] = np.empty(0)
        self.recorder = Recorder()
        self.start = self.furthest = start  # a lane's later networks start at a later step
        self.rates = [(start, plan.training.learning_rate)]  # (from this step, rate used)
        self.training = plan.training
        self.planned = False  # whether `rates` also fixes the rates of future updates
        self._rate = plan.training.learning_rate  # for future updates; without the schedule
        self.snapshots = Snapshots()
        self.begins_with: Snapshot | None = None  # initial state taken from another network
        self.goal = Goal()  # watched for from the moment it is set
        self.arrived: int | None = None  # the first update since then at which it was met
        self.computed = engine.name, ENDLESS  # engine that computed the updates, up to this one
        self.nonfinite_loss_at: int | None = (
            None  # the first known update whose loss was NaN or infinite
        )
        self._has_state = OPTIMIZERS[plan.training.optimizer].states > 0
        self.rewind()

    @abstractmethod
    def _load_batch(self) -> None:
        """Load the examples of this step into the tape, and their labels."""

    @property
    @abstractmethod
    def epoch(self) -> int:
        """Number of updates per epoch; 0: every update draws new examples."""

    @abstractmethod
    def _begin(self) -> None:
        """Set the initial weights."""

    @abstractmethod
    def _change(self) -> None:
        """Apply the edits of weights at this step, and draw random slopes."""

    @abstractmethod
    def _scores(self) -> Scores:
        """Evaluate the network on examples of the training set and of the test set.

        The tape keeps its parameters, the gradients of the last update, and the batch.
        """

    def further(self) -> Further[T] | None:
        """Prepare passes over further examples with the current weights; None if there are none."""

    @abstractmethod
    def grades(self) -> Grades:
        """Grade the network at this step; the tape does not change."""

    def find_idle(self) -> None:
        """Find the units that passed no gradient for any of the most recent training examples."""

    def keep_within(self, memory: int) -> None:
        """Limit the memory of snapshots to this many bytes, but keep at least two."""
        self.snapshots.within(memory)

    def set_learning_rate(self, learning_rate: float) -> None:
        """Train at this rate from the current step on; later updates at other rates are deleted."""
        self._rate = learning_rate
        if learning_rate != self._rate_now():
            self._discard_future()

    @property
    def start_known(self) -> bool:
        """Whether the initial weights of this network are known."""
        return self.start == 0 or self.begins_with is not None

    @property
    def at_hand(self) -> set[int]:
        """The steps whose state is known without any update."""
        return {self.start, *self.snapshots.kept} if self.start_known else set()

    def begin_with(self, given: Snapshot) -> None:
        """Start from a state that another network reached."""
        self.begins_with = given
        self.rewind()

    def take_over(self, other: Run[T], end: int) -> int:
        """Take over the results of another run of the same network for the steps up to `end`.

        If the other run used another engine, its results are kept only while this run uses NumPy
        until the kernels are ready; otherwise those steps will be recomputed. Returns the step up
        to which nothing needs to be recomputed.
        """
        other.keep_snapshot()
        engine, sure = other.computed
        if self.engine.name == STAND_IN:
            self.computed, sure = other.computed, end
        elif engine != self.engine.name:
            sure = self.start
        sure = min(sure, end)
        self.begins_with, self.snapshots = other.begins_with, other.snapshots.up_to(sure)
        self.rates = [each for each in other.rates if each[0] < max(end, self.start + 1)]
        self.furthest = min(other.furthest, end)
        self.nonfinite_loss_at = _before(other.nonfinite_loss_at, sure)
        self.rewind()
        return min(sure, self.furthest)

    @property
    def nonfinite_at(self) -> int | None:
        """The first update before the current step whose loss was NaN or infinite, or None."""
        return _before(self.nonfinite_loss_at, self.step)

    def rewind(self) -> None:
        """Go back to the initial weights."""
        if self.begins_with is None:
            self.start_over()
        else:
            self.step = self.start
            self._put_back(self.begins_with)

    def start_over(self) -> None:
        """Set the network's own initial weights, even if it starts from another network."""
        self.step = self.start
        self._load_batch()
        self.tape.since = self.start
        self._begin()

    @property
    def classes(self) -> bool:
        """Whether the task is classification."""
        return self.tape.plan.data.task == "classification"

    def run_pass(self) -> None:
        """Run the pass of the current step, without an update."""
        self._load()
        if self.step:  # at step 0 the score is at chance, and skipping it keeps sliders fast
            self._evaluate()
        self.tape.begin_pass(self.step)
        self.engine.iterate(self.tape, update=False)
        self.tape.gradients_of = self.step

    def advance(self, updates: int) -> None:
        """Train for this many updates at the rate that is set."""
        other = any(rate != self._rate for rate in self._rates_ahead())
        if updates > 0 and other and not self.planned:
            self._discard_future()
        self.follow(self.step + updates)

    def goto(self, step: int) -> None:
        """Go to a step from the nearest snapshot.

        Known steps are repeated at the learning rates they had; beyond them, training continues at
        the current rate.
        """
        known = self.snapshots.nearest(0 if step < self.step else self.step + 1, step)
        if known is not None:
            self._restore(known)
        elif step < self.step:
            self.rewind()
        self.follow(min(step, self.furthest))
        self.advance(step - self.step)

    def follow(self, step: int) -> None:
        """Run the updates up to this step, each at its recorded or planned rate."""
        if self.step < step and self.computed[0] != self.engine.name:
            engine, until = self.computed
            until = min(until, self.step)
            self.computed = (engine, until) if until > self.start else (self.engine.name, ENDLESS)
        while self.step < step:
            self._load()
            self._evaluate()
            self._keep_snapshot()
            started = perf_counter()
            losses = self._learn(step - self.step)
            seconds = (perf_counter() - started) / len(losses)
            self.recorder.add(self.step, losses, seconds)
            for loss in losses:
                if self.arrived is None and self.goal.met(loss, None):
                    self.arrived = self.step
                if self.nonfinite_loss_at is None and not isfinite(loss):
                    self.nonfinite_loss_at = self.step
                self.step += 1
            self.tape.gradients_of = self.step - 1
        self.furthest = max(self.furthest, self.step)

    def _learn(self, most: int) -> list[float]:
        """Run the update of this step, and up to `most` if that is faster; return their losses."""
        return [self.engine.iterate(self.tape, update=True)]

    def _rate_now(self) -> float:
        """Return the rate of the current step, without the schedule."""
        return rate_at(self.rates, self.step)

    def _rates_ahead(self) -> list[float]:
        """Return the rate of the current step, and those set for later steps."""
        return [self._rate_now(), *(rate for start, rate in self.rates if start > self.step)]

    def _discard_future(self) -> None:
        """Delete the results after the current step, because training continues differently."""
        self.rates = [each for each in self.rates if each[0] < self.step]
        if not self.rates or self.rates[-1][1] != self._rate:
            self.rates.append((self.step, self._rate))
        self.snapshots = self.snapshots.up_to(self.step)
        self.recorder.cut(self.step)
        self.furthest = self.step
        self.nonfinite_loss_at = _before(self.nonfinite_loss_at, self.step)

    def _load(self) -> None:
        """Load the batch of this step and its learning rate; apply edits and random slopes."""
        self._load_batch()
        self.tape.step = self.step
        self.tape.learning_rate = scheduled(self.training, self.rates, self.step)
        self._change()

    def _interrupts(self, step: int) -> bool:
        """Whether an evaluation or a snapshot is due before this update."""
        return self.recorder.evaluation_due(step) or self.snapshots.due(step)

    def snapshot(self) -> Snapshot:
        """Return a snapshot of the current state."""
        tape = self.tape
        states = tape.states if self._has_state else tape.states[:0]
        learned, statistics = paged_copy(tape.learned), paged_copy(tape.statistics)
        return Snapshot(learned, paged_copy(states), statistics, tape.since)

    def keep_snapshot(self) -> None:
        """Keep a snapshot of the current step, so that returning to it is fast."""
        if self.step > self.start:
            self.snapshots.keep(self.step, self.snapshot())

    def _keep_snapshot(self) -> None:
        if self.step > self.start and self.snapshots.due(self.step):
            self.snapshots.keep(self.step, self.snapshot())

    def _restore(self, step: int) -> None:
        self._put_back(self.snapshots.kept[step])
        self.step = step

    def _put_back(self, shot: Snapshot) -> None:
        tape = self.tape
        tape.learned[...] = shot.learned
        if self._has_state:
            tape.states[...] = shot.states
        tape.statistics[...] = shot.statistics
        tape.since = shot.since
        if shot.origin is not None:
            tape.initial = shot.origin
        tape.refresh()

    def evaluate(self) -> None:
        """Evaluate this step even if no evaluation is due."""
        self._load()
        if self.recorder.accuracy(self.step) is None:
            self.recorder.add_evaluation(self.step, self._scores())

    def _evaluate(self) -> None:
        """Evaluate if due; the steps are fixed in advance, so that timing cannot affect results."""
        if self.recorder.evaluation_due(self.step):
            self.recorder.add_evaluation(self.step, self._scores())
        sought = self.goal.accuracy is not None and self.arrived is None and self.classes
        if sought and self.goal.met(None, self.recorder.accuracy(self.step)):
            self.arrived = self.step
