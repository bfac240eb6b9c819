"""The clock of the animation, which measures the time that really passed."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

INTERVAL = 16  # milliseconds
LONGEST = 0.1  # seconds: after a stall or a suspended machine the animation does not jump


class Ticker(QObject):
    """Emits `ticked(dt)` about 60 times a second while it runs; dt in seconds, at most LONGEST."""

    ticked = Signal(float)

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], float] = perf_counter
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether the clock runs."""
        return self._timer.isActive()

    def set_running(self, running: bool) -> None:
        """Start or stop the clock; the time while it is stopped is not counted."""
        if running and not self._timer.isActive():
            self._last = self._clock()
            self._timer.start()
        elif not running:
            self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        now = self._clock()
        dt, self._last = now - self._last, now
        self.ticked.emit(min(max(dt, 0.0), LONGEST))
