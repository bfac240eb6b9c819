"""Describes suggestions and the state of the search in words, and as entries of a report."""

from __future__ import annotations

from math import isfinite
from typing import Any

from vgsim.advice.effect import LEAST, score_removed
from vgsim.advice.suggestion import SEEDS, Suggestion, Suggestions
from vgsim.advice.trial import TrialResult, learns
from vgsim.words.language import tr
from vgsim.words.lists import first_few
from vgsim.words.numbers import ratio, rounded_percent, scientific


def sentence(offer: Suggestion) -> str:
    """A suggestion in full: ReLU with He: 94 % after 300 updates instead of 10 %."""
    found = _results(offer)
    if found is None:
        return _gradients(offer)
    parts = {
        "remedy": offer.label, "result": found[0], "before": found[1],
        "updates": _updates(offer.tried.updates),
    }  # fmt: skip
    if not learns(offer.tried):
        return tr(
            "{remedy}: {result} after {updates} instead of {before}, still no better than a blind "
            "guess",
            **parts,
        )
    if offer.effect == "little":
        return tr(
            "{remedy}: only a little better, {result} after {updates} instead of {before}", **parts
        )
    return tr("{remedy}: {result} after {updates} instead of {before}", **parts)


def shortened(offer: Suggestion) -> str:
    """A suggestion in short: ReLU with He: 94 %, not 10 %."""
    found = _results(offer)
    if found is None:
        return _gradients(offer)
    parts = {"remedy": offer.brief or offer.label, "result": found[0], "before": found[1]}
    if offer.effect == "little":
        return tr("{remedy}: a little better, {result}, not {before}", **parts)
    return tr("{remedy}: {result}, not {before}", **parts)


def _updates(count: int) -> str:
    return tr("{count} update(s)", "", count, count=f"{count:,}")


def _results(offer: Suggestion) -> tuple[str, str] | None:
    """What the remedy achieves, and the same without it; None if only the gradient is better.

    Of a network that does not learn it is the loss, which is what shows that.
    """
    before, after = offer.before, offer.tried
    if offer.effect == "gradient":
        return None
    if learns(after) and (before.lost or score_removed(before, after) >= LEAST):
        if after.classes:
            return rounded_percent(after.score), _fraction(before)
        return _errors(before, after)
    if not (before.lost or after.relative < before.relative):
        return None
    if before.guess == after.guess:
        return tr("loss {loss}", loss=_number(after.loss)), _lost(before, before.loss)
    times = _number(after.relative)
    found = tr("{times} times the loss of a blind guess", times=times)
    return found, _lost(before, before.relative)


def _errors(before: TrialResult, after: TrialResult) -> tuple[str, str]:
    """The errors; as multiples of a blind guess's where the remedy scales the targets."""
    if before.variance == after.variance:
        return tr("error {error}", error=_number(after.score)), _lost(before, before.score)
    times = _number(after.score / after.variance)
    found = tr("{times} times the error of a blind guess", times=times)
    return found, _lost(before, before.score / before.variance)


def _gradients(offer: Suggestion) -> str:
    """The gradient with and without a remedy, and the losses, which hardly differ."""
    before, after = offer.before, offer.tried
    found = tr(
        "{remedy}: {quantity} {result} instead of {before}",
        remedy=offer.label, quantity=quantity(offer), result=_ratio(after), before=_ratio(before),
    )  # fmt: skip
    if before.lost or before.guess != after.guess:
        return found
    return tr(
        "{finding}; the loss is {loss} after {updates} instead of {was}",
        finding=found, loss=_number(after.loss), updates=_updates(after.updates),
        was=_number(before.loss),
    )  # fmt: skip


def quantity(offer: Suggestion) -> str:
    """The name of the ratio of gradients that `decades` gives."""
    if offer.tried.recurrent:
        return tr("gradient at step 1 ÷ last step")
    return tr("gradient at layer 1 ÷ last layer")


def _fraction(outcome: TrialResult) -> str:
    return tr("NaN or infinity") if outcome.lost else rounded_percent(outcome.score)


def _lost(outcome: TrialResult, value: float) -> str:
    return tr("NaN or infinity") if outcome.lost else _number(value)


def _number(x: float) -> str:
    return scientific(x, 2)


def _ratio(outcome: TrialResult) -> str:
    return ratio(outcome.decades) if isfinite(outcome.decades) else tr("nothing")


def details(offer: Suggestion) -> str:
    """The expected and the measured gradient, and on how many seeds the remedy was tried."""
    after, seeds = (
        offer.tried,
        tr("Tried with different seeds: it helped with at least %n of them.", "", SEEDS),
    )
    if after.expected is not None and isfinite(after.expected):
        found = tr(
            "Measured {quantity}: {measured}; expected: {expected}.",
            quantity=quantity(offer), measured=_ratio(after), expected=ratio(after.expected),
        )  # fmt: skip
    else:
        found = tr(
            "Measured {quantity}: {measured}.", quantity=quantity(offer), measured=_ratio(after)
        )
    return f"{found} {seeds}"


def summary(news: Suggestions) -> str:
    """The state or the result of the search; empty if nothing is wrong or there are offers."""
    if not news.found:
        return ""
    if not news.over:
        return tr("Trying remedies: {done} of %n training run(s).", "", news.runs, done=news.done)
    if news.offers:
        return ""
    if not news.tried:
        return tr("No remedy is known for this network.")
    tried, together = first_few(news.tried, len(news.tried)), len(news.combined)
    found = tr("Tried: {remedies}; none helped.", remedies=tried)
    if together:
        found = tr(
            "Tried: {remedies}; none helped, nor did %n combination(s) of them.",
            "",
            together,
            remedies=tried,
        )
    if news.all_lost:
        lost = tr("With all of them, numbers become NaN or infinite, too.")
        return f"{found} {lost}"
    return f"{_finite(news)} {found}".strip()  # the list may be too long for a line


def _finite(news: Suggestions) -> str:
    """With which remedy numbers at least stay finite; empty if with none, or if none were lost."""
    if news.finite is None:
        return ""
    after = news.finite.tried
    return tr(
        "No remedy helps, but with this one all numbers stay finite, on each of %n seeds: {remedy} "
        "(loss {loss} after {updates}; a blind guess has {guess}).",
        "", SEEDS,
        remedy=news.finite.label, loss=_number(after.loss), updates=_updates(after.updates),
        guess=_number(after.guess),
    )  # fmt: skip


def as_report(offer: Suggestion) -> dict[str, Any]:
    """A suggestion as an entry of a report; values that do not apply are None."""
    after = offer.tried
    return {
        "label": offer.label,
        "edits": dict(offer.edits),
        "helps": offer.effect,
        "expected_decades": _finite_or_none(after.expected),
        "tried": {
            "updates": after.updates,
            "loss": _finite_or_none(after.loss),
            "test_accuracy": _finite_or_none(after.score) if after.classes else None,
            "decades": _finite_or_none(after.decades),
        },
    }


def _finite_or_none(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
