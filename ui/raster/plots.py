"""Kernels that paint the marks of a plot into a framebuffer: strokes, bands, bars, discs, stamps.

Every kernel takes fb (height, width) uint32 0xffRRGGBB, clip (4,) int64 left, top, right, bottom
(right and bottom excluded) in pixels, positions in pixels as float64, a color as 0xffRRGGBB and an
opacity in [0, 1]. NaN and infinite positions are gaps, never errors.
"""

# mypy: disable-error-code="untyped-decorator, no-untyped-def"

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ui.raster.compiler import numba as nb

U = np.uint32
FAR = 1e7  # positions beyond this many pixels are clipped before they are converted to integers


@nb.njit(inline="always")
def mixed(under, over, weight):
    """Mix two packed colors; `weight` (0 ... 256) is the weight of `over`."""
    keep = U(256) - weight
    red_blue = ((under & U(0xFF00FF)) * keep + (over & U(0xFF00FF)) * weight) >> U(8) & U(0xFF00FF)
    green = ((under & U(0x00FF00)) * keep + (over & U(0x00FF00)) * weight) >> U(8) & U(0x00FF00)
    return U(0xFF000000) | U(red_blue) | U(green)


@nb.njit(inline="always")
def near(value):
    """The position, clipped to -FAR ... FAR."""
    return min(max(value, -FAR), FAR)


@nb.njit(inline="always")
def dash_gap(distance, dash):
    """Distance in pixels from a point at this arc length to the nearest drawn part of the dash."""
    period = 0.0
    for k in range(dash.shape[0]):
        period += dash[k]
    phase = distance % period
    start = 0.0
    for k in range(0, dash.shape[0], 2):
        stop = start + dash[k]
        if phase <= stop:
            return 0.0
        following = stop + dash[k + 1]
        if phase < following:
            return min(phase - stop, following - phase)
        start = following
    return 0.0


@nb.njit(inline="always")
def cover(mask, spans, clip, ax, ay, bx, by, reach, before, dash):
    """Raises mask (width, height) uint8 to the coverage of one segment with round ends.

    `before` is the arc length at its start; spans (width, 2) are extended to the rows touched.
    Columns are contiguous in memory, so that the inner loop is vectorized.
    """
    dx, dy = bx - ax, by - ay
    squared = dx * dx + dy * dy
    length = np.sqrt(squared)
    inverse = 1.0 / squared if squared > 0.0 else 0.0
    cosine = abs(dx) / length if length > 0.0 else 0.0
    lean = reach * abs(dy) / length if length > 0.0 else 0.0  # how far the ends reach sideways
    first = max(int(np.floor(min(ax, bx) - reach)), clip[0])
    last = min(int(np.ceil(max(ax, bx) + reach)), clip[2] - 1)
    for x in range(first, last + 1):
        px = x + 0.5
        low, high = min(ay, by), max(ay, by)
        if abs(dx) > 1e-9:  # only the part of the segment within reach of this column
            one = ay + min(max((px - reach - ax) / dx, 0.0), 1.0) * dy
            other = ay + min(max((px + reach - ax) / dx, 0.0), 1.0) * dy
            low, high = min(one, other), max(one, other)
        top = max(int(np.floor(low - reach)), clip[1])
        bottom = min(int(np.ceil(high + reach)), clip[3] - 1)
        if top > bottom:
            continue
        spans[x, 0] = min(spans[x, 0], top)
        spans[x, 1] = max(spans[x, 1], bottom)
        apart = min(px - min(ax, bx), max(ax, bx) - px)  # horizontal distance to the nearer end
        if dash.shape[0] == 0 and abs(dx) > 1e-9 and apart >= lean:
            middle = ay + (px - ax) / dx * dy  # far from both ends, only the line matters
            for y in range(top, bottom + 1):
                share = min(reach - abs(y + 0.5 - middle) * cosine, 1.0)
                if share > 0.0:
                    mask[x, y] = max(mask[x, y], np.uint8(share * 255.0))
            continue
        across = np.float32(px - ax)
        for y in range(top, bottom + 1):
            down = np.float32(y + 0.5 - ay)
            along = (across * np.float32(dx) + down * np.float32(dy)) * np.float32(inverse)
            along = min(max(along, np.float32(0.0)), np.float32(1.0))
            away_x, away_y = across - along * np.float32(dx), down - along * np.float32(dy)
            share = np.float32(reach) - np.sqrt(away_x * away_x + away_y * away_y)
            if dash.shape[0] > 0 and share > 0.0:
                share = min(share, np.float32(1.0 - dash_gap(before + along * length, dash)))
            share = min(max(share, np.float32(0.0)), np.float32(1.0))
            mask[x, y] = max(mask[x, y], np.uint8(share * np.float32(255.0)))


