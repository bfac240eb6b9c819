"""Returns memory to the system that the C library keeps after large networks were freed.

By itself, glibc returns only free memory at the end of its heap. One small block behind the large
ones can hold back hundreds of megabytes, so we call `malloc_trim`.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import cache

WORTH = 64 * 2**20  # free bytes from which the call is worth its time


class _Usage(ctypes.Structure):
    """The result of mallinfo2(3), with its field names."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
            "fordblks", "keepcost",
        )
    ]  # fmt: skip


def give_back() -> bool:
    """Return free memory to the system if there is enough of it; return whether it was done.

    It takes 2 ms, or 100 ms after gigabytes were freed. If the C library has no such call, nothing
    happens.
    """
    library = _library()
    if library is None or library.mallinfo2().fordblks < WORTH:
        return False
    library.malloc_trim(0)
    return True


@cache
def _library() -> ctypes.CDLL | None:
    """Return glibc; None if it is not the C library or does not have both calls."""
    if sys.platform != "linux":
        return None
    with suppress(OSError, AttributeError):  # another C library, or an old one
        library = ctypes.CDLL("libc.so.6")
        library.mallinfo2.restype = _Usage
        library.malloc_trim.argtypes = [ctypes.c_size_t]
        return library
    return None
