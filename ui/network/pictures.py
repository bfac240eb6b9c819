"""A lane's pictures before and after the wave; an instant combines columns of both.

A frame copies only what has changed, so that its cost hardly depends on the size of the networks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui.network.layout import Layout, text_width
from ui.raster.cells import Pixels
from vgsim.play.frame import Frame, Phase
from vgsim.play.geometry import Band, LanePlace

Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Shown:
    """Which layers already have their signal, their gradient and their update."""

    signals: int  # layers 1 ... signals
    gradients: int  # layers gradients ... the last one
    updates: int  # layers 1 ... updates

    @staticmethod
    def of(frame: Frame, layers: int) -> Shown:
        """`layers` are this lane's own; the frame counts those of the longest lane."""
        if frame.phase is Phase.FORWARD:
            return Shown(min(frame.reached, layers), layers + 1, 0)
        if frame.phase is Phase.LOSS:
            return Shown(layers, layers + 1, 0)
        if frame.phase is Phase.BACKWARD:
            return Shown(layers, min(frame.layers - frame.reached, layers) + 1, 0)
        return Shown(layers, 1, min(frame.reached, layers))


class Pictures:
    """`before` and `after` show the whole lane below its header, `updated` only the bars."""

    def __init__(self, plan: Layout, place: LanePlace, layers: int) -> None:
        self.place, self.layers, self.columns = place, layers, plan.columns
        self.top = place.signal[0]
        width = max(round(plan.width * plan.ratio), 1)
        self.before: Pixels = np.zeros((place.bottom - self.top, width), np.uint32)
        self.after: Pixels = np.zeros_like(self.before)
        self.updated: Pixels = np.zeros((place.bars[1] - place.bars[0], width), np.uint32)
        self.boxes = number_boxes(plan, place, layers)
        self._shown = Shown(0, layers + 1, 0)

    def rows(self, band: Band) -> slice:
        """Convert rows of the screen to rows of `before` and `after`."""
        return slice(band[0] - self.top, band[1] - self.top)

    def place_on(self, screen: Pixels) -> None:
        """Copy what never changes, before the first `compose`."""
        screen[self.top : self.place.bottom] = self.before

    def compose(self, screen: Pixels, shown: Shown) -> None:
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

    def show(self, screen: Pixels, shown: Shown) -> tuple[int, int] | None:
        """Copy what changed since the last frame; returns the first and last layer changed."""
        old, self._shown, place = self._shown, shown, self.place
        lower = place.gradient[0], place.bars[1]
        steps = (  # in this order, because later copies may cover earlier ones
            (self.after, place.bars, shown.updates + 1, old.updates),
            (self.before, place.signal, shown.signals + 1, old.signals),
            (self.after, place.signal, old.signals + 1, shown.signals),
            (self.before, lower, old.gradients, shown.gradients - 1),
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
        return (min(touched), max(touched)) if touched else None

    def _copy(self, screen: Pixels, picture: Pixels, rows: Band, first: int, last: int) -> None:
        """Copy the columns of layers first ... last; none if last < first."""
        if first > last:
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


def number_boxes(plan: Layout, place: LanePlace, layers: int) -> tuple[Box | None, ...]:
    """The box on the screen of the number under each layer's column; None if it has none."""
    rows, columns = plan.rows, plan.columns
    if rows is None:
        return (None,) * layers
    start, end = place.numbers
    height, width = (end - start) // rows.rows, round(plan.width * plan.ratio)
    half = max(min(columns.pitch * rows.apart / 2, plan.margin * plan.ratio), 0.5)
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
