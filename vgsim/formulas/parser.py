"""Reads a formula in x by a list of what is allowed; nothing is ever executed.

formula    = term {("+" | "-") term}
term       = sign {("*" | "/") sign}         2x and 2(x + 1) are products, too
sign       = {"-" | "+"} power
power      = value ["^" sign]                -x^2 is -(x^2); 2^3^2 is 2^9
value      = number | name | name "(" arguments ")" | "(" formula ")"
condition  = formula ("<" | "<=" | ">" | ">=") formula      only first in where(...)
"""

from __future__ import annotations

import math
from difflib import get_close_matches

from vgsim.formulas.functions import FUNCTIONS
from vgsim.formulas.graph import Graph, TooLarge
from vgsim.formulas.tokens import FormulaError, Token, tokens
from vgsim.words.language import tr

DEEPEST = 40  # parentheses, powers and signs inside each other
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
VARIABLES = {"x": "x", "z": "x", "a": "a", "b": "b"}
ALIASES = {
    "ln": "log", "σ": "sigmoid", "sigma": "sigmoid", "logistic": "sigmoid", "Φ": "Phi",
    "phi": "Phi", "arctan": "atan", "if": "where", "pow": "power", "maximum": "max",
    "minimum": "min",
}  # fmt: skip
TYPED = (*(name for name, each in FUNCTIONS.items() if each.typed), "relu", "clip", "silu")


def parse(text: str, graph: Graph) -> int:
    """The node of a formula in x (or z), with the parameters a and b.

    Raises:
        FormulaError: what is wrong, where, and what was expected.
    """
    try:
        return _Parser(text, graph).whole()
    except TooLarge:
        message = tr("The formula has too many operations.")
        raise FormulaError(0, message) from None


class _Parser:
    def __init__(self, text: str, graph: Graph) -> None:
        self._tokens, self._at = tokens(text), 0
        self._graph, self._depth = graph, 0

    def whole(self) -> int:
        if not self._left:
            raise FormulaError(0, tr("The formula is empty: write what f(x) is, such as x / 2."))
        found = self._sum()
        if self._left:
            raise self._unexpected(tr("an operator such as + or *"))
        return found

    @property
    def _left(self) -> bool:
        return self._here.kind != "end"

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    def _takes(self, *signs: str) -> str:
        """The sign that stands here, if it is one of these; it is passed over."""
        token = self._here
        if token.kind != "sign" or token.text not in signs:
            return ""
        self._at += 1
        return token.text

    def _unexpected(self, expected: str) -> FormulaError:
        token = self._here
        if token.kind == "end":
            message = tr("The formula ends too early: {expected} is missing.", expected=expected)
        elif token.text in ("<", "<=", ">", ">="):
            message = tr("A comparison may only be the first argument of where(x > 0, …, …).")
        else:
            message = tr('"{found}" was found where {expected} was expected.', found=token.text,
                         expected=expected)  # fmt: skip
        return FormulaError(token.position, message)

    def _sum(self) -> int:
        found = self._product()
        while sign := self._takes("+", "-"):
            found = self._graph.call("add" if sign == "+" else "sub", found, self._product())
        return found

    def _product(self) -> int:
        found = self._signed()
        while True:
            if sign := self._takes("*", "/"):
                found = self._graph.call("mul" if sign == "*" else "div", found, self._signed())
            elif self._multiplies():
                found = self._graph.call("mul", found, self._power())
            else:
                return found

    def _multiplies(self) -> bool:
        """Whether a product without its sign goes on here, as in 2x or 2(x + 1)."""
        before, here = self._tokens[self._at - 1], self._here
        opens = here.kind == "name" or (here.kind == "sign" and here.text == "(")
        return opens and before.kind == "number"

    def _signed(self) -> int:
        negative = False
        while sign := self._takes("-", "+"):
            negative ^= sign == "-"
        found = self._power()
        return self._graph.call("neg", found) if negative else found

    def _power(self) -> int:
        self._depth += 1
        if self._depth > DEEPEST:
            message = tr("The formula is nested more than {most} levels deep.", most=DEEPEST)
            raise FormulaError(self._here.position, message)
        base = self._value()
        if self._takes("^"):
            euler = self._graph.value(base) == math.e
            exponent = self._signed()
            made = ("exp", exponent) if euler else ("power", base, exponent)
            base = self._graph.call(*made)
        self._depth -= 1
        return base

    def _value(self) -> int:
        token = self._here
        if token.kind == "number":
            self._at += 1
            return self._graph.number(token.value)
        if token.kind == "name":
            self._at += 1
            return self._named(token)
        if self._takes("("):
            found = self._sum()
            self._close(tr("a closing parenthesis )"))
            return found
        raise self._unexpected(tr("a number, x or a function"))

    def _close(self, expected: str) -> None:
        if not self._takes(")"):
            raise self._unexpected(expected)

    def _named(self, token: Token) -> int:
        name = ALIASES.get(token.text, token.text)
        called = self._here.kind == "sign" and self._here.text == "("
        if name in CONSTANTS:
            return self._graph.number(CONSTANTS[name])
        if name in VARIABLES:
            return self._graph.variable(VARIABLES[name])
        if name == "power" or name in TYPED:
            if not called:
                message = tr("{name} is a function: write {name}(x).", name=token.text)
                raise FormulaError(token.position, message)
            return self._call(name, token)
        raise FormulaError(token.position, _unknown(token.text))

    def _call(self, name: str, token: Token) -> int:
        self._takes("(")
        inputs = [self._condition() if name == "where" else self._sum()]
        while self._takes(","):
            inputs.append(self._sum())
        self._close(tr("a comma or a closing parenthesis )"))
        wanted = {"relu": 1, "silu": 1, "clip": 3}.get(name) or FUNCTIONS[name].inputs
        if len(inputs) != wanted and not (name in ("max", "min") and len(inputs) > 2):
            message = tr("{name} takes %n argument(s), not {found}.", "", wanted, name=token.text,
                         found=len(inputs))  # fmt: skip
            raise FormulaError(token.position, message)
        return self._made(name, inputs)

    def _made(self, name: str, inputs: list[int]) -> int:
        graph = self._graph
        if name == "relu":
            return graph.call("max", inputs[0], graph.number(0))
        if name == "silu":
            return graph.call("mul", inputs[0], graph.call("sigmoid", inputs[0]))
        if name == "clip":
            return graph.call("min", graph.call("max", inputs[0], inputs[1]), inputs[2])
        if name not in ("max", "min"):
            return graph.call(name, *inputs)
        found = inputs[0]
        for each in inputs[1:]:
            found = graph.call(name, found, each)
        return found

    def _condition(self) -> int:
        first = self._sum()
        sign = self._takes("<", "<=", ">", ">=")
        if not sign:
            raise self._unexpected(tr("a comparison such as x > 0"))
        second = self._sum()
        if sign in ("<", "<="):
            return self._graph.call("less" if sign == "<" else "most", first, second)
        return self._graph.call("less" if sign == ">" else "most", second, first)


def _unknown(name: str) -> str:
    if set(name) <= set("xzab"):
        return tr("{name} is not known; write {product} for a product.", name=name,
                  product=" * ".join(name))  # fmt: skip
    meant = get_close_matches(name, [*TYPED, *ALIASES], n=1, cutoff=0.6)
    if meant:
        return tr("{name} is not known; did you mean {meant}?", name=name, meant=meant[0])
    return tr("{name} is not known: a formula may use x, the parameters a and b, and functions.",
              name=name)  # fmt: skip
