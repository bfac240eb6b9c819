"""The instant of a pass that is shown. Only positions are interpolated, never values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Phase(Enum):
    """The phases of a pass, in their order."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Frame:
    """An instant of a pass: the wave is at `layer` of `phase`.

    `reached` counts the layers that the phase has completed (0 ... layers): in FORWARD, layers
    1 ... reached have their activation; in BACKWARD, layers `layers` ... layers - reached + 1 have
    their gradient; in UPDATE, layers 1 ... reached are updated. `layer` is the layer of the wave's
    front (1 ... layers), `progress` in [0, 1) its position on the way to the next layer.
    """

    phase: Phase
    layer: int
    reached: int
    layers: int
    progress: float

    @property
    def arrived(self) -> bool:
        """Whether the gradient has arrived at layer 1."""
        if self.phase is Phase.BACKWARD:
            return self.reached >= self.layers
        return self.phase is Phase.UPDATE

    @property
    def newest(self) -> int | None:
        """The layer that this phase completed last; None before the first."""
        if self.phase is Phase.LOSS or self.reached == 0:
            return None
        return self.layers + 1 - self.reached if self.phase is Phase.BACKWARD else self.reached
