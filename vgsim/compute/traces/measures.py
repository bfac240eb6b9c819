"""The table of all measures, and their values for every layer of a pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

import numpy as np

from vgsim.compute.arrays.tape import Tape
from vgsim.compute.arrays.types import FloatArray
from vgsim.compute.traces.gradient_measures import GRADIENTS
from vgsim.compute.traces.layer_view import LayerView, bounded
from vgsim.compute.traces.layers_view import LayersView
from vgsim.compute.traces.measure import Measure, Scope, SignalMeasure
from vgsim.compute.traces.signal_measures import SIGNALS
from vgsim.compute.traces.sizes import equal_layers
from vgsim.compute.traces.view import View
from vgsim.parts.registry import Registry

MEASURES = Registry(*GRADIENTS, *SIGNALS)
COSTLY = frozenset(name for name, entry in MEASURES.items() if entry.costly or entry.long)


def measure(
    tape: Tape, costly: Set[str] = frozenset(), example: int = 0
) -> Mapping[str, FloatArray]:
    """Return the measures of the pass in the tape by name, (layers,) each, read-only.

    Of the costly measures, only those named in `costly` are included. `example` is the example
    whose Jacobian is used.
    """
    scopes: set[Scope] = {"all", "layers"}
    if "gradient_bound" in costly and bounded(tape):
        scopes.add("bounded")
    entries = _chosen(costly, scopes)
    values = {entry.name: np.empty(tape.layers) for entry in entries}
    with np.errstate(all="ignore"):
        for layers in dict.fromkeys(equal_layers(tape).values()):  # each group once, in order
            views = [LayerView(tape, layer, example) for layer in layers]
            together = LayersView(views)
            for entry in entries:
                values[entry.name][layers.start - 1 : layers.stop - 1] = (
                    entry.of(together) if isinstance(entry, SignalMeasure)
                    else [entry.of(view) for view in views]
                )  # fmt: skip
    return _read_only(values)


def measured(
    views: Iterable[View], counts: Sequence[int], costly: Set[str], scopes: Set[Scope]
) -> dict[str, FloatArray]:
    """Return the measures with these scopes by name, (sum of counts,) each, read-only.

    View k provides `counts[k]` entries: a layer one, all steps of a recurrent network one each.
    """
    entries = _chosen(costly, scopes)
    values = {entry.name: np.empty(sum(counts)) for entry in entries}
    start = 0
    with np.errstate(all="ignore"):
        for view, count in zip(views, counts, strict=True):
            for entry in entries:
                values[entry.name][start : start + count] = entry.of(view)
            start += count
    return _read_only(values)


def _chosen(costly: Set[str], scopes: Set[Scope]) -> list[Measure]:
    """Return the measures with these scopes; of the costly ones, those named in `costly`."""
    through_time = "recurrent" in scopes
    return [
        each
        for each in MEASURES.values()
        if each.only in scopes
        and (each.name in costly or not (each.costly or (each.long and through_time)))
    ]


def _read_only(values: dict[str, FloatArray]) -> dict[str, FloatArray]:
    for row in values.values():
        row.setflags(write=False)
    return values
