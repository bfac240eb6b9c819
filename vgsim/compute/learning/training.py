"""Trains all lanes of an experiment together and produces traces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isfinite, isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.recurrent_tape import RecurrentTape
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.kernels import Engine, twin
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.losses import shown_losses
from vgsim.compute.learning.parallel import go_together, learn_in_parallel
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.compute.learning.run import ENDLESS
from vgsim.compute.learning.staged_run import StagedRun
from vgsim.compute.traces.curves import Curves
from vgsim.compute.traces.evidence import Break, Evidence, Steadier
from vgsim.compute.traces.extract import lane_trace
from vgsim.compute.traces.gather import gather
from vgsim.compute.traces.grades import Grades
from vgsim.compute.traces.layer_view import LayerView
from vgsim.compute.traces.nonfinite import first_nonfinite
from vgsim.compute.traces.recurrent_extract import recurrent_trace
from vgsim.compute.traces.recurrent_view import OutputView, StepsView
from vgsim.compute.traces.signal_measures import update_ratio
from vgsim.compute.traces.trace import GRADES, LaneTrace, Trace, Watch
from vgsim.compute.traces.view import View
from vgsim.describe.goal import Goal
from vgsim.describe.spec import Experiment

JudgeFunction = Callable[[Trace, Steadier], Trace]  # adds the judgement: `vgsim.theory.judge`


class Trainer:
    """The networks of an experiment at update `step`.

    The pass shown at step s uses the weights after s updates and batch s; update s + 1 uses
    exactly its gradients. The same experiment on the same engine gives the same bits, however the
    steps are divided into calls.
    """

    def __init__(
        self,
        experiment: Experiment,
        watch: Watch | None = None,
        engine: Engine | None = None,
        before: Trainer | None = None,
        judge: JudgeFunction | None = None,
    ) -> None:
        """Start at the initial weights.

        Args:
            experiment: its lanes are trained together.
            watch: the layer, unit and example whose details traces contain; `trace` can replace it.
            engine: computes the passes; default: NumPy.
            before: another trainer; its results for identical networks, and its judge, are reused.
            judge: adds a judgement to every trace; without it, traces contain only numbers.
        """
        self.experiment = experiment
        self._watch = watch or Watch()
        self._judge: JudgeFunction | None = judge or (before._judge if before is not None else None)
        machine = engine or twin()
        self.staged_runs = [StagedRun(experiment, i, machine) for i in range(len(experiment.lanes))]
        self._breaks: dict[int, tuple[int, Break | None]] = {}  # by lane: (update, cause)
        self._fresh = False  # whether the tapes hold the pass of this step, without update
        self.shared = 0  # up to this step, the networks are those of the trainer `before`
        if before is not None:
            models = [
                max(before.staged_runs, key=staged.shared_with) for staged in self.staged_runs
            ]
            self.shared = min(map(StagedRun.shared_with, self.staged_runs, models))
            for staged, model in zip(self.staged_runs, models, strict=True):
                staged.take_over(model)

    @property
    def step(self) -> int:
        """The number of updates made."""
        return self.lanes[0].step

    @property
    def furthest(self) -> int:
        """The furthest update that all networks have reached; going back does not lower it."""
        return min(staged.furthest for staged in self.staged_runs)

    @property
    def lanes(self) -> list[LaneRun | RecurrentRun]:
        """The current run of every lane."""
        return [staged.run for staged in self.staged_runs]

    def advance(self, updates: int = 1) -> None:
        """Train every lane for this many updates."""
        self.learn(updates, lambda: True, self.step + updates)

    def learn(self, updates: int, keep_going: Callable[[], bool], last: int = ENDLESS) -> None:
        """Train in slices of `updates` updates while `keep_going()` is true, at most up to `last`.

        Lanes share no data. Each has its own thread, which calls `keep_going` before every slice.
        """
        self._fresh = False
        if len(self.staged_runs) > 1:
            learn_in_parallel(self.staged_runs, updates, keep_going, last)
            return
        while self.step < last and keep_going():
            self.staged_runs[0].advance(min(updates, last - self.step))

    def keep_within(self, memory: int) -> None:
        """Limit the memory of all snapshots to this many bytes."""
        for staged in self.staged_runs:
            staged.keep_within(memory // len(self.staged_runs))

    def set_goal(self, goal: Goal) -> None:
        """Set the goal that every network is watched for from now on."""
        for staged in self.staged_runs:
            staged.set_goal(goal)

    @property
    def arrivals(self) -> tuple[int | None, ...]:
        """The update at which each network first met the goal; None: not yet."""
        return tuple(staged.arrived for staged in self.staged_runs)

    @property
    def nonfinite_at(self) -> int | None:
        """The first update before the current step whose loss was NaN or infinite, or None."""
        return min(
            (staged.nonfinite_at for staged in self.staged_runs if staged.nonfinite_at is not None),
            default=None,
        )

    def find_break(self) -> Break | None:
        """Go to the pass with the first NaN or infinity and return its place; None: there is none.

        A gradient that overflows makes the weights NaN, and thus the loss of the next pass.
        """
        here = self.step
        found = [self._lane_break(index) for index in range(len(self.staged_runs))]
        first = min(
            (each for each in found if each is not None),
            key=lambda each: (each.step, each.lane), default=None,
        )  # fmt: skip
        if first is None or first.step > here or self.nonfinite_at is None:
            return None
        self.goto(first.step)
        return first

    def _lane_break(self, lane: int) -> Break | None:
        """Return the place of a lane's first NaN or infinity, up to and including this pass.

        The result is cached. The lane returns to its current step.
        """
        staged = self.staged_runs[lane]
        nonfinite_at = staged.nonfinite_at
        if nonfinite_at is None and not isfinite(staged.run.tape.loss):
            nonfinite_at = staged.run.step
        if nonfinite_at is None:
            return None
        known = self._breaks.get(lane)
        if known is not None and known[0] == nonfinite_at:
            return known[1]
        here, found, updated = staged.run.step, None, 0.0
        # a loss can overflow before any signal does: then the next pass has the first infinity
        last = min(max(here, nonfinite_at), nonfinite_at + 1)
        for step in range(max(nonfinite_at - 2, 0), last + 1):
            staged.goto(step)
            staged.run.run_pass()
            if (place := first_nonfinite(staged.run.tape)) is not None:
                found = Break(lane, step, *place, updated)
                break
            updated = largest_update(staged.run.tape)
        staged.goto(here)
        staged.run.run_pass()
        if found is not None or last > nonfinite_at:
            self._breaks[lane] = nonfinite_at, found
        return found

    def goto(self, step: int, keep_going: Callable[[], bool] = lambda: True) -> bool:
        """Go to a step, see `go_together`; return whether it was reached. Keep later results."""
        self._fresh = False
        return go_together(self.staged_runs, step, keep_going)

    def set_learning_rate(self, learning_rate: float) -> None:
        """Train at another rate from this step on."""
        training = replace(self.experiment.training, learning_rate=learning_rate)
        self.experiment = replace(self.experiment, training=training)
        self._fresh = False
        for staged, lane in zip(self.staged_runs, self.experiment.lanes, strict=True):
            if lane.training is None:
                staged.set_learning_rate(learning_rate)

    def curves(self) -> tuple[Curves, ...]:
        """Return the curves of every lane, up to the furthest update that all have reached.

        Later updates of a single network are kept until the others reach them.
        """
        known = self.furthest
        return tuple(
            staged.run.recorder.curves(staged.run.epoch, staged.rates, known)
            for staged in self.staged_runs
        )

    def evaluate(self) -> None:
        """Evaluate every network at this step, even if no evaluation is due."""
        self._fresh = False
        for lane in self.lanes:
            lane.evaluate()

    def rewind(self) -> None:
        """Go back to the initial weights."""
        self.goto(0)

    def trace(self, watch: Watch | None = None) -> Trace:
        """Return the trace of this step's pass."""
        return self.trace_later(watch, copy=False)()

    def trace_later(self, watch: Watch | None = None, *, copy: bool = True) -> Callable[[], Trace]:
        """Run the pass of this step; return a function that computes its trace.

        With `copy`, the function may run later, in any thread, while training continues.
        """
        if not self._fresh:
            for lane in self.lanes:
                lane.run_pass()
            self._fresh = True
        self._watch = watch = watch or self._watch
        if "dead_window" in watch.costly:
            for lane in self.lanes:
                lane.find_idle()
        broke = [self._lane_break(index) for index in range(len(self.lanes))]
        graded = GRADES in watch.costly
        grades = [lane.grades() if graded else None for lane in self.lanes]
        experiment, step, known, curves = self.experiment, self.step, self.furthest, self.curves()
        judge = self._judge
        passes = [
            (lane.tape.independent_copy() if copy else lane.tape, lane.labels, lane.further())
            for lane in self.lanes
        ]

        def evidence(i: int, *, further: bool) -> Evidence:
            tape, _, more = passes[i]
            tapes = more.passes() if further and more is not None else (tape,)
            return gather(tapes, tape.batch, step, curves[i], broke[i])

        def steadier(i: int) -> Evidence | None:
            more = passes[i][2]
            return None if more is None or more.needed else evidence(i, further=True)

        def compute() -> Trace:
            lanes = tuple(
                _lane_trace(
                    tape, labels, watch, i,
                    evidence(i, further=more is not None and more.needed), grades[i],
                )
                for i, (tape, labels, more) in enumerate(passes)
            )  # fmt: skip
            shown = shown_losses(curves, step, [lane.loss for lane in lanes])
            found = Trace(experiment, step, watch, lanes, curves, known, *shown)
            return found if judge is None else judge(found, steadier)

        return compute


