"""Replays training: shows one update after the other, at a speed the eye can follow."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

BEFORE = 10  # updates shown before an event
PACE = 450  # milliseconds per update
PICTURES, QUICK = 120, 80  # a long replay: about this many updates, and milliseconds per update


class Replay(QObject):
    """Requests updates at an even pace until the end or until it is stopped."""

    running_changed = Signal(bool)

    def __init__(self, go: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._go = go
        self._next = self._last = 0
        self._stride = 1
        self._over = False  # the last one has been requested
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._show)

    @property
    def running(self) -> bool:
        """Whether updates are being replayed."""
        return self._timer.isActive()

    def show_steps(self, first: int, last: int) -> None:
        """Replay from one update to another, both included; many are thinned to ten seconds."""
        self._next, self._last, self._over = first, last, False
        self._stride = max(1, (last - first) // PICTURES)
        self._timer.start(PACE if last - first <= 2 * BEFORE else QUICK)
        self.running_changed.emit(True)
        self._show()

    def lead_up_to(self, last: int) -> None:
        """Replay the updates before this one, up to and including it."""
        self.show_steps(max(last - BEFORE, 0), last)

    def stop(self) -> None:
        """End the replay at the update that it has reached."""
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
