"""The value of a measure at one layer, or that it does not apply there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite, isnan

from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import NetworkSpec
from vgsim.parts.activations import ACTIVATIONS


def _skips(network: NetworkSpec) -> bool:
    return network.residual > 0


def _normalizes(network: NetworkSpec) -> bool:
    return network.normalization != "none"


def _learns_slopes(network: NetworkSpec) -> bool:
    used = [network.activation, *(each.activation for each in network.layers)]
    return any(ACTIVATIONS[name].learned for name in used if name)


# What a network must have; in a network that is no longer finite, NaN does not tell.
_NEEDS: Mapping[str, Callable[[NetworkSpec], bool]] = {
    "gradient_skip": _skips, "gradient_branch": _skips, "factor_skip": _skips,
    "norm_factor": _normalizes, "norm_scale": _normalizes, "norm_shift": _normalizes,
    "learned_slope": _learns_slopes,
}  # fmt: skip
# Measures that every layer has: while they are finite, NaN means that another does not apply.
_EVERYWHERE = ("activation_std", "gradient_activation", "weight_norm")


def measured(lane: LaneTrace, name: str, layer: int) -> float | None:
    """The value of a measure at a layer, counted from 1.

    None: the measure does not apply to the layer or to the network, or was not requested. NaN: the
    network's numbers are no longer finite.
    """
    values = lane.measures.get(name)
    needs = _NEEDS.get(name)
    if values is None or layer > len(values) or (needs and not needs(lane.network)):
        return None
    value = float(values[layer - 1])
    finite = all(
        isfinite(lane.measures[each][layer - 1]) for each in _EVERYWHERE if each in lane.measures
    )
    return None if isnan(value) and finite else value
