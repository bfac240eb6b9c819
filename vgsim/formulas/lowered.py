"""Rewrites a formula into the elementary functions that NumPy and the kernels have.

Functions that share work (a sigmoid and its slope: both need e^−|u|) share nodes afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from vgsim.formulas.graph import Graph

HIGHEST_POWER = 32  # whole powers up to this one are products
_SMALL = 0.5  # |u| below which erf(u) is a series: the difference of 1 and the tail loses digits
_SERIES = tuple(
    2 / math.sqrt(math.pi) * (-1) ** n / (math.factorial(n) * (2 * n + 1)) for n in range(13)
)


def lowered(graph: Graph, roots: tuple[int, ...]) -> tuple[Graph, tuple[int, ...]]:
    """The same formulas in elementary operations: the new graph and its nodes.

    Raises:
        TooLarge: the graph is full.
    """
    made = Graph(lambda *_: None)
    found: dict[int, int] = {}
    for node in graph.used(*roots):
        name, inputs, value = graph.nodes[node]
        known = tuple(found[each] for each in inputs)
        if name == "number":
            found[node] = made.number(value)
        elif not inputs:
            found[node] = made.variable(name)
        else:
            found[node] = LOWERED.get(name, _same(name))(made, *known)
    return made, tuple(found[each] for each in roots)


def _same(name: str) -> Callable[..., int]:
    return lambda g, *inputs: g.call(name, *inputs)


def _decay(g: Graph, u: int) -> tuple[int, int]:
    """E = e^−|u| and 1 / (1 + e), of which sigmoid, softplus and tanh are made."""
    e = g.call("decay", g.call("neg", g.call("abs", u)))
    return e, g.call("div", g.number(1), g.call("add", g.number(1), e))


def _choice(g: Graph, left: int, sign: str, right: int, yes: int, no: int) -> int:
    return g.call("where", g.call(sign, left, right), yes, no)


def _sigmoid(g: Graph, u: int) -> int:
    e, r = _decay(g, u)
    return _choice(g, g.number(0), "most", u, r, g.call("mul", e, r))


def _sigmoid_slope(g: Graph, u: int) -> int:
    e, r = _decay(g, u)
    return g.call("mul", g.call("mul", e, r), r)


def _tanh(g: Graph, u: int) -> int:
    twice = g.call("mul", g.number(2), u)
    _, r = _decay(g, twice)
    lost = g.call("decay_less_1", g.call("neg", g.call("abs", twice)))
    return g.call("copysign", g.call("mul", lost, r), u)


def _tanh_slope(g: Graph, u: int) -> int:
    slope = _sigmoid_slope(g, g.call("mul", g.number(2), u))
    return g.call("mul", g.number(4), slope)


def _softplus(g: Graph, u: int) -> int:
    e, _ = _decay(g, u)
    positive = _choice(g, g.number(0), "less", u, u, g.number(0))
    return g.call("add", positive, g.call("log1p_of_fraction", e))


def _tanh_softplus(g: Graph, u: int) -> int:
    """The quotient n / d with e = e^−|u|, as in `vgsim.parts.rules.mish`."""
    return g.call("mul", *_mish(g, u)[:2])


def _tanh_softplus_slope(g: Graph, u: int) -> int:
    _, r, e = _mish(g, u)
    top = _choice(g, g.number(0), "most", u, g.call("mul", e, e), e)
    scale = g.call("mul", g.number(4), g.call("add", g.number(1), e))
    return g.call("mul", g.call("mul", scale, g.call("mul", top, r)), r)


def _mish(g: Graph, u: int) -> tuple[int, int, int]:
    """n, 1 / d and e of `_tanh_softplus`."""
    e, _ = _decay(g, u)
    one, two, zero = g.number(1), g.number(2), g.number(0)
    twice = g.call("mul", two, e)
    n = _choice(g, zero, "most", u, g.call("add", one, twice),
                g.call("mul", e, g.call("add", e, two)))  # fmt: skip
    more = _choice(g, zero, "most", u, g.call("mul", twice, e), two)
    return n, g.call("div", one, g.call("add", n, more)), e


def _normal(g: Graph, u: int) -> int:
    tail = g.call("normal_tail", g.call("abs", u))
    return _choice(g, u, "less", g.number(0), tail, g.call("sub", g.number(1), tail))


def _density(g: Graph, u: int) -> int:
    half = g.call("mul", g.call("mul", g.number(-0.5), u), u)
    return g.call("mul", g.number(1 / math.sqrt(2 * math.pi)), g.call("decay", half))


def _erf(g: Graph, u: int) -> int:
    size, square = g.call("abs", u), g.call("mul", u, u)
    total = g.number(_SERIES[-1])
    for each in _SERIES[-2::-1]:
        total = g.call("add", g.call("mul", total, square), g.number(each))
    tail = g.call("normal_tail", g.call("mul", g.number(math.sqrt(2)), size))
    far = g.call("sub", g.number(1), g.call("mul", g.number(2), tail))
    near = g.call("mul", u, total)
    return _choice(g, size, "less", g.number(_SMALL), near, g.call("copysign", far, u))


def _expm1(g: Graph, u: int) -> int:
    """e^u − 1; for u > 0 it is e^u (1 − e^−u)."""
    lost = g.call("decay_less_1", g.call("neg", g.call("abs", u)))
    above = g.call("neg", g.call("mul", g.call("exp", u), lost))
    return _choice(g, g.number(0), "less", u, above, lost)


def _sinh(g: Graph, u: int) -> int:
    up, down = _expm1(g, u), _expm1(g, g.call("neg", u))
    return g.call("mul", g.number(0.5), g.call("sub", up, down))


def _cosh(g: Graph, u: int) -> int:
    both = g.call("add", g.call("exp", u), g.call("exp", g.call("neg", u)))
    return g.call("mul", g.number(0.5), both)


def _sign(g: Graph, u: int) -> int:
    below = _choice(g, u, "less", g.number(0), g.number(-1), u)  # 0 and NaN stay
    return _choice(g, g.number(0), "less", u, g.number(1), below)


def _extreme(name: str) -> Callable[[Graph, int, int], int]:
    def made(g: Graph, u: int, v: int) -> int:
        if g.value(u) is not None:
            u, v = v, u  # NaN of the first input stays
        return g.call(name, u, v)

    return made


def _power(g: Graph, base: int, exponent: int) -> int:
    given = g.value(exponent)
    if given is not None and abs(given) <= HIGHEST_POWER and given == int(given):
        whole = _whole_power(g, base, abs(int(given)))
        return whole if given >= 0 else g.call("div", g.number(1), whole)
    if given == 0.5:
        return g.call("sqrt", base)
    return g.call("power", base, exponent)


def _whole_power(g: Graph, base: int, exponent: int) -> int:
    """By squaring, from the highest binary digit on."""
    found = base
    for digit in bin(exponent)[3:]:
        found = g.call("mul", found, found)
        if digit == "1":
            found = g.call("mul", found, base)
    return found if exponent else g.number(1)


LOWERED: Mapping[str, Callable[..., int]] = {
    "sigmoid": _sigmoid, "sigmoid_slope": _sigmoid_slope, "tanh": _tanh,
    "tanh_slope": _tanh_slope, "tanh_softplus": _tanh_softplus,
    "tanh_softplus_slope": _tanh_softplus_slope, "softplus": _softplus, "Phi": _normal,
    "density": _density,
    "erf": _erf, "expm1": _expm1, "sinh": _sinh, "cosh": _cosh, "sign": _sign,
    "max": _extreme("max"), "min": _extreme("min"), "power": _power,
    "tan": lambda g, u: g.call("div", g.call("sin", u), g.call("cos", u)),
}  # fmt: skip
