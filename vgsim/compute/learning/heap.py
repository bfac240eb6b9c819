"""Give memory back to the system that the C library keeps after large networks were let go.

glibc gives back only what is free at the end of its heap. A small block that came after the large
ones holds hundreds of megabytes, so it has to be asked.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from functools import cache

WORTH = 64 * 2**20  # free bytes from which on asking is worth the time


class _Usage(ctypes.Structure):
    """What mallinfo2(3) returns, by its names."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
            "fordblks", "keepcost",
        )
    ]  # fmt: skip


def give_back() -> bool:
    """Give free memory back, if there is much of it; whether that was asked for.

    It takes two milliseconds, or a hundred where gigabytes were let go. On systems whose C library
    has no such call nothing happens.
    """
    library = _library()
    if library is None or library.mallinfo2().fordblks < WORTH:
        return False
    library.malloc_trim(0)
    return True


@cache
def _library() -> ctypes.CDLL | None:
    """glibc, where that is the C library and has both calls."""
    if sys.platform != "linux":
        return None
    with suppress(OSError, AttributeError):  # another C library, or an old one
        library = ctypes.CDLL("libc.so.6")
        library.mallinfo2.restype = _Usage
        library.malloc_trim.argtypes = [ctypes.c_size_t]
        return library
    return None
