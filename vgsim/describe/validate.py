"""Checks an experiment and reports all faults at once, including those between settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from vgsim.describe.errors import Fault, SpecError, no_fault_below, shortened
from vgsim.describe.own_faults import own_faults
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
from vgsim.describe.value_faults import lanes_and_stages, value_faults
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.datasets import DATASETS
from vgsim.parts.losses import output_units, resolve_output
from vgsim.parts.precision import FORMATS
from vgsim.tables.choice import MOST_CLASSES
from vgsim.words.language import tr

MEMORY_LIMIT = 2**30  # bytes of all signals and weights together
MOST_UNITS = 2**31  # bound of the output layer before the user's table is read


def validate(experiment: Experiment, most: int | None = None) -> Experiment:
    """The experiment, if it is valid.

    Raises:
        SpecError: all faults, or the first `most` and the number of the others.
    """
    found = _faults(experiment)
    faults = tuple(islice(found, most))
    if faults:
        raise SpecError(faults, sum(1 for _ in found))
    return experiment


def _faults(experiment: Experiment) -> Iterator[Fault]:
    """Faults of single values, then those between settings that have none of their own."""
    found = list(value_faults(experiment))
    functions = list(own_faults(experiment))
    yield from found
    yield from functions
    if functions:  # what cannot be computed cannot be checked further
        return
    faulty = {fault.path for fault in found}
    yield from _lane_count_fault(experiment)
    yield from _data_faults(experiment.data, "data.", faulty)
    yield from training_faults(experiment.training, "training.", faulty)
    yield from _compared_faults(experiment.compared, faulty)
    for prefix, lane in lanes_and_stages(experiment):
        yield from _lane_faults(experiment, lane, prefix, faulty)
        yield from _stage_faults(lane, prefix)
    if not faulty:
        yield from _memory_faults(experiment)


def _stage_faults(lane: Lane, prefix: str) -> Iterator[Fault]:
    if len(lane.before) > MAX_STAGES:
        yield Fault(
            f"{prefix}before", "", tr("at most {most} stages", most=MAX_STAGES),
            message=tr("this network has {count} earlier stages", count=len(lane.before)),
        )  # fmt: skip
    ends = [stage.until for stage in lane.before]
    if any(ends[k] >= ends[k + 1] for k in range(len(ends) - 1)):
        message = tr("every stage must end after the one before it")
        yield Fault(
            f"{prefix}before", shortened(ends), tr("increasing numbers of updates"), message=message
        )


def _lane_count_fault(experiment: Experiment) -> Iterator[Fault]:
    count = len(experiment.lanes)
    if not 1 <= count <= MAX_LANES:
        allowed = tr("1 to {most} networks", most=MAX_LANES)
        yield Fault("lanes", "", allowed, message=tr("there are {count} networks", count=count))


def _data_faults(data: DataSpec, prefix: str, faulty: set[str]) -> Iterator[Fault]:
    if prefix + "name" in faulty:
        return
    if data.name == "csv" and not data.path:
        allowed = tr("the path of a CSV file")
        yield Fault(f"{prefix}path", "", allowed, message=tr("csv needs a file"))
    tables = defaults(DataSpec, only="table") if data.name != "csv" else {}
    for name, default in tables.items():
        value = getattr(data, name)
        if value != default and prefix + name not in faulty:
            yield Fault(
                prefix + name, shortened(value),
                tr('a {setting} only where the name is "csv"', setting=name),
                message=tr("{data} reads no table", data=data.name),
            )  # fmt: skip
    yield from target_faults(data, prefix, faulty)
    yield from sequence_faults(data, prefix, faulty)


def _lane_faults(
    experiment: Experiment, lane: Lane, prefix: str, faulty: set[str]
) -> Iterator[Fault]:
    data = lane.data or experiment.data
    if lane.data is not None:
        yield from _data_faults(lane.data, f"{prefix}data.", faulty)
    if lane.training is not None:
        yield from training_faults(lane.training, f"{prefix}training.", faulty)
    yield from recurrent_faults(lane.network, data, f"{prefix}network.", faulty)
    yield from _network_faults(lane.network, data, f"{prefix}network.", faulty)
    yield from part_faults(lane.network, data, f"{prefix}network.", faulty)


def _network_faults(
    network: NetworkSpec, data: DataSpec, prefix: str, faulty: set[str]
) -> Iterator[Fault]:
    valid = no_fault_below(prefix, faulty)
    if valid("depth", "widths") and network.widths and len(network.widths) != network.depth:
        yield Fault(
            f"{prefix}widths", shortened(list(network.widths)),
            tr("as many numbers as hidden layers ({depth})", depth=network.depth),
            message=tr(
                "{count} widths for {depth} hidden layers",
                count=len(network.widths), depth=network.depth,
            ),
        )  # fmt: skip
    if valid("activation"):
        yield from _parameter_faults(network, prefix, valid)
    if valid("output", "loss") and "data.name" not in faulty:
        task = task_of(data)
        if task is not None:
            try:
                resolve_output(network.output, network.loss, task)
            except ValueError as error:
                yield Fault(f"{prefix}loss", "", "", message=str(error))
    if valid("depth", "width", "widths", "output", "loss") and "data.name" not in faulty:
        for number, edit in enumerate(network.edits):
            fault = weight_edit_fault(network, data, edit)
            if fault is not None:
                yield replace(fault, path=f"{prefix}edits[{number}].{fault.path}")


def _compared_faults(compared: Sequence[Compared], faulty: set[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, shown in enumerate(compared):
        prefix, name = f"compared[{number}].", shown.activation
        if prefix + "activation" in faulty:
            continue
        if name in seen:
            yield Fault(
                f"{prefix}activation", name, tr("every function once"),
                message=tr("{name} is compared twice", name=name),
            )  # fmt: skip
        seen.add(name)
        yield from _parameter_faults(shown, prefix, no_fault_below(prefix, faulty))


def _parameter_faults(
    network: NetworkSpec | Compared, prefix: str, valid: Callable[..., bool]
) -> Iterator[Fault]:
    activation = ACTIVATIONS[network.activation]
    has = {each.name for each in activation.parameters}
    for name in parameters(NetworkSpec, "activation"):
        if getattr(network, name) is not None and name not in has and valid(name):
            takes = ", ".join(sorted(has)) or tr("no parameter")
            yield Fault(
                prefix + name, shortened(getattr(network, name)),
                tr("null; it takes {parameters}", parameters=takes),
                message=tr("{part} has no {setting}", part=network.activation, setting=name),
                on_screen=tr("it takes {parameters}", parameters=takes),
            )  # fmt: skip
    if activation.random and valid("lower", "upper"):
        values = activation.values(None, network.lower, network.upper)
        if values["lower"] > values["upper"]:
            yield Fault(
                f"{prefix}lower", shortened(values["lower"]),
                tr("at most upper ({value})", value=f"{values['upper']:g}"),
                message=tr("lower is above upper"),
            )  # fmt: skip


def weight_edit_fault(network: NetworkSpec, data: DataSpec, edit: WeightEdit) -> Fault | None:
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
        message = tr("the output layer is layer {layer}", layer=last)
        allowed = tr("a whole number from {low} to {high}", low=1, high=last)
        return Fault("layer", str(edit.layer), allowed, message=message)
    count, inputs = units[edit.layer], units[edit.layer - 1]
    if edit.unit >= count:
        message = tr("layer {layer} has %n unit(s), counted from 0", "", count, layer=edit.layer)
        allowed = tr("a whole number from {low} to {high}", low=0, high=count - 1)
        return Fault("unit", str(edit.unit), allowed, message=message)
    if edit.input is not None and edit.input >= inputs:
        message = tr("layer {layer} has %n input(s), counted from 0", "", inputs, layer=edit.layer)
        allowed = tr("a whole number from {low} to {high}", low=0, high=inputs - 1)
        return Fault("input", str(edit.input), allowed, message=message)
    return None


def memory(network: NetworkSpec, data: DataSpec, batch: int) -> int:
    """Bytes of a network's arrays for a batch: five or more per signal, and five per weight."""
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


def _memory_faults(experiment: Experiment) -> Iterator[Fault]:
    needed, fixed = 0, 0
    limit = _examples(experiment.data)
    for _, lane in lanes_and_stages(experiment):
        data = lane.data or experiment.data
        batch = min(data.batch_size, _examples(data))
        needed += memory(lane.network, data, batch)
        fixed += memory(lane.network, data, 0)
    if needed > MEMORY_LIMIT:
        batch = min(experiment.data.batch_size, limit)
        fits = max(0, int(batch * (MEMORY_LIMIT - fixed) / max(needed - fixed, 1)))
        yield Fault(
            "data.batch_size", shortened(experiment.data.batch_size),
            tr("with these networks a batch of at most {batch}", batch=fits) if fits
            else tr("smaller networks"),
            message=tr(
                "this needs {memory} GiB of memory; at most 1 GiB is possible",
                memory=f"{needed / 2**30:.1f}",
            ),
        )  # fmt: skip


def _examples(data: DataSpec) -> int:
    """The largest possible batch of these data."""
    if DATASETS[data.name].sequence:  # every batch is freshly drawn
        return data.batch_size
    return DATASETS[data.name].training or data.examples
