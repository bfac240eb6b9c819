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
    """Add a copy of the last network with the next activation that no network has yet."""
    last = experiment.lanes[-1]
    names = tuple(ACTIVATIONS)
    used = {lane.network.activation for lane in experiment.lanes}
    start = names.index(last.network.activation)
    order = names[start + 1 :] + names[: start + 1]
    name = next(each for each in order if each not in used)
    network = with_activation(last.network, name)
    return _inserted(experiment, len(experiment.lanes), replace(last, title="", network=network))


def copy_lane(experiment: Experiment, lane: int, network: NetworkSpec | None = None) -> Experiment:
    """Insert a copy below a lane, or `network` with the lane's data, seed and training."""
    old = experiment.lanes[lane]
    new = old if network is None else replace(old, title="", network=network)
    return _inserted(experiment, lane + 1, new)


def remove_lane(experiment: Experiment, lane: int) -> Experiment:
    """Remove a network; raises SpecError if it is the only one."""
    if len(experiment.lanes) == 1:
        message = tr("The last network cannot be removed.")
        raise SpecError((Fault("", "", "", message=message),))
    lanes = experiment.lanes
    return replace(experiment, lanes=lanes[:lane] + lanes[lane + 1 :])


def _inserted(experiment: Experiment, at: int, lane: Lane) -> Experiment:
    """The experiment with one more network at this index."""
    if len(experiment.lanes) >= MAX_LANES:
        message = tr("At most {most} networks.", most=MAX_LANES)
        raise SpecError((Fault("", "", "", message=message),))
    new = replace(lane, identity=object())
    lanes = (*experiment.lanes[:at], new, *experiment.lanes[at:])
    return validate(replace(experiment, lanes=lanes))


def with_identities_of(experiment: Experiment, known: Experiment) -> Experiment:
    """The same experiment, whose networks count as those of another one at the same places."""
    before = [lane.identity for lane in known.lanes]
    lanes = tuple(
        replace(lane, identity=before[index] if index < len(before) else object())
        for index, lane in enumerate(experiment.lanes)
    )
    return replace(experiment, lanes=lanes)


def with_new_identities(experiment: Experiment) -> Experiment:
    """The same experiment, with every network counted as a new one."""
    lanes = tuple(replace(lane, identity=object()) for lane in experiment.lanes)
    return replace(experiment, lanes=lanes)
