"""Form rows for networks, data and lanes, built from the tables of fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ui.widgets.choice import Option
from ui.widgets.row_spec import RowButton, RowKind, RowSpec
from ui.widgets.slider import SliderScale
from vgsim.describe.differing import applies
from vgsim.describe.fields import FIELDS, GROUPS, Field, fields_of
from vgsim.describe.recurrent_faults import RECURRENT_DTYPES, open_bias, steps_of
from vgsim.describe.spec import Experiment, Lane
from vgsim.parts.datasets import DATASETS
from vgsim.parts.losses import LOSSES, OUTPUTS, resolve_output
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.parts.registry import Parameter
from vgsim.words.glossary import entry_of
from vgsim.words.language import tr

SettingRows = list[tuple[RowSpec, object]]
# Defaults of optional settings that are not 0.
_DEFAULTS: Mapping[str, Callable[[Any], float | None]] = {
    "network.forget_bias": open_bias,
    "data.length": steps_of,
}
_DEFAULT_OPTIONS: Mapping[str, Option] = {
    "network.loss_at": Option(
        None, tr("Default of the task"), tr("The steps at which the task has a target")
    ),
}


def rows_of(part: Any, form: str) -> SettingRows:
    """The rows of a form for the settings of one object, in the order of the table.

    A choice is followed by the parameters of the chosen entry.
    """
    rows: SettingRows = []
    group = GROUPS[type(part)]
    for field in sorted(fields_of(group).values(), key=lambda each: each.order):
        if field.form != form or not applies(field, part):
            continue
        value = getattr(part, field.name)
        rows.append(row(field.path, value if value is not None else _default(field, part)))
        chosen = field.entries[value] if field.entries and value is not None else None
        rows += parameter_rows(getattr(chosen, "parameters", ()), part, group)
    return rows


def _default(field: Field, part: Any) -> object:
    """The value shown for an optional setting that is not set."""
    if field.kind not in ("integer", "real"):
        return None
    return _DEFAULTS.get(field.path, lambda part: None)(part) or 0.0


def more_network_rows(experiment: Experiment, index: int) -> SettingRows:
    """Rows for rarely changed settings: widths, biases, output, loss, precision, title."""
    lane = experiment.lanes[index]
    every = ", ".join([str(lane.network.width)] * min(3, lane.network.depth))
    rows: SettingRows = []
    for spec, value in rows_of(lane.network, "more"):
        if spec.key == "network.widths":
            spec = replace(spec, placeholder=every)
        if spec.key in ("network.output", "network.loss"):
            suits = tr("{choice} (suits the data)", choice=_chosen(spec.key, experiment, lane))
            help_text = tr("Chosen to suit the data and the other settings")
            first = Option(None, suits, help_text)
            spec = replace(spec, options=(first, *spec.options[1:]))
        if spec.key == "network.dtype" and lane.network.cell != "none":
            whole = tuple(each for each in spec.options if each.key in RECURRENT_DTYPES)
            spec = replace(spec, options=whole)
        rows.append((spec, value))
    rows.append((RowSpec("title", tr("Title"), "text", FIELDS["lane.title"].help), lane.title))
    return rows


def own_rows(experiment: Experiment, index: int) -> SettingRows:
    """Rows for the settings that override shared ones: seed, data, batch size, optimizer."""
    lane = experiment.lanes[index]
    data, training = lane.data or experiment.data, lane.training or experiment.training
    seed = FIELDS["lane.seed"]
    rows: SettingRows = [
        (
            RowSpec("seed", tr("Seed"), "integer", seed.help, placeholder=_shared(experiment.seed)),
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
    """A choice whose first entry is the setting shared by all networks."""
    field = FIELDS[key]
    same = Option(None, tr("Same as all networks"), tr("Uses the setting that all networks share"))
    # a table applies to all networks
    own = tuple(each for each in options(key) if each.key != "csv")
    return RowSpec(key, field.label, "choice", field.help, options=(same, *own))


def _number(key: str, shared: int, value: int | None) -> tuple[RowSpec, object]:
    field = FIELDS[key]
    return (
        RowSpec(key, field.label, "integer", field.help, placeholder=_shared(shared)),
        value,
    )


def _shared(value: int) -> str:
    """The text of an empty field: the value for all networks."""
    return tr("{value} (same as all)", value=value)


def data_rows(experiment: Experiment) -> SettingRows:
    """Rows for what all lanes share: data, batch size, learning rate, seed."""
    parts = experiment.data, experiment.training
    rows = [each for part in parts for each in rows_of(part, "data")]
    field = FIELDS["seed"]
    new = RowButton(tr("New seed"), tr("New initial weights, new batches (Ctrl+Shift+R)"))
    return [*rows, (RowSpec("seed", field.label, "whole", field.help, button=new), experiment.seed)]


# How kinds of settings are shown; all others are sliders.
_WIDGETS: Mapping[str, RowKind] = {
    "choice": "choice", "flag": "flag", "path": "file", "integers": "integers",
}  # fmt: skip


def row(key: str, value: object) -> tuple[RowSpec, object]:
    """The row of a field, as its table entry describes it."""
    field = FIELDS[key]
    kind = _WIDGETS.get(field.kind, "slider")
    scale = _scale(field) if kind == "slider" else None
    choices = options(key) if kind == "choice" else ()
    if choices and field.optional:
        choices = (_DEFAULT_OPTIONS.get(key, Option(None, tr("Default"))), *choices)
    return RowSpec(key, field.label, kind, field.help, scale, choices), value


def _scale(field: Field) -> SliderScale:
    return SliderScale(
        field.slider_low,
        field.slider_high,
        field.step,
        field.kind == "integer",
        field.logarithmic,
    )


def parameter_rows(parameters: tuple[Parameter, ...], part: object, group: str) -> SettingRows:
    """Sliders for the parameters of a chosen entry."""
    rows: SettingRows = []
    for each in parameters:
        value = getattr(part, each.name)
        scale = SliderScale(each.slider_low, each.slider_high, 0.0, False, each.logarithmic)
        spec = RowSpec(f"{group}.{each.name}", each.heading, "slider", each.help, scale)
        rows.append((spec, each.default if value is None else value))
    return rows


def options(key: str) -> tuple[Option, ...]:
    """The entries of a choice, each with its help."""
    entries, setting = FIELDS[key].entries, key.rpartition(".")[2]

    def about(name: str) -> str:
        own = f"{setting}.{name}"
        return own if entry_of(own) else key

    return tuple(
        Option(name, getattr(entry, "label", name), entry_help(entry), about=about(name))
        for name, entry in entries.items()
    )


def entry_help(entry: Any) -> str:
    """What an entry is, its formula, origin and lesson, one line each."""
    lines = (getattr(entry, name, "") for name in ("help", "formula", "origin", "teaches"))
    return "\n".join(line for line in lines if line)


def _chosen(key: str, experiment: Experiment, lane: Lane) -> str:
    """The output or loss that is used if none is chosen."""
    task = DATASETS[(lane.data or experiment.data).name].task or "classification"
    try:
        output, loss = resolve_output(lane.network.output, lane.network.loss, task)
    except ValueError:
        return tr("None")
    return OUTPUTS[output].label if key == "network.output" else LOSSES[loss].label
