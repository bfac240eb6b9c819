"""One network as it learns: the tape, the batches, the curve, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.course import Course
from vgsim.compute.evaluation import idle_shares, predictions
from vgsim.compute.initial import apply_edit, draw_slopes, set_initial
from vgsim.compute.kernels import Engine
from vgsim.compute.plan import Plan
from vgsim.compute.tape import Tape
from vgsim.parts.batches import batch_indices
from vgsim.parts.optimizers import OPTIMIZERS, SCHEDULES

WINDOW = 512  # training examples over which a unit must be idle to count as dead
EVALUATED = 512  # most training examples of an evaluation
SNAPSHOTS = 24  # most weights kept for the way back
SNAPSHOT_BYTES = 96 * 2**20  # and of their memory


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a network is at a step."""

    learned: NDArray[Any]
    states: NDArray[Any]  # of the optimizer; empty where it has none
    statistics: NDArray[Any]  # batch norm's running ones


class LaneRun:
    """State of one lane. `step` counts updates made; `prepare` makes the pass of that step."""

    def __init__(self, plan: Plan, engine: Engine) -> None:
        self.plan = plan
        self.engine = engine
        self.tape = Tape(plan)
        self._rate = plan.training.learning_rate  # before its schedule
        self._rates = [(0, self._rate)]  # from which step on which was used, ascending
        self.labels: NDArray[Any] = np.empty(0)
        self._x = plan.format.rounded(plan.data.x_train)
        self._targets = plan.format.rounded(plan.targets)
        self._edits = {edit.step for edit in plan.spec.edits}
        self._spacing = 64
        self._snapshots: dict[int, Snapshot] = {}
        self._remembers = OPTIMIZERS[plan.training.optimizer].states > 0
        bytes_kept = self.tape.learned.nbytes * (3 if self._remembers else 1)
        self._most = max(2, min(SNAPSHOTS, SNAPSHOT_BYTES // bytes_kept))
        self.rewind()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Learn at this rate from the present step on; what was remembered of later is void."""
        kept = [each for each in self._rates if each[0] < self.step]
        self._rates = [*kept, (self.step, learning_rate)]
        self._rate = learning_rate
        self._snapshots = {at: shot for at, shot in self._snapshots.items() if at <= self.step}

    def rewind(self) -> None:
        """Back to the initial weights."""
        self.step = 0
        self.course = Course()
        self._load_batch()
        set_initial(self.tape)

    def pass_over(self) -> None:
        """The pass of the present step, without an update."""
        self._load()
        tape = self.tape
        if tape.gradients_of == self.step - 1:
            layers = range(1, tape.layers + 1)
            tape.previous = [np.array(tape.grad_weight(k), np.float64) for k in layers]
        elif tape.gradients_of != self.step:
            tape.previous = []
        tape.remembered, tape.idle = {}, None
        self.engine.iterate(tape, update=False)
        tape.gradients_of = self.step
        if self.step:  # before learning chance answers, and a dragged slider shall not wait for it
            self._evaluate()

    def find_idle(self) -> None:
        """Which units gave no gradient for any of the training examples drawn last."""
        if self.tape.idle is None:
            n, batch = len(self._x), self.plan.batch
            first = max(self.step + 1 - max(WINDOW // batch, 1), 0)
            steps = range(first, self.step + 1)
            drawn = [batch_indices(n, batch, step, self.plan.seed) for step in steps]
            self.tape.idle = idle_shares(self.tape, self._x[np.unique(np.concatenate(drawn))])

    def advance(self, updates: int) -> None:
        """So many passes, each with its update."""
        for _ in range(updates):
            self._load()
            self._evaluate()
            self._remember()
            loss = self.engine.iterate(self.tape, update=True)
            self.tape.gradients_of = self.step
            self.course.add(self.step, loss)
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
        ends = [start for start, _ in self._rates[1:]]
        for (_, rate), end in zip(self._rates, [*ends, step], strict=True):
            self._rate = rate
            self.advance(max(min(end, step) - self.step, 0))

    def _load_batch(self) -> None:
        plan, tape = self.plan, self.tape
        chosen = batch_indices(len(self._x), plan.batch, self.step, plan.seed)
        tape.activation(0)[...] = self._x[chosen]
        tape.target()[...] = self._targets[chosen]
        self.labels = plan.data.y_train[chosen]

    def _load(self) -> None:
        """The batch of this step, its rate, its edits and its drawn slopes."""
        plan, tape, training = self.plan, self.tape, self.plan.training
        self._load_batch()
        factor = SCHEDULES[training.schedule].factor
        tape.step = self.step
        tape.learning_rate = self._rate * factor(
            self.step, training.warmup, training.length, training.decay
        )
        if self.step in self._edits:
            for edit in plan.spec.edits:
                if edit.step == self.step:
                    apply_edit(tape, edit)
            tape.refresh()
        if plan.random:
            draw_slopes(tape, self.step)

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
        self.step = step
        self.course.cut(step)

    def _evaluate(self) -> None:
        """Accuracy, at steps fixed beforehand, so that it depends on no clock."""
        if not self.course.evaluation_due(self.step):
            return
        data = self.plan.data
        train = self._score(data.x_train[:EVALUATED], data.y_train[:EVALUATED])
        test = self._score(data.x_test[:EVALUATED], data.y_test[:EVALUATED])
        self.course.add_evaluation(self.step, train, test)

    def _score(self, x: NDArray[Any], y: NDArray[Any]) -> float:
        """Share of right answers; mean squared error for regression."""
        answer = predictions(self.tape, x)
        if self.plan.data.task == "regression":
            with np.errstate(all="ignore"):
                return float(np.square(answer[:, 0] - y).mean())
        if answer.shape[1] > 1:
            said = answer.argmax(axis=1)
        else:
            said = (answer[:, 0] > (0.0 if self.plan.output == "tanh" else 0.5)).astype(int)
        right = (said == y) & np.isfinite(answer).all(axis=1)
        return float(right.mean())
