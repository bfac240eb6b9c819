"""Finds what is new in each frame of a film: a file only needs that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui.raster.cells import Pixels

OPAQUE = np.uint32(0xFF000000)


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """The smallest rectangle with all new pixels; in it, pixels (height, width) 0xAARRGGBB.

    Those that are as before are transparent (0). `left` and `top` are even, as WebP needs them.
    """

    left: int
    top: int
    pixels: Pixels


class Changes:
    """Compares each frame of one film with the frame before it."""

    def __init__(self) -> None:
        self._last: Pixels | None = None

    def of(self, picture: Pixels) -> ChangedPart | None:
        """What is new in the next frame; None: nothing. The first frame is new as a whole."""
        last, self._last = self._last, picture
        if last is None:
            return ChangedPart(0, 0, picture | OPAQUE)
        different = picture != last
        rows, columns = (np.flatnonzero(different.any(axis=axis)) for axis in (1, 0))
        if not rows.size:
            return None
        top, left = int(rows[0]) & ~1, int(columns[0]) & ~1
        part = slice(top, int(rows[-1]) + 1), slice(left, int(columns[-1]) + 1)
        shown = np.where(different[part], picture[part] | OPAQUE, np.uint32(0))
        return ChangedPart(left, top, np.ascontiguousarray(shown))
