"""The collector of cyclic garbage stops everybody while it looks at all there is.

With the kernels loaded that is a tenth of a second. What is loaded stays to the end, so it need not
be looked at again.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_holders = 0


def hold() -> None:
    """Begin to load much: the collector waits until everybody has released it."""
    global _holders
    with _lock:
        _holders += 1
        gc.disable()


def release() -> None:
    """What is there by now stays; from here on only what is new is looked at."""
    global _holders
    with _lock:
        _holders -= 1
        if not _holders:
            gc.freeze()
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """From `hold` to `release`."""
    hold()
    try:
        yield
    finally:
        release()
