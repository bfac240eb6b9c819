"""Marks of a typed function: its corners, and where it is undefined or infinite."""

from __future__ import annotations

from math import isfinite, nextafter

import numpy as np

from ui.curves.functions import Function
from ui.look.theme import Theme
from ui.plots.axis import Range
from ui.plots.marks import DASHES, Dots, Mark, Rule, Shape, Span, Stamps
from vgsim.formulas.curve import STEP, Gap

HATCHED, INSET = 0.25, 0.06  # opacity; distance of a symbol from the edge, of the range of y


def corners(function: Function, seen: Range, theme: Theme) -> list[Mark]:
    """A dot at every corner of f."""
    places = [each for each in function.activation.kinks if seen.contains(each)]
    return _dots(places, [function.at_point(each)[0] for each in places], theme)


def slope_marks(function: Function, seen: Range, theme: Theme) -> list[Mark]:
    """Dots at both ends of each jump of f′, and where |f′| is largest."""
    kinks = [each for each in function.activation.kinks if seen.contains(each)]
    sides = [nextafter(each, side) for each in kinks for side in (-1e9, 1e9)]
    peak, height = function.maximum()
    marks = _dots(sides, [function.at_point(each)[1] for each in sides], theme)
    if seen.contains(peak) and isfinite(height):
        size = 5 * theme.line_width
        at = np.array([peak]), np.array([height])
        marks.append(Stamps(*at, Shape.DIAMOND, theme.text, size))
    return marks


def _dots(x: list[float], y: list[float], theme: Theme) -> list[Mark]:
    if not x:
        return []
    return [Dots(np.array(x), np.array(y), theme.text, 2 * theme.line_width)]


def gap_marks(function: Function, seen: Range, y: Range, theme: Theme) -> list[Mark]:
    """Hatched where a function is undefined or infinite; a dashed line if that is one place.

    A cross says that it is undefined, an arrow that it is infinite and in which direction.
    """
    marks: list[Mark] = []
    for gap in function.activation.gaps:
        low, high = max(gap.low, seen.low), min(gap.high, seen.high)
        if low > high:
            continue
        color = theme.infinite if gap.infinite else theme.nan
        if high > low:
            marks.append(Span(low, high, color, HATCHED, hatched=True))
        else:
            marks.append(Rule(low, color, theme.line_width, vertical=True, dash=DASHES[1]))
        shape = _shape(function, gap)
        height = y.low + INSET * y.span if shape is Shape.DOWN else y.high - INSET * y.span
        at = np.array([(low + high) / 2]), np.array([height])
        marks.append(Stamps(*at, shape, color, 7 * theme.line_width))
    return marks


def _shape(function: Function, gap: Gap) -> Shape:
    """A cross for NaN, or an arrow in the direction of the infinite value."""
    if not gap.infinite:
        return Shape.CROSS
    place = gap.low if isfinite(gap.low) else gap.high
    value = function.at_point(place if isfinite(place) else 0.0)[0]
    if isfinite(value):  # only the slope is infinite
        value = function.at_point(place + STEP)[1]
    return Shape.DOWN if value < 0 else Shape.UP
