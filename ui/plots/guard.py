"""Keeps exceptions out of Qt while it paints the items of a plot."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reported() -> Iterator[None]:
    """Pass an exception of the `with` block to `sys.excepthook`, and go on after the block.

    For methods that Qt calls while a view is painted. PySide 6.11 keeps their exceptions until all
    of the view has been painted. Meanwhile Qt calls methods of other items, and each of these calls
    releases a function once too often, which ends in a segmentation fault.
    """
    try:
        yield
    except Exception:
        sys.excepthook(*sys.exc_info())
