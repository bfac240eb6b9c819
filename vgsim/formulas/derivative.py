"""The exact derivative of a formula by x, as a further node of its graph."""

from __future__ import annotations

from vgsim.formulas.functions import FUNCTIONS
from vgsim.formulas.graph import Graph


def derivative(graph: Graph, root: int, *, textbook: bool = False) -> int:
    """The node of the derivative of a node by x.

    Args:
        graph: where the node is, and its derivative will be.
        root: the node.
        textbook: quotients as in a textbook, to be read, not in the form that is computed best.

    Where the two sides of a maximum or minimum are equal, the derivative is the slope that is
    closer to 0, as in PyTorch's ReLU, ReLU6, hard tanh and hard swish; the slope of |u| at 0 is 0,
    and a case distinction (`where`) has the slope of the case that holds.

    Raises:
        TooLarge: the graph is full.
    """
    zero, one = graph.number(0), graph.number(1)
    slopes: dict[int, int] = {}
    for node in graph.used(root):
        name, inputs, _ = graph.nodes[node]
        inner = tuple(slopes[each] for each in inputs)
        if name == "x":
            slopes[node] = one
        elif all(each == zero for each in inner):
            slopes[node] = zero
        elif name == "where":
            slopes[node] = graph.call("where", inputs[0], inner[1], inner[2])
        elif name in ("max", "min"):
            slopes[node] = _chosen(graph, name, inputs, inner)
        elif name == "div":
            slopes[node] = _quotient(graph, node, inner, textbook)
        else:
            slopes[node] = _chained(graph, node, inner)
    return slopes[root]


def _chained(graph: Graph, node: int, inner: tuple[int, ...]) -> int:
    """The chain rule: the sum of outer times inner derivatives."""
    zero, total = graph.number(0), graph.number(0)
    name, inputs, _ = graph.nodes[node]
    if name == "power" and inner[1] == zero:  # no logarithm of the base
        exponent = inputs[1]
        lower = graph.call("power", inputs[0], graph.call("sub", exponent, graph.number(1)))
        return graph.call("mul", graph.call("mul", exponent, lower), inner[0])
    for outer, own in zip(FUNCTIONS[name].slopes(graph, node, inputs), inner, strict=True):
        if outer is not None and own != zero:
            total = graph.call("add", total, graph.call("mul", outer, own))
    return total


def _quotient(graph: Graph, node: int, inner: tuple[int, ...], textbook: bool) -> int:
    """(u / v)′: (u′v − uv′) / v² where that becomes simpler, else (u′ − (u / v) v′) / v.

    The second form overflows later; the first one keeps digits where its terms cancel exactly.
    """
    above, below = graph.nodes[node].inputs
    zero = graph.number(0)
    if inner[1] == zero:
        return graph.call("div", inner[0], below)
    rest = graph.call("sub", graph.call("mul", inner[0], below), graph.call("mul", above, inner[1]))
    if textbook or graph.value(rest) is not None:
        return graph.call("div", rest, graph.call("power", below, graph.number(2)))
    lost = graph.call("mul", node, inner[1])
    return graph.call("div", graph.call("sub", inner[0], lost), below)


def _chosen(graph: Graph, name: str, inputs: tuple[int, ...], inner: tuple[int, ...]) -> int:
    """The slope of the larger (smaller) input; of equal ones the slope closer to 0."""
    own, other = inner
    zero = graph.number(0)
    if zero in (own, other):
        tied = zero
    else:
        sizes = graph.call("abs", own), graph.call("abs", other)
        tied = graph.call("where", graph.call("less", *sizes), own, other)
    larger, smaller = inputs if name == "max" else inputs[::-1]
    beyond = graph.call("where", graph.call("less", larger, smaller), other, tied)
    return graph.call("where", graph.call("less", smaller, larger), own, beyond)
