"""Maps positions in time to phases and layers of a pass.

A pass through n layers (including the output layer) has 2 n + 2 ticks: n forward, one for the
loss, n backward, one for the update. A position is a real number of ticks.
"""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.play.frame import Frame, Phase

# Fraction of a pass's time for each phase, for any depth.
SHARES = {Phase.FORWARD: 0.38, Phase.LOSS: 0.08, Phase.BACKWARD: 0.42, Phase.UPDATE: 0.12}


@dataclass(frozen=True, slots=True)
class Timeline:
    """The phases of a pass through `layers` layers, those of the deepest lane."""

    layers: int

    @property
    def length(self) -> int:
        """Ticks of a whole pass."""
        return 2 * self.layers + 2

    def span(self, phase: Phase) -> tuple[int, int]:
        """First and last position of a phase."""
        n = self.layers
        starts = {
            Phase.FORWARD: (0, n),
            Phase.LOSS: (n, n + 1),
            Phase.BACKWARD: (n + 1, 2 * n + 1),
            Phase.UPDATE: (2 * n + 1, 2 * n + 2),
        }
        return starts[phase]

    def phase_at(self, position: float) -> Phase:
        """The phase at a position; a boundary belongs to the phase that begins there."""
        for phase in Phase:
            if position < self.span(phase)[1]:
                return phase
        return Phase.UPDATE

    def boundaries(self) -> tuple[int, ...]:
        """The starts of all phases, and the end."""
        return (*(self.span(phase)[0] for phase in Phase), self.length)

    def clipped(self, position: float) -> float:
        return min(max(position, 0.0), float(self.length))


def frame_at(timeline: Timeline, position: float) -> Frame:
    """The frame to show at a position."""
    position = timeline.clipped(position)
    phase, n = timeline.phase_at(position), timeline.layers
    into = position - timeline.span(phase)[0]
    if phase is Phase.LOSS:
        return Frame(phase, n, 1, n, into)
    if phase is Phase.UPDATE:
        into *= n  # all layers share one tick
    reached = min(int(into), n)
    front = min(reached + 1, n)
    layer = n + 1 - front if phase is Phase.BACKWARD else front
    return Frame(phase, layer, reached, n, min(into - reached, 0.999999))


def end_of_phase(timeline: Timeline, position: float) -> Frame:
    """The last frame of the phase at a position, shown with reduced motion."""
    phase, n = timeline.phase_at(timeline.clipped(position)), timeline.layers
    reached = 1 if phase is Phase.LOSS else n
    return Frame(phase, 1 if phase is Phase.BACKWARD else n, reached, n, 0.0)


def position_of(timeline: Timeline, phase: Phase, layer: int) -> float:
    """The first position of a phase at which this layer is complete."""
    start, end = timeline.span(phase)
    layer = min(max(layer, 1), timeline.layers)
    if phase is Phase.FORWARD:
        return float(start + layer)
    if phase is Phase.BACKWARD:
        return float(start + timeline.layers + 1 - layer)
    return float(start if phase is Phase.LOSS else end)


def same_place_on(old: Timeline, new: Timeline, position: float) -> float:
    """The position on another timeline with the same phase and relative progress."""
    if old == new:
        return position
    position = old.clipped(position)
    start, end = old.span(phase := old.phase_at(position))
    first, last = new.span(phase)
    return first + (last - first) * (position - start) / (end - start)
