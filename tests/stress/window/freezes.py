"""Finds work that keeps the window from answering its user."""

from __future__ import annotations

import time
from collections.abc import Callable

LIMIT = 4.0  # seconds of processor time; a picture of a window of 3840 x 2160 takes one


class Freezes:
    """Measures what the thread of the window does from the beginning of an act to the next one.

    An act that opens a menu or a dialog lasts until it is closed, and other acts begin meanwhile:
    each of them ends what is counted for the one before.
    """

    def __init__(
        self, report: Callable[[str, float], object], clock: Callable[[], float] = time.thread_time
    ) -> None:
        """`report` is called with each act and the seconds of processor time that it took."""
        self._report, self._clock = report, clock
        self._act, self._since = "", clock()

    def begin(self, act: str = "") -> None:
        """An act begins; without one, what follows is not counted."""
        now = self._clock()
        if self._act:
            self._report(self._act, now - self._since)
        self._act, self._since = act, now
