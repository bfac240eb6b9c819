"""Verdicts that do not flicker: what was said of a network is remembered while it learns."""

from __future__ import annotations

from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import NetworkSpec
from vgsim.theory.diagnosis import LayerState, layer_states
from vgsim.theory.verdict import Verdict, verdict


class Steady:
    """Judges the lanes of one window; another network in a lane is judged afresh."""

    def __init__(self) -> None:
        self._verdicts: dict[int, tuple[NetworkSpec, Verdict]] = {}
        self._states: dict[int, tuple[NetworkSpec, tuple[LayerState, ...]]] = {}

    def verdict(self, index: int, lane: LaneTrace) -> Verdict:
        """See `vgsim.theory.verdict`."""
        network, before = self._verdicts.get(index, (None, None))
        found = verdict(lane, before if network == lane.network else None)
        self._verdicts[index] = lane.network, found
        return found

    def states(self, index: int, lane: LaneTrace) -> tuple[LayerState, ...]:
        """See `vgsim.theory.diagnosis`."""
        network, before = self._states.get(index, (None, ()))
        found = layer_states(lane, before if network == lane.network else ())
        self._states[index] = lane.network, found
        return found
