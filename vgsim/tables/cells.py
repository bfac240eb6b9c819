"""Classifies one cell of a table: a number, missing, text, or an ambiguous number."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Literal

from vgsim.words.language import tr

Kind = Literal["number", "comma", "ambiguous comma", "missing", "text", "refused"]
MISSING = frozenset(("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "?", "-", "null", "NULL",
                     "None", "."))  # fmt: skip
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?", re.ASCII)
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
# Forms of numbers that are refused because they are ambiguous, each with its message about {cell}.
_REFUSED = (
    (re.compile(r"[+-]?inf(inity)?", re.I), tr('"{cell}" is not a finite number')),
    (re.compile(r"[\u2212\u2013\u2010\u2011]\s*[\d.,]+([eE][+-]?\d+)?", re.ASCII),
     tr('"{cell}" is not a number: its minus sign is another character than "-"')),
    (re.compile(r"[+-]?(\d+\.\d*|\.\d+)[dD][+-]?\d+", re.ASCII),
     tr('"{cell}" has D for its exponent; write the number with E')),
    (re.compile(r"[+-]?[\d.,]+\s*%", re.ASCII),
     tr('"{cell}" is a percentage; write it as a plain number')),
    (re.compile(r"[+-]?\d{1,3}([,.'\u2019 \xa0\u202f]\d{3})+([.,]\d+)?", re.ASCII),
     tr('"{cell}" has a thousands separator; write it as a plain number')),
    (re.compile(r"[+-]?[$\u20ac\xa3]\s*[\d.,]+|[+-]?[\d.,]+\s*[$\u20ac\xa3]", re.ASCII),
     tr('"{cell}" is an amount of money; write it as a plain number')),
    (re.compile(r"(\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3(\d{4}|\d\d))"
                r"([ T]\d{1,2}:\d.*)?", re.ASCII),
     tr('"{cell}" is a date; leave the column out or write it as a number')),
    (re.compile(r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?", re.ASCII),
     tr('"{cell}" is a time of day; leave the column out or write it as a number')),
)  # fmt: skip
_DECORATED = re.compile(
    r"(['(<>~\u2248]?)\s*([+-]?[\d.,]*\d)\s*([^\d\s.,:/-][^\d]{0,11})?", re.ASCII
)
AMBIGUOUS_COMMA = tr(
    '"{cell}" could be a decimal comma or a thousands separator; write it with a point'
)


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, with a decimal point or a decimal comma."""
    return bool(_NUMBER.fullmatch(cell) or _COMMA.fullmatch(cell))


def looks_numeric(cell: str) -> bool:
    """Whether a cell holds a number, also one in a form that is refused, such as 1.200,50."""
    return is_number(cell) or bool(_why_refused(cell))


def decoration(cell: str) -> tuple[str, str] | None:
    """What stands before and behind the number in a cell such as "12 cm"; None if nothing does."""
    found = _DECORATED.fullmatch(cell)
    return (found[1], found[3] or "") if found and (found[1] or found[3]) else None


@lru_cache(maxsize=4096)  # pixel values repeat very often
def classified(cell: str) -> tuple[Kind, float]:
    """What a cell holds, and its value; NaN if it is not a number."""
    if _NUMBER.fullmatch(cell):
        value = float(cell)
        return ("number", value) if math.isfinite(value) else ("refused", math.nan)
    if cell in MISSING:
        return "missing", math.nan
    if _COMMA.fullmatch(cell):
        value = float(cell.replace(",", "."))
        kind: Kind = "ambiguous comma" if _AMBIGUOUS.fullmatch(cell) else "comma"
        return (kind, value) if math.isfinite(value) else ("refused", math.nan)
    return ("refused" if _why_refused(cell) else "text"), math.nan


def why_no_number(cell: str) -> str:
    """Why a cell of a numeric column is not a number: a sentence with the placeholder {cell}."""
    if _NUMBER.fullmatch(cell):
        return tr('"{cell}" is too large for a number')
    if _COMMA.fullmatch(cell):
        return AMBIGUOUS_COMMA
    if "\n" in cell or "\r" in cell:
        return tr('"{cell}" is not a number: a quotation mark here is closed only some lines below')
    return _why_refused(cell) or tr('"{cell}" is not a number')


def _why_refused(cell: str) -> str:
    if not any(each.isdigit() for each in cell) and cell[-1:] not in "fFyY":
        return ""
    return next((message for form, message in _REFUSED if form.fullmatch(cell)), "")
