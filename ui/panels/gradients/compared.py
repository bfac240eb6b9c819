"""Fixed texts and sizes of the panel, and the measure that the headline compares."""

from __future__ import annotations

from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import Trace
from vgsim.words.language import tr

MARKED = 0.16  # opacity of the stripe at the selected layer
CAUGHT = 0.06  # of a plot's height: a click this close to a line selects its lane
WAITING = tr("The gradient of every layer appears here when the backward pass has arrived.")


class ComparedMeasure:
    """Adds the headline's measure to those that the user chose, and removes it again."""

    def __init__(self) -> None:
        self._measure, self._added = "", False

    def among(self, chosen: frozenset[str], trace: Trace) -> frozenset[str]:
        """The measures to draw; one that the user has hidden meanwhile stays hidden."""
        measure = trace.watch.measure if trace.watch.measure in MEASURES else ""
        if measure == self._measure:
            return chosen
        if self._added:
            chosen -= {self._measure}
        self._measure, self._added = measure, bool(measure) and measure not in chosen
        return chosen | {measure} if measure else chosen

    def in_place_of(
        self, usual: frozenset[str], chosen: frozenset[str], new: frozenset[str]
    ) -> frozenset[str]:
        """The `new` measures, if those that the user sees are still the `usual` ones."""
        own = chosen - {self._measure} if self._added else chosen
        if own != usual:
            return chosen
        if self._measure not in chosen:
            return new
        self._added = self._measure not in new
        return new | {self._measure}


def titles(trace: Trace) -> list[str]:
    """The names of the networks."""
    return [lane.title for lane in trace.lanes]
