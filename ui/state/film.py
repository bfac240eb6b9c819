"""Learning as a film: one update after the other, slowly enough to be seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

BEFORE = 10  # updates that lead up to something
PACE = 450  # milliseconds an update is shown


class Film(QObject):
    """Asks for steps at an even pace until it is at its end or stopped."""

    def __init__(self, go: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._go = go
        self._next = self._last = 0
        self._timer = QTimer(self)
        self._timer.setInterval(PACE)
        self._timer.timeout.connect(self._show)

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def show_steps(self, first: int, last: int) -> None:
        """From one update to another, both included."""
        self._next, self._last = first, last
        self._timer.start()
        self._show()

    def lead_up_to(self, last: int) -> None:
        """The updates before this one, and it."""
        self.show_steps(max(last - BEFORE, 0), last)

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def _show(self) -> None:
        if self._next > self._last:
            self.stop()
            return
        self._go(self._next)
        self._next += 1
