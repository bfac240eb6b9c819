"""Formulas of ill will: mutated good ones, nested ones, words of Python, look-alikes."""

from __future__ import annotations

import random

GOOD = (
    "1/(1+exp(-x))", "x*Phi(x)", "where(x>0, x, a*(exp(x)-1))", "min(max(0, x), 6)",
    "log(1+exp(x))", "x*tanh(ln(1+e^x))", "sin(b*x)^2/a", "exp(-x^2)", "x^x", "abs(x)^0.5",
    "clip(2x-1, -1, 1)", "sqrt(1+x^2)-1", "tan(x)/sinh(x)", "pow(x, 3)-cosh(atan(x))",
)  # fmt: skip
PIECES = (
    "x", "z", "a", "b", "0", "1e999", "1e-400", "9" * 50, "0/0", "1/0", ".", "..", "**", "^", "^-",
    "(", ")", ",", "<", ">=", "=", "==", "and", "lambda", "__import__", "os", "eval", "x.real",
    "[", "]", "{", "}", "'", '"', ";", "\n", "\t", "\u00a0", "\u200b", "\u202e", "х", "е", "π", "σ",
    "²", "³", "×", "−", "½", "∞", "√", "1_000", "0x10", "1j", "True", "None", "exp", "exp(",
    "max(", "where(", "where(x<0,", "log(-1)", "x^x^x^x", "e^e^e^e^x", "-" * 30, "(" * 30,
    "__class__", "().__class__.__bases__", "globals()", "exec", "import os", "open", "__builtins__",
    "x.__dict__", "f\"{x}\"", "\ud800", "\x00", "𝑥", "ｘ", "ⅹ", "x²³", "1e308*10", "0^0", "0^-1",
)  # fmt: skip


def hostile(draw: random.Random) -> str:
    """One formula that may be anything."""
    kind = draw.randrange(7)
    text = draw.choice(GOOD)
    if kind == 0:
        for _ in range(draw.randint(1, 4)):
            at = draw.randrange(len(text) + 1)
            text = text[:at] + draw.choice(PIECES) + text[at + draw.randrange(3) :]
        return text
    if kind == 1:
        return "".join(draw.choice(PIECES) for _ in range(draw.randint(1, 12)))
    if kind == 2:
        return "".join(chr(draw.choice((draw.randrange(128), draw.randrange(0x3000))))
                       for _ in range(draw.randint(1, 40)))  # fmt: skip
    if kind == 3:
        depth = draw.choice((5, 30, 39, 40, 41, 200, 10_000))
        opening = draw.choice(("(", "exp(", "-", "sin(", "1+(", "x^(", "max(x,", "where(x<0,x,"))
        return opening * depth + "x" + ")" * (depth if opening[-1] != "-" else 0)
    if kind == 4:
        return draw.choice(("*", "+", "^", "/", "-")).join(
            [text] * draw.choice((2, 5, 17, 200, 10_000))
        )
    if kind == 5:
        piece = draw.choice(("x+", "x", "(", "1", " ", "-", "e^", "sin(", "where(x<1,", "x,"))
        return piece * draw.choice((50, 150, 299, 10**6 // len(piece)))
    swapped = list(text)
    draw.shuffle(swapped)
    return "".join(swapped)
