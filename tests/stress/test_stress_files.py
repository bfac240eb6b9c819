"""A short, seeded part of the fuzzers: the long one is `python3 -m tests.stress`."""

from __future__ import annotations

from random import Random

import pytest

from tests.stress import accepted, formulas, lessons, oddities, remembered, scenario, tables
from tests.stress.case import Tally, described
from tests.stress.cost import calibrate
from tests.stress.fuzz import Fuzzer, one_case, run, strict_warnings

SEED = 20
SIZES = *[300, 6000] * 8, 30_000  # bytes; each oddity has several forms


@pytest.mark.parametrize(
    ("fuzzer", "cases", "outcomes"),
    [
        (scenario.FUZZER, 1200, {"accepted", "refused"}),
        (lessons.FUZZER, 300, {"accepted", "refused"}),
        (formulas.FUZZER, 1200, {"computed", "refused"}),
        (tables.FUZZER, 1500, {"accepted", "refused"}),
        (remembered.SETTINGS, 1500, {"read", "set aside"}),
        (remembered.RUNS, 300, {"continued", "set aside"}),
        (accepted.FUZZER, 30, {"computed"}),
    ],
    ids=lambda value: value.name if isinstance(value, Fuzzer) else None,
)
def test_mutants(fuzzer: Fuzzer, cases: int, outcomes: set[str]) -> None:
    tally = run(fuzzer, SEED, range(cases))
    assert not described(tally)
    assert tally.cases == cases
    assert outcomes <= set(tally.outcomes)  # the fuzzer reaches all of them


@pytest.mark.parametrize(
    ("fuzzer", "made"),
    [(scenario.FUZZER, oddities.ODDITIES), (tables.FUZZER, tables.ODDITIES)],
    ids=lambda value: value.name if isinstance(value, Fuzzer) else "",
)
def test_every_oddity_in_several_sizes(fuzzer: Fuzzer, made: tuple[oddities.Odd, ...]) -> None:
    tally, random = Tally(), Random(SEED)
    with strict_warnings():
        budget = calibrate(fuzzer.read, fuzzer.plain)
        for odd in made:
            for size in SIZES:
                case = f"{odd.__name__} {size}"
                one_case(fuzzer, odd(size, random), budget, case, tally, exact=True)
    assert not described(tally)
