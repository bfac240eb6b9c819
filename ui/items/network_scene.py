"""One lane of the network view as pixels: cells of signals and gradients, bars of their size."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log10

import numpy as np
from numpy.typing import NDArray

from ui.raster.cells import (
    BandMap,
    Pixels,
    Rows,
    cell_map,
    disc_map,
    disc_middle,
    gradient_codes,
    gradient_colors,
    packed,
    paint_band,
    signal_codes,
    signal_colors,
)
from ui.raster.lines import weight_lines
from ui.theme import Theme, argb
from vgsim.compute.trace import LaneTrace
from vgsim.play.frame import Frame, Phase
from vgsim.play.geometry import Columns, LanePlace, Scale

Codes = NDArray[np.uint8]
LARGEST_SIGNAL = 10.0  # the end of the signal scale
NARROW = 16  # widest layer drawn as discs with lines
LEAST_PITCH = 22  # pixels a column needs for discs and lines, times the device ratio
SMALLEST_NORMAL = {
    "float32": float(np.finfo(np.float32).tiny),
    "float64": float(np.finfo(float).tiny),
}
SMALLEST = {"float32": 2.0**-149, "float64": 2.0**-1074}


@dataclass(frozen=True, slots=True)
class Shown:
    """Which layers have their signal, their gradient, their update by now."""

    signals: int  # layers 1 ... signals
    gradients: int  # layers gradients ... the last one
    updates: int  # layers 1 ... updates

    @staticmethod
    def of(frame: Frame, layers: int) -> Shown:
        """`layers` are the lane's own; the frame counts those of the longest."""
        if frame.phase is Phase.FORWARD:
            return Shown(min(frame.reached, layers), layers + 1, 0)
        if frame.phase is Phase.LOSS:
            return Shown(layers, layers + 1, 0)
        if frame.phase is Phase.BACKWARD:
            return Shown(layers, min(frame.layers - frame.reached, layers) + 1, 0)
        return Shown(layers, 1, min(frame.reached, layers))


