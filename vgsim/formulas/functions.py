"""What a formula may contain: the operations, their values on numbers and their derivatives.

To add a function that people may type, add an entry to `FUNCTIONS` and, unless the kernels have
it, a line to `LOWERED` (`vgsim.formulas.lowered`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vgsim.formulas.graph import Graph

Slopes = Callable[[Graph, int, tuple[int, ...]], tuple["int | None", ...]]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a formula."""

    inputs: int  # how many
    value: Callable[..., float]  # on numbers; may raise ArithmeticError or ValueError
    # (graph, node, inputs) -> the derivative by each input, as nodes; None: it is 0 everywhere
    slopes: Slopes
    typed: bool = True  # people may type it by this name


def _constant(graph: Graph, node: int, inputs: tuple[int, ...]) -> tuple[int | None, ...]:
    return (None,) * len(inputs)


def _power(g: Graph, node: int, inputs: tuple[int, ...]) -> tuple[int | None, ...]:
    base, exponent = inputs
    lower = g.call("power", base, g.call("sub", exponent, g.number(1)))
    return g.call("mul", exponent, lower), g.call("mul", node, g.call("log", base))


def _square(g: Graph, node: int) -> int:
    return g.call("power", node, g.number(2))


def _one(make: Callable[[Graph, int, int], int]) -> Slopes:
    """The slope of a function of one input, from (graph, its own node, its input)."""
    return lambda g, node, inputs: (make(g, node, inputs[0]),)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _normal(x: float) -> float:
    return math.erfc(-x / math.sqrt(2)) / 2


def _sign(x: float) -> float:
    return (x > 0) - (x < 0) + 0.0 * x


FUNCTIONS: Mapping[str, Operation] = {
    "add": Operation(2, lambda u, v: u + v,
        lambda g, n, i: (g.number(1), g.number(1)), typed=False),
    "sub": Operation(2, lambda u, v: u - v,
        lambda g, n, i: (g.number(1), g.number(-1)), typed=False),
    "mul": Operation(2, lambda u, v: u * v, lambda g, n, i: (i[1], i[0]), typed=False),
    "div": Operation(2, lambda u, v: u / v, _constant, typed=False),
    "neg": Operation(1, lambda u: -u, lambda g, n, i: (g.number(-1),), typed=False),
    "power": Operation(2, lambda u, v: math.pow(u, v), _power, typed=False),
    "less": Operation(2, lambda u, v: float(u < v), _constant, typed=False),
    "most": Operation(2, lambda u, v: float(u <= v), _constant, typed=False),  # u <= v
    # `derivative` treats these three, and quotients, itself
    "where": Operation(3, lambda c, u, v: u if c else v, _constant),
    "max": Operation(2, max, _constant),
    "min": Operation(2, min, _constant),
    "abs": Operation(1, abs, _one(lambda g, n, u: g.call("sign", u))),
    "sign": Operation(1, _sign, _constant),
    "exp": Operation(1, math.exp, _one(lambda g, n, u: n)),
    "log": Operation(1, math.log, _one(lambda g, n, u: g.call("div", g.number(1), u))),
    "sqrt": Operation(1, math.sqrt,
        _one(lambda g, n, u: g.call("div", g.number(0.5), n))),
    "sin": Operation(1, math.sin, _one(lambda g, n, u: g.call("cos", u))),
    "cos": Operation(1, math.cos, _one(lambda g, n, u: g.call("neg", g.call("sin", u)))),
    "tan": Operation(1, math.tan,
        _one(lambda g, n, u: g.call("add", g.number(1), _square(g, n)))),
    "atan": Operation(1, math.atan, _one(
        lambda g, n, u: g.call("div", g.number(1), g.call("add", g.number(1), _square(g, u))))),
    "sinh": Operation(1, math.sinh, _one(lambda g, n, u: g.call("cosh", u))),
    "cosh": Operation(1, math.cosh, _one(lambda g, n, u: g.call("sinh", u))),
    "tanh": Operation(1, math.tanh, _one(lambda g, n, u: g.call("tanh_slope", u))),
    "sigmoid": Operation(1, _sigmoid, _one(lambda g, n, u: g.call("sigmoid_slope", u))),
    "softplus": Operation(1, _softplus,
        _one(lambda g, n, u: g.call("sigmoid", u))),
    "erf": Operation(1, math.erf, _one(lambda g, n, u: g.call("mul", g.number(2 * math.sqrt(2)),
        g.call("density", g.call("mul", g.number(math.sqrt(2)), u))))),
    "Phi": Operation(1, _normal, _one(lambda g, n, u: g.call("density", u))),
    # what only derivatives and simplifications use
    "expm1": Operation(1, math.expm1, _one(lambda g, n, u: g.call("exp", u)), typed=False),
    "log1p": Operation(1, math.log1p, _one(
        lambda g, n, u: g.call("div", g.number(1), g.call("add", g.number(1), u))), typed=False),
    "sigmoid_slope": Operation(1, lambda u: _sigmoid(u) * _sigmoid(-u), _constant, typed=False),
    "tanh_slope": Operation(1, lambda u: 4 * _sigmoid(2 * u) * _sigmoid(-2 * u), _constant,
        typed=False),
    "tanh_softplus": Operation(1, lambda u: math.tanh(_softplus(u)),
        _one(lambda g, n, u: g.call("tanh_softplus_slope", u)), typed=False),
    "tanh_softplus_slope": Operation(1,
        lambda u: (1 - math.tanh(_softplus(u)) ** 2) * _sigmoid(u), _constant, typed=False),
    "density": Operation(1, lambda u: math.exp(-u * u / 2) / math.sqrt(2 * math.pi), _constant,
        typed=False),
}  # fmt: skip
