"""What the headline compares is also drawn, for as long as it is compared."""

from __future__ import annotations

from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import Trace


class Compared:
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


def titles(trace: Trace) -> list[str]:
    """The names of the networks."""
    return [lane.title for lane in trace.lanes]