class LaneScene:
    """Everything about one lane that is painted; made anew for every size, updated by traces."""

    def __init__(
        self, place: LanePlace, columns: Columns, widths: tuple[int, ...], ratio: float
    ) -> None:
        self.place, self.columns, self.widths = place, columns, widths
        self.layers = len(widths)
        self.ratio = ratio
        self.lefts = np.array([columns.cells(k)[0] for k in range(1, self.layers + 1)])
        self.rights = np.array([columns.cells(k)[1] for k in range(1, self.layers + 1)])
        self.discs = False
        self._shown = Shown(0, self.layers + 1, 0)
        self._map: BandMap | None = None
        self._ground: Pixels | None = None

    def arrange(self, lane: LaneTrace, theme: Theme, width: int) -> None:
        """Decide between cells and discs, and lay the map for a view of this many pixels."""
        height = self.place.signal[1] - self.place.signal[0]
        narrow = max(self.widths) <= NARROW and len(lane.weights) == self.layers
        room = self.columns.pitch >= LEAST_PITCH * self.ratio
        self.discs = narrow and room and height >= 3 * self.ratio * max(self.widths)
        self.rows = Rows.of(self.widths, height)
        if self.discs:
            radius = min(self.columns.pitch * 0.22, height / max(self.widths) * 0.4)
            centers = (self.lefts + self.rights) / 2
            self._map = disc_map(self.rows, centers, max(radius, 2.0), height, width)
        else:
            gap = max(1, round(self.ratio)) if height / max(self.widths) >= 5 * self.ratio else 0
            self._map = cell_map(self.rows, self.lefts, self.rights, height, width, gap)
        self._ground = np.full((height, width), argb(theme.surface), np.uint32)

    def set_trace(self, lane: LaneTrace, theme: Theme, scale: Scale) -> None:
        """Colors of all cells and heights of all bars of this pass."""
        signal, gradient = (
            self.rows.cell_values(lane.activation),
            self.rows.cell_values(lane.gradient),
        )
        self.signal_colors = signal_colors(signal, LARGEST_SIGNAL, packed(theme.forward_map))
        self.signal_codes = signal_codes(signal)
        table = packed(theme.gradient_map)
        self.gradient_colors = gradient_colors(gradient, scale.low, scale.high, table)
        smallest = SMALLEST_NORMAL[lane.network.dtype]
        self.gradient_codes = gradient_codes(gradient, smallest)
        norms = lane.measures["gradient_preactivation"]
        self.bar_colors = gradient_colors(norms, scale.low, scale.high, table)
        self.bar_codes = gradient_codes(norms, 0.0)
        self.tops = [self.height_of(float(norm), scale) for norm in norms]
        self.update_marks = [
            self.height_of(float(ratio), scale) for ratio in lane.measures["update_ratio"]
        ]
        self.specials = np.array(
            [argb(theme.surface), argb(theme.zero), argb(theme.underflow), argb(theme.infinite),
             argb(theme.nan)], np.uint32,
        )  # fmt: skip
        self._empty = np.uint32(argb(theme.window))
        if self.discs:
            self._draw_lines(lane, theme)

    def height_of(self, value: float, scale: Scale) -> int:
        """Pixel row of a magnitude on the bars' log axis; zero lies at the floor."""
        top, bottom = self.place.bars
        if value == 0 or value != value:
            return bottom
        if not isfinite(value):
            return top
        share = (log10(abs(value)) - scale.low) / (scale.high - scale.low)
        return round(bottom - min(max(share, 0.0), 1.0) * (bottom - top))

    def _draw_lines(self, lane: LaneTrace, theme: Theme) -> None:
        assert self._ground is not None
        self._ground[...] = argb(theme.surface)
        finite = [np.abs(w[np.isfinite(w)]).max(initial=0.0) for w in lane.weights[1:]]
        largest = max([1e-300, *map(float, finite)])
        height = self._ground.shape[0]
        centers = (self.lefts + self.rights) // 2
        for layer in range(1, self.layers):
            before, after = self.widths[layer - 1], self.widths[layer]
            starts = np.array([disc_middle(k, before, height) for k in range(before)])
            ends = np.array([disc_middle(k, after, height) for k in range(after)])
            weight_lines(
                self._ground, lane.weights[layer], starts, ends, int(centers[layer - 1]),
                int(centers[layer]), largest, theme.forward_map[30], theme.forward_map[225],
            )  # fmt: skip

    def paint(self, pixels: Pixels, theme: Theme) -> None:
        """The whole lane."""
        self._paint_layers(pixels, theme, 1, self.layers)

    def show(self, pixels: Pixels, theme: Theme, shown: Shown) -> tuple[int, int] | None:
        """Paint what changed since the last frame; the pixel columns touched."""
        old, self._shown = self._shown, shown
        changed: list[int] = []
        for before, after in (
            (old.signals, shown.signals),
            (old.gradients - 1, shown.gradients - 1),
            (old.updates, shown.updates),
        ):
            if before != after:
                changed += [min(before, after) + 1, max(before, after)]
        if not changed:
            return None
        first, last = max(min(changed), 1), min(max(changed), self.layers)
        if first > last:
            return None
        return self._paint_layers(pixels, theme, first, last)

    def reset(self, shown: Shown) -> None:
        """What the next `paint` shows."""
        self._shown = shown

    def _paint_layers(self, pixels: Pixels, theme: Theme, first: int, last: int) -> tuple[int, int]:
        assert self._map is not None
        assert self._ground is not None
        left, right = self.columns.span(first)[0], self.columns.span(last)[1]
        if self.discs:  # lines run from disc to disc
            left = max(left - round(self.columns.pitch / 2), 0)
            right = min(right + round(self.columns.pitch / 2), pixels.shape[1])
        shown, strip = self._shown, slice(left, right)
        bands = (
            (self.place.signal, self.signal_colors, self.signal_codes, 1, shown.signals),
            (self.place.gradient, self.gradient_colors, self.gradient_codes, shown.gradients,
             self.layers),
        )  # fmt: skip
        for (top, bottom), colors, codes, start, end in bands:
            seen, marks = self._hidden(colors, codes, start, end)
            paint_band(
                pixels[top:bottom], self._ground[: bottom - top], self._map, strip, seen, marks,
                self.specials,
            )  # fmt: skip
        self._paint_bars(pixels, theme, first, last)
        return left, right

    def _hidden(self, colors: Pixels, codes: Codes, start: int, end: int) -> tuple[Pixels, Codes]:
        """Layers outside start ... end look empty."""
        first = int(self.rows.cells[min(max(start, 1), self.layers + 1) - 1])
        past = int(self.rows.cells[min(max(end, 0), self.layers)])
        if first == 0 and past == len(colors):
            return colors, codes
        seen, marks = np.full_like(colors, self._empty), np.zeros_like(codes)
        if past > first:
            seen[first:past], marks[first:past] = colors[first:past], codes[first:past]
        return seen, marks

    def _paint_bars(self, pixels: Pixels, theme: Theme, first: int, last: int) -> None:
        top, bottom = self.place.bars
        ground = argb(theme.surface)
        for layer in range(first, last + 1):
            left, right = self.columns.span(layer)
            pixels[top:bottom, left:right] = ground
            if layer < self._shown.gradients:
                continue
            a, b = self.columns.cells(layer)
            code = self.bar_codes[layer - 1]
            color = self.specials[code] if code else self.bar_colors[layer - 1]
            height = self.tops[layer - 1]
            pixels[min(height, bottom - 2) : bottom, a:b] = color
            pixels[height : height + max(1, round(2 * self.ratio)), a:b] = argb(theme.text)
