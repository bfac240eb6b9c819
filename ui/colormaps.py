"""Which color has a value? Two formulas in CIELAB that build every color map of every theme.

A map is a path through CIELAB, drawn by its lightness, chroma and hue and pulled into sRGB by
lowering the chroma alone, so that the lightness, which carries the magnitude, is exactly as drawn.
Conversions: IEC 61966-2-1 (sRGB, D65) and CIE 15 (CIELAB).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from math import cos, radians, sin

SIZE = 256
Lab = tuple[float, float, float]  # lightness 0..100, a, b
Knots = tuple[tuple[float, float, float, float], ...]  # (position 0..1, lightness, chroma, degrees)

_WHITE = (0.9504559, 1.0, 1.0890578)  # D65, Y = 1
_TO_LINEAR = (  # XYZ -> linear sRGB
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)


def _linear(lab: Lab) -> tuple[float, ...]:
    """CIELAB -> linear sRGB, outside 0..1 where the color does not exist on a screen."""
    y = (lab[0] + 16) / 116
    roots = (y + lab[1] / 500, y, y - lab[2] / 200)
    xyz = tuple(
        white * (t**3 if t > 6 / 29 else 3 * (6 / 29) ** 2 * (t - 4 / 29))
        for t, white in zip(roots, _WHITE, strict=True)
    )
    return tuple(sum(m * v for m, v in zip(row, xyz, strict=True)) for row in _TO_LINEAR)


def _in_gamut(color: Sequence[float]) -> bool:
    return all(-1e-4 <= c <= 1.0001 for c in color)


def _argb(lightness: float, chroma: float, hue: float) -> int:
    """0xffRRGGBB of the color with this lightness and hue and at most this chroma."""
    a, b = cos(radians(hue)), sin(radians(hue))
    low, high = 0.0, chroma
    if _in_gamut(_linear((lightness, chroma * a, chroma * b))):
        low = chroma
    else:
        for _ in range(16):
            middle = (low + high) / 2
            if _in_gamut(_linear((lightness, middle * a, middle * b))):
                low = middle
            else:
                high = middle
    packed = 0xFF
    for value in _linear((lightness, low * a, low * b)):
        value = min(max(value, 0.0), 1.0)
        gamma = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
        packed = packed << 8 | round(255 * gamma)
    return packed


def _path(knots: Knots) -> Callable[[float], int]:
    """Piecewise linear in lightness, chroma and hue between the knots."""

    def color(position: float) -> int:
        for left, right in pairwise(knots):
            if position <= right[0]:
                t = (position - left[0]) / (right[0] - left[0])
                return _argb(*(a + t * (b - a) for a, b in zip(left[1:], right[1:], strict=True)))
        return _argb(*knots[-1][1:])

    return color


@cache
def sequential(knots: Knots) -> tuple[int, ...]:
    """Small to large: SIZE colors along one path."""
    color = _path(knots)
    return tuple(color(i / (SIZE - 1)) for i in range(SIZE))


@cache
def diverging(negative: Knots, positive: Knots) -> tuple[int, ...]:
    """Zero is the neutral color where both paths begin: entries SIZE/2 - 1 and SIZE/2 alike."""
    half = SIZE // 2
    left, right = _path(negative), _path(positive)
    return tuple(left(i / (half - 1)) for i in reversed(range(half))) + tuple(
        right(i / (half - 1)) for i in range(half)
    )
