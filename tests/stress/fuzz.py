"""Runs cases of a fuzzer in this process: make a file from a seed, read it, look at the rules."""

from __future__ import annotations

import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from time import monotonic

from tests.stress.case import Failure, Tally, Wrong
from tests.stress.cost import Budget, Cost, Read, calibrate, exact_memory, least_seconds, measured

EXACT = 200  # one case of this many has its memory measured exactly
LARGE = 20_000  # bytes; so has every case above


@dataclass(frozen=True, slots=True)
class Fuzzer:
    """One kind of input. `read` returns what came of it, and raises whatever is wrong."""

    name: str
    suffix: str
    make: Callable[[Random], bytes]
    read: Read
    plain: bytes = b""  # an ordinary file, for the cost of a byte; empty: no limit on the cost
    block: int = 5000  # cases for one process


@cache
def budget_of(fuzzer: Fuzzer) -> Budget | None:
    """The cost of a byte, measured once in a process; None: there is no limit."""
    return calibrate(fuzzer.read, fuzzer.plain) if fuzzer.plain else None


def content_of(fuzzer: Fuzzer, seed: int, index: int) -> bytes:
    """The file of one case: it follows from its seed and its number alone."""
    return fuzzer.make(Random(seed * 1_000_003 + index))


def run(
    fuzzer: Fuzzer, seed: int, indexes: range, *,
    until: float = float("inf"), began: Callable[[int], object] = lambda index: None,
) -> Tally:  # fmt: skip
    """Run these cases, or as many as there is time for until this moment of the monotonic clock.

    `began` is called with the number of each case before its file is read.
    """
    tally = Tally()
    begun = monotonic()
    with strict_warnings():
        budget = budget_of(fuzzer)
        for index in indexes:
            if monotonic() > until:
                break
            began(index)
            content = content_of(fuzzer, seed, index)
            one_case(fuzzer, content, budget, f"{fuzzer.name}:{seed}:{index}", tally,
                     exact=index % EXACT == 0)  # fmt: skip
    tally.seconds = monotonic() - begun
    return tally


def replay(fuzzer: Fuzzer, content: bytes, case: str) -> Tally:
    """Run one case with everything measured."""
    tally = Tally()
    with strict_warnings():
        budget = budget_of(fuzzer)
        one_case(fuzzer, content, budget, case, tally, exact=True)
    return tally


def one_case(
    fuzzer: Fuzzer, content: bytes, budget: Budget | None, case: str, tally: Tally, *, exact: bool
) -> None:
    """Read one file and note what came of it."""
    tally.cases += 1
    try:
        outcome, cost = measured(fuzzer.read, content)
        tally.outcomes[outcome] += 1
        if budget is not None:
            cost = _settled(fuzzer.read, content, budget, cost, exact=exact)
            _note(tally, cost, len(content), case)
            budget.check(cost, len(content))
    except Exception as error:
        tally.fail(_failure(error, fuzzer, content, case))


def _settled(read: Read, content: bytes, budget: Budget, cost: Cost, *, exact: bool) -> Cost:
    """Measure again what seems too much, and exactly what may grow unseen."""
    if exact or len(content) > LARGE:
        cost = replace(cost, memory=exact_memory(read, content))
    try:
        budget.check(replace(cost, memory=0.0), len(content))
    except Wrong:
        cost = replace(cost, seconds=least_seconds(read, content))
    return cost


def _note(tally: Tally, cost: Cost, size: int, case: str) -> None:
    tally.measure("slowest", cost.seconds, case, "s")
    if size >= LARGE:
        tally.measure("slowest per byte", cost.seconds / size * 1e6, case, "µs")
        tally.measure("largest per byte", cost.memory / size, case, "bytes")


def _failure(error: Exception, fuzzer: Fuzzer, content: bytes, case: str) -> Failure:
    if isinstance(error, Wrong):
        what, *detail = map(str, error.args)
        return Failure(case, what, "\n".join(detail), content, fuzzer.suffix)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
    what = f"{type(error).__name__} in {place}"
    return Failure(case, what, traceback.format_exc(), content, fuzzer.suffix)


@contextmanager
def strict_warnings() -> Iterator[None]:
    """Warnings are errors, and what is only printed as one is still seen."""
    lost: list[object] = []
    hook, sys.unraisablehook = sys.unraisablehook, lost.append
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield
    finally:
        sys.unraisablehook = hook
    if lost:
        raise AssertionError(f"an exception that could not be raised: {lost[0]}")
