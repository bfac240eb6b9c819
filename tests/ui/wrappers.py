"""Finds what a closed window may leave: threads, and objects that stand for what has ended.

The latter are Python objects that stand for objects of Qt whose end they would not notice.

Python notices the end of what it created or owns, and of every QObject. All else ends without a
word, such as the items that Qt makes for the widgets of a layout. What is later created at the same
address is then taken for it, and the process dies when that is deleted.
"""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QMetaObject, QObject
from shiboken6 import createdByPython, getAllValidWrappers, ownedByPython

LIMIT = 60.0  # seconds in which a busy machine ends a pass, at low priority
_KEPT = QObject, QMetaObject  # those of a class live as long as the class


def computing() -> list[str]:
    """Threads of closed windows that go on computing."""
    found = [each for each in threading.enumerate() if each.name == "vgsim compute"]
    for each in found:
        each.join(LIMIT)  # closing a window waits for seconds only
    return [each.name for each in found if each.is_alive()]


def strays() -> list[str]:
    """Each of them: its class, and what keeps it."""
    every = [each for each in getAllValidWrappers() if not isinstance(each, _KEPT)]
    found = [each for each in every if not (createdByPython(each) or ownedByPython(each))]
    return [f"{type(each).__name__} of {_keepers(each)}" for each in found]


def _keepers(item: object) -> str:
    owners = [each for each in gc.get_referrers(item) if isinstance(each, QObject)]
    return " and ".join(type(each.parent() or each).__name__ for each in owners)
