"""The training run of a feedforward network: its batches, edits of weights, and evaluations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.batches import Batches
from vgsim.compute.arrays.plan import Plan
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.further import Further
from vgsim.compute.learning.rates import scheduled
from vgsim.compute.learning.run import Run
from vgsim.compute.reference.evaluation import (
    Scores,
    correct_predictions,
    graded,
    idle_fractions,
    output_preactivations,
    predictions,
    score,
)
from vgsim.compute.traces.gather import ENOUGH, EXAMPLES
from vgsim.compute.traces.grades import Grades, recalls
from vgsim.compute.weights.initial import apply_edit, draw_slopes, set_initial
from vgsim.parts.batches import batch_indices
from vgsim.parts.output_layer import predict

WINDOW = 512  # training examples over which a unit must be idle to count as dead
STRETCH = 256  # maximum of updates in one call of the engine
EVALUATED = 512  # maximum of training examples, and of test examples, in an evaluation
FEW = 16  # smaller batches are evaluated in NumPy


class LaneRun(Run[Tape]):
    """The training run of a feedforward lane."""

    def __init__(self, plan: Plan, engine: Engine, start: int = 0) -> None:
        self.plan = plan
        self._x = np.array(plan.format.rounded(plan.data.x_train))
        self._targets = np.array(plan.format.rounded(plan.targets))
        self._edits = {edit.step for edit in plan.spec.edits}
        # the engine can evaluate only networks that compute the same in training and evaluation;
        # in small batches it would be slow
        trained = plan.random or plan.spec.dropout or plan.normalization.in_batches
        self._engine_evaluates = not trained and plan.batch >= FEW
        super().__init__(plan, Tape(plan), engine, start)

    def find_idle(self) -> None:
        """See `Run`. The examples are those of the last batches, about `WINDOW` of them."""
        if self.tape.idle is None:
            n, batch = len(self._x), self.plan.batch
            first = max(self.step + 1 - max(WINDOW // batch, 1), 0)
            steps = range(first, self.step + 1)
            drawn = [batch_indices(n, batch, step, self.plan.seed) for step in steps]
            self.tape.idle = idle_fractions(self.tape, self._x[np.unique(np.concatenate(drawn))])

    def further(self) -> Further[Tape] | None:
        """See `Run`. With batch norm, passes keep the batch size; otherwise one large batch."""
        plan, n, step = self.plan, len(self._x), self.step
        if plan.batch >= min(ENOUGH, n):
            return None
        steps = range(step, step + -(-EXAMPLES // plan.batch))
        rows = np.stack([batch_indices(n, plan.batch, each, plan.seed) for each in steps])
        if not plan.normalization.in_batches:
            rows = rows.reshape(1, -1)
        learned = self.tape.learned.copy()

        def passes() -> Iterator[Tape]:
            tape = Tape(replace(plan, batch=rows.shape[1]))
            tape.learned[...], tape.step = learned, step
            tape.refresh()
            for chosen in rows:
                tape.activation(0)[...] = self._x[chosen]
                tape.target()[...] = self._targets[chosen]
                tape.begin_pass(step)
                self.engine.iterate(tape, update=False)
                yield tape

        return Further(passes, needed=True)

    def _load_batch(self) -> None:
        plan, tape = self.plan, self.tape
        chosen = batch_indices(len(self._x), plan.batch, self.step, plan.seed)
        tape.activation(0)[...] = self._x[chosen]
        tape.target()[...] = self._targets[chosen]
        self.labels = plan.data.y_train[chosen]

    @property
    def epoch(self) -> int:
        """See `Run`. An incomplete last batch is dropped."""
        return max(len(self._x) // self.plan.batch, 1)

    def _begin(self) -> None:
        set_initial(self.tape)
        self.tape.initial = self.tape.learned.copy()

    def _change(self) -> None:
        if self.step in self._edits:
            for edit in self.plan.spec.edits:
                if edit.step == self.step:
                    apply_edit(self.tape, edit)
            self.tape.refresh()
        if self.plan.random:
            draw_slopes(self.tape, self.step)

    def _interrupts(self, step: int) -> bool:
        return self.plan.random or step in self._edits or super()._interrupts(step)

    def _learn(self, most: int) -> list[float]:
        end = self.step + 1
        while end < self.step + min(most, STRETCH) and not self._interrupts(end):
            end += 1
        steps, n = range(self.step, end), len(self._x)
        chosen = [batch_indices(n, self.plan.batch, step, self.plan.seed) for step in steps]
        rates = np.array([scheduled(self.training, self.rates, step) for step in steps])
        batches = Batches(self._x, self._targets, np.stack(chosen), rates, self.step)
        losses: list[float] = self.engine.learn(self.tape, batches).tolist()
        return losses

    def _scores(self) -> Scores:
        data = self.plan.data
        train, train_loss = self._graded(data.x_train[:EVALUATED], data.y_train[:EVALUATED])
        test, test_loss = self._graded(data.x_test[:EVALUATED], data.y_test[:EVALUATED])
        self._load_batch()
        return Scores(train, test, train_loss, test_loss)

    def _graded(self, x: NDArray[Any], y: NDArray[Any]) -> tuple[float, float]:
        plan = self.plan
        z = (
            self._engine_outputs(x)
            if self._engine_evaluates
            else output_preactivations(self.tape, x)
        )
        data = plan.data
        return graded(z, y, data.task, data.classes, plan.output, plan.loss, plan.class_weights)

    def grades(self) -> Grades:
        """See `Run`."""
        plan, data = self.plan, self.plan.data
        x, y = data.x_test[:EVALUATED], data.y_test[:EVALUATED]
        found = np.empty(0)
        if data.classes:
            right = correct_predictions(predictions(self.tape, x), y, plan.output)
            found = recalls(right, y, data.classes)
        parts = ((data.x_train[:EVALUATED], data.y_train[:EVALUATED]), (x, y))
        train, test = (
            score(predict(self._in_training(x), plan.output), y, data.task, plan.output)
            for x, y in parts
        )
        return Grades(found, data.class_names, (train, test))

    def _in_training(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return the output preactivations in training mode, batch by batch.

        The last batch is filled up with the first examples.
        """
        tape, batch = Tape(self.plan), self.plan.batch
        tape.learned[...], tape.step = self.tape.learned, self.step
        tape.refresh()
        found = []
        for start in range(0, len(x), batch):
            rows = np.arange(start, start + batch) % len(x)
            tape.activation(0)[...] = self.plan.format.rounded(x[rows])
            self.engine.forward(tape)
            found.append(tape.preactivation(tape.layers).copy())
        return np.concatenate(found)[: len(x)]

    def _engine_outputs(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return the output preactivations, computed by the engine; overwrites the tape."""
        tape, found = self.tape, []
        x = self.plan.format.rounded(x)
        for start in range(0, max(len(x), 1), tape.batch):
            part = x[start : start + tape.batch]
            tape.activation(0)[: len(part)] = part
            self.engine.forward(tape)
            found.append(tape.preactivation(tape.layers)[: len(part)].copy())
        return np.concatenate(found)
