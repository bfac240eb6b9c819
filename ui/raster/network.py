"""The painters of the network view as kernels: same interface as in `plain`, many times faster."""

# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

from typing import Any

import numpy as np

from ui.raster.cells import INFINITE, UNDERFLOW, ZERO
from ui.raster.compiler import numba as nb
from ui.raster.plain import FAINTEST, STRONGEST

U = np.uint32


@nb.njit(inline="always")
def _mixed(under: Any, over: Any, share: Any) -> Any:
    part = U(share * 256)
    keep = U(256) - part
    red_blue = ((under & U(0xFF00FF)) * keep + (over & U(0xFF00FF)) * part) >> U(8) & U(0xFF00FF)
    green = ((under & U(0x00FF00)) * keep + (over & U(0x00FF00)) * part) >> U(8) & U(0x00FF00)
    return U(0xFF000000) | U(red_blue) | U(green)


@nb.njit(inline="always")
def _marked(code: Any, x: Any, y: Any, grain: Any) -> Any:
    x, y = x // grain, y // grain
    if code == ZERO:
        return (x + y) % 6 < 1
    if code == UNDERFLOW:
        return x % 4 < 2 and y % 4 < 2
    if code == INFINITE:
        return (x - y) % 6 < 3
    return (x + y) % 8 < 2 or (x - y) % 8 < 2


