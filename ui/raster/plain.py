"""The painters of the network view in plain NumPy: for the first picture and as test oracle.

`target` is a band of pixels, (height, width) 0xffRRGGBB. Layer k of `lefts`, `rights`, `firsts` and
`counts` (layers,) fills pixel columns lefts[k] ... rights[k] and has the cells firsts[k] ...
firsts[k] + counts[k] - 1 of `colors` and `codes`. A cell whose code is not ORDINARY shows the
code's pattern in its color of `specials` (5,) on specials[ORDINARY]; `grain` is the size of the
pattern's points in pixels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.raster.cells import INFINITE, NAN, UNDERFLOW, ZERO, Codes, FloatArray, IntArray, Pixels
from ui.raster.cells import pattern as _pattern

FAINTEST = 0.02  # weights below this fraction of the largest are not drawn
STRONGEST = 0.85  # opacity of the largest weight
MOST_LINES = 64  # between two layers


def cells(
    target: Pixels, lefts: IntArray, rights: IntArray, firsts: IntArray, counts: IntArray,
    colors: Pixels, codes: Codes, specials: Pixels, grain: int, gap: int,
) -> None:  # fmt: skip
    """Rectangles that share the height; tall ones are separated by `gap` rows of pixels."""
    height = target.shape[0]
    y = np.arange(height)
    for k in range(len(lefts)):
        count, left, right = int(counts[k]), int(lefts[k]), int(rights[k])
        unit = y * count // height
        cell = firsts[k] + unit
        shown = np.broadcast_to(colors[cell][:, None], (height, right - left)).copy()
        code = codes[cell]
        if code.any():
            shown = _patterned(shown, code, specials, left, grain)
        seen = (y + gap) * count // height == unit
        if not gap or height // count <= 3 * gap:
            seen[:] = True
        else:
            seen[height - gap :] = False
        target[seen, left:right] = shown[seen]


def _patterned(shown: Pixels, codes: Codes, specials: Pixels, left: int, grain: int) -> Pixels:
    y, x = np.mgrid[0 : shown.shape[0], left : left + shown.shape[1]]
    for code in (ZERO, UNDERFLOW, INFINITE, NAN):
        mine = (codes == code)[:, None]
        if mine.any():
            marked = _pattern(code, x // grain, y // grain)
            shown = np.where(mine, np.where(marked, specials[code], specials[0]), shown)
    return shown


def discs(
    target: Pixels, centers: FloatArray, firsts: IntArray, counts: IntArray, radius: float,
    colors: Pixels, codes: Codes, specials: Pixels, grain: int, ring: float, ring_color: int,
    side: int,
) -> None:  # fmt: skip
    """One disc per cell around pixel column centers[k], with a ring in its own color.

    `side`: -1 paints only the left half, 1 the right half, 0 both.
    """
    height, width = target.shape
    reach = int(np.ceil(radius + ring)) + 1
    for k, center in enumerate(centers):
        for unit in range(int(counts[k])):
            middle = (unit + 0.5) * height / counts[k]
            x0, x1 = max(int(center) - reach, 0), min(int(center) + reach + 1, width)
            y0, y1 = max(int(middle) - reach, 0), min(int(middle) + reach + 1, height)
            if x0 >= x1 or y0 >= y1:
                continue
            y, x = np.mgrid[y0:y1, x0:x1]
            away = np.hypot(x + 0.5 - center, y + 0.5 - middle)
            cell = int(firsts[k]) + unit
            fill = np.full(away.shape, colors[cell], np.uint32)
            if codes[cell]:
                marked = _pattern(int(codes[cell]), x // grain, y // grain)
                fill = np.where(marked, specials[codes[cell]], specials[0])
            inside = np.clip(radius + 0.5 - away, 0, 1)
            outside = np.clip(radius + ring + 0.5 - away, 0, 1)
            outside[(x + 0.5 - center) * side < 0] = 0.0
            paint = blend(np.full_like(fill, ring_color), fill, inside)
            target[y0:y1, x0:x1] = blend(target[y0:y1, x0:x1], paint, outside)


def lines(
    target: Pixels, weights: NDArray[np.float64], from_x: float, to_x: float, largest: float,
    negative: int, positive: int, thickest: float,
) -> None:  # fmt: skip
    """Weights (fan_out, fan_in) as lines from the left column's units to the right one's.

    The weakest are drawn first. The color shows the sign; width and opacity grow with |w| /
    largest, where NaN and infinity count as largest. Of many weights only the strongest are drawn:
    the window waits meanwhile, and the kernel will soon draw them all.
    """
    height = target.shape[0]
    fan_out, fan_in = weights.shape
    for index, strength in strongest_last(weights, largest)[-MOST_LINES:]:
        out, source = divmod(index, fan_in)
        start, end = (source + 0.5) * height / fan_in, (out + 0.5) * height / fan_out
        color = negative if weights[out, source] < 0 else positive
        _line(target, from_x, start, to_x, end, strength, color, thickest)


def strongest_last(weights: NDArray[np.float64], largest: float) -> list[tuple[int, float]]:
    """Flat indices and strengths (0 ... 1) of the weights to draw, the strongest last."""
    with np.errstate(all="ignore"):
        strength = np.minimum(np.abs(weights) / largest, 1.0).ravel()
    strength[np.isnan(strength)] = 1.0
    order = np.argsort(strength, kind="stable")
    return [(int(k), float(strength[k])) for k in order if strength[k] > FAINTEST]


def _line(
    target: Pixels, x0: float, y0: float, x1: float, y1: float, strength: float, color: int,
    thickest: float,
) -> None:  # fmt: skip
    half = max(thickest * strength, 0.8) / 2
    slope = (y1 - y0) / (x1 - x0)
    upright = 1 / np.hypot(1.0, slope)  # converts rows to distance from the line
    x = np.arange(int(np.ceil(x0 - 0.5)), int(np.ceil(x1 - 0.5)))
    middle = y0 + (x + 0.5 - x0) * slope
    reach = int(np.ceil((half + 0.5) / upright)) + 1
    for shift in range(-reach, reach + 1):
        y = np.floor(middle).astype(np.int64) + shift
        share = np.clip(half + 0.5 - np.abs(y + 0.5 - middle) * upright, 0, 1) * strength
        seen = (share > 0) & (y >= 0) & (y < target.shape[0])
        rows, columns = y[seen], x[seen]
        over = np.full(len(rows), color, np.uint32)
        target[rows, columns] = blend(target[rows, columns], over, share[seen] * STRONGEST)


def blend(under: Pixels, over: Pixels, share: NDArray[Any]) -> Pixels:
    """Mix packed colors; `share` (0 ... 1) is the weight of `over`."""
    part = (share * 256).astype(np.uint32)
    keep = 256 - part
    red_blue = ((under & 0xFF00FF) * keep + (over & 0xFF00FF) * part) >> 8 & 0xFF00FF
    green = ((under & 0x00FF00) * keep + (over & 0x00FF00) * part) >> 8 & 0x00FF00
    return np.asarray(0xFF000000 | red_blue | green, np.uint32)


def bars(
    target: Pixels, lefts: IntArray, rights: IntArray, tops: IntArray, colors: Pixels,
    codes: Codes, specials: Pixels, grain: int, cap: int, cap_color: int,
) -> None:  # fmt: skip
    """Bars from row tops[k] to the bottom; bars that show a magnitude get a cap."""
    height = target.shape[0]
    for k in range(len(lefts)):
        left, right, top, code = int(lefts[k]), int(rights[k]), int(tops[k]), int(codes[k])
        bar = target[top:, left:right]
        bar[...] = colors[k]
        if code:
            y, x = np.mgrid[top:height, left:right]
            bar[...] = np.where(_pattern(code, x // grain, y // grain), specials[code], specials[0])
        if code in (0, UNDERFLOW):
            start = max(min(top, height - cap), 0)
            target[start : start + cap, left:right] = cap_color


def diamonds(
    target: Pixels, xs: FloatArray, ys: FloatArray, half: float, color: int, edge_color: int,
    edge: float,
) -> None:  # fmt: skip
    """Squares standing on a corner, with an edge; `half` is half a diagonal; NaN: none."""
    height, width = target.shape
    reach = int(np.ceil(half + 1.5 * edge)) + 1
    for center, middle in zip(xs, ys, strict=True):
        if np.isnan(middle):
            continue
        x0, x1 = max(int(center) - reach, 0), min(int(center) + reach + 1, width)
        y0, y1 = max(int(middle) - reach, 0), min(int(middle) + reach + 1, height)
        if x0 >= x1 or y0 >= y1:
            continue
        y, x = np.mgrid[y0:y1, x0:x1]
        away = np.abs(x + 0.5 - center) + np.abs(y + 0.5 - middle) - half
        inside, outside = np.clip(0.5 - away, 0, 1), np.clip(1.5 * edge + 0.5 - away, 0, 1)
        fill = np.full(away.shape, color, np.uint32)
        paint = blend(np.full_like(fill, edge_color), fill, inside)
        target[y0:y1, x0:x1] = blend(target[y0:y1, x0:x1], paint, outside)


def pale(target: Pixels, source: Pixels, surface: int, strength: float) -> None:
    """Another picture in weaker colors: mixed with the surface, at strength 1 unchanged."""
    share = np.full(source.shape, strength)
    target[...] = blend(np.full_like(source, surface), source, share)
