"""Prints text in any output encoding, and short error messages.

Redirected output is cp1252 on Windows and ASCII under old locales. Characters that the encoding
does not have are replaced by ASCII: 10^-12 for 10⁻¹², -> for an arrow.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Callable
from io import TextIOWrapper
from unicodedata import normalize

from vgsim.words.numbers import RAISED

LONGEST = 300  # characters of an error message
_TAIL = 100  # characters kept from the end of a longer message
_ERRORS = "vgsim-"  # prefix of our error handlers; the name of the encoding follows

_POWER = re.compile(f"[⁺{RAISED}]+")
_LOWERED = str.maketrans(f"⁺{RAISED}", "+-0123456789")
_SPELLED = {
    "·": "*", "×": "x", "−": "-", "–": "-", "—": "-", "∞": "infinity", "√": "sqrt", "∂": "d",
    "≤": "<=", "≥": ">=", "≈": "~", "±": "+-", "→": "->", "←": "<-", "′": "'", "“": '"', "”": '"',
    "‘": "'", "’": "'", "⁄": "/", "█": "#", "Σ": "sum", "Π": "product", "α": "alpha", "β": "beta",
    "γ": "gamma", "δ": "delta", "ε": "epsilon", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho",
    "σ": "sigma", "ß": "ss", "η": "eta", "ξ": "xi", "χ": "chi", "‖": "||",
    "θ": "theta", "κ": "kappa", "τ": "tau", "φ": "phi", "ω": "omega", "Δ": "Delta", "Φ": "Phi",
    "∇": "nabla", "÷": "/", "⋅": "*", "⊙": "*", "⊕": "xor", "∈": "in", "⟨": "<", "⟩": ">",
    "⌊": "floor(", "⌋": ")", "„": '"', "«": '"', "»": '"', "°": " degrees", "\u0302": "^",
}  # fmt: skip


def make_safe() -> None:
    """Make standard output and error accept any character from now on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            _adapt(stream)


def as_printed(text: str) -> str:
    """The text as standard output will show it, to align columns."""
    encoding, errors = sys.stdout.encoding or "utf-8", sys.stdout.errors or "strict"
    own = errors.removeprefix(_ERRORS) if errors.startswith(_ERRORS) else encoding
    return text.encode(encoding, errors).decode(own)


def printable(text: str) -> str:
    """The text without control characters."""
    return "".join(each if each.isprintable() else "�" for each in text)


def one_line(text: str) -> str:
    """The text without control characters, and with its middle cut out if it is too long."""
    clean = printable(text)
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - _TAIL - 1]}…{clean[-_TAIL:]}"


def complain(text: str) -> None:
    """Print an error message to standard error."""
    print(one_line(text), file=sys.stderr)


def _adapt(stream: TextIOWrapper) -> None:
    """Keep a Unicode encoding; for others write ASCII and handle the rest by `_fitted_to`."""
    encoding = codecs.lookup(stream.encoding).name
    if encoding.startswith("utf"):
        stream.reconfigure(errors="replace")  # undecodable bytes of file names
    elif not (stream.errors or "").startswith(_ERRORS):
        codecs.register_error(_ERRORS + encoding, _fitted_to(encoding))
        stream.reconfigure(encoding="ascii", errors=_ERRORS + encoding)


def _fitted_to(encoding: str) -> Callable[[UnicodeError], tuple[bytes, int]]:
    """An error handler that encodes non-ASCII characters, or replaces them by ASCII.

    A superscript number is replaced as a whole: cp1252 has ¹ and ² but no ⁰, and would otherwise
    write 10¹⁰ as 10¹0.
    """

    def written(error: UnicodeError) -> tuple[bytes, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        run = error.object[error.start : error.end]
        plain = _POWER.sub(lambda power: "^" + power[0].translate(_LOWERED), run)
        return b"".join(_character(each, encoding) for each in plain), error.end

    return written


def _character(character: str, encoding: str) -> bytes:
    """A character in this encoding, or its nearest replacement in ASCII."""
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        near = "".join(_SPELLED.get(each, each) for each in normalize("NFKD", character))
        return near.encode("ascii", "ignore") or b"?"
