"""Edits an experiment: every edit returns a new, valid experiment or raises SpecError."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any

from vgsim.describe.edit_kind import fitted_to_cells, fitted_to_data, fitting_target, with_cell
from vgsim.describe.errors import SpecError
from vgsim.describe.fields import field_of
from vgsim.describe.setting import defaults
from vgsim.describe.spec import (
    DataSpec,
    Experiment,
    Lane,
    NetworkSpec,
    TrainingSpec,
    WeightEdit,
    without_table,
)
from vgsim.describe.spec.data import task_of
from vgsim.describe.validate import validate, weight_edit_fault
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.datasets import DATASETS
from vgsim.parts.losses import resolve_output
from vgsim.parts.normalizations import NORM_MOMENTUM, NORMALIZATIONS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.tables.choice import GUESSED, Choices

# Setting one of these to null makes a lane use the experiment's data or training again.
_SHARED = (".data.name", ".training.optimizer")


def _with_own_part(experiment: Experiment, path: list[str]) -> Experiment:
    """Give the lane a copy of the experiment's data or training if the path edits its own."""
    if path[0] != "lanes" or len(path) < 4 or path[2] not in ("data", "training"):
        return experiment
    lane = experiment.lanes[int(path[1])]
    if getattr(lane, path[2]) is not None:
        return experiment
    own: dict[str, Any] = {path[2]: getattr(experiment, path[2])}
    return with_lane(experiment, int(path[1]), replace(lane, title="", **own))


def _with_shared_part(experiment: Experiment, path: list[str]) -> Experiment:
    """Make the lane use the experiment's data or training again."""
    if path[0] != "lanes":
        raise SpecError((field_of(".".join(path[-2:])).fault(None, ".".join(path)),))  # type: ignore[arg-type]
    shared: dict[str, Any] = {path[2]: None}
    lane = replace(experiment.lanes[int(path[1])], title="", **shared)
    changed = fitted_to_data(with_lane(experiment, int(path[1]), lane))
    return validate(_with_fitting_outputs(changed))


def edit(experiment: Experiment, path: str, value: Any) -> Experiment:
    """Change one setting, given by its dotted path ("lanes.0.network.depth").

    Settings that depend on the old value are reset: parameters of the old activation, widths of
    the old depth, an output that no longer fits.

    Raises:
        SpecError: the value is not allowed or does not fit the other settings.
        KeyError: there is no such setting.
    """
    if value is None and path.endswith(_SHARED):
        return _with_shared_part(experiment, path.split("."))
    if value is None and path.endswith(".data.batch_size"):
        value = experiment.data.batch_size
    field = field_of(path)
    if field.entries is ACTIVATIONS:  # lessons name the experiment's own functions as files do
        value = next((own.key for own in experiment.activations if own.name == value), value)
    if isinstance(value, list):
        value = tuple(value)
    if field.kind == "real" and type(value) is int:
        value = float(value)
    fault = field.fault(value, _file_path(path))
    if fault:
        raise SpecError((fault,))
    changed = _set(_with_own_part(experiment, path.split(".")), path.split("."), value)
    assert isinstance(changed, Experiment)
    if path.endswith("network.cell"):
        changed = _with_fitting_outputs(fitted_to_cells(changed))
    if path.endswith(("data.name", "data.task")):
        changed = _with_fitting_outputs(fitted_to_data(changed))
    return validate(without_stale_edits(changed))


def link(experiment: Experiment, path: str, value: Any) -> Experiment:
    """Make the same change in every lane; a path outside the lanes is edited once."""
    parts = path.split(".")
    if parts[0] != "lanes":
        return edit(experiment, path, value)
    for index in range(len(experiment.lanes)):
        experiment = edit(experiment, ".".join(["lanes", str(index), *parts[2:]]), value)
    return experiment


def use_table(experiment: Experiment, path: str, choices: Choices = GUESSED) -> Experiment:
    """Use the user's own table: sets its path and choices together.

    Raises:
        SpecError: the path is not allowed, or the table does not fit the other settings.
    """
    fault = field_of("data.path").fault(path, "data.path")
    if fault:
        raise SpecError((fault,))
    data = replace(
        experiment.data, name="csv", path=path, noise=None, length=None, **asdict(choices)
    )
    changed = fitted_to_data(replace(experiment, data=fitting_target(data)))
    return validate(_with_fitting_outputs(changed))


def replace_network(experiment: Experiment, lane: int, network: NetworkSpec) -> Experiment:
    """Put another network into a lane; the lane's title is cleared.

    Raises:
        SpecError: the network does not fit the other settings.
    """
    old = experiment.lanes[lane]
    changed = with_lane(experiment, lane, replace(old, title="", network=network))
    return validate(_with_fitting_outputs(changed))


def edit_weight(experiment: Experiment, lane: int, weight: WeightEdit) -> Experiment:
    """Set a weight or bias; replaces an earlier edit of the same one before the same update.

    Raises:
        SpecError: the network has no such weight.
    """
    old = experiment.lanes[lane]
    kept = (e for e in old.network.edits if replace(e, value=weight.value) != weight)
    network = replace(old.network, edits=(*kept, weight))
    return validate(with_lane(experiment, lane, replace(old, network=network)))