@nb.njit(cache=True, nogil=True)
def cells(
    target: Any, lefts: Any, rights: Any, firsts: Any, counts: Any, colors: Any, codes: Any,
    specials: Any, grain: Any, gap: Any,
) -> None:  # fmt: skip
    """Rectangles that share the height; tall ones are separated by `gap` rows of pixels."""
    height = target.shape[0]
    for k in range(lefts.shape[0]):
        count, left, right = counts[k], lefts[k], rights[k]
        space = gap if gap > 0 and height // count > 3 * gap else 0
        for unit in range(count):
            top = -(-unit * height // count)
            bottom = -(-(unit + 1) * height // count) - space
            color, code = colors[firsts[k] + unit], codes[firsts[k] + unit]
            for y in range(top, bottom):
                if code == 0:
                    for x in range(left, right):
                        target[y, x] = color
                else:
                    for x in range(left, right):
                        target[y, x] = specials[code if _marked(code, x, y, grain) else 0]


@nb.njit(cache=True, nogil=True)
def discs(
    target: Any, centers: Any, firsts: Any, counts: Any, radius: Any, colors: Any, codes: Any,
    specials: Any, grain: Any, ring: Any, ring_color: Any, side: Any,
) -> None:  # fmt: skip
    """One disc per cell around pixel column centers[k], or a half of it, as in `plain`."""
    height, width = target.shape
    reach = int(np.ceil(radius + ring)) + 1
    for k in range(centers.shape[0]):
        center = centers[k]
        for unit in range(counts[k]):
            middle = (unit + 0.5) * height / counts[k]
            color, code = colors[firsts[k] + unit], codes[firsts[k] + unit]
            for y in range(max(int(middle) - reach, 0), min(int(middle) + reach + 1, height)):
                for x in range(max(int(center) - reach, 0), min(int(center) + reach + 1, width)):
                    away = np.sqrt((x + 0.5 - center) ** 2 + (y + 0.5 - middle) ** 2)
                    outside = min(max(radius + ring + 0.5 - away, 0.0), 1.0)
                    if outside <= 0.0 or (x + 0.5 - center) * side < 0:
                        continue
                    fill = color
                    if code != 0:
                        fill = specials[code if _marked(code, x, y, grain) else 0]
                    inside = min(max(radius + 0.5 - away, 0.0), 1.0)
                    paint = _mixed(U(ring_color), fill, inside)
                    target[y, x] = _mixed(target[y, x], paint, outside)


@nb.njit(cache=True, nogil=True)
def lines(
    target: Any, weights: Any, from_x: Any, to_x: Any, largest: Any, negative: Any, positive: Any,
    thickest: Any,
) -> None:  # fmt: skip
    """Weights (fan_out, fan_in) as lines; strength and order as in `plain`."""
    height = target.shape[0]
    fan_out, fan_in = weights.shape
    strengths = np.empty(fan_out * fan_in)
    for index in range(fan_out * fan_in):
        size = abs(weights[index // fan_in, index % fan_in]) / largest
        strengths[index] = size if size < 1.0 else 1.0  # also for NaN
    for index in np.argsort(strengths, kind="mergesort"):
        strength = strengths[index]
        if strength <= FAINTEST:
            continue
        out, source = index // fan_in, index % fan_in
        color = negative if weights[out, source] < 0 else positive
        start, end = (source + 0.5) * height / fan_in, (out + 0.5) * height / fan_out
        half = max(thickest * strength, 0.8) / 2
        slope = (end - start) / (to_x - from_x)
        upright = 1.0 / np.sqrt(1.0 + slope * slope)
        reach = int(np.ceil((half + 0.5) / upright)) + 1
        for x in range(int(np.ceil(from_x - 0.5)), int(np.ceil(to_x - 0.5))):
            middle = start + (x + 0.5 - from_x) * slope
            for y in range(
                max(int(np.floor(middle)) - reach, 0),
                min(int(np.floor(middle)) + reach + 1, height),
            ):
                share = min(max(half + 0.5 - abs(y + 0.5 - middle) * upright, 0.0), 1.0) * strength
                if share > 0.0:
                    target[y, x] = _mixed(target[y, x], U(color), share * STRONGEST)


@nb.njit(cache=True, nogil=True)
def bars(
    target: Any, lefts: Any, rights: Any, tops: Any, colors: Any, codes: Any, specials: Any,
    grain: Any, cap: Any, cap_color: Any,
) -> None:  # fmt: skip
    """Bars from row tops[k] to the bottom; bars that show a magnitude get a cap."""
    height = target.shape[0]
    for k in range(lefts.shape[0]):
        code = codes[k]
        for y in range(tops[k], height):
            for x in range(lefts[k], rights[k]):
                if code == 0:
                    target[y, x] = colors[k]
                else:
                    target[y, x] = specials[code if _marked(code, x, y, grain) else 0]
        if code == 0 or code == UNDERFLOW:
            start = max(min(tops[k], height - cap), 0)
            for y in range(start, min(start + cap, height)):
                for x in range(lefts[k], rights[k]):
                    target[y, x] = U(cap_color)


@nb.njit(cache=True, nogil=True)
def diamonds(
    target: Any, xs: Any, ys: Any, half: Any, color: Any, edge_color: Any, edge: Any
) -> None:
    """Squares standing on a corner, with an edge; `half` is half a diagonal; NaN: none."""
    height, width = target.shape
    reach = int(np.ceil(half + 1.5 * edge)) + 1
    for k in range(xs.shape[0]):
        if np.isnan(ys[k]):
            continue
        for y in range(max(int(ys[k]) - reach, 0), min(int(ys[k]) + reach + 1, height)):
            for x in range(max(int(xs[k]) - reach, 0), min(int(xs[k]) + reach + 1, width)):
                away = abs(x + 0.5 - xs[k]) + abs(y + 0.5 - ys[k]) - half
                outside = min(max(1.5 * edge + 0.5 - away, 0.0), 1.0)
                if outside > 0.0:
                    inside = min(max(0.5 - away, 0.0), 1.0)
                    paint = _mixed(U(edge_color), U(color), inside)
                    target[y, x] = _mixed(target[y, x], paint, outside)


@nb.njit(cache=True, nogil=True)
def pale(target: Any, source: Any, surface: Any, strength: Any) -> None:
    """Another picture in weaker colors, as in `plain`."""
    height, width = source.shape
    for y in range(height):
        for x in range(width):
            target[y, x] = _mixed(U(surface), source[y, x], strength)


def warm_up() -> None:
    """Compile every kernel (or load it from the cache) for the types that the scene passes."""
    band = np.zeros((4, 4), np.uint32)
    layers = np.zeros(1, np.int64)
    one = layers + 1
    colors, codes = np.zeros(1, np.uint32), np.zeros(1, np.uint8)
    specials = np.zeros(5, np.uint32)
    cells(band, layers, one, layers, one, colors, codes, specials, 1, 0)
    discs(band, np.zeros(1), layers, one, 1.0, colors, codes, specials, 1, 1.0, 0, 0)
    bars(band, layers, one, layers, colors, codes, specials, 1, 1, 0)
    diamonds(band, np.zeros(1), np.zeros(1), 1.0, 0, 0, 1.0)
    pale(band, band, 0, 1.0)
    # last, because `painters` tests this one
    lines(band, np.zeros((1, 1)), 0.0, 1.0, 1.0, 0, 0, 1.0)
