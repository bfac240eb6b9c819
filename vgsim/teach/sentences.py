"""Puts the numbers that were measured into the sentences of a lesson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vgsim.teach.lesson import AnswerOption, Claim, Question, Statement
from vgsim.teach.measure import Value
from vgsim.teach.outcome import Outcome, value_text
from vgsim.teach.prose import JUDGED, NUMBER
from vgsim.words.numbers import rounded_percent


def claim_text(claim: Claim, found: Sequence[Outcome]) -> str:
    """The sentence of a claim with the number of its first condition."""
    return filled(claim.say, _first(found))


def statement_text(
    statement: Statement, helps: Sequence[Outcome], reason: Sequence[Outcome]
) -> str:
    """What follows from both judgements of a statement, with their numbers."""
    values = dict(zip(JUDGED, (_first(helps), _first(reason)), strict=True))
    return _replaced(statement.because, values)


def answer_text(option: AnswerOption, value: float) -> str:
    """The feedback to those who chose an option; `value` is that of the question's key."""
    return filled(option.answer, value)


def explanation_text(question: Question, values: Sequence[float]) -> str:
    """The explanation after the run; {value} is the first number of the key."""
    return filled(question.explain, values[0] if values else None)


def filled(text: str, value: Value | None) -> str:
    """The text with {value} and {percent} replaced by a measured value."""
    return _replaced(text, dict.fromkeys(NUMBER, value))


def _replaced(text: str, values: Mapping[str, Value | None]) -> str:
    for mark, value in values.items():
        if mark in text and value is not None:
            text = text.replace(mark, _percent(value) if mark == "{percent}" else value_text(value))
    return text


def _percent(value: Value) -> str:
    """A share in percent; of several the smallest and the largest."""
    shares = value if isinstance(value, tuple) else (value,)
    numbers = [float(each) for each in shares if isinstance(each, int | float) and each == each]
    ends = (rounded_percent(each) for each in (min(numbers), max(numbers))) if numbers else ("NaN",)
    return " … ".join(dict.fromkeys(ends))


def _first(found: Sequence[Outcome]) -> Value | None:
    return found[0].value if found else None