def with_lane(experiment: Experiment, index: int, lane: Lane) -> Experiment:
    """The experiment with another lane at this index; it is not validated."""
    lanes = (*experiment.lanes[:index], lane, *experiment.lanes[index + 1 :])
    return replace(experiment, lanes=lanes)


def _set(part: Any, path: list[str], value: Any) -> Any:
    """A copy of `part` with the field at the end of the path replaced."""
    name, rest = path[0], path[1:]
    if isinstance(part, tuple):
        index = int(name)
        if not 0 <= index < len(part):
            raise KeyError(name)
        return (*part[:index], _set(part[index], rest, value), *part[index + 1 :])
    if not is_dataclass(part) or name not in {each.name for each in fields(part)}:
        raise KeyError(name)
    if not rest:
        return _replaced(part, name, value)
    inner = getattr(part, name)
    if isinstance(part, Lane) and name == "network" and rest[0] != "edits":
        part = replace(part, title="")  # it may describe the old value
    return replace(part, **{name: _set(inner, rest, value)})


def _replaced(part: Any, name: str, value: Any) -> Any:
    """A copy of `part` with the field replaced and dependent fields adjusted."""
    if getattr(part, name) == value:
        return part
    if isinstance(part, NetworkSpec):
        if name == "cell":
            return with_cell(part, value)
        if name == "normalization":
            momentum = part.norm_momentum if NORMALIZATIONS[value].in_batches else NORM_MOMENTUM
            return replace(part, normalization=value, norm_momentum=momentum)
        if name == "depth":
            widths = (part.widths + part.widths[-1:] * value)[:value]
            return _within_depth(replace(part, depth=value, widths=widths))
        if name == "widths" and value:
            return _within_depth(replace(part, widths=value, depth=len(value)))
        if name == "loss" and part.output is not None:
            return replace(part, loss=value, output=_fitting_output(part.output, value))
    if isinstance(part, TrainingSpec) and name == "optimizer":
        part = replace(part, learning_rate=_scaled_rate(part, value))
    if isinstance(part, DataSpec) and name == "path":  # choices were for the old table
        part = without_table(part)
    if isinstance(part, DataSpec) and name == "name":
        kept = part if value == "csv" else without_table(part)
        part = replace(kept, label_noise=0.0 if DATASETS[value].steps else part.label_noise)
    part = replace(part, **defaults(part.__class__, of=name), **{name: value})
    fits = isinstance(part, DataSpec) and name in ("name", "task")
    return fitting_target(part) if fits else part


def _fitting_output(output: str, loss: str | None) -> str | None:
    """The output if it fits the loss, otherwise None, the loss's default."""
    try:
        resolve_output(output, loss, "classification")
    except ValueError:
        return None
    return output


def with_activation(network: NetworkSpec, name: str) -> NetworkSpec:
    """The network with another activation and the default parameters of that."""
    return replace(network, activation=name, **defaults(NetworkSpec, of="activation"))


def _scaled_rate(training: TrainingSpec, name: str) -> float:
    """The learning rate, scaled by the ratio of the default rates of new and old optimizer."""
    scaled = training.learning_rate * OPTIMIZERS[name].rate / OPTIMIZERS[training.optimizer].rate
    return float(f"{scaled:.3g}")


def _within_depth(network: NetworkSpec) -> NetworkSpec:
    """The network without settings of layers beyond its depth."""
    kept = tuple(each for each in network.layers if each.layer <= network.depth)
    return replace(network, layers=kept)


def _with_fitting_outputs(experiment: Experiment) -> Experiment:
    """Reset outputs and losses that do not fit the data; remove edits of weights that are gone."""
    lanes = []
    for lane in experiment.lanes:
        task = task_of(lane.data or experiment.data)
        if task is not None:
            try:
                resolve_output(lane.network.output, lane.network.loss, task)
            except ValueError:
                lane = replace(lane, network=replace(lane.network, output=None, loss=None))
        lanes.append(lane)
    return without_stale_edits(replace(experiment, lanes=tuple(lanes)))


def without_stale_edits(experiment: Experiment) -> Experiment:
    """The experiment without edits of weights that no longer exist."""
    lanes = []
    for lane in experiment.lanes:
        network, data = lane.network, lane.data or experiment.data
        kept = tuple(
            each for each in network.edits if weight_edit_fault(network, data, each) is None
        )
        if kept != network.edits:
            lane = replace(lane, network=replace(network, edits=kept))
        lanes.append(lane)
    return replace(experiment, lanes=tuple(lanes))


def _file_path(path: str) -> str:
    """The path as messages write it: lanes[0].network.depth for lanes.0.network.depth."""
    parts = path.split(".")
    if parts[0] == "lanes":
        return ".".join([f"lanes[{parts[1]}]", *parts[2:]])
    return path
