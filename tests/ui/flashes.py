"""Counts flashes in the frames of an animation, as WCAG 2.3.1 defines them.

A flash is a pair of opposing changes of the relative luminance by at least a tenth of the maximum,
where the darker of the two images is below 0.80. More than three within a second are allowed only
on less than a quarter of any rectangle of 341 x 256 pixels of a screen of 1024 x 768.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Luminance = NDArray[np.float64]
SIZE = 1024, 768  # pixels of the screen that WCAG means
FIELD = 341, 256  # pixels of the rectangle
BLOCK = 8  # pixels of a side of the squares in which flashes are counted
MOST = 3  # flashes in a second
CHANGE, DARK = 0.1, 0.8
AREA = 0.25  # of the rectangle


class Meter:
    """Measures the frames of one animation; what has not changed is not measured again."""

    def __init__(self) -> None:
        self._pixels: NDArray[np.uint32] | None = None
        self._found: Luminance = np.empty((0, 0))

    def luminance(self, pixels: NDArray[np.uint32]) -> Luminance:
        """Mean relative luminance of blocks of a picture (height, width) of packed colors."""
        down, across = (side // BLOCK for side in pixels.shape)
        blocks = pixels[: down * BLOCK, : across * BLOCK].reshape(down, BLOCK, across, BLOCK)
        if self._pixels is None:
            changed = np.ones((down, across), np.bool_)
            self._pixels, self._found = blocks.copy(), np.empty((down, across))
        else:
            changed = (blocks != self._pixels).any(axis=(1, 3))
            self._pixels[...] = blocks
            self._found = self._found.copy()
        row, column = np.nonzero(changed)
        seen = blocks[row, :, column]
        parts = (share[(seen >> shift) & 255] for share, shift in _SHARES)
        self._found[row, column] = sum(each.mean(axis=(1, 2)) for each in parts)
        return self._found


_LEVELS = np.arange(256) / 255
_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4)
_SHARES = ((0.2126 * _LINEAR, 16), (0.7152 * _LINEAR, 8), (0.0722 * _LINEAR, 0))  # and the bits


@dataclass
class _Turns:
    """Per block: the last extreme of the luminance, and in which direction it was left."""

    extreme: Luminance
    direction: NDArray[np.int8]

    def follow(self, now: Luminance) -> NDArray[np.bool_]:
        """Take the next frame. Returns the blocks whose luminance changes in another direction."""
        change = now - self.extreme
        large = (np.abs(change) >= CHANGE) & (np.minimum(now, self.extreme) < DARK)
        way = np.sign(change).astype(np.int8)
        turned = large & (way != self.direction)
        further = (way == self.direction) & (way != 0)
        self.direction[turned] = way[turned]
        self.extreme[turned | further] = now[turned | further]
        return turned


def worst(frames: Sequence[Luminance], rate: float) -> float:
    """The largest fraction of any rectangle that has more than three flashes in some second.

    Args:
        frames: luminance of the blocks of each frame.
        rate: frames in a second.
    """
    turns = _Turns(frames[0].copy(), np.zeros(frames[0].shape, np.int8))
    turned = np.array([turns.follow(each) for each in frames[1:]], np.int64)
    total = np.concatenate([np.zeros((1, *frames[0].shape), np.int64), turned.cumsum(axis=0)])
    span = min(round(rate), len(total) - 1)
    changes = (total[span:] - total[:-span]).max(axis=0)
    return _densest(changes // 2 > MOST)


def _densest(found: NDArray[np.bool_]) -> float:
    """The largest fraction of found blocks in any rectangle."""
    rows, columns = FIELD[1] // BLOCK, FIELD[0] // BLOCK
    rows, columns = min(rows, found.shape[0]), min(columns, found.shape[1])
    sums = np.pad(found.astype(np.int64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = (
        sums[rows:, columns:] - sums[:-rows, columns:]
        - sums[rows:, :-columns] + sums[:-rows, :-columns]
    )  # fmt: skip
    return float(inside.max()) / (rows * columns)
