"""Maps values to pixels and chooses the ticks of axes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vgsim.words.numbers import THIN, decimal, grouped, power_of_ten, scientific

STEPS = (1.0, 2.0, 5.0)
PLAIN = 1e5  # steps of at least this size are labeled in powers of ten
TINY = 1e-4  # numbers all below this are labeled in powers of ten
FINE = 300.0  # powers of ten around 1 within which ticks between powers of ten are possible
CLOSE = 0.7  # powers of ten over which equal steps have about equal lengths
BEYOND = 1e15  # pixels; larger positions are clamped, so that their differences are finite
TIDY = 1e-9  # relative tolerance for a tick on the border


@dataclass(frozen=True, slots=True)
class Range:
    """An interval of values, low < high, both finite."""

    low: float
    high: float

    @property
    def span(self) -> float:
        """The width of the interval."""
        return self.high - self.low

    @property
    def center(self) -> float:
        """The value in the middle."""
        return self.low + self.span / 2

    def contains(self, value: float) -> bool:
        """Whether a value is in the interval; both ends are."""
        return self.low <= value <= self.high

    def zoomed(self, factor: float, about: float) -> Range:
        """The range with its width times `factor`; `about` keeps its position."""
        return Range(about + (self.low - about) * factor, about + (self.high - about) * factor)

    def of_span(self, span: float) -> Range:
        """The range with another width; its middle stays."""
        return Range(self.center - span / 2, self.center + span / 2)


@dataclass(frozen=True, slots=True)
class Axis:
    """An affine map from a range of values to pixels: low is at `start`, high at `end`.

    A vertical axis has start > end, since pixels count downwards. Logarithmic quantities are given
    as log10.
    """

    range: Range
    start: float
    end: float

    @property
    def slope(self) -> float:
        """Pixels per unit."""
        return (self.end - self.start) / self.range.span

    @property
    def offset(self) -> float:
        """The pixel of the value 0: an array maps to `slope * values + offset`."""
        return self.start - self.slope * self.range.low

    def pixel(self, value: float) -> float:
        """The pixel of a value; values outside the range continue the map."""
        share = (value - self.range.low) / self.range.span
        return self.start + share * (self.end - self.start)

    def pixels(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The pixels (n,) of values (n,): finite for finite ones; NaN and infinity stay."""
        with np.errstate(over="ignore", invalid="ignore"):
            found = np.multiply(values, self.slope, dtype=np.float64) + self.offset
        return np.where(np.isfinite(values), np.clip(found, -BEYOND, BEYOND), found)

    def value(self, pixel: float) -> float:
        """The value at a pixel."""
        share = (pixel - self.start) / (self.end - self.start)
        return self.range.low + share * self.range.span


@dataclass(frozen=True, slots=True)
class Tick:
    """A value with a label."""

    value: float
    text: str


def step_for(span: float, count: float, least: float = 0.0) -> float:
    """The smallest of 1, 2, 5 times a power of ten that cuts `span` into at most `count` parts."""
    wanted = max(span / max(count, 1.0), least, 1e-300)
    power = 10.0 ** math.floor(math.log10(wanted))
    for factor in (*STEPS, 10.0):
        if factor * power >= wanted * (1 - TIDY):
            return factor * power
    return 10.0 * power


def multiples(interval: Range, step: float) -> list[float]:
    """Every multiple of `step` inside the interval, borders included."""
    first = math.ceil(interval.low / step - TIDY)
    last = math.floor(interval.high / step + TIDY)
    return [index * step for index in range(first, last + 1)]


def decimal_ticks(interval: Range, count: float) -> tuple[Tick, ...]:
    """At most about `count` round numbers, all with the same number of decimals.

    Large and tiny ones have a power of ten, and as many digits as are needed to differ.
    """
    step = step_for(interval.span, count)
    place = math.floor(math.log10(step) + TIDY)  # the decimal place in which neighbors differ
    values = multiples(interval, step)
    largest = max(map(abs, values), default=0.0)
    if step >= PLAIN or 0 < largest < TINY:
        digits = math.floor(math.log10(largest) + TIDY) - place + 1 if largest else 1
        return tuple(Tick(v, scientific(v, max(digits, 2 if step >= PLAIN else 1))) for v in values)
    return tuple(Tick(v, decimal(v, max(0, -place))) for v in values)


def integer_ticks(interval: Range, count: float) -> tuple[Tick, ...]:
    """Whole numbers only: layers, updates."""
    step = step_for(interval.span, count, least=1.0)
    return tuple(Tick(v, grouped(round(v))) for v in multiples(interval, step))


def layer_ticks(interval: Range, count: float) -> tuple[Tick, ...]:
    """Layer 1, then the multiples of a round step: 1, 5, 10 ... rather than 0, 5, 10."""
    step = step_for(interval.span, count, least=1.0)
    values = [v for v in multiples(interval, step) if v >= 1 + step / 2 or v == 1]
    return tuple(Tick(v, str(round(v))) for v in ([1.0, *values] if step > 1 else values))


def decade_ticks(interval: Range, count: float) -> tuple[Tick, ...]:
    """Powers of ten as ticks of an axis with log10 values; in a narrow range also numbers between.

    Between two of them, 2 and 5 times the lower one are added; in still narrower ranges, round
    numbers.
    """
    step = step_for(interval.span, count, least=1.0)
    whole = tuple(Tick(v, power_of_ten(round(v))) for v in multiples(interval, step))
    if len(whole) > 1 or interval.span > 2 or not -FINE < interval.low < interval.high < FINE:
        return whole
    lowest, highest = 10**interval.low, 10**interval.high
    if interval.span < CLOSE:
        round_step = step_for(highest - lowest, count)
        values = multiples(Range(lowest, highest), round_step)
        digits = math.floor(math.log10(highest)) - math.floor(math.log10(round_step) + TIDY) + 1
    else:
        exponents = range(math.floor(interval.low), math.ceil(interval.high))
        values = [factor * 10.0**k for k in exponents for factor in STEPS]
        values = [value for value in values if lowest <= value <= highest]
        digits = 1
    found = tuple(Tick(math.log10(v), scientific(v, max(digits, 1))) for v in values if v > 0)
    return found if len(whole) < len(found) <= max(count, 1.0) else whole


def share_ticks(interval: Range, count: float) -> tuple[Tick, ...]:
    """Fractions of 1, labeled in percent."""
    percent = Range(interval.low * 100, interval.high * 100)
    return tuple(Tick(t.value / 100, f"{t.text}{THIN}%") for t in decimal_ticks(percent, count))


def settle(current: Range | None, low: float, high: float, step: float, keep: float = 0.4) -> Range:
    """A range that contains low ... high and changes rarely.

    Its ends are multiples of `step`. The current range is kept as long as the data are inside it
    and fill more than the fraction `keep` of it (apart from rounding the ends to a step), so that
    axes do not move with every change of the numbers.
    """
    inside = current is not None and current.low <= low and high <= current.high
    if current is not None and inside and high - low >= keep * (current.span - 2 * step):
        return current
    bottom, top = math.floor(low / step + TIDY) * step, math.ceil(high / step - TIDY) * step
    return Range(bottom, top if top > bottom else bottom + step)


def nice_above(value: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below a positive value."""
    return step_for(value, 1.0)
