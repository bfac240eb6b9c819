"""The pictures of a lane whose units are drawn once: without values, with signals, with both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ui.network.layout import NetworkLayout
from ui.network.pictures import Pictures
from ui.raster.cells import IntArray, Pixels
from vgsim.play.geometry import LanePlace, RowBand
from vgsim.play.reached import Reached

BEFORE, SIGNAL, BOTH = range(3)  # what is known of a layer


class DiscPictures(Pictures):
    """`middle` has the signals but no gradients. A layer's column begins with its lines."""

    def __init__(
        self, plan: NetworkLayout, place: LanePlace, counts: IntArray, boxes: list[RowBand]
    ) -> None:
        """`boxes`: pixel columns of the circles of every layer, without the bars below them."""
        super().__init__(plan, place, counts)
        self._band = place.signal
        foot = place.bars[0]
        # the bars and numbers are those of the other lanes
        self.place = replace(place, signal=(self.top, self.top), gradient=(foot, foot))
        self.middle: Pixels = np.zeros_like(self.empty)
        first = plan.inputs[1] if plan.inputs is not None else boxes[0][0]
        self._edges = [first, *(right for _, right in boxes)]
        self._lefts = [left for left, _ in boxes]
        self._known = [BEFORE] * self.layers

    def compose(self, screen: Pixels, shown: Reached) -> None:
        super().compose(screen, shown)
        self._known = self._now(shown)
        for layer in range(1, self.layers + 1):
            self._column(screen, layer)
        self._light(screen, shown)

    def show(self, screen: Pixels, shown: Reached) -> tuple[int, int] | None:
        old, known = self._shown, self._now(shown)
        bars = super().show(screen, shown)
        lit = {old.signals + 1} if old.signal_part > 0 else set()
        lit |= {old.gradients - 1} if old.gradient_part > 0 else set()
        pairs = enumerate(zip(self._known, known, strict=True), 1)
        changed = lit | {layer for layer, (one, two) in pairs if one != two}
        self._known = known
        for layer in changed:
            self._column(screen, layer)
        touched = [*(bars or ()), *changed, *self._light(screen, shown)]
        return (min(touched), max(touched)) if touched else None

    def _now(self, shown: Reached) -> list[int]:
        return [
            BOTH if layer >= shown.gradients else SIGNAL if layer <= shown.signals else BEFORE
            for layer in range(1, self.layers + 1)
        ]

    def _column(self, screen: Pixels, layer: int) -> None:
        """Copy a layer's circles and the lines that lead to them."""
        picture = (self.before, self.middle, self.after)[self._known[layer - 1]]
        self._part(screen, picture, self._band, self._edges[layer - 1], self._edges[layer])

    def _part(self, screen: Pixels, picture: Pixels, rows: RowBand, left: int, right: int) -> None:
        source = picture[rows[0] - self.top : rows[1] - self.top, left:right]
        screen[rows[0] : rows[1], left:right] = source

    def _light(self, screen: Pixels, shown: Reached) -> list[int]:
        """Copy the circles that the wave has reached in the layer it is spreading over."""
        waves = (
            (shown.signal_part, shown.signals + 1, self.middle),
            (shown.gradient_part, shown.gradients - 1, self.after),
        )
        for part, layer, picture in waves:
            if part > 0:
                rows = self._units(self._band, layer, part)
                left, right = self._lefts[layer - 1], self._edges[layer]
                self._part(screen, picture, rows, left, right)
        return [layer for part, layer, _ in waves if part > 0]
