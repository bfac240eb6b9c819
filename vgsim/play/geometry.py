"""Layout of the network view, computed from sizes alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import floor

STEPS_LOW = (
    -16,
    -24,
    -32,
    -48,
    -64,
    -80,
    -96,
    -128,
    -192,
    -256,
    -330,
)  # decades: the ends of a scale grow in steps
STEPS_HIGH = (2, 8, 16, 32, 64, 128, 310)
TICKS = (1, 2, 4, 5, 8, 10, 16, 20, 32, 40, 50, 64, 80, 100, 160, 320)


@dataclass(frozen=True, slots=True)
class DecadeRange:
    """The range of decades shown; `automatic` fits it to the current numbers."""

    low: int = STEPS_LOW[0]
    high: int = STEPS_HIGH[0]
    automatic: bool = False

    @staticmethod
    def absolute(smallest: float, largest: float) -> DecadeRange:
        """The smallest stepped range that contains the log10 values smallest ... largest."""
        low = next((step for step in STEPS_LOW if step <= smallest), STEPS_LOW[-1])
        high = next((step for step in STEPS_HIGH if step >= largest), STEPS_HIGH[-1])
        return DecadeRange(low, high)

    @staticmethod
    def fitted(smallest: float, largest: float) -> DecadeRange:
        """The whole decades around the log10 values smallest ... largest, at least two."""
        low = floor(smallest)
        return DecadeRange(low, max(floor(largest) + 1, low + 2), automatic=True)

    def united(self, other: DecadeRange) -> DecadeRange:
        """The union of both ranges, so that a scale does not shrink during training."""
        if self.automatic or other.automatic:
            return self
        return DecadeRange(min(self.low, other.low), max(self.high, other.high))

    def ticks(self, most: int) -> tuple[int, ...]:
        """At most `most` evenly spaced whole decades to label, with the lowest if possible."""
        steps = [step for step in TICKS if self.low % step == 0] + list(TICKS)
        for step in steps:
            found = tuple(range(-(-self.low // step) * step, self.high + 1, step))
            if len(found) <= max(most, 2):
                return found
        return (0,)

    def share(self, decade: float) -> float:
        """Position of a decade in the range, from 0 (low) to 1 (high)."""
        return (decade - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class LayerColumns:
    """Columns of layers 1 ... `layers` between two x coordinates in pixels."""

    left: int
    right: int
    layers: int

    @property
    def pitch(self) -> float:
        """Distance between the middles of two columns, in pixels."""
        return (self.right - self.left) / max(self.layers, 1)

    def span(self, layer: int) -> tuple[int, int]:
        """First pixel of a layer's column, and first pixel of the next column."""
        width, half = self.right - self.left, self.layers // 2
        start, end = (self.left + (k * width + half) // self.layers for k in (layer - 1, layer))
        return start, end

    def cells(self, layer: int) -> tuple[int, int]:
        """The part of a column that shows cells, leaving a gap between columns if they are wide."""
        first, last = self.span(layer)
        gap = 0 if self.pitch < 4 else 1 if self.pitch < 12 else max(2, round(self.pitch * 0.12))
        return first + gap // 2, max(last - (gap - gap // 2), first + 1)

    def center(self, layer: float) -> float:
        """Center of a column; fractional layers are between two columns."""
        lower = floor(layer)
        first, last = self.cells(lower)
        return (first + last) / 2 + (layer - lower) * self.pitch

    def layer_at(self, x: float) -> int | None:
        """The layer whose column contains x."""
        if not self.left <= x < self.right or self.layers < 1:
            return None
        layer = min(int((x - self.left) / self.pitch) + 1, self.layers)
        while x < self.span(layer)[0]:  # column edges are rounded to pixels
            layer -= 1
        while x >= self.span(layer)[1]:
            layer += 1
        return layer


RowBand = tuple[int, int]  # first row, and first row after it


@dataclass(frozen=True, slots=True)
class LanePlace:
    """Vertical positions of a lane's parts, in device pixels from the top of the view."""

    top: int
    header: int  # end of title and verdict
    skips: RowBand  # arcs of skip connections; height 0 without them
    signal: RowBand
    track: RowBand  # the band in which the wave runs
    gradient: RowBand
    bars: RowBand
    numbers: RowBand
    bottom: int


def lane_places(
    height: int,
    lanes: int,
    header: int,
    track: int,
    numbers: int,
    gap: int,
    footer: int,
    skips: int = 0,
) -> tuple[LanePlace, ...]:
    """Stack lanes of equal height above a footer with the names of the layers.

    Signals, gradients and bars share the height that is left, 3 : 3 : 4. If there is too little,
    parts shrink to nothing from the bottom up.

    Args:
        height: of the view, like all others in device pixels.
        lanes: number of lanes.
        header: height of title and verdict.
        track: height of the band in which the wave runs.
        numbers: height of the numbers under the columns.
        gap: space between parts.
        footer: height of the names of the layers.
        skips: height of the arcs of skip connections.
    """
    places = []
    room = max(height - footer, 0)
    for lane in range(lanes):
        top, bottom = room * lane // lanes, room * (lane + 1) // lanes
        free = max(bottom - top - header - skips - track - numbers - 3 * gap, 0)
        cells = free * 3 // 10
        edges = [top]
        for size in (header, skips, cells, track, cells, gap, free - 2 * cells, gap, numbers):
            edges.append(min(edges[-1] + size, bottom))
        arcs, signal, between, gradient, _, bars, _, foot = pairwise(edges[1:])
        places.append(LanePlace(top, edges[1], arcs, signal, between, gradient, bars, foot, bottom))
    return tuple(places)


@dataclass(frozen=True, slots=True)
class NumberRows:
    """How the numbers under the columns are arranged so that they do not overlap."""

    rows: int  # 2: layers alternate between two rows
    every: int  # 1: number every layer; n: only every n-th
    short: bool  # whether only the power of ten is written

    def row(self, layer: int) -> int | None:
        """The row of a layer's number; None if it is left out."""
        if self.every == 1 or layer == 1:
            return (layer - 1) % self.rows
        index, rest = divmod(layer - (self.every == 2), self.every)  # 1, 3, 5; but 1, 5, 10
        return None if rest else index % self.rows

    @property
    def spacing(self) -> int:
        """Smallest distance in columns between two numbers in a row."""
        return self.rows * self.every - (self.every > 2)


STEPS = (1, 2, 5, 10, 20, 50, 100)  # possible values of `every`


def number_rows(pitch: float, full: float, short: float) -> NumberRows:
    """The best arrangement of numbers for columns of width `pitch`, all in pixels.

    `full` and `short` are the widths of the longest number in each form, including spacing.
    """
    for width, is_short in ((full, False), (short, True)):
        for rows in (1, 2):
            if width <= pitch * rows:
                return NumberRows(rows, 1, is_short)
    thinned = [NumberRows(2, every, True) for every in (*STEPS, 1000)]
    return next((rows for rows in thinned if rows.spacing * pitch >= short), thinned[-1])


def thinning(pitch: float, width: float) -> int:
    """The n such that every n-th layer name fits, if a name needs this width."""
    return next((every for every in STEPS if every * pitch >= width), 1000)


def unit_at(y: float, top: int, bottom: int, units: int) -> int | None:
    """The index of the unit whose cell is at height y of a band; None outside the band."""
    if not top <= y < bottom or units < 1:
        return None
    return (int(y) - top) * units // (bottom - top)


def cell_rows(cell: int, count: int, height: int) -> RowBand:
    """The pixel rows of cell `cell` if `count` cells share a band of this height."""
    return -(-cell * height // count), -(-(cell + 1) * height // count)
