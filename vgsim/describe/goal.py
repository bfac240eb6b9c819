"""Stop conditions of training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """When training stops by itself; a condition that is None does not apply.

    A network reaches the goal at the first update whose mini-batch loss is at most `loss`, or at
    the first evaluation whose test accuracy (a fraction) is at least `accuracy`.
    """

    updates: int | None = None
    loss: float | None = None
    accuracy: float | None = None

    @property
    def measured(self) -> bool:
        """Whether loss or accuracy is a condition, not only the number of updates."""
        return self.loss is not None or self.accuracy is not None

    def met(self, loss: float | None, accuracy: float | None) -> bool:
        """Whether one of the measured values reaches its goal; None: not measured."""
        if self.loss is not None and loss is not None and loss <= self.loss:
            return True
        return self.accuracy is not None and accuracy is not None and accuracy >= self.accuracy
