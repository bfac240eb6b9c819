"""Edits the settings of a single hidden layer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vgsim.describe.edit import with_lane, without_stale_edits
from vgsim.describe.errors import SpecError
from vgsim.describe.fields import field_of
from vgsim.describe.setting import defaults
from vgsim.describe.spec import Experiment, LayerSpec
from vgsim.describe.validate import validate


def edit_layer(experiment: Experiment, lane: int, layer: int, name: str, value: Any) -> Experiment:
    """Set a hidden layer's own activation, alpha, initializer, gain, frozen or width.

    `layer` counts from 1; the value None returns to the network's setting.

    Raises:
        SpecError: the value is not allowed or does not fit the other settings.
    """
    network = experiment.lanes[lane].network
    place = f"lanes[{lane}].network.layers.{name}"
    fault = field_of("network.width" if name == "width" else f"layer.{name}").fault(value, place)
    if fault:
        raise SpecError((fault,))
    if name == "width":
        widths = list(network.widths or (network.width,) * network.depth)
        widths[layer - 1] = value
        uniform = set(widths) == {network.width}
        changed = replace(network, widths=() if uniform else tuple(widths))
    else:
        layers = {each.layer: each for each in network.layers}
        old = layers.get(layer, LayerSpec(layer))
        layers[layer] = replace(old, **defaults(LayerSpec, of=name), **{name: value})
        kept = (layers[key] for key in sorted(layers) if layers[key] != LayerSpec(key))
        changed = replace(network, layers=tuple(kept))
    own_lane = replace(experiment.lanes[lane], network=changed, title="")
    return validate(without_stale_edits(with_lane(experiment, lane, own_lane)))
