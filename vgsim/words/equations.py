"""Writes equations whose two sides agree in the digits that are shown.

Rounded factors have another product than exact ones: 0.25 × 0.35 is 0.0875, but 0.254 × 0.354 is
0.0899. An equation therefore shows as many digits on the left as it needs, or ≈ instead of =.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from vgsim.words.numbers import as_shown, scientific

DIGITS, MOST_DIGITS = 3, 6

Side = Callable[[int], tuple[str, float]]  # digits -> text, and the value of the text as it is read


def number(x: float) -> Side:
    """A number."""
    return lambda digits: (scientific(x, digits), as_shown(x, digits))


def product(*factors: float) -> Side:
    """Factors, those after the first in brackets if they are negative: 0.3 × (−0.2)."""

    def written(digits: int) -> tuple[str, float]:
        texts = [scientific(each, digits) for each in factors]
        rest = (f"({text})" if text.startswith("−") else text for text in texts[1:])
        return " × ".join([texts[0], *rest]), prod(as_shown(each, digits) for each in factors)

    return written


def total(*terms: Side) -> Side:
    """Terms, those after the first in brackets if they begin with a minus: 0.3 + (−0.2)."""

    def written(digits: int) -> tuple[str, float]:
        texts, values = zip(*(each(digits) for each in terms), strict=True)
        rest = (_bracketed(text) for text in texts[1:])
        return " + ".join([texts[0], *rest]), sum(values)

    return written


def _bracketed(text: str) -> str:
    """A term with its first factor in brackets if that is negative."""
    if not text.startswith("−"):
        return text
    first, times, rest = text.partition(" × ")
    return f"({first}){times}{rest}"


def equation(left: Side, result: float, digits: int = DIGITS, most: int = MOST_DIGITS) -> str:
    """Both sides: 0.25 × 0.35 = 0.0875.

    Args:
        left: what is computed.
        result: its exact result.
        digits: significant digits of the result, and of the left side if they are enough.
        most: of the left side; if they do not give the result, the sign is ≈.
    """
    right = scientific(result, digits)
    for more in range(digits, most + 1):
        text, value = left(more)
        if scientific(value, digits) == right:
            return f"{text} = {right}"
    return f"{left(digits)[0]} ≈ {right}"
