"""A formula as people read it: x·e⁻ˣ is written x * exp(-x) on one line."""

from __future__ import annotations

from vgsim.formulas.graph import Graph

_SUM, _PRODUCT, _SIGN, _POWER, _VALUE = range(5)  # how tightly an operation binds
_INFIX = {"add": (" + ", _SUM), "sub": (" − ", _SUM), "mul": (" · ", _PRODUCT),
          "div": (" / ", _PRODUCT), "less": (" < ", _SUM), "most": (" ≤ ", _SUM)}  # fmt: skip
_NAMES = {"Phi": "Φ", "sigmoid": "σ", "density": "φ", "log": "ln"}
_RAISED = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LONGEST = 160  # characters of a formula that is shown


def shown(graph: Graph, root: int) -> str:
    """The formula of a node on one line; "" if it would be longer than `LONGEST`."""
    made: dict[int, tuple[str, int]] = {}
    for node in graph.used(root):
        name, inputs, value = graph.nodes[node]
        if name == "number":
            made[node] = _number(value)
        elif not inputs:
            made[node] = name, _VALUE
        else:
            made[node] = _operation(name, [made[each] for each in inputs])
        if len(made[node][0]) > LONGEST:
            return ""
    return made[root][0]


def _number(value: float) -> tuple[str, int]:
    text = f"{abs(value):.6g}"
    return (f"−{text}", _SIGN) if value < 0 else (text, _VALUE)


def _within(part: tuple[str, int], least: int) -> str:
    text, tightness = part
    return text if tightness >= least else f"({text})"


def _operation(name: str, parts: list[tuple[str, int]]) -> tuple[str, int]:
    if name in _INFIX:
        sign, level = _INFIX[name]
        right = level + 1 if name in ("sub", "div") else level
        return _within(parts[0], level) + sign + _within(parts[1], right), level
    if name == "neg":
        return f"−{_within(parts[0], _PRODUCT)}", _SIGN
    if name == "power":
        base, exponent = _within(parts[0], _VALUE), parts[1][0]
        if exponent.translate(_RAISED) != exponent and set(exponent) <= set("−0123456789"):
            return base + exponent.translate(_RAISED), _POWER
        return f"{base}^{_within(parts[1], _VALUE)}", _POWER
    if name == "sigmoid_slope":
        return f"σ({parts[0][0]}) · (1 − σ({parts[0][0]}))", _PRODUCT
    if name == "tanh_slope":
        return f"(1 − tanh²({parts[0][0]}))", _VALUE
    if name == "abs":
        return f"|{parts[0][0]}|", _VALUE
    inside = ", ".join(text for text, _ in parts)
    return f"{_NAMES.get(name, name)}({inside})", _VALUE
