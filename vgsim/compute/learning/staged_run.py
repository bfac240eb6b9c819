"""A lane's successive networks; each starts from the weights of the previous one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from vgsim.compute.arrays.plan import plan
from vgsim.compute.arrays.recurrent_plan import recurrent_plan
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.rates import rate_at
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.compute.learning.run import ENDLESS, Run
from vgsim.compute.learning.transfer import transferred
from vgsim.describe.goal import Goal
from vgsim.describe.spec import Experiment, Lane, Rates
from vgsim.describe.title import titled


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One network of a staged run: its range of steps, its experiment and its learning rates."""

    start: int
    end: int
    experiment: Experiment  # with this lane only
    rates: Rates  # planned learning rates, each with the step it starts at

    def shared_until(self, other: StagePlan, rates: Rates) -> int:
        """Return the step up to which two stages are the same network with the same training.

        `rates` are the learning rates the other stage has used. They are not compared for the last
        stage, whose rates are not planned.
        """
        if self.start != other.start or _bare(self.experiment) != _bare(other.experiment):
            return self.start
        here, there = (each.experiment.lanes[0].network.edits for each in (self, other))
        # the weights at the step of an edit already include the edit
        parted = [edit.step - 1 for edit in set(here) ^ set(there)]
        if self.end < ENDLESS:
            changes = {step for step, _ in (*self.rates, *rates)}
            parted += [s for s in changes if rate_at(self.rates, s) != rate_at(rates, s)]
        return min(self.end, other.end, *(max(each, self.start) for each in parted))


def _bare(experiment: Experiment) -> Experiment:
    """Return the experiment without title, edits, learning rate and compared functions."""
    lane = experiment.lanes[0]
    lane = replace(lane, title="", network=replace(lane.network, edits=()))
    training = replace(experiment.training, learning_rate=0.0)
    return replace(experiment, compared=(), training=training, lanes=(lane,))


def _same_but_rate(one: Experiment, two: Experiment) -> bool:
    edits = [each.lanes[0].network.edits for each in (one, two)]
    return edits[0] == edits[1] and _bare(one) == _bare(two)


