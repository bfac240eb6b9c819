"""What a reader multiplies is what the equation says."""

from __future__ import annotations

import re
from math import prod

from hypothesis import example, given
from hypothesis import strategies as st

from vgsim.words.equations import equation, number, product, total
from vgsim.words.numbers import as_shown, scientific

SIZES = st.floats(1e-9, 1e9) | st.floats(-1e9, -1e-9) | st.just(0.0)


def read(text: str) -> float:
    """A number as a reader takes it from the screen."""
    found = re.fullmatch(r"(−?)(?:([\d.]+)·)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text.strip("()"))
    if found is None:
        return float(text.strip("()").replace("−", "-"))
    sign, mantissa, power = found.groups()
    exponent = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(f"{'-' if sign else ''}{mantissa or 1}e{exponent}")


@given(SIZES, st.integers(1, 6))
def test_a_number_is_read_as_it_is_shown(x: float, digits: int) -> None:
    shown = read(scientific(x, digits))
    assert abs(shown - as_shown(x, digits)) <= 1e-12 * abs(shown)


@given(st.lists(st.floats(1e-3, 1e3), min_size=2, max_size=5), st.integers(1, 3))
@example([0.245, 0.345], 1)
def test_the_product_is_that_of_the_factors_that_are_shown(
    factors: list[float], digits: int
) -> None:
    text = equation(product(*factors), prod(factors), digits)
    if "≈" in text:
        return
    left, right = text.split(" = ")
    assert scientific(prod(map(read, left.split(" × "))), digits) == right


def test_as_few_digits_as_the_result_needs() -> None:
    assert equation(product(0.5, 0.5), 0.25, 2) == "0.50 × 0.50 = 0.25"
    # 0.2 × 0.3 would be 0.06
    assert equation(product(0.245, 0.345), 0.245 * 0.345, 1) == "0.24 × 0.34 = 0.08"
    assert equation(product(0.3, -0.25), -0.075) == "0.300 × (−0.250) = −0.0750"


def test_a_result_that_no_digits_give_is_not_called_equal() -> None:
    assert equation(product(2.0, 3.0), 7.0) == "2.00 × 3.00 ≈ 7.00"
    assert equation(product(1 / 3, 3.0), 1.0, 3, 3) == "0.333 × 3.00 ≈ 1.00"


def test_sums_of_products() -> None:
    text = equation(total(product(-0.5, 0.5), product(-0.2, 3.0), number(-0.1)), -0.95)
    assert text == "−0.500 × 0.500 + (−0.200) × 3.00 + (−0.100) = −0.950"
    assert equation(total(number(0.0), number(float("nan"))), float("nan")) == "0 + NaN = NaN"
