"""A network at one update, with all that training needs to continue from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vgsim.compute.arrays.plan import Plan
from vgsim.compute.arrays.recurrent_plan import RecurrentPlan
from vgsim.compute.kernels import Engine
from vgsim.compute.learning.lane import LaneRun
from vgsim.compute.learning.rates import rate_at
from vgsim.compute.learning.recurrent_run import RecurrentRun
from vgsim.compute.learning.run import ENDLESS
from vgsim.compute.learning.snapshots import Snapshot
from vgsim.compute.learning.staged_run import StagedRun
from vgsim.compute.learning.training import Trainer
from vgsim.describe.spec import Experiment, Rates

SLICE = 64  # updates between two checks whether to stop


@dataclass(frozen=True, slots=True, eq=False)
class NetworkMoment:
    """A network at update `step`. Copies nothing that training would change."""

    plan: Plan | RecurrentPlan
    snapshot: Snapshot
    step: int
    rates: Rates  # from this step on: (first update, learning rate), without the schedule
    end: int | None  # the update at which another network takes its place; None: never
    earlier: int  # how many other networks it continues
    engine: Engine

    def run(self) -> LaneRun | RecurrentRun:
        """A run of its own that stands at this update."""
        made: LaneRun | RecurrentRun
        if isinstance(self.plan, Plan):
            made = LaneRun(self.plan, self.engine, self.step)
        else:
            made = RecurrentRun(self.plan, self.engine, self.step)
        made.rates, made.planned = list(self.rates), True
        made.begin_with(self.snapshot)
        return made


def moments(trainer: Trainer) -> tuple[NetworkMoment, ...]:
    """Every network of a trainer at its present update."""
    return tuple(_moment(trainer, index) for index in range(len(trainer.lanes)))


def _moment(trainer: Trainer, index: int) -> NetworkMoment:
    staged, lane = trainer.staged_runs[index], trainer.experiment.lanes[index]
    run = staged.run
    run.run_pass()  # sets the weights that were edited at this update
    end = staged.stages[staged.stage].end
    later = tuple(each for each in run.rates if each[0] > run.step)
    rates: Rates = ((run.step, rate_at(run.rates, run.step)), *later)
    if end == ENDLESS:  # the user's rate holds from here on
        rates = ((run.step, (lane.training or trainer.experiment.training).learning_rate),)
    return NetworkMoment(
        plan=run.plan, snapshot=run.snapshot(), step=run.step, rates=rates,
        end=None if end == ENDLESS else end, earlier=staged.stage, engine=run.engine,
    )  # fmt: skip


def replayed(
    experiment: Experiment, step: int, rates: Sequence[Rates], engine: Engine,
    stopped: Callable[[], bool] = lambda: False,
) -> Trainer | None:  # fmt: skip
    """A new trainer that repeats what was learned up to a step; None: it was stopped.

    Args:
        experiment: what is trained.
        step: the update to reach.
        rates: the learning rates of every network so far, as its curves have them.
        engine: the one that computed it, so that all numbers are the same.
        stopped: whether the user no longer waits; asked every now and then.
    """
    trainer = Trainer(experiment, engine=engine)
    for staged, used in zip(trainer.staged_runs, rates, strict=True):
        begun = staged.stages[-1].start  # the rates of earlier networks are known already
        for start, rate in (each for each in used if begun <= each[0] <= step):
            if not _reached(staged, start, stopped):
                return None
            staged.set_learning_rate(rate)
        if not _reached(staged, step, stopped):
            return None
    return trainer


def _reached(staged: StagedRun, step: int, stopped: Callable[[], bool]) -> bool:
    """Whether the network went to this update before the user stopped it."""
    while staged.run.step < step:
        if stopped():
            return False
        staged.goto(min(staged.run.step + SLICE, step))
    return True
