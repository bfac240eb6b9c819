"""Settings of the cures: normalization, skips, dropout, and how learning goes. All from tables."""

from __future__ import annotations

from dataclasses import replace

from ui.panels.controls.rows import Rows, options, parameter_rows, row
from ui.widgets.choice import Option
from ui.widgets.form import RowSpec
from vgsim.describe.fields import FIELDS
from vgsim.describe.spec import Experiment, LayerSpec, NetworkSpec, TrainingSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.optimizers import OPTIMIZERS, SCHEDULES
from vgsim.parts.precision import FORMATS


def cure_rows(network: NetworkSpec) -> Rows:
    """What holds signals and gradients up on their way; a switch brings its own settings."""
    rows: Rows = [row("network.normalization", network.normalization)]
    if network.normalization != "none":
        rows.append(row("network.normalization_place", network.normalization_place))
    if network.normalization == "batch":
        rows.append(row("network.norm_momentum", network.norm_momentum))
    rows.append(row("network.residual", network.residual))
    if network.residual:
        rows.append(row("network.residual_place", network.residual_place))
        rows.append(row("network.branch_scale", network.branch_scale))
    rows.append(row("network.dropout", network.dropout))
    return rows


def learning_rows(experiment: Experiment) -> Rows:
    """Optimizer with its numbers, weight decay, schedule, clipping."""
    training: TrainingSpec = experiment.training
    rows: Rows = [row("training.optimizer", training.optimizer)]
    rows += parameter_rows(OPTIMIZERS[training.optimizer].parameters, training, "training")
    rows.append(row("training.weight_decay", training.weight_decay))
    rows.append(row("training.schedule", training.schedule))
    rows += [
        row(f"training.{name}", getattr(training, name))
        for name in SCHEDULES[training.schedule].settings
    ]
    rows.append(row("training.clipping", training.clipping))
    if training.clipping != "none":
        rows.append(row("training.clip_at", training.clip_at))
    if any(FORMATS[lane.network.dtype].narrow for lane in experiment.lanes):
        rows.append(row("training.optimizer_dtype", training.optimizer_dtype))
    return rows


def layer_rows(network: NetworkSpec, layer: int) -> Rows:
    """What one hidden layer has by itself: activation, initializer, width; whether it learns."""
    own = next((each for each in network.layers if each.layer == layer), LayerSpec(layer))
    rows: Rows = [
        _own("activation", ACTIVATIONS[network.activation].label, own.activation),
    ]
    if own.activation is not None:
        has = {each.name: each for each in ACTIVATIONS[own.activation].parameters}
        if "alpha" in has:
            rows += parameter_rows((has["alpha"],), own, "layer")
    rows.append(_own("initializer", INITIALIZERS[network.initializer].label, own.initializer))
    widths = network.widths or (network.width,) * network.depth
    spec, width = row("network.width", widths[layer - 1])
    rows.append((replace(spec, key="layer.width", help="Units of this layer alone"), width))
    rows.append(row("layer.frozen", own.frozen))
    return rows


def _own(name: str, label: str, value: str | None) -> tuple[RowSpec, object]:
    """A choice whose first entry is the network's own."""
    field = FIELDS[f"layer.{name}"]
    same = Option(None, f"{label} (same as network)", "Same as the whole network")
    choices = (same, *options(f"network.{name}"))
    return RowSpec(field.path, field.label, "choice", field.help, options=choices), value
