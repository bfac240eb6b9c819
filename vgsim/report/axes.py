"""Chooses the scale and the ticks of a chart's axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor, log10

from vgsim.words.numbers import grouped, power_of_ten, scientific

_WIDE = 20.0  # largest / smallest value from which an axis is logarithmic
_TICKS = 5  # roughly
_HUGE, _TINY = 1e300, 1e-300


@dataclass(frozen=True, slots=True)
class ChartAxis:
    """An axis from `low` to `high`, which are powers of ten if it is logarithmic."""

    low: float
    high: float
    logarithmic: bool
    ticks: tuple[tuple[float, str], ...]  # position as a fraction of the axis, label

    def place(self, value: float) -> float:
        """Where a value is, as a fraction of the axis; clipped to it."""
        if self.logarithmic:
            value = log10(value) if value > 0 else self.low
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def value_axis(values: Iterable[float], *, logarithmic: bool = False) -> ChartAxis:
    """An axis for numbers; logarithmic if they are positive and far apart, or if that is wanted."""
    known = [min(max(each, -_HUGE), _HUGE) for each in values]
    positive = [max(each, _TINY) for each in known if each > 0]
    wide = len(positive) == len(known) and positive and max(positive) > _WIDE * min(positive)
    if positive and (logarithmic or wide):
        return _powers(min(positive), max(positive))
    high = max(known, default=1.0) or 1.0
    return _linear(min([0.0, *known]), high)


def update_axis(last: float) -> ChartAxis:
    """An axis from update 0 to the last one."""
    step = max(_round_step(max(last, 1.0)), 1.0)
    high = max(last, 1.0)
    places = _steps(0.0, high, step)
    ticks = tuple((each / high, grouped(round(each))) for each in places)
    return ChartAxis(0.0, high, False, ticks)


def layer_ticks(count: int) -> tuple[int, ...]:
    """The layers that have a label, of this many."""
    every = max(1, ceil(count / 10))
    return tuple(range(1, count + 1, every))


def _powers(low: float, high: float) -> ChartAxis:
    first, last = floor(log10(low) + 1e-9), ceil(log10(high) - 1e-9)
    last = max(last, first + 1)
    every = max(1, ceil((last - first) / _TICKS))
    powers = range(last, first - 1, -every)
    ticks = tuple(((each - first) / (last - first), power_of_ten(each)) for each in powers)
    return ChartAxis(float(first), float(last), True, ticks)


def _linear(low: float, high: float) -> ChartAxis:
    step = _round_step(high - low)
    bottom, top = floor(low / step) * step, ceil(high / step - 1e-9) * step
    ticks = tuple(
        ((each - bottom) / (top - bottom), _label(each)) for each in _steps(bottom, top, step)
    )
    return ChartAxis(bottom, top, False, ticks)


def _label(value: float) -> str:
    text = scientific(value, 3)
    return text.rstrip("0").rstrip(".") if "." in text and "·" not in text else text


def _round_step(span: float) -> float:
    """1, 2 or 5 times a power of ten, so that about `_TICKS` steps are in the span."""
    rough = max(span, _TINY) / _TICKS
    power = 10.0 ** floor(log10(rough))
    return power * next(each for each in (1, 2, 5, 10) if each * power >= rough * 0.999)


def _steps(low: float, high: float, step: float) -> Iterator[float]:
    for count in range(round((high - low) / step) + 1):
        if low + count * step <= high * (1 + 1e-9):
            yield low + count * step
