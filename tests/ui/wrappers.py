"""Finds Python objects that stand for objects of Qt whose end they would not notice.

Python notices the end of what it created or owns, and of every QObject. All else ends without a
word, such as the items that Qt makes for the widgets of a layout. What is later created at the same
address is then taken for it, and the process dies when that is deleted.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QMetaObject, QObject
from shiboken6 import createdByPython, getAllValidWrappers, ownedByPython

_KEPT = QObject, QMetaObject  # those of a class live as long as the class


def strays() -> list[str]:
    """Each of them: its class, and what keeps it."""
    every = [each for each in getAllValidWrappers() if not isinstance(each, _KEPT)]
    found = [each for each in every if not (createdByPython(each) or ownedByPython(each))]
    return [f"{type(each).__name__} of {_keepers(each)}" for each in found]


def _keepers(item: object) -> str:
    owners = [each for each in gc.get_referrers(item) if isinstance(each, QObject)]
    return " and ".join(type(each.parent() or each).__name__ for each in owners)
