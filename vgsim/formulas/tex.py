"""A formula in TeX, to be typeset as the formulas of the built-in functions are."""

from __future__ import annotations

import math
from typing import NamedTuple

from vgsim.formulas.graph import Graph

LONGEST = 160  # characters in TeX; longer formulas are shown on one line, as text
DEEPEST = 6  # levels of fractions, exponents and parentheses
_SUM, _PRODUCT, _SIGN, _POWER, _VALUE = range(5)  # how tightly an operation binds
_NAMES = {
    "sigmoid": r"\sigma", "Phi": r"\Phi", "density": r"\varphi", "log": r"\ln", "sin": r"\sin",
    "cos": r"\cos", "tan": r"\tan", "atan": r"\arctan", "sinh": r"\sinh", "cosh": r"\cosh",
    "tanh": r"\tanh", "max": r"\max", "min": r"\min", "erf": r"\operatorname{erf}",
    "sign": r"\operatorname{sign}", "softplus": r"\operatorname{softplus}",
}  # fmt: skip
_CONSTANTS = {math.pi: r"\pi", math.e: "e"}
ELSE = r"\text{else}"


class TexPart(NamedTuple):
    """A part of a formula."""

    text: str
    binds: int  # how tightly
    levels: int = 0  # inside each other
    cases: tuple[tuple[str, str], ...] = ()  # values and conditions, of a case distinction


def tex(graph: Graph, root: int) -> str:
    """The formula of a node in TeX; "" if it is too long or too deep to be legible.

    Every command in it is one that `vgsim.teach.tex_commands` knows.
    """
    made: dict[int, TexPart] = {}
    for node in graph.used(root):
        name, inputs, value = graph.nodes[node]
        if name == "number":
            made[node] = _number(value)
        elif not inputs:
            made[node] = TexPart(name, _VALUE)
        elif name == "where":
            made[node] = _where(*(made[each] for each in inputs))
        else:
            made[node] = _operation(name, [made[each] for each in inputs])
        if len(made[node].text) > LONGEST or made[node].levels > DEEPEST:
            return ""
    return made[root].text


def _number(value: float) -> TexPart:
    text, binds = _CONSTANTS.get(abs(value), ""), _VALUE
    if not text:
        text, _, power = f"{abs(value):.6g}".partition("e")
        if power:
            text, binds = rf"{text}\cdot 10^{{{int(power)}}}", _PRODUCT
    return TexPart(f"-{text}", _SIGN) if value < 0 else TexPart(text, binds)


def _within(part: TexPart, least: int) -> str:
    return part.text if part.binds >= least else _parentheses(part.text)


def _parentheses(text: str) -> str:
    high = r"\frac" in text or r"\begin" in text
    return rf"\left({text}\right)" if high else f"({text})"


def _operation(name: str, parts: list[TexPart]) -> TexPart:
    texts, levels = [each.text for each in parts], max(each.levels for each in parts)
    if name in ("add", "sub"):
        right = _within(parts[1], _SUM if name == "add" else _PRODUCT)
        if right.startswith("-"):
            right = _parentheses(right)
        return TexPart(texts[0] + ("+" if name == "add" else "-") + right, _SUM, levels)
    if name in ("less", "most"):
        return TexPart(texts[0] + ("<" if name == "less" else r"\leq ") + texts[1], _SUM, levels)
    if name == "mul":
        return TexPart(_product(parts), _PRODUCT, levels)
    if name == "div":
        return TexPart(rf"\frac{{{texts[0]}}}{{{texts[1]}}}", _PRODUCT, levels + 1)
    if name == "neg":
        return TexPart(f"-{_within(parts[0], _PRODUCT)}", _SIGN, levels)
    if name in ("power", "exp"):
        base = "e" if name == "exp" else _within(parts[0], _VALUE)
        return TexPart(f"{base}^{{{texts[-1]}}}", _POWER, levels + 1)
    binds = _PRODUCT if name == "sigmoid_slope" else _VALUE
    return TexPart(_called(name, texts), binds, levels + 1)


def _product(parts: list[TexPart]) -> str:
    left, right = (_within(each, _PRODUCT) for each in parts)
    right = _parentheses(right) if right.startswith("-") else right
    digits = right[:1].isdigit() or (left[-1:].isdigit() and right.startswith(r"\frac"))
    return left + (r"\cdot " if digits else r"\,") + right


def _called(name: str, texts: list[str]) -> str:
    if name == "sqrt":
        return rf"\sqrt{{{texts[0]}}}"
    if name == "abs":
        return f"|{texts[0]}|"
    if name == "sigmoid_slope":
        inner = rf"\sigma{_parentheses(texts[0])}"
        return rf"{inner}\,(1-{inner})"
    if name == "tanh_slope":
        return _parentheses(rf"1-\tanh^{{2}}{_parentheses(texts[0])}")
    return _NAMES[name] + _parentheses(r",\,".join(texts))


def _where(condition: TexPart, yes: TexPart, no: TexPart) -> TexPart:
    """A case distinction; distinctions within it become further rows of the same one."""
    rows = [
        (value, condition.text if when == ELSE else rf"{when}\text{{ and }}{condition.text}")
        for value, when in yes.cases or ((yes.text, ELSE),)
    ]
    rows += no.cases or ((no.text, ELSE),)
    while len(rows) > 1 and rows[-2][0] == rows[-1][0]:
        del rows[-2]
    written = r"\\".join(f"{value}&{when}" for value, when in rows)
    text = rf"\begin{{cases}}{written}\end{{cases}}"
    levels = max(each.levels for each in (condition, yes, no)) + (0 if yes.cases or no.cases else 2)
    return TexPart(text, _VALUE, levels, tuple(rows))
