"""Color maps of all themes, built by two formulas in CIELAB.

A map is a path through CIELAB, given by lightness, chroma and hue. Colors outside sRGB are brought
into it by lowering the chroma only, so that the lightness, which shows the magnitude, is exact.
Published maps can be chosen instead. Conversions: IEC 61966-2-1 (sRGB, D65) and CIE 15 (CIELAB).
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

SIZE = 256
# (position 0..1, lightness, chroma, hue in degrees)
Knots = tuple[tuple[float, float, float, float], ...]

_WHITE = (0.9504559, 1.0, 1.0890578)  # D65, Y = 1
_TO_LINEAR = (  # XYZ -> linear sRGB
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)
BISECTIONS = 16  # bisection steps in the search for the largest chroma within sRGB


@cache
def sequential(knots: Knots) -> tuple[int, ...]:
    """SIZE colors along one path, from small to large values."""
    return _path(knots, SIZE)


@cache
def diverging(negative: Knots, positive: Knots) -> tuple[int, ...]:
    """SIZE colors, negative to positive; entries SIZE/2 - 1 and SIZE/2 are neutral."""
    return _path(negative, SIZE // 2)[::-1] + _path(positive, SIZE // 2)


@cache
def published(name: str) -> tuple[int, ...]:
    """One of the maps by P. Kovesi (arXiv:1509.03700, CC-BY 4.0) that pyqtgraph brings: "CET-D1A".

    The library itself is not imported. Empty: it is not there.
    """
    found = find_spec("pyqtgraph")
    if found is None or found.origin is None:
        return ()
    try:
        text = Path(found.origin).with_name("colors").joinpath("maps", f"{name}.csv").read_text()
    except OSError:
        return ()
    colors = [[round(255 * float(part)) for part in line.split(",")] for line in text.split()]
    return tuple(0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in colors)


def _path(knots: Knots, count: int) -> tuple[int, ...]:
    """`count` colors (0xffRRGGBB), piecewise linear between the knots."""
    import numpy as np  # not before the window is shown

    place = np.linspace(0.0, 1.0, count)
    at, *parts = np.array(knots).T
    lightness, most, degrees = (np.interp(place, at, part) for part in parts)
    hue = np.radians(degrees)
    chroma, high = np.where(_exists(_linear(lightness, most, hue)), most, 0.0), most
    for _ in range(BISECTIONS):
        middle = (chroma + high) / 2
        inside = _exists(_linear(lightness, middle, hue))
        chroma, high = np.where(inside, middle, chroma), np.where(inside, high, middle)
    linear = np.clip(_linear(lightness, chroma, hue), 0.0, 1.0)
    gamma = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    red, green, blue = np.rint(255 * gamma).astype(np.int64)
    packed: list[int] = (0xFF << 24 | red << 16 | green << 8 | blue).tolist()
    return tuple(packed)


def _linear(lightness: FloatArray, chroma: FloatArray, hue: FloatArray) -> FloatArray:
    """Convert CIELAB to linear sRGB; components outside 0..1 are outside sRGB.

    Args:
        lightness: (n,), 0..100.
        chroma: (n,).
        hue: (n,), in radians.

    Returns:
        (3, n): red, green, blue.
    """
    import numpy as np

    y = (lightness + 16) / 116
    roots = np.stack([y + chroma * np.cos(hue) / 500, y, y - chroma * np.sin(hue) / 200])
    cubes = np.where(roots > 6 / 29, roots**3, 3 * (6 / 29) ** 2 * (roots - 4 / 29))
    linear: FloatArray = np.array(_TO_LINEAR) @ (np.array(_WHITE)[:, None] * cubes)
    return linear


def _exists(linear: FloatArray) -> NDArray[np.bool_]:
    """Whether each of the linear colors (3, n) is within sRGB; (n,)."""
    least, most = linear.min(axis=0), linear.max(axis=0)
    inside: NDArray[np.bool_] = (least >= -1e-4) & (most <= 1.0001)
    return inside
