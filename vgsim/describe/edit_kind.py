"""Switches networks between feedforward and recurrent, and adjusts what depends on that."""

from __future__ import annotations

from dataclasses import replace

from vgsim.describe.recurrent_faults import (
    RECURRENT_DTYPES,
    is_sequence,
)
from vgsim.describe.setting import defaults
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, without_table
from vgsim.describe.spec.data import scalable, weightable
from vgsim.parts.cells import CELLS
from vgsim.parts.initializers import INITIALIZERS

SEQUENCES, PLAIN = "latch", "digits"  # data sets to switch to if the data do not fit


def with_cell(network: NetworkSpec, cell: str) -> NetworkSpec:
    """The network with another cell; settings that do not fit it are reset."""
    recurrent = cell != "none"
    usual = defaults(NetworkSpec)
    changes = dict(defaults(NetworkSpec, only="feedforward" if recurrent else "recurrent"))
    entry = CELLS[cell]
    if recurrent:
        changes["forget_bias"] = network.forget_bias if entry.keep_gate is not None else None
        if network.dtype not in RECURRENT_DTYPES:
            changes["dtype"] = "float32"
        if INITIALIZERS[network.initializer].unit_variance:
            changes |= {"initializer": usual["initializer"], "scale": None}
        if not entry.any_activation:
            changes |= {"activation": "tanh", "alpha": None, "lower": None, "upper": None}
        elif network.cell == "none" and network.activation == usual["activation"]:
            changes["activation"] = "tanh"  # the usual default of recurrent networks
    return replace(network, cell=cell, **changes)


def fitted_to_cells(experiment: Experiment) -> Experiment:
    """Give every lane data that its kind of network can read.

    Lanes that the shared data do not fit get their own data; if no lane fits, the shared data
    change.
    """
    experiment = _of_one_kind(experiment)
    unsuited = [not _fits(experiment, lane) for lane in experiment.lanes]
    if not any(unsuited):
        return experiment
    lanes = list(experiment.lanes)
    for index, lane in enumerate(lanes):
        if unsuited[index]:
            shared = lane.data is None
            own = _of_kind(lane.data or experiment.data, lane)
            lanes[index] = replace(lane, data=own, title="" if shared else lane.title)
    changed = replace(experiment, lanes=tuple(lanes))
    first = lanes[0].data
    if first is not None and all(lane.data == first for lane in lanes):
        plain = tuple(replace(lane, data=None) for lane in lanes)
        return replace(changed, data=first, lanes=plain)
    return changed


def fitted_to_data(experiment: Experiment) -> Experiment:
    """Give every lane a kind of network that can read its data."""
    lanes = tuple(
        lane
        if _fits(experiment, lane)
        else replace(lane, title="", network=with_cell(lane.network, _cell_for(experiment, lane)))
        for lane in experiment.lanes
    )
    return _of_one_kind(replace(experiment, lanes=lanes))


def _of_one_kind(experiment: Experiment) -> Experiment:
    """Drop the stages of lanes that changed their kind, since no weights can be carried over."""
    lanes = tuple(
        lane
        if all((each.network.cell == "none") == (lane.network.cell == "none")
               for each in lane.before)
        else replace(lane, before=())
        for lane in experiment.lanes
    )  # fmt: skip
    return replace(experiment, lanes=lanes)


def _fits(experiment: Experiment, lane: Lane) -> bool:
    return is_sequence(lane.data or experiment.data) == (lane.network.cell != "none")


def _cell_for(experiment: Experiment, lane: Lane) -> str:
    return "vanilla" if is_sequence(lane.data or experiment.data) else "none"


def fitting_target(data: DataSpec) -> DataSpec:
    """Reset target settings that do not apply to this kind of target."""
    return replace(
        data,
        standardize_target=data.standardize_target or not scalable(data),
        class_weights=data.class_weights if weightable(data) else "none",
    )


def _of_kind(data: DataSpec, lane: Lane) -> DataSpec:
    name = PLAIN if lane.network.cell == "none" else SEQUENCES
    data = replace(without_table(data), name=name, noise=None, length=None, label_noise=0.0)
    return fitting_target(data)
