"""Writes the rule of a formula: f and f′ as one Python function, as in `vgsim.parts.rules`.

The source is written here, from known operations only; no character of what was typed is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from vgsim.formulas.graph import Graph
from vgsim.formulas.lowered import lowered

CODE: Mapping[str, str] = {
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "div": "{} / {}", "neg": "-{}",
    "less": "{} < {}", "most": "{} <= {}", "where": "select({}, {}, {})",
    "max": "maximum({}, {})", "min": "minimum({}, {})", "abs": "absolute({})",
    "copysign": "copysign({}, {})", "sqrt": "sqrt({})", "normal_tail": "normal_tail({})",
    "decay": "exp({})", "decay_less_1": "expm1({})", "log1p_of_fraction": "log1p({})",
    "exp": "exponential({})", "log": "logarithm({})", "log1p": "logarithm_1p({})",
    "sin": "sine({})", "cos": "cosine({})", "atan": "arctangent({})", "power": "power({}, {})",
}  # fmt: skip
_VARIABLES = {"x": "z", "a": "p", "b": "q"}


def rule(graph: Graph, value: int, slope: int) -> Callable[..., Any]:
    """The rule of a function and its derivative.

    Returns:
        the function (z, p, q) -> (f, f′), with a as p and b as q, whose globals `bind` sets. Its
        attribute `numbers` has the constants that it uses: pairs of name and value.

    Raises:
        TooLarge: the formula has too many operations.
    """
    low, (f, g) = lowered(graph, (value, slope))
    names: dict[int, str] = {}
    constants: dict[str, float] = {}
    lines = []
    for node in low.used(f, g):
        name, inputs, number = low.nodes[node]
        if name == "number":
            names[node] = f"N{len(constants)}"
            constants[names[node]] = number
        elif not inputs:
            names[node] = _VARIABLES[name]
        else:
            names[node] = f"t{node}"
            written = CODE[name].format(*(names[each] for each in inputs))
            lines.append(f"    {names[node]} = {written}\n")
    results = [_everywhere(low, each, names[each]) for each in (f, g)]
    source = f"def own(z, p, q):\n{''.join(lines)}    return {', '.join(results)}\n"
    made: dict[str, Any] = {}
    exec(compile(source, __file__, "exec"), {"__name__": __name__}, made)  # written above
    own: Callable[..., Any] = made["own"]
    own.numbers = tuple(constants.items())  # type: ignore[attr-defined]
    return own


def _everywhere(graph: Graph, node: int, name: str) -> str:
    """A result that does not depend on x has a value for every x, and NaN for NaN."""
    return name if graph.depends(node, "x") else f"select(z == z, {name}, z)"