class StagedRun:
    """The successive networks of one lane; a lane that never changed has one."""

    def __init__(self, experiment: Experiment, lane: int, engine: Engine) -> None:
        self.stages = _stages(experiment, lane)
        self._runs: list[Run[Any]] = [_run(stage, engine) for stage in self.stages]
        self._share_recorder()
        self._at = self._reached = 0
        self.goto(0)

    def _share_recorder(self) -> None:
        for run in self._runs:
            run.recorder = self._runs[0].recorder

    @property
    def run(self) -> LaneRun | RecurrentRun:
        """The run of the lane's network at the current step."""
        run = self._runs[self._at]
        assert isinstance(run, LaneRun | RecurrentRun)
        return run

    @property
    def stage(self) -> int:
        """The index of the current network."""
        return self._at

    def enter(self, stage: int) -> None:
        """Go to the start of a network without computing its initial weights.

        Raises:
            ValueError: there is no such stage.
        """
        if not 0 <= stage < len(self._runs):
            raise ValueError("this lane has no such stage")
        self._at = self._reached = stage

    @property
    def furthest(self) -> int:
        """The furthest update that has been computed."""
        return max(run.furthest for run in self._runs[: self._reached + 1])

    @property
    def rates(self) -> Rates:
        """The learning rates used, each with the step it starts at."""
        return tuple(
            (start, rate)
            for run, stage in zip(self._runs[: self._reached + 1], self.stages, strict=False)
            for start, rate in run.rates
            if start < stage.end
        )

    @property
    def nonfinite_at(self) -> int | None:
        """The first update before the current step whose loss was NaN or infinite, or None."""
        found = [
            run.nonfinite_at for run in self._runs[: self._at + 1] if run.nonfinite_at is not None
        ]
        return min(found, default=None)

    @property
    def arrived(self) -> int | None:
        """The first update, since the goal was set, at which it was met; None: not yet."""
        found = [run.arrived for run in self._runs if run.arrived is not None]
        return min(found, default=None)

    def set_goal(self, goal: Goal) -> None:
        """Set the goal to watch for from now on."""
        for run in self._runs:
            run.goal, run.arrived = goal, None

    def advance(self, updates: int) -> None:
        """Train for this many updates."""
        goal = self.run.step + updates
        while self._at < len(self._runs) - 1 and self.run.step < goal:
            self.run.follow(min(goal, self.stages[self._at].end))
            self.goto(self.run.step)
        self.run.advance(goal - self.run.step)

    def at_hand(self, step: int) -> int:
        """Return the last step, up to this one, that `goto` reaches without any update."""
        steps = {self.run.step}.union(*(run.at_hand for run in self._runs))
        return max(each for each in steps if each <= step)

    def goto(self, step: int) -> None:
        """Go to a step, forwards or backwards."""
        while step < self.run.start:
            self._at -= 1
        while step >= self.stages[self._at].end:
            old, new = self._runs[self._at], self._runs[self._at + 1]
            if not new.start_known:
                old.goto(self.stages[self._at].end)
                new.begin_with(transferred(old, new))
            self._at += 1
            self._reached = max(self._reached, self._at)
        self.run.goto(step)

    def set_learning_rate(self, learning_rate: float) -> None:
        """Train at this rate from the current step on, or from the start of the last network."""
        last = self._runs[-1]
        if last is not self.run:
            last.rewind()
        last.set_learning_rate(learning_rate)

    def keep_within(self, memory: int) -> None:
        """Limit the memory of all snapshots to this many bytes."""
        for run in self._runs:
            run.keep_within(memory // len(self._runs))

    def shared_with(self, other: StagedRun) -> int:
        """Return the step up to which both runs are the same."""
        shared = 0
        for one, two, run in zip(self.stages, other.stages, other._runs, strict=False):
            shared = one.shared_until(two, tuple(run.rates))
            if shared < one.end or one.end != two.end:
                break
        return shared

    def take_over(self, other: StagedRun) -> None:
        """Take over another run's results for the steps that both have in common."""
        end = self.shared_with(other)
        recorder, sure = other._runs[0].recorder.copy(), 0
        for index, stage in enumerate(self.stages):
            if index > other._reached or stage.start >= end:
                break
            run = self._runs[index]
            sure = run.take_over(other._runs[index], min(end, stage.end))
            if stage.end < ENDLESS:
                run.rates = list(stage.rates)
            self._reached = index
            if sure < run.furthest:  # later networks started from results that must be recomputed
                break
        recorder.cut(sure)
        self._runs[0].recorder = recorder
        self._share_recorder()
        self._at = 0
        self.goto(0)


def _stages(experiment: Experiment, index: int) -> tuple[StagePlan, ...]:
    lane = experiment.lanes[index]
    title = titled(experiment, index)
    last = replace(lane, title=title, before=())
    trained = lane.training or experiment.training
    earlier = [
        (stage.until, replace(last, network=stage.network), stage.training) for stage in lane.before
    ]
    ends: Sequence[tuple[int, Lane, Any]] = [*earlier, (ENDLESS, last, trained)]
    found: list[StagePlan] = []
    for end, each, training in ends:
        start = found[-1].end if found else 0
        own = replace(each, training=None, data=None, seed=None)
        alone = replace(
            experiment, title="", lanes=(own,), training=training,
            data=lane.data or experiment.data,
            seed=experiment.seed if lane.seed is None else lane.seed,
        )  # fmt: skip
        rates: Rates = ((start, training.learning_rate),)
        if found and end < ENDLESS and _same_but_rate(found[-1].experiment, alone):
            previous = found.pop()  # only the learning rate differs: it stays one network
            start, rates = previous.start, (*previous.rates, *rates)
        found.append(StagePlan(start, end, alone, rates))
    return tuple(found)


def _run(stage: StagePlan, engine: Engine) -> LaneRun | RecurrentRun:
    run: LaneRun | RecurrentRun
    if stage.experiment.lanes[0].network.cell == "none":
        run = LaneRun(plan(stage.experiment, 0), engine, stage.start)
    else:
        run = RecurrentRun(recurrent_plan(stage.experiment, 0), engine, stage.start)
    run.rates, run.planned = list(stage.rates), stage.end < ENDLESS
    return run
