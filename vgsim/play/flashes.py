"""Counts flashes in the frames of an animation, as WCAG 2.3.1 defines them.

A flash is a pair of opposing changes of the relative luminance by at least a tenth of the maximum,
where the darker of the two images is below 0.80. More than three within a second are allowed only
on less than a quarter of any rectangle of 341 x 256 pixels of a screen of 1024 x 768, which is a
third of its width and of its height.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.words.language import tr

Luminance = NDArray[np.float64]
Pixels = NDArray[np.uint32]
ACROSS = 128  # squares in a row of the picture, in which flashes are counted
PARTS = 3  # rectangles that would fill a row or a column of the picture
MOST = 3  # flashes in a second
CHANGE, DARK = 0.1, 0.8
AREA = 0.25  # of the rectangle


class Meter:
    """Measures the frames of one animation; what has not changed is not measured again."""

    def __init__(self) -> None:
        self._pixels: Pixels | None = None
        self._found: Luminance = np.empty((0, 0))

    def luminance(self, pixels: Pixels) -> Luminance:
        """Mean relative luminance (rows, columns) of the squares of a picture.

        Args:
            pixels: (height, width), packed colors 0xffRRGGBB.
        """
        side = max(pixels.shape[1] // ACROSS, 1)
        down, across = (length // side for length in pixels.shape)
        whole = pixels[: down * side, : across * side]
        if self._pixels is None:
            self._pixels, self._found = whole.copy(), np.empty((down, across))
            rows, columns = slice(0, down), slice(0, across)
            changed: NDArray[np.bool_] = np.ones((down, across), np.bool_)
        else:
            different = whole != self._pixels
            rows = _squares(different.any(axis=1), side)
            columns = _squares(different.any(axis=0), side)
            if rows.start == rows.stop:
                return self._found
            changed = np.asarray(_blocks(different, rows, columns, side).any(axis=(1, 3)))
            self._found = self._found.copy()
        seen = _blocks(whole, rows, columns, side)
        _blocks(self._pixels, rows, columns, side)[...] = seen
        row, column = np.nonzero(changed)
        squares = seen[row, :, column]
        parts = (share[(squares >> shift) & 255] for share, shift in _SHARES)
        self._found[row + rows.start, column + columns.start] = sum(
            each.mean(axis=(1, 2)) for each in parts
        )
        return self._found


def _squares(different: NDArray[np.bool_], side: int) -> slice:
    """The squares between the first and the last different row or column of pixels."""
    there = np.flatnonzero(different)
    return slice(there[0] // side, there[-1] // side + 1) if len(there) else slice(0, 0)


def _blocks(picture: NDArray[Any], rows: slice, columns: slice, side: int) -> NDArray[Any]:
    """A view (rows, side, columns, side) of these squares of a picture."""
    part = picture[rows.start * side : rows.stop * side, columns.start * side : columns.stop * side]
    return part.reshape(rows.stop - rows.start, side, columns.stop - columns.start, side)


_LEVELS = np.arange(256) / 255
_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4)
_SHARES = ((0.2126 * _LINEAR, 16), (0.7152 * _LINEAR, 8), (0.0722 * _LINEAR, 0))  # and the bits


class Flashes:
    """Counts the flashes of an animation, frame by frame, in bounded memory."""

    def __init__(self, rate: float) -> None:
        """`rate`: frames in a second."""
        self._second: deque[NDArray[np.bool_]] = deque()  # the changes of the last second
        self._span = max(round(rate), 1)
        self._extreme: Luminance | None = None  # the last one of each square
        self._direction = np.empty(0, np.int8)  # and the one in which it was left
        self._sum = np.empty(0, np.int64)
        self._found = np.empty(0, np.bool_)  # squares with more than MOST flashes in some second

    def add(self, now: Luminance) -> None:
        """Take the luminance of the next frame."""
        if self._extreme is None:
            self._extreme = now.copy()
            self._direction = np.zeros(now.shape, np.int8)
            self._sum = np.zeros(now.shape, np.int64)
            self._found = np.zeros(now.shape, np.bool_)
            return
        turned = self._follow(self._extreme, now)
        self._second.append(turned)
        self._sum += turned
        if len(self._second) > self._span:
            self._sum -= self._second.popleft()
        self._found |= self._sum // 2 > MOST

    def _follow(self, extreme: Luminance, now: Luminance) -> NDArray[np.bool_]:
        """The squares whose luminance now changes in another direction than before."""
        change = now - extreme
        large = (np.abs(change) >= CHANGE) & (np.minimum(now, extreme) < DARK)
        way = np.sign(change).astype(np.int8)
        turned: NDArray[np.bool_] = large & (way != self._direction)
        further = (way == self._direction) & (way != 0)
        self._direction[turned] = way[turned]
        extreme[turned | further] = now[turned | further]
        return turned

    @property
    def worst(self) -> float:
        """The largest fraction of any rectangle that flashes too often in some second."""
        return _densest(self._found) if self._found.ndim == 2 else 0.0

    @property
    def allowed(self) -> bool:
        """Whether the animation keeps the rule of three flashes in a second."""
        return self.worst < AREA

    @property
    def sentence(self) -> str:
        """What the check of the drawn frames has shown."""
        if self.allowed:
            return tr("Checked: nothing large flashes more than three times in a second.")
        return tr(
            "Careful: a large part of the picture flashes more than three times in a second, which "
            "can harm people with epilepsy. Make the film longer."
        )


def worst(frames: Sequence[Luminance], rate: float) -> float:
    """The largest fraction of any rectangle that has more than three flashes in some second.

    Args:
        frames: luminance of the squares of each frame.
        rate: frames in a second.
    """
    flashes = Flashes(rate)
    for each in frames:
        flashes.add(each)
    return flashes.worst


def _densest(found: NDArray[np.bool_]) -> float:
    """The largest fraction of found squares in any rectangle."""
    rows, columns = (max(length // PARTS, 1) for length in found.shape)
    sums = np.pad(found.astype(np.int64).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = (
        sums[rows:, columns:] - sums[:-rows, columns:]
        - sums[rows:, :-columns] + sums[:-rows, :-columns]
    )  # fmt: skip
    densest: float = float(inside.max()) / (rows * columns)
    return densest
