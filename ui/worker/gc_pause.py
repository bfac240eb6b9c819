"""Says when, and in which thread, the cyclic garbage collector runs.

It pauses while modules and kernels are loaded: with the kernels loaded, one full collection stops
all threads for a tenth of a second. What has been loaded is needed until the end, so it is then
frozen: the collector never visits it again.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Slot

EVERY = 200  # milliseconds between two collections of young objects
FULL = 20.0  # seconds between two collections of all objects that are not frozen
_lock = Lock()
_holders = 0
_owners = 0  # windows that collect themselves


def hold() -> None:
    """Pause the collector until every caller of `hold` has called `release`."""
    global _holders
    with _lock:
        _holders += 1
        gc.disable()


def release() -> None:
    """End one pause. When none is left, freeze all existing objects and resume collecting."""
    global _holders
    with _lock:
        _holders -= 1
        if not _holders:
            gc.freeze()
            if not _owners:
                gc.enable()


def paused() -> bool:
    """Whether anything is being loaded."""
    return _holders > 0


class WindowCollector(QTimer):
    """Lets only the window's thread collect garbage, and only between two events.

    Python collects in whatever thread happens to allocate. There it would destroy actions, layouts
    and other objects of Qt that belong to the window's thread, perhaps while Qt is using them.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._full = 0.0
        self.setInterval(EVERY)
        self.timeout.connect(self._collect)

    def begin(self) -> None:
        """Collect garbage only in the thread of this object, until `end`."""
        global _owners
        with _lock:
            _owners += 1
            gc.disable()
        self.start()

    def end(self) -> None:
        """Leave collecting to Python again, if no other window collects."""
        global _owners
        if not self.isActive():
            return
        self.stop()
        with _lock:
            _owners -= 1
            if not _owners and not _holders:
                gc.enable()

    @Slot()
    def _collect(self) -> None:
        if paused():
            return
        young, middle, _ = gc.get_count()
        if monotonic() - self._full >= FULL:
            gc.collect()
            self._full = monotonic()
        elif middle > gc.get_threshold()[1]:
            gc.collect(1)
        elif young > gc.get_threshold()[0]:
            gc.collect(0)


@contextmanager
def loading() -> Iterator[None]:
    """Pause the collector inside a `with` block."""
    hold()
    try:
        yield
    finally:
        release()
