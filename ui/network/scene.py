"""One lane of the network view as pixels: cells or discs for units, bars for gradients."""

from __future__ import annotations

from math import log10

import numpy as np

from ui.look.theme import argb
from ui.network.disc_pictures import DiscPictures
from ui.network.discs import Discs
from ui.network.flow import ConnectionFlow
from ui.network.layout import NetworkLayout
from ui.network.links import Bundle, UnitLink, link_at
from ui.network.pictures import Pictures
from ui.network.shapes import LARGEST_SIGNAL
from ui.raster.cells import (
    ZERO,
    Codes,
    FloatArray,
    IntArray,
    Pixels,
    UnitRows,
    gradient_codes,
    gradient_colors,
    gradient_place,
    packed,
    signal_codes,
    signal_colors,
)
from ui.raster.painters import painters
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.play.geometry import DecadeRange, RowBand, cell_rows, unit_at

BAR = 0.3  # half a bar's width under discs, as a fraction of the distance of columns
REACH = 4.0  # maximum distance from pointer to line, in window pixels


class LaneScene:
    """Paints one lane. Made for one layout, it takes the values of one trace after the other."""

    def __init__(self, plan: NetworkLayout, index: int, lane: LaneTrace) -> None:
        self.plan, self.place = plan, plan.places[index]
        self.columns, self.widths = plan.columns, lane.widths[1:]
        self.layers = len(self.widths)
        height = self.place.signal[1] - self.place.signal[0]
        self.rows = UnitRows.of(self.widths, height)
        self.discs = Discs(self) if self.place.once else None
        self.flow: ConnectionFlow | None = None  # what travels along lines between circles
        spans = [self.box(layer) for layer in range(1, self.layers + 1)]
        self.lefts, self.rights = (np.array(edge) for edge in zip(*spans, strict=True))
        self.centers: FloatArray = (self.lefts + self.rights) / 2.0
        self.pictures: Pictures = (
            Pictures(plan, self.place, self.rows.counts)
            if self.discs is None
            else DiscPictures(plan, self.place, self.rows.counts, self.discs.spans())
        )
        theme = plan.theme
        colors = (theme.surface, theme.zero, theme.underflow, theme.infinite, theme.nan)
        self.specials = packed(tuple(argb(color) for color in colors))
        self._empty()
        self.pictures.after[...] = self.pictures.empty

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """The lines that are drawn between circles; none between cells."""
        return () if self.discs is None else self.discs.bundles

    # positions

    def box(self, layer: int) -> RowBand:
        """Pixel columns of a layer's cells and bar; with discs, only a part of the column."""
        left, right = self.columns.cells(layer)
        if self.discs is None:
            return left, right
        largest = max(self.discs.radius(k) for k in range(1, self.layers + 1))
        half = round(min((right - left) / 2, max(2.5 * largest, BAR * self.columns.pitch)))
        center = (left + right) // 2
        return center - half, center + half

    def unit_rows(self, band: RowBand, layer: int, unit: int) -> RowBand:
        """Rows of the screen that show a unit."""
        width, count = self.widths[layer - 1], int(self.rows.counts[layer - 1])
        cell = next(k for k in range(count) if (k + 1) * width // count > unit)
        first, last = cell_rows(cell, count, band[1] - band[0])
        return band[0] + first, band[0] + last

    def unit_at(self, y: float, layer: int, lane: LaneTrace) -> int | None:
        """The unit shown at a screen row; where several share a cell, the largest."""
        count, start = int(self.rows.counts[layer - 1]), int(lane.offsets[layer - 1])
        for band, values in (
            (self.place.signal, lane.activation),
            (self.place.gradient, lane.gradient),
        ):
            cell = unit_at(y, *band, count)
            if cell is not None:
                width = self.widths[layer - 1]
                return self.rows.shown_unit(values[start : start + width], layer, cell, width)
        return None

    def link_at(self, x: float, y: float, marked: UnitLink | None) -> UnitLink | None:
        """The weight whose line is pointed at; a disc covers the lines that end in it."""
        if self.discs is None or self.discs.covers(x, y):
            return None
        return link_at(self.discs.bundles, x, y, REACH * self.plan.ratio, marked)

    def tick_count(self) -> int:
        """How many tick labels fit next to the bars."""
        line = self.plan.label.pixelSize() * 1.5 * self.plan.ratio
        return max(2, int((self.place.bars[1] - self.place.bars[0]) / line) + 1)

    # painting a trace

    def leave(self, strength: float | None) -> None:
        """Keep the picture of this pass for the next one, in colors of this strength (0 ... 1).

        None: the next pass starts with empty cells.
        """
        if strength is None:
            self.pictures.forget()
        else:
            self.pictures.leave(argb(self.plan.theme.surface), strength)
        if self.discs is not None and isinstance(self.pictures, DiscPictures):
            self.discs.leave(self.pictures, strength)

    def _empty(self) -> None:
        """Paint the picture without values: lines of the axis, and empty cells."""
        theme, plan, grain = self.plan.theme, self.plan, self.plan.grain
        empty = self.pictures.empty
        empty[...] = argb(theme.surface)
        left, right = int(self.lefts[0]), int(self.rights[-1])
        bars = empty[self.pictures.rows(self.place.bars)]
        for decade in plan.scale.ticks(self.tick_count()):
            y = round(len(bars) * (1 - plan.scale.share(decade)))
            bars[max(min(y, len(bars) - grain), 0) :][:grain, left:right] = argb(theme.grid)
        if self.discs is not None:
            return
        narrow = self.columns.pitch < 6 * plan.ratio
        boxes = [(left, right)] if narrow else list(zip(self.lefts, self.rights, strict=True))
        for band in (self.place.signal, self.place.gradient):
            for a, b in boxes:
                block = empty[self.pictures.rows(band), int(a) : int(b)]
                block[:grain] = block[-grain:] = argb(theme.border)
                block[:, :grain] = block[:, -grain:] = argb(theme.border)

    def set_trace(self, lane: LaneTrace) -> None:
        """Paint all pictures for these values."""
        theme, scale, pictures = self.plan.theme, self.plan.scale, self.pictures
        tables = packed(theme.forward_map), packed(theme.gradient_map)
        negative = packed(theme.negative_map)  # only the gradient of one example has a sign
        smallest = lane.smallest_gradient
        discs, drawn = self.discs, pictures if isinstance(pictures, DiscPictures) else None
        if discs is not None and drawn is not None:
            self.flow = ConnectionFlow(lane)
            self._empty()
            discs.begin(lane, drawn)
        bars = pictures.rows(self.place.bars)  # pixels around cells and numbers are kept
        pictures.after[bars] = pictures.empty[bars]
        signal, gradient = (self.rows.cell_values(v) for v in (lane.activation, lane.gradient))
        signals = signal_colors(signal, LARGEST_SIGNAL, tables[0]), signal_codes(signal)
        gradients = (
            gradient_colors(gradient, scale.low, scale.high, tables[1], negative),
            gradient_codes(gradient, smallest),
        )
        if discs is None or drawn is None:
            self._paint_cells(pictures.after, self.place.signal, *signals)
            self._paint_cells(pictures.after, self.place.gradient, *gradients)
        else:
            discs.show(drawn, signals, gradients)
        norms = lane.followed()
        self._paint_bars(norms, gradient_codes(norms, smallest), tables[1])
        pictures.updated[...] = pictures.after[bars]
        self._paint_updates(lane.measures["update_ratio"])

    def _paint_cells(self, target: Pixels, band: RowBand, colors: Pixels, codes: Codes) -> None:
        rows, grain = self.rows, self.plan.grain
        block = target[self.pictures.rows(band)]
        tall = block.shape[0] / max(self.widths) >= 6 * self.plan.ratio
        painters().cells(
            block, self.lefts, self.rights, rows.firsts, rows.counts, colors, codes,
            self.specials, grain, grain if tall else 0,
        )  # fmt: skip

    def _paint_bars(self, norms: FloatArray, codes: Codes, table: Pixels) -> None:
        scale, grain = self.plan.scale, self.plan.grain
        tops = self.heights_of(norms)
        tops[codes == ZERO] -= 3 * grain  # a stub that shows the pattern
        tops[~np.isfinite(norms)] = 0  # no height, so the whole bar shows the pattern
        painters().bars(
            self.pictures.after[self.pictures.rows(self.place.bars)], self.lefts, self.rights,
            np.maximum(tops, 0), gradient_colors(norms, scale.low, scale.high, table), codes,
            self.specials, grain, 2 * grain, argb(self.plan.theme.text),
        )  # fmt: skip

    def heights_of(self, values: FloatArray) -> IntArray:
        """Rows in the bars' band for magnitudes on the log axis; zero and NaN are at the bottom."""
        height, scale = self.place.bars[1] - self.place.bars[0], self.plan.scale
        shares = np.nan_to_num(gradient_place(values, scale.low, scale.high))
        return np.rint(height * (1 - shares)).astype(np.int64)

    def _paint_updates(self, ratios: FloatArray) -> None:
        """Paint a diamond per layer: update size / weight size, on the axis of the bars."""
        theme, grain, height = self.plan.theme, self.plan.grain, self.pictures.updated.shape[0]
        half = max(1.5 * grain, min(self.columns.pitch * 0.18, 4.0 * grain))
        edge = float(grain) if half > 2 * grain else 0.0  # small diamonds would be only edge
        tops = self.heights_of(ratios).astype(float)
        tops = np.clip(tops, min(half, height), max(height - half, 0))
        tops[np.isnan(ratios)] = np.nan  # not drawn
        # exactly 0: an empty diamond at the bottom, because 0 is not on the axis
        still = ratios == 0
        accent, surface = argb(theme.accent), argb(theme.surface)
        for shown, fill, rim, wide in (
            (~still, accent, surface, edge), (still, surface, accent, float(grain)),
        ):  # fmt: skip
            painters().diamonds(
                self.pictures.updated, self.centers, np.where(shown, tops, np.nan), half,
                fill, rim, wide,
            )  # fmt: skip


def scale_for(trace: Trace, automatic: bool) -> DecadeRange:
    """The range to show: fixed steps, or fitted to this pass."""
    norms = np.concatenate([lane.followed() for lane in trace.lanes])
    good = norms[np.isfinite(norms) & (norms > 0)]
    low, high = (log10(good.min()), log10(good.max())) if len(good) else (0.0, 0.0)
    return DecadeRange.fitted(low, high) if automatic else DecadeRange.absolute(low, high)
