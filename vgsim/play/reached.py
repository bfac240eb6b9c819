"""What the wave has reached in one network at an instant of a pass."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.play.frame import Frame, Phase


@dataclass(frozen=True, slots=True)
class Reached:
    """Which layers already have their signal, their gradient and their update.

    The wave spreads over the units of a layer: of the layer after `signals`, the fraction
    `signal_part` of the units has a signal, and of the layer before `gradients`, the fraction
    `gradient_part` has a gradient. Both are 0 where the wave is elsewhere.
    """

    signals: int  # layers 1 ... signals
    gradients: int  # layers gradients ... the last one
    updates: int  # layers 1 ... updates
    signal_part: float = 0.0
    gradient_part: float = 0.0

    @staticmethod
    def of(frame: Frame, layers: int) -> Reached:
        """`layers` are this network's own; the frame counts those of the deepest network."""
        if frame.phase is Phase.FORWARD:
            part = frame.progress if frame.reached < layers else 0.0
            return Reached(min(frame.reached, layers), layers + 1, 0, signal_part=part)
        if frame.phase is Phase.LOSS:
            return Reached(layers, layers + 1, 0)
        if frame.phase is Phase.BACKWARD:
            left = frame.layers - frame.reached  # layers without a gradient
            part = frame.progress if 0 < left <= layers else 0.0
            return Reached(layers, min(left, layers) + 1, 0, gradient_part=part)
        return Reached(layers, 1, min(frame.reached, layers))
