"""The training run of a recurrent network: new sequences for every update, a fixed test set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from vgsim.compute.arrays.recurrent_plan import EXAMINED, RecurrentPlan
from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.types import Array
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.further import Further
from vgsim.compute.learning.run import Run
from vgsim.compute.reference.evaluation import Scores, correct_predictions, score
from vgsim.compute.traces.gather import ENOUGH, EXAMPLES
from vgsim.compute.traces.grades import Grades, recalls
from vgsim.compute.weights.recurrent_initial import draw_slopes, set_initial
from vgsim.parts.output_layer import loss_and_gradient, predict


class RecurrentRun(Run[RecurrentTape]):
    """The training run of a recurrent lane; evaluations use a second tape and keep the pass."""

    def __init__(self, plan: RecurrentPlan, engine: Engine, start: int = 0) -> None:
        self.plan = plan
        self._evaluation_tape: RecurrentTape | None = None
        super().__init__(plan, RecurrentTape(plan), engine, start)

    def predictions(self, x: Array) -> Array:
        """Return outputs (n, steps, outputs) for sequences x (n, steps, features).

        Only steps that contribute to the loss are included: all of them, or the last.
        """
        z = self._output_preactivations(x)
        return predict(z.reshape(-1, self.plan.outputs), self.plan.output).reshape(z.shape)

    def _output_preactivations(self, x: Array) -> Array:
        """Return the output preactivations in the shape of `predictions`.

        Random slopes take their mean.
        """
        if self._evaluation_tape is None:
            self._evaluation_tape = RecurrentTape(self.plan)
        tape, batch = self._evaluation_tape, self.plan.batch
        tape.learned[...] = self.tape.learned
        if self.plan.activation.random:
            for level in range(self.plan.levels):
                tape.slope(level)[...] = self.plan.p
        tape.refresh()
        found = []
        for start in range(0, len(x), batch):
            part = x[start : start + batch]
            tape.inputs()[:, : len(part)] = part.transpose(1, 0, 2)
            self.engine.forward(tape)
            z = tape.output_preactivation().reshape(-1, batch, self.plan.outputs)
            z = z[:, : len(part)]
            found.append(z.transpose(1, 0, 2).copy())
        return np.concatenate(found)

    def further(self) -> Further[RecurrentTape]:
        """See `Run`. The sequences are the same at every step, so that a verdict is steady."""
        plan = self.plan
        learned = self.tape.learned.copy()

        def passes() -> Iterator[RecurrentTape]:
            x, y = plan.data.batch(0, max(plan.batch, EXAMPLES))
            tape = RecurrentTape(replace(plan, batch=len(x)))
            tape.learned[...] = learned
            tape.refresh()
            tape.inputs()[...] = x.transpose(1, 0, 2)
            tape.target()[...] = plan.encoded(y)
            self.engine.iterate(tape, update=False)
            yield tape

        return Further(passes, needed=plan.batch < ENOUGH)

    def _load_batch(self) -> None:
        x, y = self.plan.data.batch(self.step, self.plan.batch)
        self.tape.inputs()[...] = x.transpose(1, 0, 2)
        self.tape.target()[...] = self.plan.encoded(y)
        self.labels = y if y.ndim == 1 else y[:, -1]

    @property
    def epoch(self) -> int:
        """See `Run`. An incomplete last batch is dropped."""
        return self.plan.data.epoch(self.plan.batch)

    def _begin(self) -> None:
        set_initial(self.tape)

    def _change(self) -> None:
        if self.plan.activation.random:
            draw_slopes(self.tape, self.step)

    def _scores(self) -> Scores:
        data = self.plan.data
        train, train_loss = self._graded(*data.batch(self.step, EXAMINED))
        test, test_loss = self._graded(*data.test(EXAMINED))
        return Scores(train, test, train_loss, test_loss)

    def grades(self) -> Grades:
        """See `Run`."""
        plan, (x, y) = self.plan, self.plan.data.test(EXAMINED)
        if not plan.data.classes:
            return Grades(np.empty(0), (), None)
        predicted, truth = self._scored(self._output_preactivations(x), y)
        recall = recalls(
            correct_predictions(predicted, truth, plan.output), truth, plan.data.classes
        )
        return Grades(recall, plan.data.class_names, None)

    def _graded(self, x: Array, y: Array) -> tuple[float, float]:
        """Return the score of the scored outputs, and the loss of all that contribute to it."""
        z, plan = self._output_preactivations(x), self.plan
        learned = z.transpose(1, 0, 2).reshape(-1, plan.outputs)
        loss = loss_and_gradient(learned, plan.encoded(y), plan.output, plan.loss)[0]
        return score(*self._scored(z, y), plan.data.task, plan.output), loss

    def _scored(self, z: Array, y: Array) -> tuple[Array, Array]:
        """Return the scored outputs and targets: at the data's scored steps, or the last step."""
        plan = self.plan
        if plan.every and y.ndim == 2:
            z, y = z[:, plan.data.scored], y[:, plan.data.scored]
        else:
            z = z[:, -1:]
            y = y[:, -1:] if y.ndim == 2 else y[:, None]
        predicted = predict(np.ascontiguousarray(z).reshape(-1, plan.outputs), plan.output)
        return predicted, y.ravel()
