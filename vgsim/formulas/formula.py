"""A typed formula made ready: its rule, its derivative and the shape of its curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.formulas.curve import Curve, CurveShape, differences, disagreement, shape
from vgsim.formulas.derivative import derivative
from vgsim.formulas.graph import Graph, TooLarge
from vgsim.formulas.parser import parse
from vgsim.formulas.rule import rule
from vgsim.formulas.shown import shown
from vgsim.formulas.simplify import plain, stable
from vgsim.formulas.tex import tex
from vgsim.formulas.tokens import FormulaError
from vgsim.words.language import tr

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReadFormula:
    """A formula that was understood."""

    text: str  # as it was typed
    value: str  # f(x), to show; "" if it is too long
    slope: str  # f′(x), to show
    tex: tuple[str, str]  # f(x) and f′(x) in TeX; "" if one is too long
    rule: Callable[..., Any]  # (z, a, b) -> (f, f′), see `vgsim.parts.rules`
    parameters: tuple[str, ...]  # which of a and b occur
    deciding: tuple[Callable[..., Any], ...]  # rules whose sign chooses between branches


@lru_cache(maxsize=256)
def formula(text: str) -> ReadFormula:
    """Read a formula.

    Raises:
        FormulaError: what is wrong, and at which character.
    """
    written = Graph(plain)
    whole = parse(text, written)
    try:
        computed = Graph(stable)
        value = computed.copied(written, whole)
        slope = derivative(computed, value)
        made = rule(computed, value, slope)
        deciding = tuple(rule(computed, each, each) for each in differences(computed, value))
        exact = derivative(written, whole, textbook=True)
    except TooLarge:
        raise FormulaError(0, tr("The formula has too many operations.")) from None
    used = tuple(name for name in ("a", "b") if written.depends(whole, name))
    set_in = tex(written, whole), tex(written, exact)
    texts = shown(written, whole), shown(written, exact)
    return ReadFormula(text, *texts, set_in, made, used, deciding)


def examined(
    found: ReadFormula, evaluate: Callable[[Callable[..., Any], FloatArray, float, float], Any],
    a: float, b: float,
) -> CurveShape:  # fmt: skip
    """Measure the curve of a formula, and check its derivative.

    Args:
        found: the formula.
        evaluate: (rule, x, a, b) -> (f, f′), with NumPy's elementary functions.
        a: value of the parameter a.
        b: value of the parameter b.

    Raises:
        FormulaError: it is defined nowhere, or its derivative is not the slope of its curve.
    """

    def curve(each: Callable[..., Any]) -> Curve:
        return lambda x: evaluate(each, x, a, b)

    measured = shape(curve(found.rule), [curve(each) for each in found.deciding])
    if measured.lowest > measured.highest:
        raise FormulaError(0, tr("The formula has no finite value anywhere."))
    place = disagreement(curve(found.rule), measured.kinks)
    if place is not None:
        message = tr(
            "The derivative could not be confirmed: at x = {place} the curve has another slope.",
            place=f"{place:.3g}",
        )
        raise FormulaError(0, message)
    return measured
