"""A lane's pictures before and after the wave; an instant combines parts of both.

A frame copies only what has changed, so that its cost hardly depends on the size of the networks.
"""

from __future__ import annotations

import numpy as np

from ui.network.layout import NetworkLayout, text_width
from ui.raster.cells import IntArray, Pixels
from ui.raster.painters import painters
from vgsim.play.geometry import LanePlace, RowBand, cell_rows
from vgsim.play.reached import Reached

Box = tuple[int, int, int, int]  # left, top, right, bottom


class Pictures:
    """The whole lane below its header, in several states; `updated` is only the bars.

    `empty` has no values. `after` is what the wave has passed over, `before` what it has not
    reached: empty in the first pass, later the previous pass in pale colors.
    """

    def __init__(self, plan: NetworkLayout, place: LanePlace, counts: IntArray) -> None:
        """`counts`: how many cells each layer has."""
        self.place, self.layers, self.columns = place, len(counts), plan.columns
        self.top = place.signal[0]
        width = max(round(plan.width * plan.ratio), 1)
        self.empty: Pixels = np.zeros((place.bottom - self.top, width), np.uint32)
        self.after: Pixels = np.zeros_like(self.empty)
        self.before = self.empty
        self.updated: Pixels = np.zeros((place.bars[1] - place.bars[0], width), np.uint32)
        self.boxes = number_boxes(plan, place, self.layers)
        self._counts = counts
        self._shown = Reached(0, self.layers + 1, 0)

    def rows(self, band: RowBand) -> slice:
        """Convert rows of the screen to rows of the pictures."""
        return slice(band[0] - self.top, band[1] - self.top)

    def leave(self, surface: int, strength: float) -> None:
        """Use this pass, mixed with the surface color, as `before` of the next pass."""
        if self.before is self.empty:
            self.before = np.zeros_like(self.empty)
        painters().pale(self.before, self.after, surface, strength)

    def forget(self) -> None:
        """Use empty cells as `before` of the next pass."""
        self.before = self.empty

    def place_on(self, screen: Pixels) -> None:
        """Copy what never changes, before the first `compose`."""
        screen[self.top : self.place.bottom] = self.empty

    def compose(self, screen: Pixels, shown: Reached) -> None:
        """Show this instant, regardless of what was shown before."""
        self._shown, place, last = shown, self.place, self.layers
        lower = place.gradient[0], place.bars[1]
        self._copy(screen, self.after, place.signal, 1, shown.signals)
        self._copy(screen, self.before, place.signal, shown.signals + 1, last)
        self._copy(screen, self.before, lower, 1, shown.gradients - 1)
        self._copy(screen, self.after, lower, shown.gradients, last)
        self._copy_numbers(screen, self.before, 1, shown.gradients)
        self._copy_numbers(screen, self.after, shown.gradients, last + 1)
        self._copy(screen, self.updated, place.bars, 1, shown.updates)
        self._spread(screen, shown)

    def show(self, screen: Pixels, shown: Reached) -> tuple[int, int] | None:
        """Copy what changed since the last frame; returns the first and last layer changed."""
        old, self._shown, place = self._shown, shown, self.place
        lower = place.gradient[0], place.bars[1]
        # a layer over which the wave was spreading is painted as a whole, in one state or the other
        lit = old.signals + (old.signal_part > 0)
        dark = old.gradients - (old.gradient_part > 0)
        steps = (  # in this order, because later copies may cover earlier ones
            (self.after, place.bars, shown.updates + 1, old.updates),
            (self.before, place.signal, shown.signals + 1, lit),
            (self.after, place.signal, old.signals + 1, shown.signals),
            (self.before, lower, dark, shown.gradients - 1),
            (self.after, lower, shown.gradients, old.gradients - 1),
            (self.updated, place.bars, old.updates + 1, shown.updates),
        )
        touched = []
        for picture, rows, first, last in steps:
            if first <= last:
                self._copy(screen, picture, rows, first, last)
                touched += [first, last]
        self._copy_numbers(screen, self.before, old.gradients, shown.gradients)
        self._copy_numbers(screen, self.after, shown.gradients, old.gradients)
        touched += self._spread(screen, shown)
        return (min(touched), max(touched)) if touched else None

    def _spread(self, screen: Pixels, shown: Reached) -> list[int]:
        """Copy the units that the wave has reached in the layer it is spreading over."""
        place, touched = self.place, []
        if shown.signal_part > 0:
            touched.append(layer := shown.signals + 1)
            rows = self._units(place.signal, layer, shown.signal_part)
            self._copy(screen, self.after, rows, layer, layer)
        if shown.gradient_part > 0:
            touched.append(layer := shown.gradients - 1)
            rows = self._units(place.gradient, layer, shown.gradient_part)
            self._copy(screen, self.after, rows, layer, layer)
            top, bottom = place.bars  # a bar grows from its foot
            grown = bottom - round((bottom - top) * shown.gradient_part), bottom
            self._copy(screen, self.after, grown, layer, layer)
        return touched

    def _units(self, band: RowBand, layer: int, part: float) -> RowBand:
        """The rows of the screen with this fraction of a layer's cells, from the top."""
        count = int(self._counts[layer - 1])
        lit = int(part * count)
        return band[0], band[0] + cell_rows(lit, count, band[1] - band[0])[0]

    def _copy(self, screen: Pixels, picture: Pixels, rows: RowBand, first: int, last: int) -> None:
        """Copy the columns of layers first ... last; none if last < first."""
        if first > last or rows[0] >= rows[1]:
            return
        left, right = self.columns.span(first)[0], self.columns.span(last)[1]
        top = self.place.bars[0] if picture is self.updated else self.top
        source = picture[rows[0] - top : rows[1] - top, left:right]
        screen[rows[0] : rows[1], left:right] = source

    def _copy_numbers(self, screen: Pixels, picture: Pixels, first: int, past: int) -> None:
        for box in self.boxes[first - 1 : max(past, first) - 1]:
            if box is not None:
                left, top, right, bottom = box
                block = picture[top - self.top : bottom - self.top, left:right]
                screen[top:bottom, left:right] = block


def number_boxes(plan: NetworkLayout, place: LanePlace, layers: int) -> tuple[Box | None, ...]:
    """The box on the screen of the number under each layer's column; None if it has none."""
    rows, columns = plan.rows, plan.columns
    if rows is None:
        return (None,) * layers
    start, end = place.numbers
    height, width = (end - start) // rows.rows, round(plan.width * plan.ratio)
    half = max(min(columns.pitch * rows.spacing / 2, plan.margin * plan.ratio), 0.5)
    needed = plan.ratio * text_width(plan.longest_number(), plan.number)
    ends = [0] * rows.rows  # right ends of the last number in each row
    boxes: list[Box | None] = []
    for layer in range(1, layers + 1):
        row = rows.row(layer)
        if row is None:
            boxes.append(None)
            continue
        center, top = columns.center(layer), start + row * height
        right = min(round(center + half), width)  # at the edge, the box is shifted
        left = max(min(round(center - half), round(right - needed)), ends[row])
        if right - left < needed - 1:
            boxes.append(None)  # no number rather than a part of one
            continue
        ends[row] = right
        boxes.append((left, top, right, top + height))
    return tuple(boxes)
