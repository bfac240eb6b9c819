"""Checks an experiment and reports all faults at once, including those between settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from itertools import islice
from typing import Any

from vgsim.describe.errors import Fault, SpecError, shortened
from vgsim.describe.fields import fields_of
from vgsim.describe.parts_faults import part_faults, target_faults, training_faults
from vgsim.describe.recurrent_faults import recurrent_faults, recurrent_memory, sequence_faults
from vgsim.describe.setting import defaults, parameters
from vgsim.describe.spec import (
    MAX_LANES,
    MAX_STAGES,
    Compared,
    DataSpec,
    Experiment,
    Lane,
    NetworkSpec,
    WeightEdit,
)
from vgsim.describe.spec.data import task_of
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.datasets import DATASETS
from vgsim.parts.losses import output_units, resolve_output
from vgsim.parts.precision import FORMATS
from vgsim.tables.choice import MOST_CLASSES
from vgsim.words.language import tr

BUDGET = 2**30  # bytes of all signals and weights together
MOST_UNITS = 2**31  # bound of the output layer before the user's table is read


def validate(experiment: Experiment, most: int | None = None) -> None:
    """Raise SpecError with all faults, or with the first `most` and the number of the others."""
    found = _faults(experiment)
    faults = tuple(islice(found, most))
    if faults:
        raise SpecError(faults, sum(1 for _ in found))


def _faults(experiment: Experiment) -> Iterator[Fault]:
    found = list(_single(experiment, "", ""))
    found += _single(experiment.data, "data", "data.")
    found += _single(experiment.training, "training", "training.")
    for number, shown in enumerate(experiment.compared):
        found += _single(shown, "compared", f"compared[{number}].")
    for place, lane in _each(experiment):
        found += _single(lane, "lane", place)
        found += _single(lane.network, "network", f"{place}network.")
        if lane.data is not None:
            found += _single(lane.data, "data", f"{place}data.")
        if lane.training is not None:
            found += _single(lane.training, "training", f"{place}training.")
        for number, own in enumerate(lane.network.layers):
            found += _single(own, "layer", f"{place}network.layers[{number}].")
        for number, edit in enumerate(lane.network.edits):
            found += _single(edit, "edit", f"{place}network.edits[{number}].")
    yield from found
    wrong = {fault.path for fault in found}
    yield from _lane_count(experiment)
    yield from _data(experiment.data, "data.", wrong)
    yield from training_faults(experiment.training, "training.", wrong)
    yield from _compared(experiment.compared, wrong)
    for place, lane in _each(experiment):
        yield from _lane(experiment, lane, place, wrong)
        yield from _stages(lane, place)
    if not wrong:
        yield from _budget(experiment)


def _each(experiment: Experiment) -> Iterator[tuple[str, Lane]]:
    """All lanes and their earlier stages, each with its path in the file."""
    for index, lane in enumerate(experiment.lanes):
        place = f"lanes[{index}]."
        yield place, lane
        for number, stage in enumerate(lane.before):
            was = replace(lane, network=stage.network, training=stage.training, before=())
            yield f"{place}before[{number}].", was


def _stages(lane: Lane, place: str) -> Iterator[Fault]:
    if len(lane.before) > MAX_STAGES:
        yield Fault(
            f"{place}before", "", f"at most {MAX_STAGES} stages",
            message=f"this network has {len(lane.before)} earlier stages",
        )  # fmt: skip
    ends = [stage.until for stage in lane.before]
    if any(ends[k] >= ends[k + 1] for k in range(len(ends) - 1)):
        message = "a stage ends before the one that follows it begins"
        yield Fault(f"{place}before", shortened(ends), "updates that rise", message=message)


def _single(part: Any, group: str, place: str) -> Iterator[Fault]:
    """Faults of single values, each by itself."""
    known = fields_of(group)
    for each in fields(part):
        field = known.get(each.name)
        if field is not None:
            fault = field.fault(getattr(part, each.name), place + each.name)
            if fault:
                yield fault


def _lane_count(experiment: Experiment) -> Iterator[Fault]:
    count = len(experiment.lanes)
    if not 1 <= count <= MAX_LANES:
        yield Fault(
            "lanes", "", f"1 to {MAX_LANES} networks", message=f"there are {count} networks"
        )


def _data(data: DataSpec, place: str, wrong: set[str]) -> Iterator[Fault]:
    if place + "name" in wrong:
        return
    if data.name == "csv" and not data.path:
        yield Fault(f"{place}path", "", "the path of a CSV file", message="csv needs a file")
    tables = defaults(DataSpec, only="table") if data.name != "csv" else {}
    for name, default in tables.items():
        value = getattr(data, name)
        if value != default and place + name not in wrong:
            yield Fault(
                place + name, shortened(value), f'a {name} only where the name is "csv"',
                message=f"{data.name} reads no table",
            )  # fmt: skip
    yield from target_faults(data, place, wrong)
    yield from sequence_faults(data, place, wrong)


def _lane(experiment: Experiment, lane: Lane, place: str, wrong: set[str]) -> Iterator[Fault]:
    data = lane.data or experiment.data
    if lane.data is not None:
        yield from _data(lane.data, f"{place}data.", wrong)
    if lane.training is not None:
        yield from training_faults(lane.training, f"{place}training.", wrong)
    yield from recurrent_faults(lane.network, data, f"{place}network.", wrong)
    yield from _network(lane.network, data, f"{place}network.", wrong)
    yield from part_faults(lane.network, data, f"{place}network.", wrong)


def _network(network: NetworkSpec, data: DataSpec, place: str, wrong: set[str]) -> Iterator[Fault]:
    def fine(*names: str) -> bool:
        return not any(place + name in wrong for name in names)

    if fine("depth", "widths") and network.widths and len(network.widths) != network.depth:
        yield Fault(
            f"{place}widths", shortened(list(network.widths)),
            f"as many numbers as hidden layers ({network.depth})",
            message=f"{len(network.widths)} widths for {network.depth} hidden layers",
        )  # fmt: skip
    if fine("activation"):
        yield from _parameters(network, place, fine)
    if fine("output", "loss") and "data.name" not in wrong:
        task = task_of(data)
        if task is not None:
            try:
                resolve_output(network.output, network.loss, task)
            except ValueError as error:
                yield Fault(f"{place}loss", "", "", message=str(error))
    if fine("depth", "width", "widths", "output", "loss") and "data.name" not in wrong:
        for number, edit in enumerate(network.edits):
            fault = lost(network, data, edit)
            if fault is not None:
                yield replace(fault, path=f"{place}edits[{number}].{fault.path}")


def _compared(compared: Sequence[Compared], wrong: set[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, shown in enumerate(compared):
        place, name = f"compared[{number}].", shown.activation
        if place + "activation" in wrong:
            continue
        if name in seen:
            yield Fault(
                f"{place}activation", name, tr("every function once"),
                message=tr("{name} is compared twice", name=name),
            )  # fmt: skip
        seen.add(name)
        yield from _parameters(
            shown, place, lambda *names, place=place: not any(place + n in wrong for n in names)
        )


def _parameters(network: NetworkSpec | Compared, place: str, fine: Any) -> Iterator[Fault]:
    activation = ACTIVATIONS[network.activation]
    has = {each.name for each in activation.parameters}
    for name in parameters(NetworkSpec, "activation"):
        if getattr(network, name) is not None and name not in has and fine(name):
            takes = ", ".join(sorted(has)) or "no parameter"
            yield Fault(
                place + name, shortened(getattr(network, name)), f"null; it takes {takes}",
                message=f"{network.activation} has no {name}",
            )  # fmt: skip
    if activation.random and fine("lower", "upper"):
        values = activation.values(None, network.lower, network.upper)
        if values["lower"] > values["upper"]:
            yield Fault(
                f"{place}lower", shortened(values["lower"]),
                f"at most upper ({values['upper']:g})", message="lower is above upper",
            )  # fmt: skip


def lost(network: NetworkSpec, data: DataSpec, edit: WeightEdit) -> Fault | None:
    """The fault of an edit whose weight does not exist; None if it exists.

    For the user's table only upper bounds are checked, since its size is known only when it is
    read.
    """
    source = DATASETS[data.name]
    hidden = network.widths or (network.width,) * network.depth
    outputs = MOST_UNITS
    if source.task is not None:
        with suppress(ValueError):  # another check reports it
            output = resolve_output(network.output, network.loss, source.task)[0]
            outputs = output_units(output, source.task, source.classes)
    units = [source.features, *hidden, outputs]
    last = len(hidden) + 1
    if edit.layer > last:
        message = f"the output layer is layer {last}"
        return Fault("layer", str(edit.layer), f"a whole number from 1 to {last}", message=message)
    for name, value, layer in (("unit", edit.unit, 0), ("input", edit.input, -1)):
        count = units[edit.layer + layer]
        if value is not None and value >= count:
            message = f"layer {edit.layer} has {count} {name}s, counted from 0"
            return Fault(name, str(value), f"a whole number from 0 to {count - 1}", message=message)
    return None


def memory(network: NetworkSpec, data: DataSpec, batch: int) -> int:
    """Bytes of one lane's tape for a batch: at least five arrays per signal, five per weight."""
    if network.cell != "none":
        return recurrent_memory(network, data, batch)
    source = DATASETS[data.name]
    inputs = source.features
    outputs = output_units(
        "softmax", source.task or "classification", source.classes or MOST_CLASSES
    )
    widths = [inputs, *(network.widths or (network.width,) * network.depth), outputs]
    padded = [-(-each // 16) * 16 for each in widths]
    weights = sum(a * b for a, b in zip(widths, padded[1:], strict=False))
    signals = 5
    signals += 2 * (network.residual > 0) + 2 * (network.dropout > 0)
    signals += 3 * (network.normalization != "none")
    return (signals * batch * sum(padded) + 5 * weights) * FORMATS[network.dtype].bytes


def _budget(experiment: Experiment) -> Iterator[Fault]:
    needed, fixed = 0, 0
    limit = _examples(experiment.data)
    for _, lane in _each(experiment):
        data = lane.data or experiment.data
        batch = min(data.batch_size, _examples(data))
        needed += memory(lane.network, data, batch)
        fixed += memory(lane.network, data, 0)
    if needed > BUDGET:
        batch = min(experiment.data.batch_size, limit)
        fits = max(0, int(batch * (BUDGET - fixed) / max(needed - fixed, 1)))
        yield Fault(
            "data.batch_size", shortened(experiment.data.batch_size),
            f"with these networks a batch of at most {fits}" if fits else "smaller networks",
            message=f"this needs {needed / 2**30:.1f} GiB of memory; 1 GiB is the most",
        )  # fmt: skip


def _examples(data: DataSpec) -> int:
    """The largest possible batch of these data."""
    if DATASETS[data.name].sequence:  # every batch is freshly drawn
        return data.batch_size
    return DATASETS[data.name].training or data.examples
