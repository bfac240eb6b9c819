"""Which settings does the column of controls show, and what may be chosen? All from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ui.widgets.choice import Option
from ui.widgets.form import RowSpec
from ui.widgets.slider import Scale
from vgsim.describe.fields import FIELDS, Field
from vgsim.describe.parts_faults import scalable, weightable
from vgsim.describe.recurrent_faults import FEEDFORWARD_ONLY, WHOLE, open_bias
from vgsim.describe.spec import Experiment, Lane, NetworkSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.cells import CELLS, LOSS_PLACES, RECURRENCES
from vgsim.parts.datasets import DATASETS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import CLASS_WEIGHTS, LOSSES, OUTPUTS, resolve_output
from vgsim.parts.normalizations import (
    BRANCH_SCALES,
    NORMALIZATION_PLACES,
    NORMALIZATIONS,
    RESIDUAL_PLACES,
)
from vgsim.parts.optimizers import CLIPPINGS, OPTIMIZER_DTYPES, OPTIMIZERS, SCHEDULES
from vgsim.parts.precision import FORMATS
from vgsim.parts.registry import Parameter

Rows = list[tuple[RowSpec, object]]
_ENTRIES: Mapping[str, Mapping[str, Any]] = {
    "network.activation": ACTIVATIONS,
    "network.initializer": INITIALIZERS,
    "network.output": OUTPUTS,
    "network.loss": LOSSES,
    "network.dtype": FORMATS,
    "network.normalization": NORMALIZATIONS,
    "network.normalization_place": NORMALIZATION_PLACES,
    "network.residual_place": RESIDUAL_PLACES,
    "network.branch_scale": BRANCH_SCALES,
    "network.cell": CELLS,
    "network.recurrence": RECURRENCES,
    "network.loss_at": LOSS_PLACES,
    "data.name": DATASETS,
    "data.class_weights": CLASS_WEIGHTS,
    "training.optimizer": OPTIMIZERS,
    "training.schedule": SCHEDULES,
    "training.clipping": CLIPPINGS,
    "training.optimizer_dtype": OPTIMIZER_DTYPES,
}


def network_rows(experiment: Experiment, index: int) -> Rows:
    """What makes the difference between two lanes: shape, activation, initial weights."""
    network = experiment.lanes[index].network
    rows: Rows = [row("network.cell", network.cell)]
    if network.cell != "none":
        return rows + recurrent_rows(network)
    rows.append(row("network.depth", network.depth))
    if not network.widths:
        rows.append(row("network.width", network.width))
    rows.append(row("network.activation", network.activation))
    rows += parameter_rows(ACTIVATIONS[network.activation].parameters, network, "network")
    if ACTIVATIONS[network.activation].learned:
        rows.append(row("network.per_unit", network.per_unit))
    rows.append(row("network.initializer", network.initializer))
    rows += parameter_rows(INITIALIZERS[network.initializer].parameters, network, "network")
    rows += [row("network.gain", network.gain), row("network.offset", network.offset)]
    return rows


def recurrent_rows(network: NetworkSpec) -> Rows:
    """The cell's size, its weights through time, how far back the gradient goes."""
    cell = CELLS[network.cell]
    rows: Rows = [row("network.width", network.width), row("network.stack", network.stack)]
    if cell.chooses:
        rows.append(row("network.activation", network.activation))
        rows += parameter_rows(ACTIVATIONS[network.activation].parameters, network, "network")
    rows.append(row("network.recurrence", network.recurrence))
    rows.append(row("network.spectral_radius", network.spectral_radius))
    if cell.opened is not None:
        rows.append(row("network.forget_bias", open_bias(network) or 0.0))
    rows.append(row("network.initializer", network.initializer))
    rows += parameter_rows(INITIALIZERS[network.initializer].parameters, network, "network")
    rows += [row("network.gain", network.gain), row("network.offset", network.offset)]
    field = shown("network.loss_at")
    suits = Option(None, "As the task requires", "Where the task asks for an answer")
    places = (suits, *options("network.loss_at"))
    rows.append((RowSpec(field.path, field.label, "choice", field.help, options=places),
                 network.loss_at))  # fmt: skip
    rows.append(row("network.truncation", network.truncation))
    return rows


def more_network_rows(experiment: Experiment, index: int) -> Rows:
    """What is seldom changed: widths one by one, biases, output, loss, precision, title."""
    lane = experiment.lanes[index]
    network = lane.network
    widths = FIELDS["network.widths"]
    every = ", ".join([str(network.width)] * min(3, network.depth))
    rows: Rows = [
        (
            RowSpec("network.widths", widths.label, "integers", widths.help, placeholder=every),
            network.widths,
        ),
        row("network.bias", 0.0 if network.bias is None else network.bias),
        (_open_choice("network.output", "output", experiment, lane), network.output),
        (_open_choice("network.loss", "loss", experiment, lane), network.loss),
        row("network.sigma_b", network.sigma_b or 0.0),
        row("network.dtype", network.dtype),
        row("network.loss_scale", network.loss_scale),
        (RowSpec("title", "Title", "text", FIELDS["lane.title"].help), lane.title),
    ]
    if network.cell == "none":
        return rows
    strangers = {f"network.{name}" for name in FEEDFORWARD_ONLY}
    return [(_whole(spec), value) for spec, value in rows if spec.key not in strangers]