def _lane_trace(
    tape: Tape | RecurrentTape, labels: NDArray[Any], watch: Watch, lane: int, based_on: Evidence,
    grades: Grades | None,
) -> LaneTrace:  # fmt: skip
    if isinstance(tape, Tape):
        found = lane_trace(tape, labels, watch, lane, based_on)
    else:
        found = recurrent_trace(tape, labels, watch, lane, based_on)
    return replace(found, grades=grades)


def largest_update(tape: Tape | RecurrentTape) -> float:
    """Return the largest ‖ΔW‖ / ‖W‖ of any layer in the update that follows a pass."""
    with np.errstate(all="ignore"):
        if isinstance(tape, Tape):
            views: list[View] = [LayerView(tape, layer) for layer in range(1, tape.layers + 1)]
        else:
            views = [StepsView(tape), OutputView(tape)]
        ratios = [update_ratio(view) for view in views]
    return max((each for each in ratios if not isnan(each)), default=0.0)


def simulate(
    experiment: Experiment,
    step: int = 0,
    watch: Watch | None = None,
    engine: Engine | None = None,
    judge: JudgeFunction | None = None,
) -> Trace:
    """Return the trace of an experiment after `step` updates, judged if there is a judge."""
    trainer = Trainer(experiment, watch, engine, judge=judge)
    trainer.advance(step)
    return trainer.trace()
