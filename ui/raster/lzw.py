"""Compresses the pixels of a GIF: Lempel-Ziv-Welch with codes of 9 to 12 bits."""

# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.raster.compiler import numba

CLEAR, END, FIRST, LAST = 256, 257, 258, 4095  # codes: start again, end, the first and last new
_NARROW, _WIDE = 9, 12  # bits


def room(count: int) -> int:
    """The bytes that this many numbers need at most when they are compressed."""
    return count * 2 + 64


@numba.njit(cache=True, nogil=True)
def compress(numbers: NDArray[np.uint8], out: NDArray[np.uint8]) -> Any:
    """Compress numbers; returns how many bytes of `out`, which has `room` for them, are used."""
    known = np.zeros((LAST + 1, 256), np.int16)  # code, next number -> code of both; 0: none
    bits, held, width, size = 0, 0, _NARROW, 0  # bits that are not in `out` yet, and how many
    bits, held = CLEAR, width
    code: Any = np.int64(numbers[0])
    new = FIRST
    for k in range(1, len(numbers) + 1):
        number = np.int64(numbers[k]) if k < len(numbers) else np.int64(-1)
        if number >= 0 and known[code, number]:
            code = np.int64(known[code, number])
            continue
        bits |= code << held
        held += width
        while held >= 8:
            out[size] = bits & 255
            size += 1
            bits >>= 8
            held -= 8
        if number < 0:
            break
        if new <= LAST:
            known[code, number] = new
            if new == 1 << width and width < _WIDE:
                width += 1
            new += 1
        else:
            bits |= CLEAR << held
            held += width
            known[:] = 0
            width, new = _NARROW, FIRST
        code = number
    bits |= END << held
    held += width
    while held > 0:
        out[size] = bits & 255
        size += 1
        bits >>= 8
        held -= 8
    return size


def warm_up() -> None:
    """Compile the kernel, or load it from the cache."""
    compress(np.zeros(1, np.uint8), np.empty(room(1), np.uint8))
