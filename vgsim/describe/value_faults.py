"""Faults of single values, each by itself: wrong types, names that do not exist, bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from vgsim.describe.errors import Fault
from vgsim.describe.fields import fields_of
from vgsim.describe.spec import Experiment, Lane
from vgsim.parts.activations import is_own


def value_faults(experiment: Experiment) -> Iterator[Fault]:
    """The faults of all values of an experiment, each with its path in the file."""
    yield from _part_faults(experiment, "", "")
    yield from _part_faults(experiment.data, "data", "data.")
    yield from _part_faults(experiment.training, "training", "training.")
    for number, shown in enumerate(experiment.compared):
        yield from _part_faults(shown, "compared", f"compared[{number}].")
    for number, function in enumerate(experiment.activations):
        yield from _part_faults(function, "own", f"activations[{number}].")
        at = f"activations[{number}].parameters."
        yield from _part_faults(function.parameters, "own_parameters", at)
    for prefix, lane in lanes_and_stages(experiment):
        yield from _part_faults(lane, "lane", prefix)
        yield from _part_faults(lane.network, "network", f"{prefix}network.")
        if lane.data is not None:
            yield from _part_faults(lane.data, "data", f"{prefix}data.")
        if lane.training is not None:
            yield from _part_faults(lane.training, "training", f"{prefix}training.")
        for number, own in enumerate(lane.network.layers):
            yield from _part_faults(own, "layer", f"{prefix}network.layers[{number}].")
        for number, edit in enumerate(lane.network.edits):
            yield from _part_faults(edit, "edit", f"{prefix}network.edits[{number}].")


def lanes_and_stages(experiment: Experiment) -> Iterator[tuple[str, Lane]]:
    """All lanes and their earlier stages, each with its path in the file."""
    for index, lane in enumerate(experiment.lanes):
        prefix = f"lanes[{index}]."
        yield prefix, lane
        for number, stage in enumerate(lane.before):
            was = replace(lane, network=stage.network, training=stage.training, before=())
            yield f"{prefix}before[{number}].", was


def _part_faults(part: Any, group: str, prefix: str) -> Iterator[Fault]:
    """Faults of single values, each by itself."""
    known = fields_of(group)
    for each in fields(part):
        field = known.get(each.name)
        if field is not None:
            value = getattr(part, each.name)
            checked = field.kind == "choice" and is_own(value)  # by `own_faults`
            fault = None if checked else field.fault(value, prefix + each.name)
            if fault:
                yield fault
