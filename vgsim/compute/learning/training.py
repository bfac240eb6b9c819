"""All lanes of an experiment, learning side by side."""

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
from vgsim.compute.learning.abreast import learn_abreast
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.line import Line
from vgsim.compute.learning.losses import shown_losses
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.compute.learning.run import ENDLESS
from vgsim.compute.traces.curves import Curves
from vgsim.compute.traces.evidence import Break, Evidence
from vgsim.compute.traces.extract import lane_trace, lost_in
from vgsim.compute.traces.gather import gather
from vgsim.compute.traces.grades import Grades
from vgsim.compute.traces.layer_view import LayerView
from vgsim.compute.traces.recurrent_extract import lost_in_steps, recurrent_trace
from vgsim.compute.traces.recurrent_view import AnswersView, StepsView
from vgsim.compute.traces.signal_measures import update_ratio
from vgsim.compute.traces.trace import GRADES, LaneTrace, Trace, Watch
from vgsim.compute.traces.view import View
from vgsim.describe.goal import Goal
from vgsim.describe.spec import Experiment

Judge = Callable[[Trace], Trace]  # says of a trace what it means: `vgsim.theory.judge`


class Trainer:
    """The networks of an experiment at update `step`.

    The pass shown at step s is made with the weights after s updates on batch s; update s + 1
    uses exactly its gradients. Same experiment, same engine: same bits, however the steps are
    cut into calls.
    """

    def __init__(
        self,
        experiment: Experiment,
        watch: Watch | None = None,
        engine: Engine | None = None,
        before: Trainer | None = None,
        judge: Judge | None = None,
    ) -> None:
        """Begin with the initial weights.

        Args:
            experiment: its lanes learn side by side.
            watch: what traces carry the detail of, until another one is asked for.
            engine: what computes; NumPy if none is given.
            before: another trainer; what it knows of the same networks, and its judge, are taken
                over from it.
            judge: adds to every trace what it means; without one traces carry numbers only.
        """
        self.experiment = experiment
        self._watch = watch or Watch()
        self._judge: Judge | None = judge or (before._judge if before is not None else None)
        machine = engine or twin()
        self.lines = [Line(experiment, i, machine) for i in range(len(experiment.lanes))]
        self._breaks: dict[int, tuple[int, Break | None]] = {}  # by lane: what was found for which
        self._fresh = False  # whether the tapes hold the pass of this step, without update
        self.shared = 0  # up to which step these are networks of the trainer before
        if before is not None:
            models = [max(before.lines, key=line.shared_with) for line in self.lines]
            self.shared = min(map(Line.shared_with, self.lines, models))
            for line, model in zip(self.lines, models, strict=True):
                line.take_over(model)

    @property
    def step(self) -> int:
        return self.lanes[0].step

    @property
    def known(self) -> int:
        """The furthest update all networks have been at; going back loses none."""
        return min(line.known for line in self.lines)

    @property
    def lanes(self) -> list[LaneRun | RecurrentRun]:
        return [line.run for line in self.lines]

    def advance(self, updates: int = 1) -> None:
        """So many updates of every lane."""
        self.learn(updates, lambda: True, self.step + updates)

    def learn(self, updates: int, going_on: Callable[[], bool], last: int = ENDLESS) -> None:
        """Slices of so many updates as long as `going_on` says so, up to update `last`.

        Lanes share nothing, so each has a thread, in which `going_on` is asked before every slice.
        """
        self._fresh = False
        if len(self.lines) > 1:
            learn_abreast(self.lines, updates, going_on, last)
            return
        while self.step < last and going_on():
            self.lines[0].advance(min(updates, last - self.step))

    def keep_within(self, memory: int) -> None:
        """So many bytes at most for the way back."""
        for line in self.lines:
            line.keep_within(memory // len(self.lines))

    def set_goal(self, goal: Goal) -> None:
        """Look from now on when every network meets this."""
        for line in self.lines:
            line.set_goal(goal)

    @property
    def arrivals(self) -> tuple[int | None, ...]:
        """The update at which each network met the goal; None: not yet."""
        return tuple(line.arrived for line in self.lines)

    @property
    def lost(self) -> int | None:
        """The first update on the way here with a loss that is not finite."""
        return min((line.lost for line in self.lines if line.lost is not None), default=None)

    def find_break(self) -> Break | None:
        """Go to the pass in which the first number was lost, and say where; None: none was.

        A gradient that overflows makes the weights NaN, and with them the loss of the next pass.
        """
        here = self.step
        found = [self._broke(index) for index in range(len(self.lines))]
        first = min(
            (each for each in found if each is not None),
            key=lambda each: (each.step, each.lane), default=None,
        )  # fmt: skip
        if first is None or first.step > here or self.lost is None:
            return None
        self.goto(first.step)
        return first

    def _broke(self, lane: int) -> Break | None:
        """Where the first number of a lane was lost on the way here, or is lost in this pass.

        It is looked for once; afterwards the lane is where it was.
        """
        line = self.lines[lane]
        lost = line.lost
        if lost is None and not isfinite(line.run.tape.loss):
            lost = line.run.step
        if lost is None:
            return None
        known = self._breaks.get(lane)
        if known is not None and known[0] == lost:
            return known[1]
        here, found, updated = line.run.step, None, 0.0
        for step in range(max(lost - 2, 0), lost + 1):
            line.goto(step)
            line.run.pass_over()
            place = first_nonfinite(line.run.tape)
            if place is not None:
                found = Break(lane, step, *place, updated)
                break
            updated = largest_update(line.run.tape)
        line.goto(here)
        line.run.pass_over()
        self._breaks[lane] = lost, found
        return found

    def goto(self, step: int) -> None:
        """Be at this step, forwards or backwards; what is known of later ones is kept."""
        self._fresh = False
        for line in self.lines:
            line.goto(max(step, 0))

    def set_learning_rate(self, learning_rate: float) -> None:
        """Learn at another rate from this step on."""
        training = replace(self.experiment.training, learning_rate=learning_rate)
        self.experiment = replace(self.experiment, training=training)
        self._fresh = False
        for line, lane in zip(self.lines, self.experiment.lanes, strict=True):
            if lane.training is None:
                line.set_learning_rate(learning_rate)

    def courses(self) -> tuple[Curves, ...]:
        """How learning went in every lane, as far as all of them have been.

        What one network alone knows of later updates is kept for when the others come there.
        """
        known = self.known
        return tuple(
            line.run.course.curves(line.run.epoch, line.rates, known) for line in self.lines
        )

    def evaluate(self) -> None:
        """Let every network answer the test at this step, due or not."""
        self._fresh = False
        for lane in self.lanes:
            lane.evaluate()

    def rewind(self) -> None:
        """Back to the same initial weights."""
        self.goto(0)

    def trace(self, watch: Watch | None = None) -> Trace:
        """The pass of this step and all that can be shown of it."""
        return self.look(watch, apart=False)()

    def look(self, watch: Watch | None = None, *, apart: bool = True) -> Callable[[], Trace]:
        """Make the pass of this step; what is returned works out all that can be shown of it.

        `apart`: at any time and in any thread, while the networks go on.
        """
        if not self._fresh:
            for lane in self.lanes:
                lane.pass_over()
            self._fresh = True
        self._watch = watch = watch or self._watch
        if "dead_window" in watch.costly:
            for lane in self.lanes:
                lane.find_idle()
        broke = [self._broke(index) for index in range(len(self.lanes))]
        asked = GRADES in watch.costly
        grades = [lane.grades() if asked else None for lane in self.lanes]
        experiment, step, known, curves = self.experiment, self.step, self.known, self.courses()
        judge = self._judge
        seen = [
            (lane.tape.still() if apart else lane.tape, lane.labels, lane.further())
            for lane in self.lanes
        ]

        def work_out() -> Trace:
            lanes = tuple(
                _seen(
                    tape,
                    labels,
                    watch,
                    i,
                    gather(
                        (tape,) if further is None else further(),
                        tape.batch,
                        step,
                        curves[i],
                        broke[i],
                    ),
                    grades[i],
                )
                for i, (tape, labels, further) in enumerate(seen)
            )
            shown = shown_losses(curves, step, [lane.loss for lane in lanes])
            found = Trace(experiment, step, watch, lanes, curves, known, *shown)
            return found if judge is None else judge(found)

        return work_out


def _seen(
    tape: Tape | RecurrentTape, labels: NDArray[Any], watch: Watch, lane: int, based_on: Evidence,
    grades: Grades | None,
) -> LaneTrace:  # fmt: skip
    if isinstance(tape, Tape):
        found = lane_trace(tape, labels, watch, lane, based_on)
    else:
        found = recurrent_trace(tape, labels, watch, lane, based_on)
    return replace(found, grades=grades)


def first_nonfinite(tape: Tape | RecurrentTape) -> tuple[str, int] | None:
    """Where, in the order of computing, the first NaN or infinity of a pass is: phase and layer."""
    return lost_in(tape) if isinstance(tape, Tape) else lost_in_steps(tape)


def largest_update(tape: Tape | RecurrentTape) -> float:
    """The largest ‖ΔW‖ / ‖W‖ of a layer in the update that a pass leads to."""
    with np.errstate(all="ignore"):
        if isinstance(tape, Tape):
            views: list[View] = [LayerView(tape, layer) for layer in range(1, tape.layers + 1)]
        else:
            views = [StepsView(tape), AnswersView(tape)]
        ratios = [update_ratio(view) for view in views]
    return max((each for each in ratios if not isnan(each)), default=0.0)


def simulate(
    experiment: Experiment,
    step: int = 0,
    watch: Watch | None = None,
    engine: Engine | None = None,
    judge: Judge | None = None,
) -> Trace:
    """The trace of an experiment after so many updates, judged if there is a judge."""
    trainer = Trainer(experiment, watch, engine, judge=judge)
    trainer.advance(step)
    return trainer.trace()
