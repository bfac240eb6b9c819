"""A language for tests: accented, longer than English, in brackets.

A text on the screen that is not in brackets did not come through `tr`. The length is about that of
German or French, so that what does not fit is seen.
"""

from __future__ import annotations

import ast
import re

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4  # of the letters: how much is added
# placeholder, count, English plural, tag or entity of HTML, `&` before a mnemonic
_KEPT = re.compile(r"(\{[^{}]*\}|%n|\(s\)|</?[a-zA-Z][^<>]*>|&[a-z]+;|&(?=\w))")
_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ACCENTED = "ÀƁĈĎÉƑĜĤÎĴĶĹṀÑÖÞɊŔŠŢÛṼŴẊÝŽàƀĉďéƒĝĥîĵķĺṁñöþɋŕšţûṽŵẋýž"
_TABLE = str.maketrans(_PLAIN, _ACCENTED)
_FILLER = "ŏŭ"


def pseudo(text: str) -> str:
    """The text in the language for tests; what is not a word stays as it is."""
    parts = _KEPT.split(text)
    words = "".join(part.translate(_TABLE) if k % 2 == 0 else part for k, part in enumerate(parts))
    letters = sum(letter.isalpha() for part in parts[::2] for letter in part)
    return f"{OPEN}{words}{_filler(round(LONGER * letters))}{CLOSE}"


def translate(text: str, about: str, n: int | None) -> str:
    """A translator for `vgsim.words.language.use`; the plural of a noun has an accented s."""
    found = pseudo(text)
    return found if n is None else found.replace("(s)", "" if n == 1 else "š")


def _filler(length: int) -> str:
    """Letters in words of five, so that a longer text can wrap where English can."""
    letters = (_FILLER * length)[:length]
    words = [letters[k : k + 5] for k in range(0, length, 5)]
    return f" {' '.join(words)}" if length > 4 else letters


def outside(text: str) -> str:
    """What of a text is not in brackets; those of an elided text may be open at one end."""
    depth, found = 0, ""
    for letter in text:
        if letter == OPEN:
            depth += 1
        elif letter == CLOSE:
            if depth == 0:  # its beginning is missing
                found = ""
            depth = max(depth - 1, 0)
        elif depth == 0:
            found += letter
    return found


def values(text: str) -> str:
    """What of a text is in brackets but not translated: the values of its placeholders."""
    rest = outside(text)
    inside = re.sub(rf"[{_ACCENTED}{_FILLER}{OPEN}{CLOSE}]+", " ", text)
    return inside.replace(rest, " ") if rest else inside


def is_tr(call: ast.Call) -> bool:
    """Whether a text is marked for translation here."""
    return isinstance(call.func, ast.Name) and call.func.id == "tr"
