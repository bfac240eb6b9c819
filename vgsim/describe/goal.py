"""When has a network learned enough?"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """Where learning stops by itself; None: it does not stop there.

    A network is there at the first update whose mini-batch loss is at most `loss`, or at the
    first evaluation in which the share of right answers in the test is at least `accuracy`.
    """

    updates: int | None = None
    loss: float | None = None
    accuracy: float | None = None

    @property
    def measured(self) -> bool:
        """Whether what a network has learned counts, not only how long."""
        return self.loss is not None or self.accuracy is not None

    def met(self, loss: float | None, accuracy: float | None) -> bool:
        """Whether one of two measured values is good enough; None: not measured."""
        if self.loss is not None and loss is not None and loss <= self.loss:
            return True
        return self.accuracy is not None and accuracy is not None and accuracy >= self.accuracy
