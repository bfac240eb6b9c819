"""The visible ranges of a plot: proposed by the panel, or chosen by the user."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite

from ui.plots.axis import Range
from ui.plots.frame import UNIT, Scale

ROUNDING = 1e-9  # of a range: a smaller change does not count as a move
NEAREST, FURTHEST = 1e-5, 1e3  # limits of zooming, relative to the proposed range


@dataclass(frozen=True, slots=True)
class Ranges:
    """The proposed axes, and the ranges that the user has chosen instead."""

    x: Scale = UNIT
    y: Scale = UNIT
    own_x: Range | None = None
    own_y: Range | None = None
    equal: bool = False  # whether a unit is as long on both axes

    @property
    def chosen(self) -> bool:
        """Whether a range differs from the one that the panel proposed."""
        return self.own_x is not None or self.own_y is not None

    @property
    def seen_x(self) -> Scale:
        """The x axis with the range that is visible."""
        return self.x if self.own_x is None else replace(self.x, range=self.own_x)

    @property
    def seen_y(self) -> Scale:
        """The y axis with the range that is visible."""
        return self.y if self.own_y is None else replace(self.y, range=self.own_y)

    def proposed(self, x: Scale, y: Scale, *, equal: bool) -> Ranges:
        """Replace the proposal; a chosen range is kept if the axis has the same quantity.

        An axis whose range is no interval is shown from 0 to 1.
        """
        x, y = (
            each if _possible(each.range) else replace(each, range=UNIT.range) for each in (x, y)
        )
        own_x = self.own_x if x.measures_same(self.x) else None
        own_y = self.own_y if y.measures_same(self.y) else None
        return Ranges(x, y, own_x, own_y, equal)

    def moved(self, before: tuple[Range, Range], x: Range, y: Range) -> Ranges:
        """Note the ranges the user has moved to; an axis that was not moved keeps its proposal.

        With equal units the other axis is zoomed, too. What is no interval is not taken over.
        """
        across, up = before
        own_x = x if _differ(x, across) else self.own_x
        own_y = y if _differ(y, up) else self.own_y
        if self.equal and not _differ(y, up):
            own_y = up.of_span(up.span * x.span / across.span)
        elif self.equal and not _differ(x, across):
            own_x = across.of_span(across.span * y.span / up.span)
        found = replace(self, own_x=own_x, own_y=own_y)
        return found if _possible(found.seen_x.range, found.seen_y.range) else self

    def reset(self) -> Ranges:
        """Return to the proposed ranges."""
        return Ranges(self.x, self.y, equal=self.equal)


def _possible(*ranges: Range) -> bool:
    """Whether these are intervals: of very large numbers, differences overflow."""
    return all(0 < each.span < inf and isfinite(each.low) for each in ranges)


def _differ(one: Range, other: Range) -> bool:
    least = ROUNDING * other.span
    return not (abs(one.low - other.low) <= least and abs(one.high - other.high) <= least)


def limits(scale: Scale) -> tuple[float, float, float, float]:
    """Limits of zooming and panning: lowest and highest value, smallest and largest width."""
    span = scale.range.span
    far = FURTHEST * span
    return scale.range.low - far, scale.range.high + far, NEAREST * span, 2 * far
