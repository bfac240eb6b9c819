"""Pauses the cyclic garbage collector while modules and kernels are loaded.

With the kernels loaded, one full collection stops all threads for a tenth of a second. Loaded
modules are needed until the program ends, so they are frozen: the collector never visits them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_holders = 0


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
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """Pause the collector inside a `with` block."""
    hold()
    try:
        yield
    finally:
        release()
