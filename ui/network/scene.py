"""One lane of the network view as pixels: cells or discs for units, bars for gradients."""

from __future__ import annotations

from math import hypot, log10

import numpy as np

from ui.look.theme import argb
from ui.network.layout import NetworkLayout
from ui.network.links import Bundle, UnitLink, link_at
from ui.network.pictures import Pictures
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

LARGEST_SIGNAL = 10.0  # the end of the signal scale
NARROW = 16  # maximum number of units in a layer for which discs and lines are drawn
LEAST_PITCH = 22  # minimum distance of columns with discs, in window pixels
LEAST_ROOM = 6  # minimum height per disc, in window pixels
BAR = 0.3  # half a bar's width under discs, as a fraction of the distance of columns
RING = 1.25  # width of the ring around a disc, in window pixels
REACH = 4.0  # maximum distance from pointer to line, in window pixels


class LaneScene:
    """Paints one lane. Made for one layout, it takes the values of one trace after the other."""

    def __init__(self, plan: NetworkLayout, index: int, lane: LaneTrace) -> None:
        self.plan, self.place = plan, plan.places[index]
        self.columns, self.widths = plan.columns, lane.widths[1:]
        self.layers = len(self.widths)
        height = self.place.signal[1] - self.place.signal[0]
        self.rows = UnitRows.of(self.widths, height)
        self.discs = self._room_for_discs(lane, height)
        self.bundles: tuple[Bundle, ...] = ()  # the lines that are drawn
        spans = [self.box(layer) for layer in range(1, self.layers + 1)]
        self.lefts, self.rights = (np.array(edge) for edge in zip(*spans, strict=True))
        self.pictures = Pictures(plan, self.place, self.rows.counts)
        theme = plan.theme
        colors = (theme.surface, theme.zero, theme.underflow, theme.infinite, theme.nan)
        self._specials = packed(tuple(argb(color) for color in colors))
        self._empty()
        self.pictures.after[...] = self.pictures.empty

    def _room_for_discs(self, lane: LaneTrace, height: int) -> bool:
        ratio, widest = self.plan.ratio, max(self.widths)
        narrow = widest <= NARROW and len(lane.weights) == self.layers
        pitch = self.columns.pitch >= LEAST_PITCH * ratio
        return narrow and pitch and height >= LEAST_ROOM * ratio * widest

    # positions

    def box(self, layer: int) -> RowBand:
        """Pixel columns of a layer's cells and bar; with discs, only a part of the column."""
        left, right = self.columns.cells(layer)
        if not self.discs:
            return left, right
        largest = max(self.radius(k) for k in range(1, self.layers + 1))
        half = round(min((right - left) / 2, max(2.5 * largest, BAR * self.columns.pitch)))
        center = (left + right) // 2
        return center - half, center + half

    def radius(self, layer: int) -> float:
        """Radius of a layer's discs in pixels, limited by the height per unit."""
        room = (self.place.signal[1] - self.place.signal[0]) / self.widths[layer - 1]
        return max(min(self.columns.pitch * 0.2, room * 0.42) - self.plan.ratio, 2.0)

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
        if not self.bundles or self._on_disc(x, y):
            return None
        return link_at(self.bundles, x, y, REACH * self.plan.ratio, marked)

    def _on_disc(self, x: float, y: float) -> bool:
        layer = self.columns.layer_at(x)
        if layer is None or layer > self.layers:
            return False
        count, reach = self.widths[layer - 1], self.radius(layer) + RING * self.plan.ratio
        for top, bottom in (self.place.signal, self.place.gradient):
            unit = unit_at(y, top, bottom, count)
            if unit is not None:
                middle = top + (unit + 0.5) * (bottom - top) / count
                return hypot(x - sum(self.box(layer)) / 2, y - middle) <= reach
        return False

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
        if self.discs:
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
        if self.discs:
            self._draw_weights(lane)
            end = self.place.bars[0] - pictures.top
            pictures.after[:end] = pictures.empty[:end]
        bars = pictures.rows(self.place.bars)  # pixels around cells and numbers are kept
        pictures.after[bars] = pictures.empty[bars]
        signal, gradient = (self.rows.cell_values(v) for v in (lane.activation, lane.gradient))
        colors = signal_colors(signal, LARGEST_SIGNAL, tables[0])
        self._paint_units(pictures.after, self.place.signal, colors, signal_codes(signal))
        colors = gradient_colors(gradient, scale.low, scale.high, tables[1], negative)
        codes = gradient_codes(gradient, smallest)
        self._paint_units(pictures.after, self.place.gradient, colors, codes)
        norms = lane.followed()
        self._paint_bars(norms, gradient_codes(norms, smallest), tables[1])
        pictures.updated[...] = pictures.after[bars]
        self._paint_updates(lane.measures["update_ratio"])

    def _paint_units(self, target: Pixels, band: RowBand, colors: Pixels, codes: Codes) -> None:
        theme, rows, grain = self.plan.theme, self.rows, self.plan.grain
        block = target[self.pictures.rows(band)]
        if self.discs:
            radii = np.array([self.radius(layer) for layer in range(1, self.layers + 1)])
            for radius in set(radii.tolist()):
                some = radii == radius
                painters().discs(
                    block, self._centers()[some], rows.firsts[some], rows.counts[some],
                    radius, colors, codes, self._specials, grain, RING * self.plan.ratio,
                    argb(theme.outline),
                )  # fmt: skip
            return
        tall = block.shape[0] / max(self.widths) >= 6 * self.plan.ratio
        painters().cells(
            block, self.lefts, self.rights, rows.firsts, rows.counts, colors, codes,
            self._specials, grain, grain if tall else 0,
        )  # fmt: skip

    def _centers(self) -> FloatArray:
        return np.asarray((self.lefts + self.rights) / 2.0)

    def _draw_weights(self, lane: LaneTrace) -> None:
        """Draw the lines between the discs of both bands, and empty discs."""
        self._empty()
        theme, empty, rows = self.plan.theme, self.pictures.empty, self.pictures.rows
        first, second = rows(self.place.signal), rows(self.place.gradient)
        self.bundles = self._bundles(lane)
        colors = theme.forward_map[40], theme.forward_map[215]
        inner = [bundle for bundle in self.bundles if bundle.layer > 1]
        for bundle in inner:
            _draw_lines(empty[first], bundle, colors)
        empty[second] = empty[first]  # both bands have the same height and the same lines
        for bundle in self.bundles[len(inner) :]:
            _draw_lines(empty[first], bundle, colors)
        hollow = np.full(int(self.rows.counts.sum()), argb(theme.surface), np.uint32)
        plain = np.zeros(len(hollow), np.uint8)
        for band in (self.place.signal, self.place.gradient):
            self._paint_units(empty, band, hollow, plain)

    def _bundles(self, lane: LaneTrace) -> tuple[Bundle, ...]:
        """Lines between all layers, relative to the largest weight; the inputs' come last."""
        thickest = min(self.columns.pitch * 0.06, 2.5 * self.plan.ratio)
        largest = max(largest_of(weights) for weights in lane.weights[1:] or lane.weights)
        centers = [float(center) for center in self._centers()]
        bands = self.place.signal, self.place.gradient
        found = [
            Bundle(k + 1, centers[k - 1], centers[k], bands, lane.weights[k], largest, thickest)
            for k in range(1, self.layers)
        ]
        if self.plan.inputs is not None and lane.weights and lane.widths[0] <= NARROW:
            edge, weights = float(self.plan.inputs[1]), lane.weights[0]
            own = largest_of(weights)
            found.append(Bundle(1, edge, centers[0], bands[:1], weights, own, thickest))
        return tuple(found)

    def _paint_bars(self, norms: FloatArray, codes: Codes, table: Pixels) -> None:
        scale, grain = self.plan.scale, self.plan.grain
        tops = self.heights_of(norms)
        tops[codes == ZERO] -= 3 * grain  # a stub that shows the pattern
        tops[~np.isfinite(norms)] = 0  # no height, so the whole bar shows the pattern
        painters().bars(
            self.pictures.after[self.pictures.rows(self.place.bars)], self.lefts, self.rights,
            np.maximum(tops, 0), gradient_colors(norms, scale.low, scale.high, table), codes,
            self._specials, grain, 2 * grain, argb(self.plan.theme.text),
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
                self.pictures.updated, self._centers(), np.where(shown, tops, np.nan), half,
                fill, rim, wide,
            )  # fmt: skip


def _draw_lines(target: Pixels, bundle: Bundle, colors: tuple[int, int]) -> None:
    ends = bundle.left, bundle.right
    # Row-major, whatever the layout in memory: another layout would compile the kernel again, here.
    weights = np.array(bundle.weights, np.float64, order="C")
    painters().lines(target, weights, *ends, bundle.largest, *colors, bundle.thickest)


def largest_of(weights: FloatArray) -> float:
    """The largest finite magnitude, to which the others are compared."""
    finite = np.abs(weights[np.isfinite(weights)])
    return max(float(finite.max(initial=0.0)), 1e-300)


def scale_for(trace: Trace, automatic: bool) -> DecadeRange:
    """The range to show: fixed steps, or fitted to this pass."""
    norms = np.concatenate([lane.followed() for lane in trace.lanes])
    good = norms[np.isfinite(norms) & (norms > 0)]
    low, high = (log10(good.min()), log10(good.max())) if len(good) else (0.0, 0.0)
    return DecadeRange.fitted(low, high) if automatic else DecadeRange.absolute(low, high)
