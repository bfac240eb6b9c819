"""Which instant is shown? A trace and a position become a frame; only places are in between."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Phase(Enum):
    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Frame:
    """An instant: the wave stands at `layer` of `phase`.

    `reached` counts layers the phase has completed (0 ... layers): in FORWARD layers 1 ... reached
    have their activation, in BACKWARD layers `layers` ... layers - reached + 1 have their
    gradient, in UPDATE likewise from 1 up. `layer` is the layer of the wave's front (1 ... layers),
    `progress` in [0, 1) how far the wave has moved on towards the next one (place, not value).
    """

    phase: Phase
    layer: int
    reached: int
    layers: int
    progress: float

    @property
    def newest(self) -> int | None:
        """The layer whose value has come last in this phase; None before the first."""
        if self.phase is Phase.LOSS or self.reached == 0:
            return None
        return self.layers + 1 - self.reached if self.phase is Phase.BACKWARD else self.reached
