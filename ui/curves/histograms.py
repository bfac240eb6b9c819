"""The histograms of all layers of the networks, scaled to their places in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ui.plots.marks import FloatArray
from vgsim.compute.traces.distributions import Distribution
from vgsim.compute.traces.trace import LaneTrace

SIGNAL, ARGUMENT, GRADIENT = "activation", "preactivation", "gradient"
LEAST_SPAN = 4.0  # powers of ten of gradients that are shown at least


@dataclass(frozen=True, slots=True, eq=False)
class HistogramShape:
    """The histogram of one layer: its upper edge as a polygon, in fractions of its place."""

    x: FloatArray  # (2 bins,) 0 is the left edge of the place, 1 the right edge
    y: FloatArray  # (2 bins,) 0 is the foot, 1 the largest share of the layer
    largest: float  # that share


def of_kind(lane: LaneTrace, kind: str) -> Distribution | None:
    """The distributions of a quantity; None if they are not there or the lane has none."""
    found = lane.distributions
    if found is None:
        return None
    return {
        SIGNAL: found.activation, ARGUMENT: found.preactivation, GRADIENT: found.gradient
    }[kind]  # fmt: skip


def common_range(lanes: Sequence[LaneTrace], kind: str) -> tuple[float, float]:
    """The values that all histograms of a quantity cover, of all lanes; gradients as log10."""
    found = [each for lane in lanes if (each := of_kind(lane, kind)) is not None]
    if not found:
        return 0.0, 1.0
    if kind != GRADIENT:
        return min(float(d.edges[0]) for d in found), max(float(d.edges[-1]) for d in found)
    ends: list[float] = []
    for one in found:
        used = np.flatnonzero(one.shares.sum(axis=0))
        if used.size:
            ends += [float(one.edges[used[0]]), float(one.edges[used[-1] + 1])]
    low, high = np.floor(min(ends, default=-1.0)), np.ceil(max(ends, default=0.0))
    return float(min(low, high - LEAST_SPAN)), float(high)


def shape(one: Distribution, layer: int, low: float, high: float) -> HistogramShape:
    """The histogram of a layer, counted from 1, between two values."""
    shares = one.shares[layer - 1]
    places = (np.repeat(one.edges, 2)[1:-1] - low) / (high - low)
    largest = float(shares.max(initial=0.0))
    heights = np.repeat(shares / largest if largest > 0 else shares, 2)
    return HistogramShape(np.clip(places, 0.0, 1.0), heights, largest)


def share_near(one: Distribution, layer: int, value: float) -> tuple[float, float, float] | None:
    """The bin that contains a value: its two edges, and its share of a layer's values."""
    place = int(np.searchsorted(one.edges, value, "right")) - 1
    if not 0 <= place < one.shares.shape[1]:
        return None
    low, high = float(one.edges[place]), float(one.edges[place + 1])
    return low, high, float(one.shares[layer - 1, place])
