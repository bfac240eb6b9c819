"""Numbers as text."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vgsim.words.numbers import (
    decimal,
    grouped,
    nearest_power,
    number_of,
    percent,
    power_of_ten,
    raised,
    ratio,
    rounded_percent,
    scientific,
    short,
    signed,
    typed,
)

_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def read(text: str) -> float:
    """The number that a text shows."""
    if "·10" in text or (text.lstrip("−").startswith("10") and text[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹"):
        sign = -1.0 if text.startswith("−") else 1.0
        head, _, power = text.lstrip("−").rpartition("10")
        return sign * float(f"{head.rstrip('·') or 1}e{power.translate(_PLAIN)}")
    return float(text.translate(_PLAIN))


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [
        (4e-12, 1, "4·10⁻¹²"),
        (-4.44e-12, 2, "−4.4·10⁻¹²"),
        (1e-12, 1, "10⁻¹²"),
        (9.7e-13, 1, "10⁻¹²"),
        (9.97e5, 2, "10⁶"),
        (0.0, 3, "0"),
        (0.25, 2, "0.25"),
        (0.009, 1, "9·10⁻³"),
        (2.4183, 4, "2.418"),
        (1234.0, 2, "1234"),
        (12345.0, 2, "1.2·10⁴"),
        (5e-324, 1, "5·10⁻³²⁴"),
        (1.7e308, 2, "1.7·10³⁰⁸"),
        (inf, 1, "∞"),
        (-inf, 1, "−∞"),
        (nan, 1, "NaN"),
    ],
)
def test_examples(x: float, digits: int, text: str) -> None:
    assert scientific(x, digits) == text


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 6))
def test_reads_back_to_the_digits_shown(x: float, digits: int) -> None:
    text = scientific(x, digits)
    if x == 0:
        assert text == "0"
    elif 1e-300 < abs(x) < 9e307:  # rounded up, the largest would read back as infinity
        assert read(text) == pytest.approx(x, rel=0.5001 * 10 ** (1 - digits))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=5e-324))
def test_what_is_not_zero_is_never_written_as_zero(x: float) -> None:
    assert any(digit in scientific(x) for digit in "123456789")


def test_nearest_power() -> None:
    assert [nearest_power(x) for x in (4e-12, 2e-12, -0.3, 1.0)] == [
        "10⁻¹¹",
        "10⁻¹²",
        "10⁻¹",
        "10⁰",
    ]
    assert [nearest_power(x) for x in (0.0, inf, nan)] == ["0", "∞", "NaN"]


def test_powers_and_ratios() -> None:
    assert power_of_ten(-16) == "10⁻¹⁶"
    assert power_of_ten(0) == "10⁰"
    assert ratio(-11.62) == "2.4·10⁻¹²"
    assert ratio(-0.2) == "0.63"
    assert ratio(2.0) == "100"
    assert ratio(-400.5) == "3.2·10⁻⁴⁰¹"
    assert [ratio(each) for each in (nan, inf, -inf)] == ["NaN", "∞", "0"]
    assert [signed(x) for x in (-0.04, 0.0, 0.04, nan)] == ["0.0", "0.0", "0.0", "nan"]


def test_fractions_are_never_rounded_to_none_or_all() -> None:
    texts = [percent(s) for s in (0, 1e-9, 0.004, 0.48, 0.9999, 1)]
    assert [t.replace("\u2009", "") for t in texts] == [
        "0%",
        "<0.1%",
        "0.4%",
        "48%",
        ">99%",
        "100%",
    ]
    assert percent(nan) == "NaN"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (raised(-12), "⁻¹²"),
        (decimal(-0.04, 1), "0.0"),
        (decimal(-1.25, 1), "−1.2"),
        (grouped(-1234567), "−1\u2009234\u2009567"),
        (short(1e-5), "1e-05"),
        (short(0.12345, 3), "0.123"),
        (typed(0.1), "0.1"),
        (typed(0.123456), "0.123456"),
        (typed(3.0, integer=True), "3"),
        (rounded_percent(0.944), "94 %"),
        (number_of(1, "row"), "1 row"),
        (number_of(2000, "row"), "2,000 rows"),
    ],
)
def test_other_ways_to_write_one(written: str, text: str) -> None:
    assert written == text
