"""Form rows for training and for single layers, built from the tables of fields."""

from __future__ import annotations

from dataclasses import replace

from ui.panels.controls.rows import SettingRows, options, parameter_rows, row, rows_of
from ui.widgets.choice import Option
from ui.widgets.row_spec import RowSpec
from vgsim.describe.fields import FIELDS
from vgsim.describe.spec import Experiment, LayerSpec, NetworkSpec
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.precision import FORMATS
from vgsim.words.language import tr


def learning_rows(experiment: Experiment) -> SettingRows:
    """Rows for the optimizer with its parameters, weight decay, schedule and clipping."""
    rows = rows_of(experiment.training, "learning")
    narrow = any(FORMATS[lane.network.dtype].needs_rounding for lane in experiment.lanes)
    return rows if narrow else [each for each in rows if each[0].key != "training.optimizer_dtype"]


def layer_rows(network: NetworkSpec, layer: int) -> SettingRows:
    """Rows for one hidden layer: activation, initializer, width, and whether it is frozen."""
    own = next((each for each in network.layers if each.layer == layer), LayerSpec(layer))
    rows: SettingRows = [
        _own("activation", ACTIVATIONS[network.activation].label, own.activation),
    ]
    if own.activation is not None:
        has = {each.name: each for each in ACTIVATIONS[own.activation].parameters}
        if "alpha" in has:
            rows += parameter_rows((has["alpha"],), own, "layer")
    rows.append(_own("initializer", INITIALIZERS[network.initializer].label, own.initializer))
    widths = network.widths or (network.width,) * network.depth
    spec, width = row("network.width", widths[layer - 1])
    rows.append((replace(spec, key="layer.width", help=tr("Units of this layer only")), width))
    rows.append(row("layer.frozen", own.frozen))
    return rows


def _own(name: str, label: str, value: str | None) -> tuple[RowSpec, object]:
    """A choice whose first entry is the network's setting."""
    field = FIELDS[f"layer.{name}"]
    same = Option(
        None, tr("{choice} (same as network)", choice=label), tr("Same as the whole network")
    )
    choices = (same, *options(f"network.{name}"))
    return RowSpec(field.path, field.label, "choice", field.help, options=choices), value
