"""Checks settings of training, targets and a network's parts that must fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vgsim.describe.errors import Fault, no_fault_below, shortened
from vgsim.describe.setting import parameters
from vgsim.describe.spec import DataSpec, LayerSpec, NetworkSpec, TrainingSpec
from vgsim.describe.spec.data import scalable, weightable
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.parts.normalizations import NORM_MOMENTUM, NORMALIZATIONS
from vgsim.parts.optimizers import OPTIMIZERS
from vgsim.words.language import tr
from vgsim.words.lists import listed


def training_faults(training: TrainingSpec, prefix: str, faulty: set[str]) -> Iterator[Fault]:
    """Parameters that the optimizer does not have."""
    if f"{prefix}optimizer" in faulty:
        return
    takes = {each.name for each in OPTIMIZERS[training.optimizer].parameters}
    for name in parameters(TrainingSpec, "optimizer"):
        value = getattr(training, name)
        if value is not None and name not in takes and prefix + name not in faulty:
            fits = [o.name for o in OPTIMIZERS.values() if name in {p.name for p in o.parameters}]
            yield Fault(
                prefix + name, shortened(value),
                tr("null; it belongs to {names}", names=listed(fits)),
                message=tr("{part} has no {setting}", part=training.optimizer, setting=name),
                on_screen=tr("it belongs to {names}", names=listed(fits)),
            )  # fmt: skip


def target_faults(data: DataSpec, prefix: str, faulty: set[str]) -> Iterator[Fault]:
    """Target standardization or class weights where the data have none."""
    if prefix + "task" in faulty:
        return
    if not (data.standardize_target or scalable(data) or prefix + "standardize_target" in faulty):
        yield Fault(
            f"{prefix}standardize_target", "false", "true",
            message=tr("{data} has no target to standardize", data=data.name),
        )  # fmt: skip
    weighted = data.class_weights != "none" and prefix + "class_weights" not in faulty
    if weighted and not weightable(data):
        yield Fault(
            f"{prefix}class_weights", data.class_weights, "none",
            message=tr("{data} has no classes to weight", data=data.name),
        )  # fmt: skip


def part_faults(
    network: NetworkSpec, data: DataSpec, prefix: str, faulty: set[str]
) -> Iterator[Fault]:
    """Faults of initializer, normalization, skip connections and single layers."""
    valid = no_fault_below(prefix, faulty)
    if valid("initializer", *parameters(NetworkSpec, "initializer")):
        yield from _initializer_faults(network, prefix)
    if valid("normalization"):
        yield from _normalization_faults(network, data, prefix, valid("norm_momentum"))
    if valid("residual", "depth", "width", "widths") and network.residual and network.widths:
        yield from _skip_faults(network, prefix)
    seen: set[int] = set()
    for number, own in enumerate(network.layers):
        yield from _layer_faults(network, own, f"{prefix}layers[{number}].", faulty, seen)


def _initializer_faults(network: NetworkSpec, prefix: str) -> Iterator[Fault]:
    takes = {each.name for each in INITIALIZERS[network.initializer].parameters}
    for name in parameters(NetworkSpec, "initializer"):
        value = getattr(network, name)
        if value is not None and name not in takes:
            fits = [i.name for i in INITIALIZERS.values() if name in {p.name for p in i.parameters}]
            yield Fault(
                prefix + name, shortened(value),
                tr("{setting} for {names}", setting=name, names=listed(fits)),
                message=tr("{part} has no {setting}", part=network.initializer, setting=name),
            )  # fmt: skip


def _normalization_faults(
    network: NetworkSpec, data: DataSpec, prefix: str, check_momentum: bool
) -> Iterator[Fault]:
    if NORMALIZATIONS[network.normalization].in_batches:
        if data.batch_size == 1:
            yield Fault(
                f"{prefix}normalization", network.normalization,
                tr("another normalization, or a batch of 2 or more"),
                message=tr(
                    "batch norm compares the examples of a batch, and this batch has only one"
                ),
            )  # fmt: skip
    elif check_momentum and network.cell == "none" and network.norm_momentum != NORM_MOMENTUM:
        yield Fault(
            f"{prefix}norm_momentum", shortened(network.norm_momentum), f"{NORM_MOMENTUM:g}",
            message=tr("only batch norm keeps running statistics"),
        )  # fmt: skip


def _skip_faults(network: NetworkSpec, prefix: str) -> Iterator[Fault]:
    every, widths = network.residual, network.widths
    for end in range(1 + every, len(widths) + 1, every):
        start = end - every
        if widths[start - 1] != widths[end - 1]:
            yield Fault(
                f"{prefix}residual", str(every),
                tr("0, or equal widths where a skip begins and ends"),
                message=tr(
                    "a skip adds layer {start} ({units} units) to layer {end} ({others} units)",
                    start=start, units=widths[start - 1], end=end, others=widths[end - 1],
                ),
            )  # fmt: skip
            return


def _layer_faults(
    network: NetworkSpec, own: LayerSpec, prefix: str, faulty: set[str], seen: set[int]
) -> Iterator[Fault]:
    valid = no_fault_below(prefix, faulty)
    if valid("layer"):
        if own.layer > network.depth:
            yield Fault(
                f"{prefix}layer", str(own.layer),
                tr("a hidden layer, 1 to {depth}", depth=network.depth),
                message=tr("there is no hidden layer {layer}", layer=own.layer),
            )  # fmt: skip
        elif own.layer in seen:
            yield Fault(
                f"{prefix}layer", str(own.layer), tr("every layer once"),
                message=tr("layer {layer} is described twice", layer=own.layer),
            )  # fmt: skip
        seen.add(own.layer)
    if valid("activation", "alpha") and own.alpha is not None:
        name: Any = own.activation or network.activation
        takes = {each.name for each in ACTIVATIONS[name].parameters} if name in ACTIVATIONS else {}
        if "alpha" not in takes:
            message = tr("{part} has no {setting}", part=name, setting="alpha")
            yield Fault(f"{prefix}alpha", shortened(own.alpha), "null", message=message)
