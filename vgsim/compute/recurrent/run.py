"""A recurrent network as it learns: sequences drawn for every update, the test's kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.evaluation import score
from vgsim.compute.kernels import Engine
from vgsim.compute.recurrent.initial import draw_slopes, set_initial
from vgsim.compute.recurrent.plan import RecurrentPlan
from vgsim.compute.recurrent.tape import RecurrentTape
from vgsim.compute.run import Run

EXAMINED = 128  # sequences of an evaluation, a batch at a time

Array = NDArray[Any]


class RecurrentRun(Run[RecurrentTape]):
    """A recurrent lane. Evaluations have a tape of their own and leave the pass shown alone."""

    def __init__(self, plan: RecurrentPlan, engine: Engine, start: int = 0) -> None:
        self.plan = plan
        self._exam: RecurrentTape | None = None
        super().__init__(plan, RecurrentTape(plan), engine, start)

    def answers(self, x: Array) -> Array:
        """Outputs (n, steps that count, outputs) of sequences (n, steps, features).

        Drawn slopes have their mean.
        """
        if self._exam is None:
            self._exam = RecurrentTape(self.plan)
        exam, batch = self._exam, self.plan.batch
        exam.learned[...] = self.tape.learned
        if self.plan.activation.random:
            for level in range(self.plan.levels):
                exam.slope(level)[...] = self.plan.p
        exam.refresh()
        found = []
        for start in range(0, len(x), batch):
            part = x[start : start + batch]
            exam.inputs()[:, : len(part)] = part.transpose(1, 0, 2)
            self.engine.answer(exam)
            answer = exam.output().reshape(-1, batch, self.plan.outputs)[:, : len(part)]
            found.append(answer.transpose(1, 0, 2).copy())
        return np.concatenate(found)

    def _load_batch(self) -> None:
        x, y = self.plan.data.batch(self.step, self.plan.batch)
        self.tape.inputs()[...] = x.transpose(1, 0, 2)
        self.tape.target()[...] = self.plan.encoded(y)
        self.labels = y if y.ndim == 1 else y[:, -1]

    @property
    def epoch(self) -> int:
        return 0

    def _begin(self) -> None:
        set_initial(self.tape)

    def _change(self) -> None:
        if self.plan.activation.random:
            draw_slopes(self.tape, self.step)

    def _scores(self) -> tuple[float, float]:
        data = self.plan.data
        return self._score(*data.batch(self.step, EXAMINED)), self._score(*data.test(EXAMINED))

    def _score(self, x: Array, y: Array) -> float:
        """Of the last answers, or of those that count where every step gives one."""
        answer = self.answers(x)
        if self.plan.every and y.ndim == 2:
            answer, y = answer[:, self.plan.data.scored], y[:, self.plan.data.scored]
        else:
            answer = answer[:, -1:]
            y = y[:, -1:] if y.ndim == 2 else y[:, None]
        flat = np.ascontiguousarray(answer).reshape(-1, self.plan.outputs)
        return score(flat, y.ravel(), self.plan.data.task, self.plan.output)
