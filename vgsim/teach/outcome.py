"""Whether the conditions of a lesson are true of a run, and the numbers that decide it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import nan

from vgsim.describe.same import equal_fields
from vgsim.teach.lesson import Condition, Reading
from vgsim.teach.measure import Single, Value
from vgsim.teach.quantities import QUANTITIES
from vgsim.teach.runs import Runs
from vgsim.words.numbers import scientific


@dataclass(frozen=True, slots=True)
class Outcome:
    """A condition, measured. `value` is what the bounds apply to: a ratio if there is a `than`."""

    condition: Condition
    true: bool
    value: Value
    first: Value  # the reading itself
    second: Value | None = None  # what it is compared with

    __eq__ = equal_fields

    @property
    def text(self) -> str:
        """The measured value as it is shown."""
        return value_text(self.value)


def outcome(condition: Condition, runs: Runs, seed: int = 0) -> Outcome:
    """Measure a condition, with a number that is added to the seed."""
    first = runs.value(condition.reading, seed)
    if condition.than is None:
        return Outcome(condition, _all(condition, first), first, first)
    second = runs.value(condition.than, seed)
    ratios = _divided(first, second)
    return Outcome(condition, _all(condition, ratios), ratios, first, second)


def outcomes(conditions: Iterable[Condition], runs: Runs, seed: int = 0) -> tuple[Outcome, ...]:
    """Measure several conditions."""
    return tuple(outcome(each, runs, seed) for each in conditions)


def hold(conditions: Iterable[Condition], runs: Runs, seed: int = 0) -> bool:
    """Whether all of these conditions are true."""
    return all(each.true for each in outcomes(conditions, runs, seed))


def readings_of(conditions: Iterable[Condition]) -> list[Reading]:
    """The readings that these conditions need."""
    pairs = ((each.reading, each.than) for each in conditions)
    return [reading for pair in pairs for reading in pair if reading is not None]


def value_text(value: Value) -> str:
    """A value as it is shown: 4·10⁻¹²; of several the smallest and the largest number."""
    if isinstance(value, tuple):
        numbers = [each for each in value if isinstance(each, float)]
        if len(numbers) == len(value) > 0:
            ends = (_number_text(each) for each in (min(numbers), max(numbers)))
            return " … ".join(dict.fromkeys(ends))
        return ", ".join(dict.fromkeys(map(value_text, value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number_text(value) if isinstance(value, float) else value


def _number_text(value: float) -> str:
    """Two digits; a number that is whole, such as a count of updates, has no decimals."""
    return scientific(value, 1 if value.is_integer() and abs(value) < 10 else 2)


def reading_text(reading: Reading) -> str:
    """What is read and where, as in the file: "gradient (lane 1, layer last)"."""
    where = QUANTITIES[reading.quantity].where
    parts = [f"lane {reading.lane}"] if len(reading.experiment.lanes) > 1 else []
    parts += [f"layer {reading.layer}"] if where == "layer" else []
    parts += [f"at {reading.at:g}"] if where == "function" else []
    parts += [reading.function] if reading.function else []
    parts += [f"after {reading.updates}"] if reading.updates else []
    return f"{reading.quantity} ({', '.join(parts)})" if parts else reading.quantity


def bound_text(condition: Condition) -> str:
    """What a condition says of its value, as in the file: "under 1e-06"."""
    parts = [
        f"{name} {bound:g}"
        for name, bound in (("over", condition.over), ("under", condition.under))
        if bound is not None
    ]
    if condition.about is not None:
        within = [f"± {condition.tolerance:g}"] if condition.tolerance is not None else []
        within += [f"×÷ {condition.factor:g}"] if condition.factor is not None else []
        parts.append(" ".join([f"about {condition.about:g}", *within]))
    parts += ["is " + " or ".join(map(value_text, condition.equals))] if condition.equals else []
    return ", ".join(parts)


def _divided(first: Value, second: Value) -> Value:
    if isinstance(first, tuple) or isinstance(second, tuple):
        count = max(len(each) for each in (first, second) if isinstance(each, tuple))
        pairs = zip(_spread(first, count), _spread(second, count), strict=False)
        return tuple(_ratio(a, b) for a, b in pairs)
    return _ratio(first, second)


def _spread(value: Value, count: int) -> tuple[Single, ...]:
    return value if isinstance(value, tuple) else (value,) * count


def _ratio(first: Single, second: Single) -> float:
    """The first divided by the second; NaN if there is no such number."""
    try:
        return float(first) / float(second)
    except (ZeroDivisionError, ValueError):
        return nan


def _all(condition: Condition, value: Value) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(_true(condition, each) for each in value)
    return _true(condition, value)


def _true(condition: Condition, value: Single) -> bool:
    if condition.equals:
        return value in condition.equals
    if isinstance(value, str) or value != value:
        return False
    under, over, about = condition.under, condition.over, condition.about
    if (under is not None and not value < under) or (over is not None and not value > over):
        return False
    return about is None or near(value, about, condition.tolerance, condition.factor)


def near(value: float, about: float, tolerance: float | None, factor: float | None) -> bool:
    """Whether a value is within a tolerance or a factor of another one, or within both."""
    if tolerance is not None and not abs(value - about) <= tolerance:
        return False
    if factor is None:
        return True
    if about == 0 or value == 0 or (value > 0) != (about > 0):
        return value == about
    return (
        about / factor <= value <= about * factor
        if about > 0
        else (about * factor <= value <= about / factor)
    )
