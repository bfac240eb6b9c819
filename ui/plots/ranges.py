"""Which part of the axes is looked at: a panel proposes it, a person disposes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ui.plots.axis import Range
from ui.plots.frame import UNIT, Scale

ROUNDING = 1e-9  # of a range: less than that is no move
NEAREST, FURTHEST = 1e-5, 1e3  # parts of the proposed range that can be zoomed to


@dataclass(frozen=True, slots=True)
class Ranges:
    """The two axes as they are proposed, and the ranges a person has chosen instead."""

    x: Scale = UNIT
    y: Scale = UNIT
    own_x: Range | None = None
    own_y: Range | None = None

    @property
    def own(self) -> bool:
        """Whether a range differs from the one that the panel proposed."""
        return self.own_x is not None or self.own_y is not None

    @property
    def seen_x(self) -> Scale:
        return self.x if self.own_x is None else replace(self.x, range=self.own_x)

    @property
    def seen_y(self) -> Scale:
        return self.y if self.own_y is None else replace(self.y, range=self.own_y)

    def proposed(self, x: Scale, y: Scale) -> Ranges:
        """Another proposal; a chosen range outlives it, unless the axis measures something else."""
        own_x = self.own_x if x.measures_same(self.x) else None
        own_y = self.own_y if y.measures_same(self.y) else None
        return Ranges(x, y, own_x, own_y)

    def moved(self, x: Range, y: Range) -> Ranges:
        """A person looks at these ranges; an axis that has not moved is still the panel's."""
        own_x = x if _differ(x, self.seen_x.range) else self.own_x
        own_y = y if _differ(y, self.seen_y.range) else self.own_y
        return replace(self, own_x=own_x, own_y=own_y)

    def home(self) -> Ranges:
        """As it is proposed."""
        return Ranges(self.x, self.y)


def _differ(one: Range, other: Range) -> bool:
    least = ROUNDING * other.span
    return abs(one.low - other.low) > least or abs(one.high - other.high) > least


def limits(scale: Scale) -> tuple[float, float, float, float]:
    """How far can be gone: the lowest and highest value, the narrowest and widest range."""
    span = scale.range.span
    far = FURTHEST * span
    return scale.range.low - far, scale.range.high + far, NEAREST * span, 2 * far
