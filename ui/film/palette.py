"""Chooses the colors of a frame that can have only 255 of them, by median cut."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.raster.cells import Pixels

MOST = 255  # colors; the last number is left for transparent pixels
CLEAR = 255
_PIECE = 4096  # colors that are compared with the palette at once

Levels = NDArray[np.floating[Any]]


def indexed(pixels: Pixels) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The palette of a picture (256, 3), and the number of each pixel's color (height, width).

    Args:
        pixels: (height, width) 0xAARRGGBB, opaque or fully transparent; the latter become CLEAR.
    """
    seen = pixels >> np.uint32(24) != 0
    colors, places, counts = np.unique(pixels[seen], return_inverse=True, return_counts=True)
    levels = np.stack([(colors >> shift) & 255 for shift in (16, 8, 0)], axis=1).astype(np.float64)
    palette = np.zeros((256, 3), np.uint8)
    numbers: NDArray[np.uint8]
    if len(colors) <= MOST:
        palette[: len(colors)] = levels
        numbers = np.arange(len(colors), dtype=np.uint8)
    else:
        chosen = _chosen(levels, counts.astype(np.float64))
        palette[: len(chosen)] = chosen
        numbers = _nearest(levels, chosen)
    found = np.full(pixels.shape, CLEAR, np.uint8)
    found[seen] = numbers[places]
    return palette, found


def _chosen(levels: Levels, counts: Levels) -> Levels:
    """Divide the colors into MOST boxes, the worst one first; the mean of each is chosen."""
    boxes = [np.arange(len(levels))]
    faults = [_fault(levels, counts, boxes[0])]
    while len(boxes) < MOST:
        worst = int(np.argmax([fault for fault, _ in faults]))
        box, (fault, axis) = boxes[worst], faults[worst]
        if fault <= 0:
            break
        values = levels[box, axis]
        low = values <= np.average(values, weights=counts[box])
        boxes[worst], other = box[low], box[~low]
        boxes.append(other)
        faults[worst] = _fault(levels, counts, boxes[worst])
        faults.append(_fault(levels, counts, other))
    means = (np.average(levels[box], axis=0, weights=counts[box]) for box in boxes)
    chosen: Levels = np.round(np.stack(list(means)))
    return chosen


def _fault(levels: Levels, counts: Levels, box: NDArray[np.int64]) -> tuple[float, int]:
    """How far the colors of a box are from their mean, and the axis of color that has most of it.

    Areas count by the root of their size, so that small marks keep their colors.
    """
    own, weights = levels[box], np.sqrt(counts[box])
    spread = weights @ (own - np.average(own, axis=0, weights=weights)) ** 2
    return float(spread.sum()), int(np.argmax(spread))


def _nearest(levels: Levels, chosen: Levels) -> NDArray[np.uint8]:
    found = np.empty(len(levels), np.uint8)
    for first in range(0, len(levels), _PIECE):
        some = levels[first : first + _PIECE]
        # |a - b|² without |a|², which is the same for all b
        distance = (chosen**2).sum(axis=1) - 2 * some @ chosen.T
        found[first : first + _PIECE] = distance.argmin(axis=1)
    return found
