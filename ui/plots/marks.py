"""The marks of plots as values, in the units of the axes; two painters draw them.

Sizes are device-independent pixels, colors "#rrggbb". NaN and infinite values are gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from ui.plots.axis import Tick

FloatArray = NDArray[np.float64]
Pixels = NDArray[np.uint32]  # 0xffRRGGBB

SOLID: tuple[float, ...] = ()
DASHES: tuple[tuple[float, ...], ...] = (  # lengths of strokes and gaps in line widths
    SOLID,
    (4.0, 2.5),
    (1.0, 2.0),
    (6.0, 2.0, 1.0, 2.0),
    (2.0, 4.0),
    (8.0, 4.0),
)


class Shape(Enum):
    """Symbols that differ in shape, not only in color."""

    # for values that have no place on an axis

    RING = "ring"  # exactly zero
    UP = "up"  # plus infinity, or above the axis
    DOWN = "down"  # below the axis
    LEFT = "left"
    RIGHT = "right"
    CROSS = "cross"  # not a number
    # for points of different networks
    DISC = "disc"
    SQUARE = "square"
    DIAMOND = "diamond"
    BAR = "bar"


LANE_SHAPES = Shape.DISC, Shape.SQUARE, Shape.DIAMOND, Shape.BAR
LANE_DASHES = SOLID, (7.0, 2.5), (2.0, 2.0), (7.0, 2.0, 2.0, 2.0)


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A stroke through points."""

    x: FloatArray  # (n,)
    y: FloatArray  # (n,)
    color: str
    width: float
    dash: tuple[float, ...] = SOLID
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The area between two curves over the same x."""

    x: FloatArray  # (n,) rising
    low: FloatArray  # (n,)
    high: FloatArray  # (n,)
    color: str
    opacity: float


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """A histogram whose bars start at `base`."""

    edges: FloatArray  # (n + 1,)
    heights: FloatArray  # (n,)
    base: float
    color: str
    opacity: float


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The upper edge of a histogram."""

    edges: FloatArray  # (n + 1,)
    heights: FloatArray  # (n,)
    color: str
    width: float
    opacity: float


@dataclass(frozen=True, slots=True, eq=False)
class Dots:
    """Filled discs, each with a ring that separates it from its neighbors."""

    x: FloatArray  # (n,)
    y: FloatArray  # (n,)
    color: str
    radius: float
    ring: float = 0.0
    ring_color: str = "#000000"


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """One symbol at every point."""

    x: FloatArray  # (n,)
    y: FloatArray  # (n,)
    shape: Shape
    color: str
    size: float


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of the x axis over the whole height."""

    low: float
    high: float
    color: str
    opacity: float
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line across the whole plot at one value."""

    value: float
    color: str
    width: float
    vertical: bool
    dash: tuple[float, ...] = SOLID


@dataclass(frozen=True, slots=True)
class Note:
    """A short text near a point, placed so that it covers no earlier note, line or frame."""

    x: float
    y: float
    text: str
    color: str
    far: bool = False  # may be farther away at the same height, if its color shows its curve
    yields: bool = False  # left out if it would cover a line
    cell: float = 0.0  # in the middle of a cell with sides of this length; 0: near the point


@dataclass(frozen=True, slots=True)
class Colors:
    """Maps values to the colors of a map, also values outside the range and special values."""

    map: tuple[int, ...]  # 0xffRRGGBB, from `low` to `high`; also used outside
    low: float
    high: float
    zero: int  # color of −infinity, the logarithm of exactly zero
    broken: int  # color of +infinity and NaN

    def pixels(self, values: FloatArray) -> Pixels:
        """The color of every value, in an array of the same shape."""
        table = np.array(self.map, np.uint32)
        with np.errstate(all="ignore"):
            share = (values - self.low) / (self.high - self.low)
            index = np.clip(np.nan_to_num(share) * (len(table) - 1) + 0.5, 0, len(table) - 1)
        found = table[index.astype(np.int64)]
        found[np.isneginf(values)] = self.zero
        found[np.isposinf(values) | np.isnan(values)] = self.broken
        return found


@dataclass(frozen=True, slots=True)
class ColorScale:
    """What the colors of a plot mean: ticks of the map, and a color with its meaning beyond it."""

    colors: Colors
    ticks: tuple[Tick, ...]
    above: tuple[int, str] | None = None  # 0xffRRGGBB
    below: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """A grid of colored cells of equal size."""

    values: FloatArray  # (rows, columns); the first row is at `bottom`
    left: float
    right: float
    bottom: float
    top: float
    colors: Colors
    smooth: bool = False  # colors are interpolated between cells

    @property
    def pixels(self) -> Pixels:  # (rows, columns)
        """The color of each cell, 0xffRRGGBB."""
        return self.colors.pixels(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A grid of cells of equal size that have a color, but no value here."""

    pixels: Pixels  # (rows, columns); the first row is at `bottom`
    left: float
    right: float
    bottom: float
    top: float
    smooth: bool = False


Mark = Line | Band | Bars | Steps | Dots | Stamps | Span | Rule
StillMark = Mark | HeatMap | Cells
