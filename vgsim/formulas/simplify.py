"""Simplifications of a formula while its graph is built: one set to show, one set to compute.

Each is a function (graph, name, inputs) -> the node that an operation equals, or None. What is
computed is also rewritten into forms that keep their digits: ln(1 + e^u) overflows for large u
and is 0 for small ones, softplus(u) does and is neither.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from vgsim.formulas.functions import FUNCTIONS
from vgsim.formulas.graph import Graph


def plain(graph: Graph, name: str, inputs: tuple[int, ...]) -> int | None:
    """Sums with 0, products with 0 and 1, powers of 1 and the like; constants are computed."""
    values = [graph.value(each) for each in inputs]
    if None not in values:
        return _folded(graph, name, [each for each in values if each is not None])
    if name in _RULES:
        return _RULES[name](graph, inputs, values)
    return None


def _folded(graph: Graph, name: str, values: list[float]) -> int | None:
    if name in ("less", "most"):  # conditions are no numbers
        return None
    try:
        found = FUNCTIONS[name].value(*values)
    except (ArithmeticError, ValueError):
        return None
    return graph.number(found) if math.isfinite(found) else None


def _add(g: Graph, inputs: tuple[int, ...], values: list[float | None]) -> int | None:
    first, second = inputs
    if values[0] == 0:
        return second
    if values[1] == 0:
        return first
    negated = g.nodes[second]
    if negated.name == "neg":
        return g.call("sub", first, negated.inputs[0])
    return g.call("mul", g.number(2), first) if first == second else None


def _sub(g: Graph, inputs: tuple[int, ...], values: list[float | None]) -> int | None:
    first, second = inputs
    if values[1] == 0:
        return first
    if values[0] == 0:
        return g.call("neg", second)
    negated, whole = g.nodes[second], g.nodes[first]
    if whole.name == "add" and second in whole.inputs:  # (u + v) − v
        return whole.inputs[1 - whole.inputs.index(second)]
    return g.call("add", first, negated.inputs[0]) if negated.name == "neg" else None


def _mul(g: Graph, inputs: tuple[int, ...], values: list[float | None]) -> int | None:
    for value, other in ((values[0], inputs[1]), (values[1], inputs[0])):
        if value == 0:
            return g.number(0)
        if value == 1:
            return other
        if value == -1:
            return g.call("neg", other)
    first, second = inputs
    if g.nodes[second] == ("sign", (first,), 0.0):
        return g.call("abs", first)
    if values[1] is not None:  # numbers stand in front
        return g.call("mul", second, first)
    for place, each in enumerate(inputs):
        if g.nodes[each].name == "neg":
            pair = [g.nodes[each].inputs[0], inputs[1 - place]]
            return g.call("neg", g.call("mul", *(pair if place == 0 else pair[::-1])))
    inverse = g.nodes[first]
    if inverse.name == "div" and g.value(inverse.inputs[0]) == 1:
        return g.call("div", second, inverse.inputs[1])
    inverse = g.nodes[second]
    if inverse.name == "div" and g.value(inverse.inputs[0]) == 1:
        return g.call("div", first, inverse.inputs[1])
    return None


def _div(g: Graph, inputs: tuple[int, ...], values: list[float | None]) -> int | None:
    if values[0] == 0:
        return g.number(0)
    if values[1] == 1:
        return inputs[0]
    above = g.nodes[inputs[0]]
    return g.call("neg", g.call("div", above.inputs[0], inputs[1])) if above.name == "neg" else None


def _neg(g: Graph, inputs: tuple[int, ...], values: list[float | None]) -> int | None:
    inner = g.nodes[inputs[0]]
    if inner.name == "neg":
        return inner.inputs[0]
    return g.call("sub", *inner.inputs[::-1]) if inner.name == "sub" else None


def _power(g: Graph, inputs: tuple[int, ...], values: list[float | None]) -> int | None:
    if values[1] == 0:
        return g.number(1)
    return inputs[0] if values[1] == 1 else None


def _where(g: Graph, inputs: tuple[int, ...], values: list[float | None]) -> int | None:
    condition, yes, no = inputs
    if yes == no:
        return yes
    other = g.nodes[no]
    if other.name == "where" and other.inputs[2] == yes:  # u < v: y; v < u: w; else y
        first, second = g.nodes[condition], g.nodes[other.inputs[0]]
        if first.name == second.name == "less" and first.inputs == second.inputs[::-1]:
            return no
    return None


_RULES = {
    "add": _add, "sub": _sub, "mul": _mul, "div": _div, "neg": _neg, "power": _power,
    "where": _where,
}  # fmt: skip


def stable(graph: Graph, name: str, inputs: tuple[int, ...]) -> int | None:
    """`plain`, and forms that neither overflow nor lose digits where the typed ones do."""
    simpler = plain(graph, name, inputs)
    if simpler is not None or name not in _STABLE:
        return simpler
    return _STABLE[name](graph, *inputs)


def _is(g: Graph, node: int, name: str) -> bool:
    return g.nodes[node].name == name


def _one_plus(g: Graph, node: int) -> int | None:
    """u, if the node is 1 + u."""
    if _is(g, node, "add"):
        first, second = g.nodes[node].inputs
        if g.value(first) == 1:
            return second
        if g.value(second) == 1:
            return first
    return None


def _logistic(g: Graph, node: int) -> int | None:
    """v, if the node is 1 + e^v."""
    power = _one_plus(g, node)
    return g.nodes[power].inputs[0] if power is not None and _is(g, power, "exp") else None


def _stable_log(g: Graph, u: int) -> int | None:
    raised, added = _logistic(g, u), _one_plus(g, u)
    if raised is not None:
        return g.call("softplus", raised)
    return None if added is None else g.call("log1p", added)


def _stable_tanh(g: Graph, u: int) -> int | None:
    inner = g.nodes[u]
    return g.call("tanh_softplus", inner.inputs[0]) if inner.name == "softplus" else None


def _stable_div(g: Graph, above: int, below: int) -> int | None:
    raised = _logistic(g, below)
    if raised is not None:
        if g.nodes[above] == ("exp", (raised,), 0.0):
            return g.call("sigmoid", raised)
        return g.call("mul", above, g.call("sigmoid", g.call("neg", raised)))
    if _is(g, above, "sub") and _is(g, below, "add"):
        pair = g.nodes[above].inputs
        if pair == g.nodes[below].inputs and all(_is(g, each, "exp") for each in pair):
            u, v = (g.nodes[each].inputs[0] for each in pair)
            if g.call("neg", u) == v:  # (e^u − e^−u) / (e^u + e^−u)
                return g.call("tanh", u)
    return None


def _stable_sub(g: Graph, first: int, second: int) -> int | None:
    if g.value(second) != 1:
        return None
    if _is(g, first, "exp"):
        return g.call("expm1", g.nodes[first].inputs[0])
    if _is(g, first, "mul") and g.value(g.nodes[first].inputs[0]) == 2:
        sigmoid = g.nodes[g.nodes[first].inputs[1]]
        if sigmoid.name == "sigmoid":  # 2 σ(u) − 1 = tanh(u / 2)
            return g.call("tanh", g.call("mul", g.number(0.5), sigmoid.inputs[0]))
    return None


def _stable_add(g: Graph, first: int, second: int) -> int | None:
    for number, other in ((first, second), (second, first)):
        if g.value(number) == -1 and not _is(g, other, "number"):
            return g.call("sub", other, g.number(1))
        if g.value(number) == 1 and _is(g, other, "erf"):  # 1 + erf(u / √2) = 2 Φ(u)
            return g.call("mul", g.number(2), g.call("Phi", _times_root(g, other)))
    return None


def _times_root(g: Graph, node: int) -> int:
    """√2 u for the node erf(u), without rounding where u is already something over √2."""
    u, root = g.nodes[node].inputs[0], math.sqrt(2)
    inner = g.nodes[u]
    if inner.name == "div" and g.value(inner.inputs[1]) == root:
        return inner.inputs[0]
    if inner.name == "mul" and g.value(inner.inputs[0]) in (1 / root, math.sqrt(0.5)):
        return inner.inputs[1]
    return g.call("mul", g.number(root), u)


def _stable_mul(g: Graph, first: int, second: int) -> int | None:
    factor, inner = g.value(first), g.nodes[second]
    if factor is None or inner.name != "mul":
        return None
    other = g.value(inner.inputs[0])
    if other is None or math.frexp(other)[0] not in (0.5, -0.5):
        return None  # only powers of two combine without rounding
    return g.call("mul", g.number(factor * other), inner.inputs[1])


_STABLE: dict[str, Callable[..., int | None]] = {
    "log": _stable_log, "div": _stable_div, "sub": _stable_sub, "add": _stable_add,
    "mul": _stable_mul, "tanh": _stable_tanh,
}  # fmt: skip
