"""Formats numbers. Those far from 1 become powers of ten; only zero is written as 0."""

from __future__ import annotations

from math import floor, inf, isinf, isnan, log10

RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_RAISED = str.maketrans("-0123456789", RAISED)
LARGEST_POWER = 300  # of ten that is computed as a float
THIN = "\u2009"


def raised(number: int) -> str:
    """A whole number in superscript digits: ⁻¹²."""
    return str(number).translate(_TO_RAISED)


def power_of_ten(exponent: int) -> str:
    """A power of ten: 10⁻¹²."""
    return f"10{raised(exponent)}"


def scientific_power(exponent: float) -> str:
    """10^exponent in scientific notation, also beyond the range of floats: 4.0·10⁻⁴⁰⁰."""
    whole = int(exponent // 1)
    mantissa = round(10.0 ** (exponent - whole), 1)
    if mantissa >= 10:
        whole, mantissa = whole + 1, 1.0
    power = power_of_ten(whole)
    return power if mantissa == 1 else f"{mantissa:.1f}·{power}"


def scientific(x: float, digits: int = 1) -> str:
    """A number with `digits` significant digits: 4·10⁻¹², but 0.25 and 1234 without a power.

    Numbers from 0.01 to 10 000 have no power of ten. Infinities and NaN become ∞, −∞ and NaN.
    """
    if isnan(x):
        return "NaN"
    if isinf(x):
        return "∞" if x > 0 else "−∞"
    if x == 0:
        return "0"
    sign, size = ("−" if x < 0 else ""), abs(x)
    mantissa, exponent = _split(size, digits)
    if -2 <= exponent <= 3:
        places = max(digits - 1 - exponent, 0)
        return f"{sign}{size:.{places}f}"
    head = f"{mantissa:.{digits - 1}f}"
    if float(head) == 1:
        return sign + power_of_ten(exponent)
    return f"{sign}{head}·{power_of_ten(exponent)}"


def as_shown(x: float, digits: int) -> float:
    """The number that `scientific` shows for another one."""
    if isnan(x) or isinf(x) or x == 0:
        return x
    _, exponent = _split(abs(x), digits)
    if -2 <= exponent <= 3:
        return round(x, max(digits - 1 - exponent, 0))
    return float(f"{x:.{digits - 1}e}")


def nearest_power(x: float) -> str:
    """The nearest power of ten: 10⁻¹¹ for 4·10⁻¹². For 0, ∞ and NaN, as `scientific`."""
    if x == 0 or isnan(x) or isinf(x):
        return scientific(x)
    return power_of_ten(round(log10(abs(x))))


def ratio(exponent: float) -> str:
    """10^exponent with two digits, also beyond the range of floats: 5.4·10⁻¹³, 0.63."""
    if LARGEST_POWER < abs(exponent) < inf:
        return scientific_power(exponent)
    return scientific(10.0**exponent, 2)


def signed(value: float) -> str:
    """A number with its sign, also +, and one decimal: +2.0; zero has no sign."""
    text = decimal(value, 1)
    return f"+{text}" if value > 0 and float(text) else text


def decimal(value: float, digits: int) -> str:
    """A number with `digits` decimals and a minus sign, not a hyphen; never "−0"."""
    text = f"{abs(value):.{digits}f}"
    return f"−{text}" if value < 0 and float(text) != 0 else text


def grouped(value: int) -> str:
    """A whole number with thin spaces between groups of three digits: 1 234 567."""
    return f"{value:,}".replace(",", THIN).replace("-", "−")


def percent(fraction: float) -> str:
    """A fraction in percent; "0 %" and "100 %" only where they are exact."""
    if isnan(fraction):
        return "NaN"
    value = fraction * 100
    if value in (0, 100) or 10 <= value < 99.5:
        return f"{value:.0f}{THIN}%"
    if value >= 99.5:
        return f">99{THIN}%"
    return f"{value:.1f}{THIN}%" if value >= 0.1 else f"<0.1{THIN}%"


def rounded_percent(fraction: float) -> str:
    """A fraction in whole percent, for running text: 94 %."""
    return f"{100 * fraction:.0f} %"


def short(value: float, digits: int = 6) -> str:
    """A number as programs write it, with at most `digits` significant digits: 0.001, 1e-05."""
    return f"{value:.{digits}g}"


def typed(value: float, *, integer: bool = False) -> str:
    """A number as the user would type it: at most four digits if they are exact, else all."""
    if integer:
        return str(int(value))
    few = short(value, 4)
    return few if float(few) == value else repr(value)


def number_of(count: int, word: str) -> str:
    """A count and its noun, plural where needed: 1 row; 2,000 rows."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _split(size: float, digits: int) -> tuple[float, int]:
    """Mantissa in [1, 10), rounded to `digits` significant digits, and exponent."""
    exponent = floor(log10(size))
    # 10.0**exponent loses digits below 10⁻³⁰⁷
    scaled = size / 10.0**exponent if exponent > -300 else size * 1e20 / 10.0 ** (exponent + 20)
    mantissa = round(scaled, digits - 1)
    if mantissa >= 10:
        return mantissa / 10, exponent + 1
    if mantissa < 1:
        return mantissa * 10, exponent - 1
    return mantissa, exponent
