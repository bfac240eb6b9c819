"""Activations from formulas that people typed, as entries like the built-in ones.

An experiment refers to such a function by a key that says everything about it: its name, its
formula and the values of its parameters. So the key alone is enough to compute, and two networks
with the same key are the same. In a file the functions are listed by name instead.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple

import numpy as np

from vgsim.formulas.curve import CurveShape, FloatArray
from vgsim.formulas.formula import ReadFormula, examined, formula
from vgsim.parts.activation import OWN, Activation, Kind, is_own
from vgsim.parts.elementary import numpy_form
from vgsim.parts.registry import Parameter
from vgsim.words.language import tr

STEEPEST = 1e5  # larger slopes count as equal when pieces of a curve are counted
AT_ONCE = 1000  # places at which a formula is computed together
FLAT = 1e-3  # of a slope that lets hardly any gradient through


class Definition(NamedTuple):
    """What a key says: name, formula, and the parameters with the ends of their sliders."""

    name: str
    formula: str
    a: float = 1.0
    b: float = 1.0
    a_range: tuple[float, float] = (0.0, 2.0)
    b_range: tuple[float, float] = (0.0, 2.0)


def own_key(definition: Definition) -> str:
    """The key under which `ACTIVATIONS` has this function."""
    return OWN + json.dumps(definition, ensure_ascii=False, separators=(",", ":"))


def definition_of(key: str) -> Definition:
    """The definition that a key says.

    Raises:
        ValueError: it is no such key.
    """
    found = json.loads(key.removeprefix(OWN))
    name, text, a, b, a_range, b_range = found
    return Definition(
        str(name), str(text), float(a), float(b), (float(a_range[0]), float(a_range[1])),
        (float(b_range[0]), float(b_range[1])),
    )  # fmt: skip


def kernel_key(name: str) -> str:
    """The activation whose kernel computes this one: it depends on the formula alone."""
    if not is_own(name):
        return name
    text = definition_of(name).formula
    return own_key(Definition(f"own_{hashlib.sha256(text.encode()).hexdigest()[:16]}", text))


def kernel_name(name: str) -> str:
    """The kernel's name as one word, for files and for generated source."""
    return definition_of(kernel_key(name)).name if is_own(name) else name


@lru_cache(maxsize=256)
def own_activation(key: str) -> Activation:
    """The entry of a key.

    Raises:
        ValueError: it is no key, or its formula cannot be used (`FormulaError`).
    """
    own = definition_of(key)
    found = formula(own.formula)
    shape = examined(found, _curve, own.a, own.b)
    kind = _kind(found, shape, own)
    return Activation(
        name=key, label=own.name,
        formula=f"f(x) = {found.value}" if found.value else tr("f(x): a long formula"),
        derivative_formula=f"f′(x) = {found.slope}" if found.slope
        else tr("f′(x): a long formula, computed exactly"),
        origin=tr("your own formula"), range=_range(shape), kind=kind,
        rule=found.rule, steepest=shape.steepest, teaches=_lesson(kind, found, own),
        help=tr("Your own formula: {formula}", formula=own.formula),
        parameters=_parameters(found, own), kinks=shape.kinks, second=own.b, gaps=shape.gaps,
        tex=_tex(found),
    )  # fmt: skip


def _tex(found: ReadFormula) -> tuple[str, str]:
    value, slope = found.tex
    return f"f(x)={value}" if value else "", f"f'(x)={slope}" if slope else ""


def _curve(rule: Callable[..., Any], x: FloatArray, a: float, b: float) -> Any:
    """Values and slopes; computed in parts, because all intermediate values of one are kept."""
    form = numpy_form(rule, np.dtype(np.float64))
    found = np.empty((2, x.size))
    with np.errstate(all="ignore"):
        for start in range(0, x.size, AT_ONCE):
            part = slice(start, start + AT_ONCE)
            found[0, part], found[1, part] = form(x[part], np.float64(a), np.float64(b))
    return found[0], found[1]


def _slope(found: ReadFormula, z: float, own: Definition) -> float:
    size = abs(float(_curve(found.rule, np.array([z]), own.a, own.b)[1][0]))
    return size if size == size else -inf


def _range(shape: CurveShape) -> str:
    low = "(−∞" if shape.lowest == -inf else f"[{shape.lowest:.4g}".replace("-", "−")
    high = "∞)" if shape.highest == inf else f"{shape.highest:.4g}]".replace("-", "−")
    return f"{low}, {high}"


def _kind(found: ReadFormula, shape: CurveShape, own: Definition) -> Kind:
    slopes = _curve(found.rule, np.linspace(-20, 20, 4001), own.a, own.b)[1]
    finite = slopes[np.isfinite(slopes)]
    levels = np.unique(np.round(np.clip(finite, -STEEPEST, STEEPEST), 9))
    if levels.size == 1:
        return "linear"
    if shape.flat_left and shape.flat_right:
        return "saturating"
    return "rectifier" if levels.size <= len(shape.kinks) + 2 else "smooth"


def _lesson(kind: Kind, found: ReadFormula, own: Definition) -> str:
    """What the function does to gradients, in one sentence."""
    if kind == "linear":
        return tr("Without a nonlinearity all layers together equal one layer.")
    if kind == "saturating":
        return tr("Its slope goes to 0 on both sides: units far from 0 let no gradient through.")
    left, right = (_slope(found, z, own) for z in (-10.0, 10.0))
    if min(left, right) < FLAT:
        return tr("It is flat on one side: a unit there lets no gradient through.")
    at_zero = _slope(found, 0.0, own)
    return tr("Its slope at 0 is {slope}.", slope=f"{at_zero:.3g}".replace("-", "−"))


def _parameters(found: ReadFormula, own: Definition) -> tuple[Parameter, ...]:
    if "a" not in found.parameters:
        return ()
    low, high = own.a_range
    return (Parameter("alpha", "a", own.a, low, high, tr("Parameter a of the formula")),)
