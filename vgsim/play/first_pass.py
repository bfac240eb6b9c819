"""The first pass of a scenario does not give its result away before the wave has arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vgsim.play.frame import Frame


@dataclass(frozen=True, slots=True)
class FirstPass:
    """Whether it may be shown how much gradient arrives at the first layer.

    `at_once`: the user wants to know it without waiting. `arrived`: a pass of this scenario has
    arrived; from then on, every change is answered at once. `held`: a lesson waits for a
    prediction.
    """

    at_once: bool = False
    arrived: bool = False
    held: bool = False

    @property
    def answered(self) -> bool:
        """Whether verdicts, comparisons and plots of the gradient are shown."""
        return not self.held and (self.at_once or self.arrived)

    def begun(self) -> FirstPass:
        """Another scenario was opened: its first pass is still to come."""
        return replace(self, arrived=False)

    def after(self, frame: Frame, step: int) -> FirstPass:
        """The state after an instant of the pass at update `step` was shown.

        A network that has learned has used its gradient, so nothing is left to wait for.
        """
        if self.arrived or not (frame.arrived or step > 0):
            return self
        return replace(self, arrived=True)
