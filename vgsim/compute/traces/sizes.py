"""Sizes of weights and gradients, of several layers at once.

Measuring a small layer takes less time than calling NumPy, so equal layers are put together. The
sizes of a pass are kept in `Tape.cached`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby, pairwise

import numpy as np

from vgsim.compute.arrays.layout import ROW
from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import Array
from vgsim.compute.traces.view import rms

TOGETHER = 2**16  # elements of an array: more would leave the processor's cache


def equal_layers(tape: Tape) -> dict[int, range]:
    """Return, for each of the layers 1 ... layers, the neighbors it is put together with.

    They have the same widths. The output layer is alone.
    """
    widths = tape.plan.widths

    def shape(layer: int) -> tuple[int, int, bool]:
        return widths[layer - 1], widths[layer], layer == tape.layers

    found: dict[int, range] = {}
    for (inputs, units, _), group in groupby(range(1, tape.layers + 1), shape):
        layers = list(group)
        most = max(1, TOGETHER // (units * max(tape.batch, inputs)))
        starts = [*range(layers[0], layers[-1] + 1, most), layers[-1] + 1]
        for start, end in pairwise(starts):
            found |= dict.fromkeys(range(start, end), range(start, end))
    return found


def gradient_rms(tape: Tape, name: str, layer: int) -> float:
    """Return the rms of the gradient with this name in the layout; names may share an array."""
    places = tape.layout.at[ROW[name]]
    known: dict[int, float] = tape.cached.setdefault("rms", {})
    if int(places[layer]) not in known:
        layers = list(_group(tape, layer))
        rows = (places[layers] != tape.layout.at[ROW["dz"], layers]).astype(int)
        stored = np.array([tape.stored(name, k) for k in layers], np.float64)
        whole = np.ldexp(rms(stored), tape.exponents[rows, layers])
        known.update(zip(places[layers].tolist(), whole.tolist(), strict=True))
    return known[int(places[layer])]


def frobenius(tape: Tape, of: Callable[[Tape, int], Array], layer: int) -> float:
    """Return the Frobenius norm of what `of` returns for a layer, `Tape.weight` for example."""
    known: dict[int, float] = tape.cached.setdefault(of, {})
    if layer not in known:
        layers = _group(tape, layer)
        parts = np.array([np.atleast_2d(of(tape, k)) for k in layers], np.float64)
        norms = np.asarray(rms(parts)) * np.sqrt(parts[0].size)
        known.update(zip(layers, norms.tolist(), strict=True))
    return known[layer]


def _group(tape: Tape, layer: int) -> range:
    if "equal layers" not in tape.cached:
        tape.cached["equal layers"] = equal_layers(tape)
    groups: dict[int, range] = tape.cached["equal layers"]
    return groups[layer]
