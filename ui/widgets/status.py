"""What the window says of its engine at the lower edge: kernels, updates a second, the update."""

from __future__ import annotations

from PySide6.QtWidgets import QStatusBar

from ui.widgets.elided import ElidedLabel
from ui.widgets.plain import PlainLabel
from vgsim.words.numbers import decimal, grouped


class Status(QStatusBar):
    """Hints to the left come from the menus; to the right stands what runs."""

    def __init__(self) -> None:
        super().__init__()
        self.step = ElidedLabel(room="Update 8 888 888", explained=False)
        self.rate = ElidedLabel(room="88 888 updates per second", explained=False)
        self.kernels = PlainLabel()
        self.engine = ""  # what computes, for the diagnostics
        for label in (self.step, self.rate, self.kernels):
            label.setContentsMargins(8, 0, 8, 0)
            self.addPermanentWidget(label)

    def show_step(self, step: int) -> None:
        self.step.show_text(f"Update {grouped(step)}")

    def show_rate(self, rate: float) -> None:
        """Updates per second; 0 while nothing learns."""
        number = grouped(round(rate)) if rate >= 10 else decimal(rate, 1)
        self.rate.show_text(f"{number} updates per second" if rate else "")
