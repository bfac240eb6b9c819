"""Branches a network and changes networks during training, recording their earlier stages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vgsim.describe.edit import with_lane
from vgsim.describe.edit_lane import copy_lane
from vgsim.describe.setting import defaults
from vgsim.describe.spec import Experiment, Lane, NetworkSpec, Rates, Stage, TrainingSpec
from vgsim.describe.validate import validate
from vgsim.parts.activations import ACTIVATIONS


@dataclass(frozen=True, slots=True)
class Moment:
    """The current update of training, and the learning rates of each lane so far."""

    step: int
    rates: tuple[Rates, ...]


def branch(experiment: Experiment, lane: int, moment: Moment) -> Experiment:
    """Add a copy of a network, as the last one, that shares its training up to this moment.

    Raises:
        SpecError: there are already `MAX_LANES` networks.
    """
    network, training = _active(experiment, experiment.lanes[lane], moment.step)
    copied = copy_lane(experiment, lane)
    new = copied.lanes[-1]
    new = replace(
        new, title="", network=network, training=training if new.training else None,
        before=_stages_until(experiment, lane, moment),
    )  # fmt: skip
    return validate(with_lane(copied, len(copied.lanes) - 1, new))


def continued(old: Experiment, new: Experiment, moment: Moment) -> Experiment:
    """The new experiment, with changed networks continuing from the weights of the old ones.

    Returned unchanged if a network must restart: other initial weights, seed or data, or another
    number of networks.

    Raises:
        SpecError: a network would have too many stages.
    """
    if not moment.step or not _can_continue(old, new):
        return new
    for index, lane in enumerate(new.lanes):
        before = old.lanes[index].before
        if not _same_stage(_current(old, index), _current(new, index)):
            before = _stages_until(old, index, moment)
        new = with_lane(new, index, replace(lane, before=before))
    return validate(new)


def with_rates(experiment: Experiment, moment: Moment) -> Experiment:
    """The experiment whose training repeats the learning rates so far: each makes its own stage.

    Raises:
        SpecError: a network would have too many stages.
    """
    found = experiment
    for index, lane in enumerate(experiment.lanes):
        rates, now = moment.rates[index], _current(experiment, index)[1].learning_rate
        until = rates[-1][0] if rates and rates[-1][1] == now else moment.step
        begun = lane.before[-1].until if lane.before else 0
        if rates and until > begun:
            before = _stages_until(experiment, index, Moment(until, moment.rates))
            found = with_lane(found, index, replace(lane, before=before))
    return validate(found)


def _can_continue(old: Experiment, new: Experiment) -> bool:
    """Whether every network can continue from the weights of the old one."""
    if len(old.lanes) != len(new.lanes) or old.seed != new.seed or old.data != new.data:
        return False
    initial = defaults(NetworkSpec, restarts=True)
    for was, lane in zip(old.lanes, new.lanes, strict=True):
        if (was.seed, was.data) != (lane.seed, lane.data):
            return False
        if any(getattr(was.network, name) != getattr(lane.network, name) for name in initial):
            return False
        learned = ACTIVATIONS[lane.network.activation].learned
        if learned and was.network.alpha != lane.network.alpha:
            return False
    return True


def _same_stage(
    one: tuple[NetworkSpec, TrainingSpec], two: tuple[NetworkSpec, TrainingSpec]
) -> bool:
    """Whether no new stage is needed; the learning rate alone may differ."""
    rate = one[1].learning_rate
    return one[0] == two[0] and one[1] == replace(two[1], learning_rate=rate)


def _current(experiment: Experiment, index: int) -> tuple[NetworkSpec, TrainingSpec]:
    """The network and training of the lane's last stage."""
    lane = experiment.lanes[index]
    return lane.network, lane.training or experiment.training


def _active(experiment: Experiment, lane: Lane, step: int) -> tuple[NetworkSpec, TrainingSpec]:
    """The lane's network and training at this update."""
    stage = next((each for each in lane.before if step < each.until), None)
    if stage is not None:
        return stage.network, stage.training
    return lane.network, lane.training or experiment.training


def _stages_until(experiment: Experiment, index: int, moment: Moment) -> tuple[Stage, ...]:
    """The lane's stages up to this moment; each learning rate makes its own stage."""
    lane = experiment.lanes[index]
    network, training = _active(experiment, lane, moment.step)
    kept = tuple(stage for stage in lane.before if stage.until < moment.step)
    start = kept[-1].until if kept else 0
    rates = [each for each in moment.rates[index] if start <= each[0] < moment.step]
    ends = [*(since for since, _ in rates[1:]), moment.step]
    return kept + tuple(
        Stage(end, network, replace(training, learning_rate=rate))
        for end, (_, rate) in zip(ends, rates or [(0, training.learning_rate)], strict=True)
    )
