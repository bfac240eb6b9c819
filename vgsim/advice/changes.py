"""Applies the changes of a remedy to an experiment, and writes them as edits of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any

from vgsim.describe.edit import with_lane
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.describe.validate import validate

Changes = Mapping[str, Any]  # "network.activation" -> "relu"; groups network, data, training
_KINDS = {"network": NetworkSpec, "data": DataSpec, "training": TrainingSpec}


def parts_of(experiment: Experiment, lane: int) -> dict[str, Any]:
    """Network, data and training of a lane, its own or the experiment's."""
    own = experiment.lanes[lane]
    return {
        "network": own.network,
        "data": own.data or experiment.data,
        "training": own.training or experiment.training,
    }


def all_exist(changes: Changes) -> bool:
    """Whether all the changed settings exist."""
    names = {group: {each.name for each in fields(kind)} for group, kind in _KINDS.items()}
    return all(path.split(".")[1] in names[path.split(".")[0]] for path in changes)


def effective(changes: Changes, parts: Mapping[str, Any]) -> dict[str, Any]:
    """The changes whose value differs from that in network, data and training."""
    found = {}
    for path, value in changes.items():
        group, name = path.split(".")
        if getattr(parts[group], name) != value:
            found[path] = value
    return found


def single_lane(experiment: Experiment, lane: int, number: int = 0) -> Experiment:
    """An experiment with only this lane, without its earlier stages.

    Args:
        experiment: an experiment with one or more lanes.
        lane: index of the lane.
        number: is added to the seed.
    """
    own = experiment.lanes[lane]
    parts = parts_of(experiment, lane)
    seed = experiment.seed if own.seed is None else own.seed
    return Experiment(
        seed=seed + number, data=parts["data"], training=parts["training"],
        lanes=(Lane("", parts["network"]),), activations=experiment.activations,
    )  # fmt: skip


def changed(experiment: Experiment, lane: int, changes: Changes) -> Experiment:
    """The experiment with the changes made in a lane, which restarts from update 0.

    Changed data or training become the lane's own if other lanes share them.

    Raises:
        SpecError: the changes do not fit the other settings.
    """
    old = experiment.lanes[lane]
    before = parts_of(experiment, lane)
    parts = dict(before)
    for path, value in changes.items():
        group, name = path.split(".")
        parts[group] = replace(parts[group], **{name: value})
    new = replace(old, title="", network=parts["network"], before=())
    shared: dict[str, Any] = {}
    for group in ("data", "training"):
        if parts[group] != before[group]:
            part: dict[str, Any] = {group: parts[group]}
            if getattr(old, group) is None and len(experiment.lanes) == 1:
                shared |= part
            else:
                new = replace(new, **part)
    made = with_lane(replace(experiment, **shared), lane, new)
    validate(made)
    return made


def edits_of(experiment: Experiment, lane: int, changes: Changes) -> dict[str, Any]:
    """The changes by path in the scenario file: "lanes.0.network.activation" -> "relu".

    Paths of data and training are the experiment's unless the lane has its own.
    """
    own = experiment.lanes[lane]
    edits: dict[str, Any] = {}
    for path, value in changes.items():
        group = path.split(".")[0]
        here = group == "network" or getattr(own, group) is not None
        edits[f"lanes.{lane}.{path}" if here else path] = _plain(value)
    if own.before:
        edits[f"lanes.{lane}.before"] = []
    return edits


def _plain(value: Any) -> Any:
    """A value in a form that JSON can represent."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value
