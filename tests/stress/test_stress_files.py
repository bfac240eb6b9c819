"""A short, seeded part of the fuzzers: the long one is `python3 -m tests.stress`."""

from __future__ import annotations

from random import Random

import pytest

from tests.long import longer
from tests.stress import accepted, formulas, lessons, oddities, remembered, scenario, tables
from tests.stress.case import Tally, described
from tests.stress.fuzz import Fuzzer, budget_of, one_case, run, strict_warnings

SEED = 27  # its large files are not too large for the default run
FURTHER = 20
# bytes; each oddity has several forms
SIZES = pytest.mark.parametrize(
    "sizes", [(*[300, 6000] * 4, 30_000), *longer([(*[300, 6000] * 8, 30_000)])], ids=len
)
CASES = pytest.mark.parametrize(
    ("fuzzer", "cases", "outcomes"),
    [
        (scenario.FUZZER, 400, {"accepted", "refused"}),
        (lessons.FUZZER, 100, {"accepted", "refused"}),
        (formulas.FUZZER, 400, {"computed", "refused"}),
        (tables.FUZZER, 500, {"accepted", "refused"}),
        (remembered.SETTINGS, 500, {"read", "set aside"}),
        (remembered.RUNS, 60, {"continued", "set aside"}),
        (accepted.FUZZER, 10, {"computed"}),
    ],
    ids=lambda value: value.name if isinstance(value, Fuzzer) else None,
)


@CASES
def test_mutants(fuzzer: Fuzzer, cases: int, outcomes: set[str]) -> None:
    assert_sound(fuzzer, SEED, range(cases), outcomes)


@pytest.mark.long
@CASES
def test_further_mutants(fuzzer: Fuzzer, cases: int, outcomes: set[str]) -> None:
    assert_sound(fuzzer, FURTHER, range(5 * cases), outcomes)


def assert_sound(fuzzer: Fuzzer, seed: int, indexes: range, outcomes: set[str]) -> None:
    tally = run(fuzzer, seed, indexes)
    assert not described(tally)
    assert tally.cases == len(indexes)
    assert outcomes <= set(tally.outcomes)  # the fuzzer reaches all of them


@SIZES
@pytest.mark.parametrize(
    ("fuzzer", "made"),
    [(scenario.FUZZER, oddities.ODDITIES), (tables.FUZZER, tables.ODDITIES)],
    ids=lambda value: value.name if isinstance(value, Fuzzer) else "",
)
def test_every_oddity_in_several_sizes(
    fuzzer: Fuzzer, made: tuple[oddities.Odd, ...], sizes: tuple[int, ...]
) -> None:
    tally, random = Tally(), Random(SEED)
    with strict_warnings():
        budget = budget_of(fuzzer)
        for odd in made:
            for size in sizes:
                case = f"{odd.__name__} {size}"
                one_case(fuzzer, odd(size, random), budget, case, tally, exact=True)
    assert not described(tally)
