"""All that a worker is to bring about, as one value; and how much of the old still serves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vgsim.compute.learning import snapshots
from vgsim.describe.goal import Goal
from vgsim.describe.spec import Experiment

if TYPE_CHECKING:
    from vgsim.compute.traces.trace import Watch
    from vgsim.files.last_run import LastRun


NO_GOAL = Goal()


@dataclass(frozen=True, slots=True)
class Job:
    """All the worker has to bring about: a newer one replaces an older one without loss."""

    experiment: Experiment
    watch: Watch
    running: bool = False
    show: int = 0  # grows with every job whose answer is to be seen at once
    move: int = 0  # grows with every job for another step
    step: int = 0  # where the last move leads
    rarely: bool = True  # new passes are not on the screen: another one is being played
    engine: int = 0  # grows when better kernels are ready
    goal: Goal = NO_GOAL  # where learning stops by itself
    recalled: LastRun | None = None  # where learning is to go on
    memory: int = snapshots.BYTES  # for the way back


def keeps_step(old: Experiment, new: Experiment) -> bool:
    """Whether the networks of `new` are those of `old`, so that what was learned still holds."""
    return _bare(old) == _bare(new)


def _bare(experiment: Experiment) -> Experiment:
    """Without titles, learning rate, and weights typed in on the way."""
    lanes = tuple(
        replace(lane, title="", network=replace(lane.network, edits=()))
        for lane in experiment.lanes
    )
    training = replace(experiment.training, learning_rate=0.0)
    return replace(experiment, title="", training=training, lanes=lanes)


def only_rate(old: Job, new: Job) -> bool:
    """Whether nothing but the learning rate is another: then learning goes on from here."""
    rate = new.experiment.training.learning_rate
    same = replace(old.experiment.training, learning_rate=rate)
    return old.engine == new.engine and replace(old.experiment, training=same) == new.experiment


def other_networks(old: Job, new: Job) -> bool:
    """Whether the trainer of the old job cannot serve the new one as it is."""
    return old.experiment != new.experiment or old.engine != new.engine
