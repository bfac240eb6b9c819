"""Hides the result of a scenario's first pass until the backward wave has arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vgsim.play.frame import Frame


@dataclass(frozen=True, slots=True)
class FirstPass:
    """Whether the window may show how much gradient arrives at the first layer.

    `at_once`: the user does not want to wait. `arrived`: the backward wave of a pass of this
    scenario has arrived; from then on, the result of every change is shown at once. `held`: a
    lesson waits for a prediction.
    """

    at_once: bool = False
    arrived: bool = False
    held: bool = False

    @property
    def results_shown(self) -> bool:
        """Whether verdicts, comparisons and plots of the gradient are shown."""
        return not self.held and (self.at_once or self.arrived)

    def begun(self) -> FirstPass:
        """The state after another scenario was opened, whose first pass has not arrived."""
        return replace(self, arrived=False)

    def after(self, frame: Frame, step: int) -> FirstPass:
        """The state after an instant of the pass at update `step` was shown.

        After an update the network has used its gradient, so there is no reason to wait.
        """
        if self.arrived or not (frame.arrived or step > 0):
            return self
        return replace(self, arrived=True)
