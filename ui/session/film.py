"""Learning as a film: one update after the other, slowly enough to be seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

BEFORE = 10  # updates that lead up to something
PACE = 450  # milliseconds an update is shown
PICTURES, QUICK = 120, 80  # of a film of many updates: about so many, so many milliseconds each


class Film(QObject):
    """Asks for steps at an even pace until it is at its end or stopped."""

    running_changed = Signal(bool)

    def __init__(self, go: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._go = go
        self._next = self._last = 0
        self._stride = 1
        self._over = False  # the last one is asked for
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._show)

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def show_steps(self, first: int, last: int) -> None:
        """From one update to another, both included; of many, as many as ten seconds hold."""
        self._next, self._last, self._over = first, last, False
        self._stride = max(1, (last - first) // PICTURES)
        self._timer.start(PACE if last - first <= 2 * BEFORE else QUICK)
        self.running_changed.emit(True)
        self._show()

    def lead_up_to(self, last: int) -> None:
        """The updates before this one, and it."""
        self.show_steps(max(last - BEFORE, 0), last)

    def stop(self) -> None:
        if self.running:
            self._timer.stop()
            self.running_changed.emit(False)

    @Slot()
    def _show(self) -> None:
        if self._over:
            self.stop()
            return
        self._go(self._next)
        self._over = self._next >= self._last
        self._next = min(self._next + self._stride, self._last)
