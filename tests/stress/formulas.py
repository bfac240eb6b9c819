"""Fuzzer of typed formulas.

Rules: a function that can be computed and shown, or one sentence with its place; never more than a
blink of time, and memory with a bound, however long or deep the formula is.
"""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

from tests.formulas.hostile import hostile
from tests.stress.case import Wrong
from tests.stress.cost import LEAST_BYTES, LEAST_SECONDS, exact_memory, least_seconds, measured
from tests.stress.fuzz import Fuzzer
from tests.stress.messages import check_message
from vgsim.formulas.formula import formula
from vgsim.formulas.tokens import FormulaError
from vgsim.parts.own import Definition, kernel_name, own_activation, own_key
from vgsim.teach.prose import formula_fault

A, B = (0.0, 1.0, -1.0, 0.1, 1000.0), (0.0, 1.0, -3.0)


def make(random: Random) -> bytes:
    """One formula, with the values of its parameters."""
    case = {"formula": hostile(random), "a": random.choice(A), "b": random.choice(B)}
    return json.dumps(case).encode()


def read(content: bytes) -> str:
    """Read a formula as the window does, and measure what that takes.

    Raises:
        Wrong: it takes too long, or too much memory.
    """
    outcome, cost = measured(_read, content)
    if cost.seconds > LEAST_SECONDS:
        cost = replace(cost, seconds=least_seconds(_read, content))
    if cost.memory > LEAST_BYTES:
        cost = replace(cost, memory=exact_memory(_read, content))
    if cost.seconds > LEAST_SECONDS:
        raise Wrong("slow: a formula freezes the window", f"{cost.seconds:.3f} s")
    if cost.memory > LEAST_BYTES + 8 * len(content):
        raise Wrong("large: a formula takes much memory", f"{cost.memory / 2**20:.1f} MiB")
    return outcome


def _read(content: bytes) -> str:
    case = json.loads(content)
    text = case["formula"]
    key = own_key(Definition("mine", text, case["a"], case["b"]))
    formula.cache_clear()  # each reading takes its full time
    try:
        entry = own_activation.__wrapped__(key)
    except FormulaError as error:
        check_message(error.message)
        if not 0 <= error.position <= len(text):
            raise Wrong("a place outside of the formula", str(error.position)) from None
        return "refused"
    if not kernel_name(key).isidentifier() or not entry.range or not entry.formula:
        raise Wrong("a function without a name, a range or a formula", repr(entry))
    for tex in entry.tex:
        if tex and (fault := formula_fault(tex)):
            raise Wrong("a formula that cannot be typeset", f"{tex}: {fault}")
    return "computed"


FUZZER = Fuzzer("formulas", ".json", make, read, block=20_000)
