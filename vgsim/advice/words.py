"""Describes suggestions and the state of the search in words, and as entries of a report."""

from __future__ import annotations

from math import isfinite
from typing import Any

from vgsim.advice.suggest import SEEDS, Suggestion, Suggestions
from vgsim.advice.trial import Outcome
from vgsim.words.numbers import decades, number_of, rounded_percent, scientific

CLEARLY = 0.02  # gain in accuracy that is worth naming


def sentence(offer: Suggestion) -> str:
    """A suggestion in full: ReLU with He: 94 % after 300 updates instead of 10 %."""
    before, after = offer.before, offer.tried
    when = f" after {number_of(after.updates, 'update')} instead of"
    return f"{offer.label}: {_did(before, after, when)}"


def shortened(offer: Suggestion) -> str:
    """A suggestion in short: ReLU with He: 94 %, not 10 %."""
    return f"{offer.brief or offer.label}: {_did(offer.before, offer.tried, ', not')}"


def _did(before: Outcome, after: Outcome, when: str) -> str:
    if after.classes and (before.lost or after.score >= before.score + CLEARLY):
        return f"{rounded_percent(after.score)}{when} {_fraction(before)}"
    if not after.classes and (before.lost or after.score < before.score):
        return f"error {_number(after.score)}{when} {_lost(before, before.score)}"
    if before.lost or after.relative < before.relative:
        if before.guess == after.guess:
            return f"loss {_number(after.loss)}{when} {_lost(before, before.loss)}"
        guesses = f"{_number(after.relative)} times that of a blind guess"
        return f"a loss of {guesses}{when} {_lost(before, before.relative)}"
    return f"gradient, first to last layer: {_decades(after)} instead of {_decades(before)}"


def _fraction(outcome: Outcome) -> str:
    return "NaN or infinity" if outcome.lost else rounded_percent(outcome.score)


def _lost(outcome: Outcome, value: float) -> str:
    return "NaN or infinity" if outcome.lost else _number(value)


def _number(x: float) -> str:
    return scientific(x, 2)


def _decades(outcome: Outcome) -> str:
    return decades(outcome.decades) if isfinite(outcome.decades) else "nothing"


def details(offer: Suggestion) -> str:
    """The expected and the measured gradient, and on how many seeds the remedy was tried."""
    after = offer.tried
    if after.expected is not None and isfinite(after.expected):
        found = f"Gradient, first to last: {decades(after.expected)} expected, "
    else:
        found = "Gradient, first to last: "
    return f"{found}{_decades(after)} measured. It helps with {SEEDS} seeds or more."


def summary(news: Suggestions) -> str:
    """The state or the result of the search; empty if nothing is wrong or there are offers."""
    if not news.found:
        return ""
    if not news.over:
        return f"Trying remedies: {news.done} of {news.runs} training runs."
    if news.offers:
        return ""
    if not news.tried:
        return "No remedy is known for this network."
    together = f", nor did {len(news.pairs)} pairs of them" if news.pairs else ""
    return f"Tried: {', '.join(news.tried)}; none helped{together}."


def as_report(offer: Suggestion) -> dict[str, Any]:
    """A suggestion as an entry of a report; values that do not apply are None."""
    after = offer.tried
    return {
        "label": offer.label,
        "edits": dict(offer.edits),
        "expected_decades": _known(after.expected),
        "tried": {
            "updates": after.updates,
            "loss": _known(after.loss),
            "test_accuracy": _known(after.score) if after.classes else None,
            "decades": _known(after.decades),
        },
    }


def _known(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
