"""Finds by running what the right answer to a question is, and judges an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite, log10, nan

from vgsim.describe.same import equal_fields
from vgsim.teach.lesson import Question, Reading
from vgsim.teach.outcome import hold, near, outcome, readings_of
from vgsim.teach.runs import Runs

# choice, curve: an index from 0. choices: a set of them. number: a number. layer: a layer from 1.
# order: indices, the smallest value first. sketch: log10 of the gradient in every layer.
Answer = int | float | frozenset[int] | tuple[int, ...] | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What a run says about a question.

    `right` holds the indices of the right options or items, or the right layer; it is empty for the
    other kinds. `values` are the numbers behind it: of each option's first condition, each item,
    each layer, or of the number of the question.
    """

    right: frozenset[int] = frozenset()
    order: tuple[int, ...] = ()  # of the items
    values: tuple[float, ...] = ()
    slope: float = nan  # of a sketch: decades per layer

    __eq__ = equal_fields


def readings_in(question: Question) -> list[Reading]:
    """What has to be read to find the key."""
    found = [] if question.reading is None else [question.reading]
    found += [item.reading for item in question.items]
    for option in question.options:
        found += readings_of(option.right_when)
    return found


def lanes_of(question: Question, key: AnswerKey | None = None) -> tuple[int, ...]:
    """The networks of the question's run that its answers read, from 0, in their order.

    With a key, those of the right options come first.
    """
    right = key.right if key is not None else frozenset()
    order = sorted(range(len(question.options)), key=lambda place: place not in right)
    found = [each for place in order for each in readings_of(question.options[place].right_when)]
    found += readings_in(question)
    run = question.run.experiment
    return tuple(dict.fromkeys(each.lane for each in found if each.experiment == run))


def key_of(question: Question, runs: Runs, seed: int = 0) -> AnswerKey:
    """The key of a question, with a number that is added to the seed."""
    if question.kind in ("choice", "choices"):
        right = frozenset(
            place
            for place, option in enumerate(question.options)
            if hold(option.right_when, runs, seed)
        )
        firsts = (outcome(option.right_when[0], runs, seed).value for option in question.options)
        return AnswerKey(right, values=tuple(map(_number, firsts)))
    if question.kind in ("curve", "order"):
        values = tuple(_number(runs.value(item.reading, seed)) for item in question.items)
        order = tuple(sorted(range(len(values)), key=lambda place: _sortable(values[place])))
        if question.kind == "order":
            return AnswerKey(order=order, values=values)
        best = order[0] if question.which == "smallest" else order[-1]
        return AnswerKey(frozenset({best}), values=values)
    assert question.reading is not None  # the reader sees to it
    found = runs.value(question.reading, seed)
    values = tuple(map(_number, found)) if isinstance(found, tuple) else (_number(found),)
    if question.kind == "layer":
        return AnswerKey(_layer(question, values), values=values)
    slope = fitted_slope([_log(each) for each in values]) if question.kind == "sketch" else nan
    return AnswerKey(values=values, slope=slope)


def is_right(question: Question, key: AnswerKey, answer: Answer) -> bool:
    """Whether an answer is the right one."""
    match question.kind:
        case "choices":
            return isinstance(answer, frozenset) and answer == key.right
        case "order":
            return isinstance(answer, tuple) and _ordered(answer, key)
        case "number":
            if not isinstance(answer, int | float):
                return False
            return near(float(answer), key.values[0], question.tolerance, question.factor)
        case "sketch":
            if not isinstance(answer, tuple) or question.tolerance is None:
                return False
            return abs(fitted_slope(answer) - key.slope) <= question.tolerance
        case _:
            return isinstance(answer, int) and answer in key.right


def fitted_slope(values: Iterable[float]) -> float:
    """The slope of the straight line through values of the layers, by least squares.

    Those that are not finite are left out; NaN if fewer than two remain.
    """
    points = [(place, value) for place, value in enumerate(values) if isfinite(value)]
    if len(points) < 2:
        return nan
    middle = sum(place for place, _ in points) / len(points)
    mean = sum(value for _, value in points) / len(points)
    spread = sum((place - middle) ** 2 for place, _ in points)
    return sum((place - middle) * (value - mean) for place, value in points) / spread


def _ordered(answer: tuple[int, ...] | tuple[float, ...], key: AnswerKey) -> bool:
    """Whether the values rise in this order; equal ones may change places."""
    if sorted(answer) != list(range(len(key.values))):
        return False
    values = [_sortable(key.values[int(place)]) for place in answer]
    return values == sorted(values)


def _layer(question: Question, values: tuple[float, ...]) -> frozenset[int]:
    """The right layer, from 1; empty if there is none."""
    places = range(1, len(values) + 1)
    if question.bound is not None:
        low = question.which == "first_under"
        bound = question.bound
        reached = (k for k in places if (values[k - 1] < bound if low else values[k - 1] > bound))
        return frozenset(list(reached)[:1])
    if any(each != each for each in values):
        return frozenset()
    best = min(values) if question.which == "smallest" else max(values)
    return frozenset({values.index(best) + 1})


def _number(value: object) -> float:
    """A value as a number; of several the first one; NaN if it is a word."""
    if isinstance(value, tuple):
        value = value[0] if value else nan
    return float(value) if isinstance(value, int | float) else nan


def _sortable(value: float) -> float:
    return inf if value != value else value


def _log(value: float) -> float:
    return log10(value) if value > 0 else nan
