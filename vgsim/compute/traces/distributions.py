"""Histograms of the signals and gradients of every layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vgsim.compute.arrays.types import Array, FloatArray
from vgsim.compute.traces.view import read_only

GRADIENT_DECADES = range(-40, 11)  # powers of ten that gradients are counted in; the ends: beyond
BINS = 48  # of signals
FINE = 2  # bins per power of ten of gradients
WIDE = 4.0  # a signal's bins reach this many times as far as the rms of the middle layer


@dataclass(frozen=True, slots=True)
class Distribution:
    """Histograms of one quantity, with the same bins in every layer.

    Values beyond the first or the last edge are counted in that bin, NaN in none; so are gradients
    that are exactly 0, which have no logarithm.
    """

    edges: FloatArray  # (bins + 1,) of gradients: log10 of the magnitude
    shares: FloatArray  # (layers, bins) fractions of all values of the layer


@dataclass(frozen=True, slots=True)
class Distributions:
    """The distributions in one pass over all units and examples of the batch."""

    preactivation: Distribution | None  # (depth, ...) u, the argument of f; None for cells
    activation: Distribution  # (depth, ...) a, or h of a recurrent network
    gradient: Distribution  # (depth, ...) log10 of |dL_example/dz|, or of |dL_example/dh|
    zeros: FloatArray  # (depth,) fraction of gradients that are exactly 0


def distributions(
    preactivations: Sequence[Array] | None, activations: Sequence[Array],
    gradients: Sequence[Array], batch: int,
) -> Distributions:  # fmt: skip
    """Count the values of every hidden layer.

    Args:
        preactivations: u of every layer, each (batch, units); None if there is no single one.
        activations: a of every layer.
        gradients: of the mean loss over the batch, of every layer.
        batch: the number of examples.
    """
    sizes = [np.abs(each.astype(np.float64)) * batch for each in gradients]
    first, last = GRADIENT_DECADES[0], GRADIENT_DECADES[-1] + 1
    edges = np.linspace(first, last, FINE * (last - first) + 1)
    with np.errstate(all="ignore"):
        found = [_counted(np.log10(size), edges) for size in sizes]
    return Distributions(
        None if preactivations is None else _signals(preactivations),
        _signals(activations),
        Distribution(read_only(edges), read_only(np.array(found))),
        read_only(np.array([(size == 0).mean() for size in sizes])),
    )


def _signals(layers: Sequence[Array]) -> Distribution:
    """Histograms between ±2ᵏ or, if no value is negative, between 0 and 2ᵏ."""
    with np.errstate(all="ignore"):
        powers = [float(np.square(layer, dtype=np.float64).mean()) for layer in layers]
        lowest = min(float(np.nanmin(layer, initial=0.0)) for layer in layers)
    known = sorted(power for power in powers if np.isfinite(power) and power > 0)
    reach = 1.0 if not known else WIDE * known[len(known) // 2] ** 0.5
    reach = float(2.0 ** np.clip(np.ceil(np.log2(reach)), -1000, 1000))
    edges = np.linspace(0.0 if lowest >= 0 else -reach, reach, BINS + 1)
    return Distribution(
        read_only(edges), read_only(np.array([_counted(layer, edges) for layer in layers]))
    )


def _counted(values: Array, edges: FloatArray) -> FloatArray:
    """The fraction of values in each of these equally wide bins."""
    bins, per = len(edges) - 1, (len(edges) - 1) / float(edges[-1] - edges[0])
    there = values[~np.isnan(values) & ~np.isneginf(values)].astype(np.float64)
    places = np.clip((there - edges[0]) * per, 0, bins - 1).astype(np.int64)
    return np.asarray(np.bincount(places, minlength=bins) / max(values.size, 1))
