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
        alike = len(set(widths)) == 1 and widths[0] == network.width
        changed = replace(network, widths=() if alike else tuple(widths))
    else:
        own = {each.layer: each for each in network.layers}
        new = own.get(layer, LayerSpec(layer))
        new = replace(new, **defaults(LayerSpec, of=name), **{name: value})
        own[layer] = new
        kept = (own[key] for key in sorted(own) if own[key] != LayerSpec(key))
        changed = replace(network, layers=tuple(kept))
    lanes = replace(experiment.lanes[lane], network=changed, title="")
    found = without_stale_edits(with_lane(experiment, lane, lanes))
    validate(found)
    return found
