"""Typed formulas: values, exact derivatives, corners and gaps, against mpmath and the built-in."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.long import longer
from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import simulate
from vgsim.describe.spec import (
    DataSpec,
    Experiment,
    Lane,
    NetworkSpec,
    OwnActivation,
    OwnParameters,
)
from vgsim.formulas.curve import shape
from vgsim.formulas.formula import formula
from vgsim.formulas.parser import CONSTANTS, TYPED
from vgsim.formulas.tokens import FormulaError
from vgsim.parts.activations import ACTIVATIONS, evaluate, maximum
from vgsim.parts.own import Definition, own_activation, own_key
from vgsim.teach.typeset import svg

# the built-in functions as they might be typed
TYPED_AGAIN = {
    "linear": ["x"],
    "sigmoid": ["1/(1+exp(-x))", "sigmoid(x)", "e^x/(1+e^x)", "1/(1+e^-x)"],
    "tanh": ["tanh(x)", "(exp(x)-exp(-x))/(exp(x)+exp(-x))", "2*sigmoid(2x)-1", "2/(1+e^(-2x))-1"],
    "relu": ["max(0, x)", "max(x, 0)", "relu(x)", "where(x > 0, x, 0)"],
    "leaky_relu": ["where(x > 0, x, a*x)", "max(a*x, x)"],
    "elu": ["where(x > 0, x, a*(exp(x)-1))"],
    "relu6": ["min(max(0, x), 6)", "clip(x, 0, 6)"],
    "silu": ["x/(1+exp(-x))", "x*sigmoid(x)"],
    "selu": ["1.0507009873554805*where(x > 0, x, 1.6732632423543772*(exp(x)-1))"],
    "gelu": ["x*Phi(x)", "0.5*x*(1+erf(x/sqrt(2)))"],
    "softplus": ["log(1+exp(x))", "ln(1+e^x)"],
    "softsign": ["x/(1+abs(x))"],
    "mish": ["x*tanh(ln(1+e^x))"],
    "hard_swish": ["x*min(max(0, x+3), 6)/6"],
    "hard_tanh": ["min(max(-1, x), 1)", "clip(x, -1, 1)"],
    "hard_sigmoid": ["min(max(0, x+3), 6)/6", "clip((x+3)/6, 0, 1)"],
    "lecun_tanh": ["1.7159*tanh(2*x/3)"],
}
PLACES = np.concatenate(
    [
        np.linspace(-30, 30, 4001),
        np.linspace(-1.6, -1.1, 4001),
        [0.0, -0.0, 3.0, -3.0, 6.0, 1e-300, -1e-10],
    ]
)


def own(text: str, a: float = 1.0, b: float = 1.0) -> str:
    return own_key(Definition("mine", text, a, b))


@pytest.mark.parametrize("name", TYPED_AGAIN)
def test_a_built_in_function_typed_again_is_the_same_to_ten_units_in_the_last_place(
    name: str,
) -> None:
    alpha = ACTIVATIONS[name].values().get("alpha", 1.0)
    expected = evaluate(ACTIVATIONS[name], PLACES)
    for text in TYPED_AGAIN[name]:
        found = evaluate(ACTIVATIONS[own(text, alpha)], PLACES)
        for typed, built_in in zip(found, expected, strict=True):
            apart = np.abs(typed - built_in) / np.spacing(np.maximum(np.abs(built_in), 1e-300))
            assert np.nanmax(apart) <= 10, (text, PLACES[np.nanargmax(apart)])


def test_the_list_of_built_in_functions_is_complete() -> None:
    given = {name for name, each in ACTIVATIONS.items() if not (each.learned or each.random)}
    assert set(TYPED_AGAIN) == given


def test_where_terms_cancel_the_absolute_error_is_small() -> None:
    expected = evaluate(ACTIVATIONS["hard_sigmoid"], PLACES)
    found = evaluate(ACTIVATIONS[own("min(max(0, x/6+0.5), 1)")], PLACES)
    for typed, built_in in zip(found, expected, strict=True):
        np.testing.assert_allclose(typed, built_in, rtol=2e-15, atol=4e-16)


@pytest.mark.parametrize("updates", [12, *longer([50])])
@pytest.mark.parametrize("name", TYPED_AGAIN)
def test_a_built_in_function_typed_again_trains_alike(name: str, updates: int) -> None:
    alpha = ACTIVATIONS[name].values().get("alpha", 1.0)
    mine = OwnActivation("mine", TYPED_AGAIN[name][-1], OwnParameters(a=alpha))
    losses = []
    for activation in (name, mine.key):
        network = NetworkSpec(depth=6, width=8, activation=activation)
        made = Experiment(
            data=DataSpec("moons", 32), lanes=(Lane("", network),), activations=(mine,)
        )
        losses.append(simulate(made, updates, engine=twin()).lanes[0].loss)
    assert losses[1] == pytest.approx(losses[0], rel=1e-12)


REFERENCE = {
    "exp(-x^2)": lambda x: mpmath.exp(-x * x),
    "sin(a*x)/b": lambda x: mpmath.sin(x * 0.5) / 3,
    "(sqrt(x^2+1)-1)/2+x": lambda x: (mpmath.sqrt(x * x + 1) - 1) / 2 + x,
    "x*erf(ln(1+e^x))": lambda x: x * mpmath.erf(mpmath.log1p(mpmath.exp(x))),
    "sinh(x)/cosh(x)+tan(x/9)": lambda x: mpmath.tanh(x) + mpmath.tan(x / 9),
    "atan(x)^3-2^x": lambda x: mpmath.atan(x) ** 3 - mpmath.mpf(2) ** x,
    "(x^2)^(x/10)": lambda x: (x * x) ** (x / 10),
    "log(1+x^2)*cos(x)": lambda x: mpmath.log1p(x * x) * mpmath.cos(x),
    "1/(1+x^-2)": lambda x: 1 / (1 + x**-2),
    "erf(x)-Phi(x)": lambda x: mpmath.erf(x) - mpmath.ncdf(x),
    "pow(2, sin(x))": lambda x: mpmath.mpf(2) ** mpmath.sin(x),
}


@pytest.mark.parametrize("text", REFERENCE)
def test_values_and_derivatives_are_those_of_fifty_digits(text: str) -> None:
    x = np.array([-7.5, -2.25, -0.625, -0.001, 0.004, 0.5, 1.75, 3.0, 6.5])
    value, slope = evaluate(ACTIVATIONS[own(text, 0.5, 3.0)], x)
    with mpmath.workdps(50):
        for at, f, g in zip(x, value, slope, strict=True):
            exact = mpmath.mpf(float(at))
            assert f == pytest.approx(float(REFERENCE[text](exact)), rel=4e-14, abs=1e-16)
            assert g == pytest.approx(float(mpmath.diff(REFERENCE[text], exact)), rel=4e-13,
                                      abs=1e-15)  # fmt: skip


def test_every_function_that_may_be_typed_has_its_derivative() -> None:
    """Against differences, which `examined` computes; a wrong table entry is refused there."""
    for name in TYPED:
        inside = {"where": "x > 0, x, 2x", "max": "x, 1", "min": "x, 1", "clip": "x, -1, 1"}
        text = f"{name}({inside.get(name, 'x/7')})"
        assert own_activation(own(text)).label == "mine", text


@pytest.mark.parametrize(
    ("text", "kinks"),
    [
        ("max(0, x)", (0.0,)), ("min(max(0, x), 6)", (0.0, 6.0)), ("abs(x-0.3)", (0.3,)),
        ("where(abs(x) < 1, x, sign(x))", (-1.0, 1.0)), ("max(x, x^2-2)", (-1.0, 2.0)),
        ("where(x > 0, x, exp(x)-1)", ()), ("where(x > a, 1, 0)", (0.5,)), ("tanh(x)", ()),
    ],
)  # fmt: skip
def test_corners_and_jumps_are_found(text: str, kinks: tuple[float, ...]) -> None:
    assert own_activation(own(text, 0.5)).kinks == pytest.approx(kinks, abs=1e-12)


@pytest.mark.parametrize("power", [1, 2])  # 1: its sign changes there; 2: it is positive
def test_many_poles_are_searched_together(power: int) -> None:
    asked = []  # how often, for the functions with one pole and with many
    for below, poles in ((lambda x: x - 0.003, 1), (lambda x: np.sin(x + 0.003), 31)):
        calls: list[int] = []

        def curve(
            x: NDArray[np.float64], below: Any = below, calls: list[int] = calls
        ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            calls.append(x.size)
            return below(x) ** -power, np.ones_like(x)  # slopes are not looked at

        assert len(shape(curve, []).gaps) == poles
        asked.append(len(calls))
    assert asked[1] < 1.5 * asked[0]


def test_poles_between_the_places_of_the_grid_are_found() -> None:
    inner = [each for each in own_activation(own("tan(x)")).gaps if abs(each.low) < 5]
    assert [each.low for each in inner] == pytest.approx(np.pi / 2 * np.array([-3, -1, 1, 3]))
    assert own_activation(own("tan(x)")).range == "(−∞, ∞)"
    (double,) = own_activation(own("1/(x-pi)^2")).gaps
    assert double.low == pytest.approx(np.pi)
    for text in ("20*sin(9*x)", "x^3", "exp(x/4)", "where(x > 0.005, 9, -9)", "100*tanh(99*x)"):
        gaps = own_activation(own(text)).gaps
        assert not [each for each in gaps if each.low == each.high], text


@pytest.mark.parametrize(
    ("text", "range_", "kind", "place", "largest"),
    [
        ("x/(1+exp(-x))", "[−0.2785, ∞)", "smooth", 2.399357, 1.099839),
        ("1/(1+exp(-x))", "[0, 1]", "saturating", 0.0, 0.25),
        ("sin(b*x)", "[−1, 1]", "smooth", None, 2.0),
        ("max(0, x)", "[0, ∞)", "rectifier", None, 1.0),
        ("3x", "(−∞, ∞)", "linear", None, 3.0),
        ("exp(-x^2)", "[0, 1]", "saturating", None, 0.857764),
        ("sin(x)/x", "[−0.2172, 1]", "saturating", None, 0.436182),
    ],
)
def test_the_curve_is_measured(
    text: str, range_: str, kind: str, place: float | None, largest: float
) -> None:
    entry = own_activation(own(text, b=2.0))
    assert (entry.range, entry.kind) == (range_, kind)
    at, slope = maximum(entry, entry.values())
    assert abs(slope) == pytest.approx(largest, abs=1e-6)
    assert place is None or at == pytest.approx(place, abs=1e-5)


def test_formulas_are_shown_with_their_derivatives() -> None:
    found = formula("1/(1+exp(-x))")
    assert found.value == "1 / (1 + exp(−x))"
    assert found.slope == "exp(−x) / (1 + exp(−x))²"
    assert formula("a*x^3-b").slope == "a · 3 · x²"
    assert formula("max(0,x)").slope == "where(0 < x, 1, 0)"


def test_formulas_are_typeset_with_their_derivatives() -> None:
    assert formula("1/(1+exp(-a*x))").tex == (
        r"\frac{1}{1+e^{-a\,x}}", r"\frac{e^{-a\,x}\,a}{(1+e^{-a\,x})^{2}}"
    )  # fmt: skip
    assert formula("min(max(0,x),6)").tex[1] == (
        r"\begin{cases}1&0<x\text{ and }\max(0,\,x)<6\\0&\text{else}\end{cases}"
    )
    assert formula("x-(-3)*2^x").tex[0] == r"x-(-3\cdot 2^{x})"
    assert formula("+".join(["sin(x)/x"] * 20)).tex == ("", "")  # too long to read
    for text in ("abs(sin(x))*pi", "Phi(x)/sqrt(x)", "x*erf(ln(1+e^x))", "1e-7*sign(x)"):
        for each in formula(text).tex:
            assert svg(each, block=True).startswith("<svg"), each


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "empty"), ("x+", 2, "ends too early"), ("2 * / x", 4, '"/" was found where'),
        ("(x", 2, "closing parenthesis"), ("x)", 1, "an operator"), ("sin x", 0, "write sin(x)"),
        ("sinn(x)", 0, "did you mean sin"), ("max(x)", 0, "2 arguments"), ("x > 1", 2, "where("),
        ("where(x, 1, 2)", 7, "comparison"), ("1e999", 0, "too large"), ("f = x", 2, "equals sign"),
        ("x = 2", 2, "equals sign"), ("|x|", 0, "abs(x)"), ("x.real", 1, "point"),
        ("ху", 0, "cyrillic"), ("ab", 0, "a * b"), ("0/0", 0, "no finite value"),
        ("(" * 50 + "x", 40, "nested"), ("x" * 301, 300, "301 characters"),
        ("__import__('os')", 0, "_ has no meaning"), ("lambda(x)", 0, "lambda is not known"),
    ],
)  # fmt: skip
def test_a_fault_is_named_where_it_stands(text: str, position: int, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        own_activation(own(text))
    assert caught.value.position == position
    assert words in caught.value.message


def test_names_of_constants_and_functions_do_not_collide() -> None:
    assert not set(CONSTANTS) & set(TYPED)
