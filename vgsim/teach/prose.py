r"""Splits the text of a step into paragraphs of plain text and formulas.

Paragraphs are separated by empty lines. What is between two $ is a formula in TeX; \$ is the
sign itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from vgsim.teach.tex_commands import KNOWN, unknown_command
from vgsim.words.language import tr
from vgsim.words.nearest import nearest
from vgsim.words.plain import is_plain, plain

LONGEST_FORMULA = 300
DEEPEST = 8  # levels of braces
_PIECES = re.compile(r"(?<!\\)\$")
_GAPS = re.compile(r"\n[ \t]*\n\s*")
_IN_BRACES = re.compile(r"\{\w*\}")
NUMBER, JUDGED = ("{value}", "{percent}"), ("{helps}", "{reason}")
MARKS = (*NUMBER, *JUDGED)
_IN_TEX = re.compile(r"\\[{}\\$]")  # braces that do not open or close anything


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a paragraph: plain text, or the TeX of a formula."""

    text: str
    formula: bool = False


Paragraph = tuple[Piece, ...]


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text without faults; single line breaks are spaces."""
    return tuple(_pieces(part) for part in _GAPS.split(text.strip()) if part.strip())


def _pieces(text: str) -> Paragraph:
    parts = _PIECES.split(" ".join(text.split()))
    pieces = (
        Piece(part.strip() if index % 2 else part.replace("\\$", "$"), formula=bool(index % 2))
        for index, part in enumerate(parts)
    )
    return tuple(piece for piece in pieces if piece.text)


def plain_text(text: str) -> str:
    """The text on one line without the $ of its formulas, for titles and screen readers."""
    return " ".join("".join(piece.text for piece in paragraph) for paragraph in paragraphs(text))


def text_fault(text: str, marks: Collection[str] = ()) -> str:
    """What is wrong with a text of several lines; empty: nothing.

    `marks` are what may be in braces, for a number that is measured: "{value}".
    """
    if not is_plain(text.replace("\n", " ")):
        return tr("it contains a control character or a change of reading direction")
    parts = _PIECES.split(text)
    if len(parts) % 2 == 0:
        return tr("a formula has only one $: write one at each end")
    found = (formula_fault(part) for part in parts[1::2])
    return next(filter(None, found), "") or _mark_fault(parts, marks)


def _mark_fault(parts: list[str], marks: Collection[str]) -> str:
    """The fault of a mark in braces where there is no measured number."""
    if any(mark in part for part in parts[1::2] for mark in MARKS):
        return tr("a formula cannot hold a measured number")
    found = (mark for part in parts[::2] for mark in _IN_BRACES.findall(part))
    wrong = next((mark for mark in found if mark not in marks), "")
    if not wrong:
        return ""
    if not marks:
        return tr("{mark} is not a measured number here", mark=plain(wrong, 40))
    names = ", ".join(marks)
    return tr(
        "{mark} is not one of the measured numbers {names}", mark=plain(wrong, 40), names=names
    )


def formula_fault(tex: str) -> str:
    """What is wrong with the TeX of a formula before it is typeset; empty: nothing."""
    if len(tex) > LONGEST_FORMULA:
        return tr("a formula has more than {most} characters", most=LONGEST_FORMULA)
    if not is_plain(tex.replace("\n", " ")):
        return tr("it contains a control character or a change of reading direction")
    if not tex.strip():
        return tr("a formula is empty")
    depth = 0
    for character in _IN_TEX.sub("", tex):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if not 0 <= depth <= DEEPEST:
            return tr("the braces of a formula do not match, or are nested too deeply")
    if depth:
        return tr("the braces of a formula do not match")
    return _command_fault(tex)


def _command_fault(tex: str) -> str:
    """What is wrong with the commands of a formula; empty: all of them are drawn."""
    name = unknown_command(tex)
    if not name:
        return ""
    shown, meant = plain(name, 40), nearest(name, [f"\\{each}" for each in sorted(KNOWN)])
    if meant:
        return tr(
            "a formula has the command {name}, which cannot be drawn; did you mean {meant}?",
            name=shown, meant=meant,
        )  # fmt: skip
    return tr("a formula has the command {name}, which cannot be drawn", name=shown)
