"""Printing that works in every encoding and stays short.

A redirected output on Windows is cp1252, one under an old locale ASCII. What such an output cannot
hold is spelled in ASCII: 10^-12 for 10⁻¹², -> for an arrow.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Callable
from io import TextIOWrapper
from unicodedata import normalize

from vgsim.words.numbers import RAISED

LONGEST = 300  # characters of a line of a complaint
_TAIL = 100  # of them from the end of a longer text
_ERRORS = "vgsim-"  # before the name of an encoding: how text is fitted to it

_POWER = re.compile(f"[⁺{RAISED}]+")
_LOWERED = str.maketrans(f"⁺{RAISED}", "+-0123456789")
_SPELLED = {
    "·": "*", "×": "x", "−": "-", "–": "-", "—": "-", "∞": "infinity", "√": "sqrt", "∂": "d",
    "≤": "<=", "≥": ">=", "≈": "~", "±": "+-", "→": "->", "←": "<-", "′": "'", "“": '"', "”": '"',
    "‘": "'", "’": "'", "⁄": "/", "█": "#", "Σ": "sum", "Π": "product", "α": "alpha", "β": "beta",
    "γ": "gamma", "δ": "delta", "ε": "epsilon", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho",
    "σ": "sigma", "ß": "ss",
}  # fmt: skip


def make_safe() -> None:
    """Let nothing that is printed from now on fail because of the encoding of the output."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            _adapt(stream)


def as_printed(text: str) -> str:
    """The text as standard output shows it, for what has to be aligned."""
    encoding, errors = sys.stdout.encoding or "utf-8", sys.stdout.errors or "strict"
    own = errors.removeprefix(_ERRORS) if errors.startswith(_ERRORS) else encoding
    return text.encode(encoding, errors).decode(own)


def one_line(text: str) -> str:
    """The text without control characters, and without its middle where it is too long."""
    clean = "".join(each if each.isprintable() else "�" for each in text)
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - _TAIL - 1]}…{clean[-_TAIL:]}"


def complain(text: str) -> None:
    """Print one sentence about what is wrong to standard error."""
    print(one_line(text), file=sys.stderr)


def _adapt(stream: TextIOWrapper) -> None:
    """Keep a Unicode encoding; write any other one as ASCII plus the bytes that it has."""
    encoding = codecs.lookup(stream.encoding).name
    if encoding.startswith("utf"):
        stream.reconfigure(errors="replace")  # of file names: bytes that are no characters
    elif not (stream.errors or "").startswith(_ERRORS):
        codecs.register_error(_ERRORS + encoding, _fitted_to(encoding))
        stream.reconfigure(encoding="ascii", errors=_ERRORS + encoding)


def _fitted_to(encoding: str) -> Callable[[UnicodeError], tuple[bytes, int]]:
    """The error handler that writes what is not ASCII.

    A power is spelled as a whole: cp1252 has ¹ and ² but no ⁰, and would write 10¹⁰ as 10¹0.
    """

    def written(error: UnicodeError) -> tuple[bytes, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        run = error.object[error.start : error.end]
        plain = _POWER.sub(lambda power: "^" + power[0].translate(_LOWERED), run)
        return b"".join(_character(each, encoding) for each in plain), error.end

    return written


def _character(character: str, encoding: str) -> bytes:
    """A character in this encoding, or the nearest there is to it in ASCII."""
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        near = "".join(_SPELLED.get(each, each) for each in normalize("NFKD", character))
        return near.encode("ascii", "ignore") or b"?"
