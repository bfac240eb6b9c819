"""Runs one long computation in a thread and reports its intermediate results to the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Condition, Thread
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from ui.exchange.progress import Progress
from ui.worker.priority import STUDY_NICENESS, lower_priority
from vgsim.compute.learning.heap import give_back

PATIENCE = 5.0  # seconds to wait for the current step when the window closes
# takes a function that returns whether to stop; yields pictures
Work = Callable[[Callable[[], bool]], Iterator[Any]]


class Study(QObject):
    """Runs one work at a time in its own thread; a new one ends the current one.

    Only the newest picture is kept until it is collected, so that a slow window is not flooded.
    """

    progressed = Signal(object)  # Progress
    _arrived = Signal()

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._condition = Condition()
        self._wanted: Work | None = None
        self._stopped = self._closed = False
        self._news: Progress | None = None
        self._thread = Thread(target=self._run, name=f"vgsim {name}", daemon=True)
        self._arrived.connect(self._collect, Qt.ConnectionType.QueuedConnection)

    def begin(self, work: Work) -> None:
        """Start this work and stop the current one; has no effect after `close`."""
        if self._closed:
            return
        with self._condition:
            self._wanted, self._stopped = work, False
            self._news = None
            self._condition.notify()
        if not self._thread.is_alive():
            self._thread.start()

    def stop(self) -> None:
        """End the current work; the pictures it has produced stay on the screen."""
        with self._condition:
            waiting, self._wanted, self._stopped = self._wanted is not None, None, True
        if waiting:  # it had not even begun
            self._publish(Progress(over=True))

    def close(self) -> bool:
        """Stop the thread for good. Returns whether it has ended."""
        with self._condition:
            self._closed = self._stopped = True
            self._condition.notify()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        return not self._thread.is_alive()

    @Slot()
    def _collect(self) -> None:
        with self._condition:
            news, self._news = self._news, None
        if news is not None and not self._closed:
            self.progressed.emit(news)

    # everything below runs in the thread

    def _run(self) -> None:
        lower_priority(STUDY_NICENESS)
        while True:
            with self._condition:
                while self._wanted is None and not self._closed:
                    self._condition.wait()
                work, self._wanted = self._wanted, None
                if self._closed or work is None:
                    return
            self._do(work)
            work = None  # frees its memory
            give_back()

    def _do(self, work: Work) -> None:
        picture = None
        try:
            for picture in work(self._ending):
                self._publish(Progress(picture))
                if self._ending():
                    break
            self._publish(Progress(picture, over=True))
        except Exception as error:  # every error is passed to the window, which words the message
            self._publish(Progress(picture, over=True, error=error))

    def _ending(self) -> bool:
        return self._stopped or self._closed or self._wanted is not None

    def _publish(self, news: Progress) -> None:
        with self._condition:
            if self._wanted is not None or self._closed:  # a newer work has replaced this one
                return
            waiting = self._news is not None
            self._news = news
        if not waiting:
            self._arrived.emit()