@nb.njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def stroke(mask, spans, clip, xs, ys, reach, dash, gaps):
    """Raises the mask along all segments except those in gaps (n - 1,)."""
    before = 0.0
    for k in range(xs.shape[0] - 1):
        if not gaps[k]:
            ax, ay, bx, by = near(xs[k]), near(ys[k]), near(xs[k + 1]), near(ys[k + 1])
            cover(mask, spans, clip, ax, ay, bx, by, reach, before, dash)
            before += np.sqrt((bx - ax) ** 2 + (by - ay) ** 2)


@nb.njit(cache=True, nogil=True)
def polyline(fb, mask, clip, xs, ys, half, color, opacity, dash):
    """An anti-aliased stroke 2 * `half` pixels wide through the points (n,); NaN makes a gap.

    The coverage of all segments is combined in `mask` (width, height), which is zero before and
    after, and blended once, so that dense and folded lines stay as light as single ones. `dash`
    (2k,): lengths in pixels, alternately drawn and left out.
    """
    count = max(xs.shape[0] - 1, 0)
    # found here, because the fast math of `stroke` does not handle NaN
    gaps = np.empty(count, np.bool_)
    for k in range(count):
        gaps[k] = not (np.isfinite(xs[k] + ys[k]) and np.isfinite(xs[k + 1] + ys[k + 1]))
    spans = np.empty((fb.shape[1], 2), np.int64)
    spans[:, 0] = fb.shape[0]
    spans[:, 1] = -1
    stroke(mask, spans, clip, xs, ys, half + 0.5, dash, gaps)
    for x in range(clip[0], clip[2]):
        for y in range(spans[x, 0], spans[x, 1] + 1):
            share = mask[x, y]
            if share > 0:
                fb[y, x] = mixed(fb[y, x], U(color), U(share * opacity * 256 / 255))
                mask[x, y] = 0


@nb.njit(inline="always")
def fill_column(fb, clip, x, upper, lower, color, opacity):
    """Fill one column from pixel position `upper` down to `lower`, with anti-aliased ends."""
    top, bottom = max(upper, float(clip[1])), min(lower, float(clip[3]))
    if not top < bottom:
        return
    for y in range(int(np.floor(top)), int(np.ceil(bottom))):
        share = min(bottom, y + 1.0) - max(top, float(y))
        fb[y, x] = mixed(fb[y, x], U(color), U(share * opacity * 256))


@nb.njit(cache=True, nogil=True)
def band(fb, clip, xs, upper, lower, color, opacity):
    """The area between two polylines over the same increasing xs (n,)."""
    for k in range(xs.shape[0] - 1):
        total = xs[k] + xs[k + 1] + upper[k] + upper[k + 1] + lower[k] + lower[k + 1]
        if not np.isfinite(total) or xs[k + 1] <= xs[k]:
            continue
        first = max(int(np.ceil(near(xs[k]) - 0.5)), clip[0])
        last = min(int(np.ceil(near(xs[k + 1]) - 0.5)), clip[2])
        for x in range(first, last):
            t = (x + 0.5 - xs[k]) / (xs[k + 1] - xs[k])
            one = upper[k] + (upper[k + 1] - upper[k]) * t
            other = lower[k] + (lower[k + 1] - lower[k]) * t
            fill_column(fb, clip, x, min(one, other), max(one, other), color, opacity)


@nb.njit(cache=True, nogil=True)
def bars(fb, clip, edges, tops, base, color, opacity):
    """Bars between edges (n + 1,) from pixel row `base` up to tops (n,)."""
    for k in range(tops.shape[0]):
        if not np.isfinite(tops[k]):
            continue
        first = max(round(near(edges[k])), clip[0])
        last = min(round(near(edges[k + 1])), clip[2])
        for x in range(first, last):
            fill_column(fb, clip, x, near(tops[k]), base, color, opacity)


