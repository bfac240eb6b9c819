"""The status bar: current update, updates per second, and the kernels."""

from __future__ import annotations

from math import exp

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtWidgets import QStatusBar

from ui.widgets.elided import ElidedLabel
from ui.widgets.plain import PlainLabel
from vgsim.words.language import tr
from vgsim.words.numbers import decimal, grouped, rounded_percent

SOON = 2_000  # milliseconds of compiling after which this is shown
USUAL = 60.0  # seconds that compiling usually takes
STEADY = 0.8  # progress up to which a second counts the same; then it slows down, and never ends


def expected_progress(seconds: float) -> float:
    """How much is probably done after this time, from 0 to less than 1.

    A compiler does not say how far it is, so this is estimated from the time it usually takes.
    """
    part = seconds / USUAL
    if part <= STEADY:
        return part
    return STEADY + (0.99 - STEADY) * (1 - exp(STEADY - part))


class Status(QStatusBar):
    """Shows hints of the menus on the left, and the state of learning on the right."""

    busy_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.step = ElidedLabel(room=tr("Update {step}", step="8 888 888"), explained=False)
        self.rate = ElidedLabel(
            room=tr("{rate} updates per second", rate="88 888"), explained=False
        )
        self.kernels = PlainLabel()
        self.busy = False  # whether kernels have been compiled for long enough to tell the user
        self.engine = ""  # name of the engine, for the diagnostics
        self._since = QElapsedTimer()
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._show_warming)
        for label in (self.step, self.rate, self.kernels):
            label.setContentsMargins(8, 0, 8, 0)
            self.addPermanentWidget(label)

    def show_warming(self) -> None:
        """Show that kernels are compiled, and for how long already."""
        self._since.start()
        self._second.start()
        self._show_warming()

    def show_warmed(self, fault: str) -> None:
        """Show that kernels are ready, or why they are not."""
        self._second.stop()
        self.kernels.setText(fault)
        self._show_busy(bool(fault))

    def _show_warming(self) -> None:
        done = rounded_percent(expected_progress(self._since.elapsed() / 1000))
        text = tr("Getting faster (once, about a minute): {percent}", percent=done)
        self.kernels.setText(text)
        self._show_busy(self._since.elapsed() >= SOON)

    def _show_busy(self, busy: bool) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit()

    def show_step(self, step: int) -> None:
        """Show the number of the current update."""
        self.step.show_text(tr("Update {step}", step=grouped(step)))

    def show_rate(self, rate: float) -> None:
        """Show the updates per second; 0 while training is stopped."""
        number = grouped(round(rate)) if rate >= 10 else decimal(rate, 1)
        self.rate.show_text(tr("{rate} updates per second", rate=number) if rate else "")
