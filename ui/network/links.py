"""The lines between discs, which stand for weights, and the search for the line at a point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ui.raster.plain import strongest_last
from vgsim.compute.traces.trace import FloatArray
from vgsim.play.geometry import RowBand

Point = tuple[float, float]
UnitLink = tuple[int, int, int]  # layer, unit, and unit of the layer before


@dataclass(frozen=True, slots=True)
class Bundle:
    """All lines that lead to the discs of one layer. Positions are device pixels."""

    layer: int
    left: float  # where the lines begin: the middle of the previous layer, or the inputs' edge
    right: float
    bands: tuple[RowBand, ...]  # rows in which the lines are drawn
    weights: FloatArray  # (units, units of the previous layer)
    largest: float  # the weight with the strongest line
    thickest: float

    def has(self, unit: int, source: int) -> bool:
        """Whether the layer has this unit, and the layer before it this source; both from 0."""
        fan_out, fan_in = self.weights.shape
        return bool(0 <= unit < fan_out and 0 <= source < fan_in)

    def ends(self, band: RowBand, unit: int, source: int) -> tuple[Point, Point]:
        """The two ends of a line."""
        height, (fan_out, fan_in) = band[1] - band[0], self.weights.shape
        start = band[0] + (source + 0.5) * height / fan_in
        return (self.left, start), (self.right, band[0] + (unit + 0.5) * height / fan_out)

    def nearest(
        self, x: float, y: float, reach: float, marked: tuple[int, int] | None = None
    ) -> tuple[int, int] | None:
        """Unit and source of the line within `reach` pixels of a point, or None.

        Among several lines the nearest is chosen, and among those that cover the point the one
        painted last. Lines too faint to be drawn are ignored, except the `marked` one, which is on
        top.
        """
        band = next((band for band in self.bands if band[0] <= y < band[1]), None)
        if band is None or not self.left <= x < self.right:
            return None
        fan_in = self.weights.shape[1]
        drawn = strongest_last(self.weights, self.largest)
        if marked is not None and self.has(*marked):
            drawn.append((marked[0] * fan_in + marked[1], 1.0))
        if not drawn:
            return None
        units, sources = np.divmod(np.array([index for index, _ in drawn]), fan_in)
        halves = np.maximum(self.thickest * np.array([strength for _, strength in drawn]), 0.8) / 2
        height = band[1] - band[0]
        start = band[0] + (sources + 0.5) * height / fan_in
        end = band[0] + (units + 0.5) * height / self.weights.shape[0]
        slope = (end - start) / (self.right - self.left)
        middle = start + (x - self.left) * slope
        away = np.maximum(np.abs(y - middle) / np.hypot(1.0, slope) - halves, 0.0)
        best = len(away) - 1 - int(np.argmin(away[::-1]))
        return (int(units[best]), int(sources[best])) if away[best] <= reach else None


def link_at(
    bundles: Iterable[Bundle], x: float, y: float, reach: float, marked: UnitLink | None = None
) -> UnitLink | None:
    """The line within `reach` pixels of a point, or None."""
    for bundle in bundles:
        own = marked[1:] if marked is not None and marked[0] == bundle.layer else None
        found = bundle.nearest(x, y, reach, own)
        if found is not None:
            return bundle.layer, *found
    return None
