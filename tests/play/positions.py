"""Where on the timeline a layer has been reached."""

from __future__ import annotations

from vgsim.play.frame import Phase
from vgsim.play.timeline import Timeline


def position_of(timeline: Timeline, phase: Phase, layer: int) -> float:
    """The first position of a phase at which this layer is complete."""
    start, end = timeline.span(phase)
    layer = min(max(layer, 1), timeline.layers)
    if phase is Phase.FORWARD:
        return float(start + layer)
    if phase is Phase.BACKWARD:
        return float(start + timeline.layers + 1 - layer)
    return float(start if phase is Phase.LOSS else end)
