"""Checks that recurrent cells, data and the other settings fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vgsim.describe.errors import Fault, no_fault_below, shortened
from vgsim.describe.field import Only
from vgsim.describe.setting import defaults
from vgsim.describe.spec import DataSpec, NetworkSpec
from vgsim.parts.cells import CELLS
from vgsim.parts.datasets import DATASETS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.losses import output_units
from vgsim.parts.precision import FORMATS
from vgsim.words.language import tr
from vgsim.words.lists import listed

RECURRENT_DTYPES = ("float64", "float32")  # the formats that recurrent networks support


def is_sequence(data: DataSpec) -> bool:
    """Whether the data are sequences."""
    return DATASETS[data.name].steps > 0


def steps_of(data: DataSpec) -> int:
    """Number of steps of a sequence."""
    return data.length or DATASETS[data.name].steps


def open_bias(network: NetworkSpec) -> float | None:
    """The initial bias of the gate that keeps the state; None: no such gate, or it is drawn.

    As in PyTorch, an initializer that draws biases draws this gate's biases too.
    """
    cell = CELLS[network.cell]
    if cell.keep_gate is None or network.forget_bias is not None:
        return network.forget_bias
    drawn = INITIALIZERS[network.initializer].bias_distribution is not None
    return None if drawn and network.bias is None and network.sigma_b is None else cell.open_bias


def sequence_faults(data: DataSpec, prefix: str, faulty: set[str]) -> Iterator[Fault]:
    """Sequence lengths and label noise that the data do not support."""
    source = DATASETS[data.name]
    low, high = source.lengths
    if (
        data.length is not None
        and f"{prefix}length" not in faulty
        and not low <= data.length <= high
    ):
        if not source.steps:
            allowed, message = "null", tr("{data} is not a sequence", data=data.name)
        elif low == high:
            allowed = "null"
            message = tr("{data} always has {steps} steps", data=data.name, steps=low)
        else:
            allowed = tr("a whole number from {low} to {high}", low=low, high=high)
            message = tr("{data} needs at least {steps} steps", data=data.name, steps=low)
        yield Fault(f"{prefix}length", str(data.length), allowed, message=message)
    if source.steps and data.label_noise and f"{prefix}label_noise" not in faulty:
        yield Fault(
            f"{prefix}label_noise", shortened(data.label_noise), "0",
            message=tr("label noise does not apply to sequences"),
        )  # fmt: skip


def recurrent_faults(
    network: NetworkSpec, data: DataSpec, prefix: str, faulty: set[str]
) -> Iterator[Fault]:
    """A cell that does not fit the data, and settings that do not fit the cell."""
    valid = no_fault_below(prefix, faulty)
    if not valid("cell") or data.name not in DATASETS:
        return
    cell = CELLS[network.cell]
    sequences = [name for name, each in DATASETS.items() if each.steps]
    if cell.name == "none":
        if is_sequence(data):
            yield Fault(
                f"{prefix}cell", "none", ", ".join(list(CELLS)[1:]),
                message=tr(
                    "{data} is read step by step: it needs a recurrent network", data=data.name
                ),
            )  # fmt: skip
        yield from _foreign_settings(network, prefix, "recurrent", valid)
        return
    if not is_sequence(data):
        yield Fault(
            f"{prefix}cell", cell.name,
            tr("none, or other data: {names}", names=", ".join(sequences)),
            message=tr(
                "a recurrent network reads sequences, and {data} is not one", data=data.name
            ),
        )  # fmt: skip
    yield from _foreign_settings(network, prefix, "feedforward", valid)
    yield from _cell_faults(network, prefix, valid)


def _foreign_settings(network: NetworkSpec, prefix: str, only: Only, valid: Any) -> Iterator[Fault]:
    """Settings of the other kind of network, `only`, that do not have their default."""
    for name, default in defaults(NetworkSpec, only=only).items():
        value = getattr(network, name)
        if value != default and valid(name):
            allowed = "null" if default is None else "[]" if default == () else str(default)
            if only == "recurrent":
                message = tr("a feedforward network has no setting “{setting}”", setting=name)
            else:
                message = tr("a recurrent network has no setting “{setting}”", setting=name)
            found = "" if isinstance(value, tuple) else shortened(value)
            yield Fault(prefix + name, found, allowed, message=message)


def _cell_faults(network: NetworkSpec, prefix: str, valid: Any) -> Iterator[Fault]:
    cell = CELLS[network.cell]
    if not cell.any_activation and valid("activation") and network.activation != "tanh":
        yield Fault(
            f"{prefix}activation", network.activation, "tanh",
            message=tr("the activations of the cell {cell} are fixed", cell=cell.label),
        )  # fmt: skip
    if cell.keep_gate is None and network.forget_bias is not None and valid("forget_bias"):
        gated = [each.label for each in CELLS.values() if each.keep_gate is not None]
        yield Fault(
            f"{prefix}forget_bias", shortened(network.forget_bias), "null",
            message=tr(
                "the cell {cell} has no gate that keeps its state; {others} have one",
                cell=cell.label, others=listed(gated),
            ),
        )  # fmt: skip
    if valid("initializer") and INITIALIZERS[network.initializer].unit_variance:
        yield Fault(
            f"{prefix}initializer", network.initializer, tr("another initializer"),
            message=tr("this initializer scales layers by the data, not recurrent cells"),
        )  # fmt: skip
    if valid("dtype") and network.dtype not in RECURRENT_DTYPES:
        yield Fault(
            f"{prefix}dtype", network.dtype, ", ".join(RECURRENT_DTYPES),
            message=tr("recurrent networks support only float32 and float64"),
        )  # fmt: skip


def recurrent_memory(network: NetworkSpec, data: DataSpec, batch: int) -> int:
    """Bytes of a recurrent network's two tapes, for training and for predictions.

    Args:
        network: with `cell` not "none".
        data: sequences.
        batch: number of examples.
    """
    source, cell = DATASETS[data.name], CELLS[network.cell]
    steps, gates = steps_of(data), len(cell.gates)
    hidden = -(-network.width // 16) * 16
    outputs = output_units("softmax", source.task or "classification", source.classes or 1)
    each = 3 * gates * hidden + 4 * hidden + max(hidden, source.features)
    signals = steps * (network.stack * each + 4 * -(-outputs // 16) * 16)
    weights = network.stack * gates * hidden * (2 * hidden + source.features)
    return (2 * signals * batch + 10 * weights) * FORMATS[network.dtype].bytes