def _whole(spec: RowSpec) -> RowSpec:
    """Recurrent networks are not computed in half precision."""
    if spec.key != "network.dtype":
        return spec
    return replace(spec, options=tuple(each for each in spec.options if each.key in WHOLE))


def own_rows(experiment: Experiment, index: int) -> Rows:
    """What a lane may have apart from the others: seed, data, batch, and how it learns."""
    lane = experiment.lanes[index]
    data, training = lane.data or experiment.data, lane.training or experiment.training
    seed = FIELDS["lane.seed"]
    rows: Rows = [
        (
            RowSpec(
                "seed", "Seed", "integer", seed.help, placeholder=f"{experiment.seed} (same as all)"
            ),
            lane.seed,
        ),
        (_as_all("data.name"), lane.data and data.name),
        _number(
            "data.batch_size",
            experiment.data.batch_size,
            None if data.batch_size == experiment.data.batch_size else data.batch_size,
        ),
        (_as_all("training.optimizer"), lane.training and training.optimizer),
    ]
    if lane.training is not None:
        rows.append(row("training.learning_rate", training.learning_rate))
        rows += parameter_rows(OPTIMIZERS[training.optimizer].parameters, training, "training")
        rows.append(row("training.clipping", training.clipping))
        if training.clipping != "none":
            rows.append(row("training.clip_at", training.clip_at))
    return rows


def _as_all(key: str) -> RowSpec:
    """A choice whose first entry is what all networks share."""
    field = FIELDS[key]
    same = Option(None, "Same as all networks", "The choice below, for all networks")
    own = tuple(each for each in options(key) if each.key != "csv")  # a table is for all
    return RowSpec(key, field.label, "choice", field.help, options=(same, *own))


def _number(key: str, shared: int, value: int | None) -> tuple[RowSpec, object]:
    field = FIELDS[key]
    return (
        RowSpec(key, field.label, "integer", field.help, placeholder=f"{shared} (same as all)"),
        value,
    )


def data_rows(experiment: Experiment) -> Rows:
    """What all lanes share: data, batch, learning rate, seed."""
    data = experiment.data
    source = DATASETS[data.name]
    rows: Rows = [row("data.name", data.name)]
    if data.name == "csv":
        field = FIELDS["data.path"]
        rows.append((RowSpec("data.path", field.label, "file", field.help), data.path))
    rows += parameter_rows(source.parameters, data, "data")
    if source.points is not None:
        rows.append(row("data.examples", data.examples))
    if source.sequence is not None:
        rows.append(row("data.length", data.length or source.steps))
    rows.append(row("data.batch_size", data.batch_size))
    if not source.steps:
        rows.append(row("data.label_noise", data.label_noise))
    if source.sequence is None:
        rows.append(row("data.standardize", data.standardize))
    if scalable(data):
        rows.append(row("data.standardize_target", data.standardize_target))
    if weightable(data):
        rows.append(row("data.class_weights", data.class_weights))
    rows.append(row("training.learning_rate", experiment.training.learning_rate))
    rows.append(row("seed", experiment.seed))
    return rows


def shown(key: str) -> Field:
    """A field whose help leaves out what null means in a file."""
    field = FIELDS[key]
    return replace(field, help=field.help.partition("; null:")[0])


def activation_options() -> tuple[Option, ...]:
    return options("network.activation")


def row(key: str, value: object) -> tuple[RowSpec, object]:
    """The row of a field by its own table entry."""
    field = shown(key)
    if field.kind == "choice":
        return RowSpec(key, field.label, "choice", field.help, options=options(key)), value
    if field.kind == "flag":
        return RowSpec(key, field.label, "flag", field.help), value
    return RowSpec(key, field.label, "slider", field.help, _scale(field)), value


def _scale(field: Field) -> Scale:
    return Scale(
        field.slider_low,
        field.slider_high,
        field.step,
        field.kind == "integer",
        field.logarithmic,
    )


def parameter_rows(parameters: tuple[Parameter, ...], part: object, group: str) -> Rows:
    """A slider for each number the chosen part depends on."""
    rows: Rows = []
    for each in parameters:
        value = getattr(part, each.name)
        scale = Scale(each.slider_low, each.slider_high, 0.0, False, each.logarithmic)
        label = each.label.capitalize() if each.label.isascii() else each.label
        spec = RowSpec(f"{group}.{each.name}", label, "slider", each.help, scale)
        rows.append((spec, each.default if value is None else value))
    return rows


def options(key: str) -> tuple[Option, ...]:
    """What may be chosen, each with its formula and its origin."""
    entries = _ENTRIES[key]
    return tuple(Option(name, entry.label, _help(entry)) for name, entry in entries.items())


def _help(entry: Any) -> str:
    """Formula, origin and the one sentence the entry teaches, a line each."""
    lines = (getattr(entry, name, "") for name in ("formula", "origin", "teaches"))
    return "\n".join(line for line in lines if line)


def _open_choice(key: str, name: str, experiment: Experiment, lane: Lane) -> RowSpec:
    """A choice that may be left open: then it says what suits the data."""
    field = shown(key)
    task = DATASETS[(lane.data or experiment.data).name].task or "classification"
    try:
        output, loss = resolve_output(lane.network.output, lane.network.loss, task)
        chosen = OUTPUTS[output].label if name == "output" else LOSSES[loss].label
    except ValueError:
        chosen = "None"
    suits = Option(
        None, f"{chosen} (suits the data)", "Whatever suits the data and the other settings"
    )
    return RowSpec(key, field.label, "choice", field.help, options=(suits, *options(key)))
