"""Dims the network view while its picture is out of date."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from ui.network.canvas import NetworkCanvas

SOON = 80  # milliseconds in which a change of the same networks is usually computed
APART = 450  # minimum milliseconds from one dimming to the next: never three flashes in a second


class Dimmer(QObject):
    """Dims the picture at once for other networks; for a change of the same ones, if it takes long.

    A slider that is dragged changes the networks many times in a second. Dimming for each of these
    changes would flicker.
    """

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._dim)

    def set_pending(self, pending: bool, *, other: bool = False) -> None:
        """Start or stop waiting for a new picture; `other`: of other networks."""
        if not pending:
            self._timer.stop()
            self._canvas.set_dimmed(False)
            return
        passed = self._since.elapsed() if self._since.isValid() else APART
        wait = max(0 if other else SOON, APART - passed)
        if wait:
            self._timer.start(wait)
        else:
            self._dim()

    def _dim(self) -> None:
        self._since.start()
        self._canvas.set_dimmed(True)