@nb.njit(cache=True, nogil=True)
def outline(fb, clip, edges, tops, width, color, opacity):
    """The upper edge of bars, `width` pixels thick, between edges (n + 1,) at heights tops (n,)."""
    before = -1
    for k in range(tops.shape[0]):
        if not np.isfinite(tops[k]):
            before = -1
            continue
        first, last = round(near(edges[k])), round(near(edges[k + 1]))
        top = round(near(tops[k]))
        for y in range(max(top, clip[1]), min(top + width, clip[3])):
            for x in range(max(first, clip[0]), min(last, clip[2])):
                fb[y, x] = mixed(fb[y, x], U(color), U(opacity * 256))
        if before >= 0 and before != top:
            high, low = min(before, top) + width, max(before, top)
            for y in range(max(high, clip[1]), min(low, clip[3])):
                for x in range(max(first, clip[0]), min(first + width, clip[2])):
                    fb[y, x] = mixed(fb[y, x], U(color), U(opacity * 256))
        before = top


@nb.njit(cache=True, nogil=True)
def discs(fb, clip, xs, ys, radius, color, ring, ring_color):
    """Anti-aliased discs, each with a ring `ring` pixels wide that sets it off from the rest."""
    outer = radius + ring
    for k in range(xs.shape[0]):
        if not np.isfinite(xs[k] + ys[k]) or abs(xs[k]) > FAR or abs(ys[k]) > FAR:
            continue
        for y in range(
            max(int(np.floor(ys[k] - outer)), clip[1]), min(int(ys[k] + outer) + 2, clip[3])
        ):
            for x in range(
                max(int(np.floor(xs[k] - outer)), clip[0]), min(int(xs[k] + outer) + 2, clip[2])
            ):
                away = np.sqrt((x + 0.5 - xs[k]) ** 2 + (y + 0.5 - ys[k]) ** 2)
                share = min(max(outer + 0.5 - away, 0.0), 1.0)
                inside = min(max(radius + 0.5 - away, 0.0), 1.0)
                if share > 0.0:
                    paint = mixed(U(ring_color), U(color), U(inside * 256))
                    fb[y, x] = mixed(fb[y, x], paint, U(share * 256))


@nb.njit(cache=True, nogil=True)
def stamps(fb, clip, xs, ys, shape, color):
    """A small shape's coverage, (size, size) uint8, centered on each point (n,)."""
    size = shape.shape[0]
    for k in range(xs.shape[0]):
        if not np.isfinite(xs[k] + ys[k]):
            continue
        left, top = round(near(xs[k]) - size / 2), round(near(ys[k]) - size / 2)
        for row in range(max(clip[1] - top, 0), min(size, clip[3] - top)):
            for column in range(max(clip[0] - left, 0), min(size, clip[2] - left)):
                share = shape[row, column]
                if share > 0:
                    y, x = top + row, left + column
                    fb[y, x] = mixed(fb[y, x], U(color), U(share) * U(256) // U(255))


def warm_up() -> None:
    """Compile every kernel (or load it from the cache) for the types that plots pass."""
    fb = np.zeros((4, 4), np.uint32)
    mask = np.zeros((4, 4), np.uint8)
    clip = np.array((0, 0, 4, 4))
    xs: NDArray[np.float64] = np.array((0.0, 3.0))
    polyline(fb, mask, clip, xs, xs, 1.0, 0xFFFFFFFF, 1.0, np.zeros(0))
    band(fb, clip, xs, xs, xs, 0xFFFFFFFF, 0.5)
    bars(fb, clip, xs, xs[:1].copy(), 4.0, 0xFFFFFFFF, 0.5)
    outline(fb, clip, xs, xs[:1].copy(), 1, 0xFFFFFFFF, 0.5)
    discs(fb, clip, xs, xs, 1.0, 0xFFFFFFFF, 1.0, 0xFF000000)
    stamps(fb, clip, xs, xs, mask, 0xFFFFFFFF)
