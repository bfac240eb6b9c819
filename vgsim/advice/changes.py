"""A remedy as changes of settings: made in an experiment, and written as edits of its file."""

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
    """Network, data and training of a lane, its own or those all share."""
    own = experiment.lanes[lane]
    return {
        "network": own.network,
        "data": own.data or experiment.data,
        "training": own.training or experiment.training,
    }


def known(changes: Changes) -> bool:
    """Whether all settings that are changed exist."""
    names = {group: {each.name for each in fields(kind)} for group, kind in _KINDS.items()}
    return all(path.split(".")[1] in names[path.split(".")[0]] for path in changes)


def real(changes: Changes, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Those changes that make a difference to network, data and training."""
    found = {}
    for path, value in changes.items():
        group, name = path.split(".")
        if getattr(parts[group], name) != value:
            found[path] = value
    return found


def alone(experiment: Experiment, lane: int, number: int = 0) -> Experiment:
    """The experiment of this lane alone, from the start.

    Args:
        experiment: with one lane or more.
        lane: its place.
        number: how much is added to the seed.
    """
    own = experiment.lanes[lane]
    parts = parts_of(experiment, lane)
    seed = experiment.seed if own.seed is None else own.seed
    return Experiment(
        seed=seed + number, data=parts["data"], training=parts["training"],
        lanes=(Lane("", parts["network"]),),
    )  # fmt: skip


def changed(experiment: Experiment, lane: int, changes: Changes) -> Experiment:
    """The experiment with a changed lane, which begins at the start.

    Data and training become the lane's own where other lanes share them.

    Raises:
        SpecError: the changes do not fit the rest.
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
    """The changes as paths of the scenario file: "lanes.0.network.activation" -> "relu".

    Data and training are those of the experiment unless the lane has its own.
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
    """As JSON has it."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value
