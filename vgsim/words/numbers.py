"""How is a number written? In decades where it is far from one; never as a false zero."""

from __future__ import annotations

from math import floor, isinf, isnan, log10

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_of_ten(exponent: int) -> str:
    """10⁻¹²."""
    return "10" + str(exponent).translate(_RAISED)


def scientific(x: float, digits: int = 1) -> str:
    """4·10⁻¹²: as many significant digits as asked; plain between 0.01 and 10 000.

    Exactly zero is 0, and infinities and NaN are named.
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


def nearest_power(x: float) -> str:
    """The whole decade next to a magnitude, 10⁻¹¹ for 4·10⁻¹²; zero and the rest as ever."""
    if x == 0 or isnan(x) or isinf(x):
        return scientific(x)
    return power_of_ten(round(log10(abs(x))))


def decades(exponent: float) -> str:
    """A difference of logarithms: −11.6 decades."""
    text = f"{abs(exponent):.1f}"
    sign = "−" if exponent < 0 and float(text) else "+" if float(text) else ""
    return f"{sign}{text} decades"


def _split(size: float, digits: int) -> tuple[float, int]:
    """Mantissa in [1, 10) after rounding to so many digits, and the exponent."""
    exponent = floor(log10(size))
    scaled = size / 10.0**exponent if exponent > -300 else size * 1e20 / 10.0 ** (exponent + 20)
    mantissa = round(scaled, digits - 1)
    if mantissa >= 10:
        return mantissa / 10, exponent + 1
    if mantissa < 1:
        return mantissa * 10, exponent - 1
    return mantissa, exponent
