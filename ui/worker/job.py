"""The complete request to the worker, and how much of the previous one it can reuse."""

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
    """Everything the worker should do: complete, so a newer job can replace an older one."""

    experiment: Experiment
    watch: Watch
    running: bool = False
    show: int = 0  # grows with every job whose result is to be shown at once
    move: int = 0  # grows with every job that goes to another update
    step: int = 0  # the update that the last move leads to
    rarely: bool = True  # new passes are not shown at once, because another one is being played
    engine: int = 0  # grows when better kernels are ready
    goal: Goal = NO_GOAL  # where learning stops by itself
    recalled: LastRun | None = None  # the saved run to continue
    memory: int = snapshots.BYTES  # bytes for the snapshots that lead back to earlier updates
    lesson: bool = False  # a lesson's networks: those of the user are laid aside meanwhile


def keeps_step(old: Experiment, new: Experiment) -> bool:
    """Whether both have the same networks, so that what was learned remains valid."""
    return _without_details(old) == _without_details(new)


def _without_details(experiment: Experiment) -> Experiment:
    """The experiment without titles, notes, functions, learning rate and edited weights."""
    lanes = tuple(
        replace(lane, title="", network=replace(lane.network, edits=()))
        for lane in experiment.lanes
    )
    training = replace(experiment.training, learning_rate=0.0)
    return replace(
        experiment, compared=(), activations=(), title="", notes="", training=training, lanes=lanes
    )


def keeps_networks(old: Experiment, new: Experiment) -> bool:
    """Whether networks were only added or removed, so that the others keep what they learned."""
    was, now = _without_details(old), _without_details(new)
    own = {id(lane.identity): lane for lane in was.lanes}
    stay = [lane for lane in now.lanes if id(lane.identity) in own]
    same = replace(was, lanes=()) == replace(now, lanes=())
    return same and bool(stay) and all(own[id(lane.identity)] == lane for lane in stay)


def only_rate(old: Job, new: Job) -> bool:
    """Whether only the learning rate differs, so that the same trainer can continue."""
    rate = new.experiment.training.learning_rate
    same = replace(old.experiment.training, learning_rate=rate)
    return old.engine == new.engine and replace(old.experiment, training=same) == new.experiment


def other_networks(old: Job, new: Job) -> bool:
    """Whether the old job's trainer cannot be used for the new job unchanged."""
    return old.experiment != new.experiment or old.engine != new.engine
