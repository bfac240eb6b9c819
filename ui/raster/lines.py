"""Weights as lines, painted once into a background: color says the sign, strength the size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.raster.cells import Pixels

STRONGEST = 220  # of 256: how much of its color a largest weight has


def weight_lines(
    ground: Pixels,
    weights: NDArray[np.float64],
    from_y: NDArray[np.float64],
    to_y: NDArray[np.float64],
    from_x: int,
    to_x: int,
    largest: float,
    negative: int,
    positive: int,
) -> None:
    """All lines between two layers, each a pixel a column wide, weakest first.

    weights (fan_out, fan_in), from_y (fan_in,) and to_y (fan_out,) in pixels of `ground`. The
    opacity is |w| / largest; weights that are not finite are drawn at full strength.
    """
    if to_x - from_x < 2 or not weights.size:
        return
    height = ground.shape[0]
    with np.errstate(all="ignore"):
        strength = np.nan_to_num(np.minimum(np.abs(weights) / largest, 1.0), nan=1.0).ravel()
    order = np.argsort(strength)
    order = order[strength[order] > 0.02]
    ends, starts = np.divmod(order, weights.shape[1])
    share = (np.arange(from_x, to_x) - from_x + 0.5) / (to_x - from_x)
    y = from_y[starts][:, None] + (to_y[ends] - from_y[starts])[:, None] * share
    rows = np.clip(np.rint(y - 0.5).astype(np.int64), 0, height - 1)
    signs = weights.ravel()[order] < 0
    over = np.where(signs, np.uint32(negative), np.uint32(positive))[:, None]
    part = (strength[order] * STRONGEST).astype(np.uint32)[:, None]
    columns = np.broadcast_to(np.arange(from_x, to_x), rows.shape)
    under = ground[rows, columns]
    keep = 256 - part
    red_blue = ((under & 0xFF00FF) * keep + (over & 0xFF00FF) * part) >> 8 & 0xFF00FF
    green = ((under & 0x00FF00) * keep + (over & 0x00FF00) * part) >> 8 & 0x00FF00
    ground[rows, columns] = 0xFF000000 | red_blue | green  # of lines that meet the last one wins
