"""The axes map there and back, label round numbers, and stand still while data move a little."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ui.plots.axis import (
    Axis,
    Range,
    decade_ticks,
    decimal_ticks,
    integer_ticks,
    layer_ticks,
    nice_above,
    settle,
    share_ticks,
    step_for,
)

NUMBER = st.floats(-1e12, 1e12, allow_nan=False)
SPAN = st.floats(1e-6, 1e12)
RANGES = st.builds(lambda low, span: Range(low, low + span), NUMBER, SPAN)


@given(RANGES, st.floats(0, 1), st.floats(0, 2000), st.floats(10, 4000), st.booleans())
def test_a_value_comes_back_from_its_pixel(
    interval: Range, share: float, start: float, length: float, downwards: bool
) -> None:
    assume(interval.span > 1e-7 * max(abs(interval.low), abs(interval.high), 1.0))
    axis = Axis(interval, start, start - length if downwards else start + length)
    value = interval.low + share * interval.span
    assert axis.value(axis.pixel(value)) == pytest.approx(value, abs=1e-8 * interval.span + 1e-9)
    assert min(axis.start, axis.end) - 1e-6 <= axis.pixel(value) <= max(axis.start, axis.end) + 1e-6


@given(RANGES, st.floats(0, 1))
def test_slope_and_offset_say_the_same_as_pixel(interval: Range, share: float) -> None:
    assume(interval.span > 1e-3 * max(abs(interval.low), 1.0))
    axis = Axis(interval, 40, 600)
    value = interval.low + share * interval.span
    assert axis.slope * value + axis.offset == pytest.approx(axis.pixel(value), abs=1e-6)


@given(RANGES, st.floats(1, 30))
def test_ticks_lie_inside_rise_and_are_few(interval: Range, count: float) -> None:
    assume(interval.span > 1e-6 * max(abs(interval.low), abs(interval.high)))
    for ticks_of in (decimal_ticks, integer_ticks, decade_ticks):
        values = [tick.value for tick in ticks_of(interval, count)]
        slack = 1e-6 * interval.span
        assert all(interval.low - slack <= v <= interval.high + slack for v in values)
        assert values == sorted(set(values))
        assert len(values) <= count + 1


@given(st.floats(1e-200, 1e200))
def test_nice_numbers_are_one_two_or_five_times_a_power_of_ten(value: float) -> None:
    nice = nice_above(value)
    mantissa = nice / 10.0 ** math.floor(math.log10(nice) + 1e-9)
    assert min(abs(mantissa - m) for m in (1, 2, 5, 10)) < 1e-6
    assert value * (1 - 1e-6) <= nice <= 2.5 * value * (1 + 1e-6)


def test_labels() -> None:
    assert [t.text for t in decimal_ticks(Range(-1, 1), 4)] == ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
    assert [t.text for t in decade_ticks(Range(-10, 0), 3)] == ["10⁻¹⁰", "10⁻⁵", "10⁰"]
    assert [t.text for t in layer_ticks(Range(0.5, 21.5), 5)] == ["1", "5", "10", "15", "20"]
    assert [t.text for t in layer_ticks(Range(0.5, 3.5), 9)] == ["1", "2", "3"]
    assert [t.value for t in share_ticks(Range(-0.06, 1.06), 3)] == [0, 0.5, 1]
    assert decimal_ticks(Range(0, 4e200), 2)[-1].text == "4.0·10²⁰⁰"
    assert [t.text for t in decimal_ticks(Range(0, 4e-9), 2)] == ["0", "2·10⁻⁹", "4·10⁻⁹"]


@given(st.floats(-100, 100), st.floats(0.01, 50), st.floats(0.1, 5))
def test_a_settled_range_holds_its_data_and_stays(low: float, span: float, step: float) -> None:
    first = settle(None, low, low + span, step)
    assert first.low <= low + 1e-6 * step
    assert first.high >= low + span - 1e-6 * step
    assert settle(first, low + 0.1 * span, low + 0.9 * span, step) is first


def test_a_settled_range_grows_when_left_and_shrinks_when_mostly_empty() -> None:
    wide = settle(None, -30, 0, 1)
    assert settle(wide, -31, 0, 1) == Range(-31, 0)
    assert settle(wide, -3, 0, 1) == Range(-3, 0)


def test_a_step_is_never_below_the_least() -> None:
    assert step_for(0.3, 5, least=1.0) == 1.0


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (-8.0, 1.0, ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]),
        (-4.9, -3.2, ["2·10⁻⁵", "5·10⁻⁵", "10⁻⁴", "2·10⁻⁴", "5·10⁻⁴"]),
        (-3.0001, -2.99, ["10⁻³", "1.005·10⁻³", "1.010·10⁻³", "1.015·10⁻³", "1.020·10⁻³"]),
    ],
)
def test_a_closer_look_at_decades_names_what_is_between_them(
    low: float, high: float, texts: list[str]
) -> None:
    found = decade_ticks(Range(low, high), 6)
    assert [tick.text for tick in found] == texts
    assert all(low - 1e-9 <= tick.value <= high + 1e-9 for tick in found)


@given(st.floats(-307, 300), st.floats(1e-6, 20), st.floats(1, 30))
def test_decades_have_no_more_labels_than_asked_for(low: float, span: float, count: float) -> None:
    found = decade_ticks(Range(low, low + span), count)
    assert len(found) <= max(count, 1) + 2
    assert len({tick.text for tick in found}) == len(found)
