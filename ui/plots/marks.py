"""What can stand in a plot? Marks as values, in the units of the axes; two painters know them all.

Sizes are device-independent pixels, colors "#rrggbb". Values that are not finite are gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

SOLID: tuple[float, ...] = ()
DASHES: tuple[tuple[float, ...], ...] = (  # drawn, left out, ... in line widths
    SOLID,
    (4.0, 2.5),
    (1.0, 2.0),
    (6.0, 2.0, 1.0, 2.0),
    (2.0, 4.0),
    (8.0, 4.0),
)


class Shape(Enum):
    """Pictures for values that have no place on an axis; told apart without color."""

    RING = "ring"  # exactly zero
    UP = "up"  # plus infinity, or above the axis
    DOWN = "down"  # below the axis
    LEFT = "left"
    RIGHT = "right"
    CROSS = "cross"  # not a number
    DISC = "disc"


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
    """A histogram, standing on `base`."""

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
    """Filled discs, each in a ring that sets it off from its neighbors."""

    x: FloatArray  # (n,)
    y: FloatArray  # (n,)
    color: str
    radius: float
    ring: float = 0.0
    ring_color: str = "#000000"


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """One small picture at every point."""

    x: FloatArray  # (n,)
    y: FloatArray  # (n,)
    shape: Shape
    color: str
    size: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the x axis over the whole height."""

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
    """A short text beside a point, out of the way of earlier notes, of lines and of the frame."""

    x: float
    y: float
    text: str
    color: str
    far: bool = False  # may stand further off at the same height: its color says whose it is
    yields: bool = False  # lacks rather than cover a line


@dataclass(frozen=True, slots=True)
class Colors:
    """Which color has a value: a map between two values, and those that have no place on it."""

    map: tuple[int, ...]  # 0xffRRGGBB, from `low` to `high`; what lies beyond has the ends' colors
    low: float
    high: float
    zero: int  # of minus infinity: a logarithm of exactly zero
    broken: int  # of plus infinity and NaN


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A plane of cells of equal size, for what stands still."""

    values: FloatArray  # (rows, columns); the first row lies at `bottom`
    left: float
    right: float
    bottom: float
    top: float
    colors: Colors
    smooth: bool = False  # colors run into each other


Mark = Line | Band | Bars | Steps | Dots | Stamps | Span | Rule
StillMark = Mark | Field
