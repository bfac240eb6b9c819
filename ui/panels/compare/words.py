"""A row of the comparison in words, and what it is sorted by."""

from __future__ import annotations

from collections.abc import Callable

from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.theory.comparison import Candidate, spread
from vgsim.words.numbers import decades, percent, scientific

HEADS = (  # title, what it says
    ("Activation", "The function of all hidden layers"),
    ("Initializer", "How weights are drawn"),
    ("Gradient", "First / last hidden layer before learning, in decades: median (min … max)"),
    ("Theory", "What mean-field theory predicts, in decades"),
    ("Saturated", "Largest share in any layer, before learning"),
    ("Dead", "Largest share of dead units in any layer, after learning"),
    ("Loss", "Of the last batch: median (min … max)"),
    ("Test", "Share of correct answers, or squared error, in the test set"),
)


def cells(row: Candidate) -> list[tuple[str, object]]:
    """Text and what it is sorted by; what is not known stands last."""
    decade, loss = spread(row.values("decades")), spread(row.values("loss"))
    found: list[tuple[str, object]] = [
        (ACTIVATIONS[row.activation].label, ACTIVATIONS[row.activation].label),
        (INITIALIZERS[row.initializer].label, INITIALIZERS[row.initializer].label),
        (_ranged(decade, _short), decade[0]),
        (_short(row.expected), row.expected),
    ]
    for name in ("saturated", "dead"):
        middle = spread(row.values(name))[0]
        found.append((percent(middle) if middle == middle else "–", middle))
    found.append((_ranged(loss, lambda value: scientific(value, 3)), loss[0]))
    score = spread(row.values("score"))[0]
    found.append((percent(score) if 0 <= score <= 1 else _number(score), score))
    if row.fault:
        found[2] = ("not possible: see the tooltip", float("nan"))
    return [(text, _last(order)) for text, order in found]


def _last(order: object) -> object:
    return float("inf") if isinstance(order, float) and order != order else order


def _short(value: float) -> str:
    return decades(value).removesuffix(" decades") if value == value else "–"


def _number(value: float) -> str:
    return scientific(value, 3) if value == value else "–"


def _ranged(values: tuple[float, float, float], text: Callable[[float], str]) -> str:
    middle, low, high = values
    if middle != middle:
        return "–"
    return f"{text(middle)}  ({text(low)} … {text(high)})" if low < high else str(text(middle))
