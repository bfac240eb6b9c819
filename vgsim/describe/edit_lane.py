"""Adds, copies and removes networks of an experiment."""

from __future__ import annotations

from dataclasses import replace

from vgsim.describe.edit import with_activation
from vgsim.describe.errors import Fault, SpecError
from vgsim.describe.spec import MAX_LANES, Experiment, Lane, NetworkSpec
from vgsim.describe.validate import validate
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.language import tr


def add_lane(experiment: Experiment) -> Experiment:
    """Add a copy of the last network with the next activation that no network has yet.

    The experiment's own functions come after the built-in ones.
    """
    last = experiment.lanes[-1]
    names = (*ACTIVATIONS, *(each.key for each in experiment.activations))
    used = {lane.network.activation for lane in experiment.lanes}
    start = names.index(last.network.activation)
    order = names[start + 1 :] + names[: start + 1]
    name = next(each for each in order if each not in used)
    network = with_activation(last.network, name)
    return _added(experiment, replace(last, title="", network=network))


def copy_lane(experiment: Experiment, lane: int, network: NetworkSpec | None = None) -> Experiment:
    """Add a copy of a lane as the last one, or `network` with its data, seed and training."""
    old = experiment.lanes[lane]
    new = old if network is None else replace(old, title="", network=network)
    return _added(experiment, new)


def remove_lane(experiment: Experiment, lane: int) -> Experiment:
    """Remove a network; raises SpecError if it is the only one."""
    if len(experiment.lanes) == 1:
        message = tr("The last network cannot be removed.")
        raise SpecError((Fault("", "", "", message=message),))
    lanes = _marked(experiment)
    return replace(experiment, lanes=lanes[:lane] + lanes[lane + 1 :])


def _marked(experiment: Experiment) -> tuple[Lane, ...]:
    """The lanes, each with its mark."""
    pairs = zip(experiment.lanes, experiment.marks, strict=True)
    return tuple(replace(lane, mark=mark) for lane, mark in pairs)


def _added(experiment: Experiment, lane: Lane) -> Experiment:
    """The experiment with one more network, the last one, with the first mark that is free."""
    if len(experiment.lanes) >= MAX_LANES:
        message = tr("At most {most} networks.", most=MAX_LANES)
        raise SpecError((Fault("", "", "", message=message),))
    lanes = _marked(experiment)
    mark = next(k for k in range(MAX_LANES) if k not in {each.mark for each in lanes})
    new = replace(lane, identity=object(), mark=mark)
    return validate(replace(experiment, lanes=(*lanes, new)))


def with_identities_of(experiment: Experiment, known: Experiment) -> Experiment:
    """The same experiment, whose networks count as those of another one at the same places."""
    before = [(lane.identity, mark) for lane, mark in zip(known.lanes, known.marks, strict=True)]
    lanes = tuple(
        replace(lane, identity=before[index][0], mark=before[index][1])
        if index < len(before)
        else replace(lane, identity=object(), mark=None)
        for index, lane in enumerate(experiment.lanes)
    )
    return replace(experiment, lanes=lanes)


def with_new_identities(experiment: Experiment) -> Experiment:
    """The same experiment, with every network counted as a new one."""
    lanes = tuple(
        replace(lane, identity=object(), mark=index) for index, lane in enumerate(experiment.lanes)
    )
    return replace(experiment, lanes=lanes)
