"""Texts of a lesson as paragraphs for the screen."""

from __future__ import annotations

from ui.widgets.prose import TextRun
from vgsim.teach.prose import paragraphs
from vgsim.teach.typeset import svg
from vgsim.words.language import tr

Paragraphs = tuple[tuple[TextRun, ...], ...]
PENDING = "…"  # stands for a formula that is being typeset


def runs_of(text: str, *, drawn: bool) -> Paragraphs:
    """The paragraphs of a text with its formulas.

    Args:
        text: as in a lesson file, formulas between $.
        drawn: whether its formulas have been typeset; until then they are left open.
    """
    return tuple(
        tuple(
            TextRun(piece.text, svg(piece.text)) if piece.formula and drawn
            else TextRun(PENDING if piece.formula else piece.text)
            for piece in paragraph
        )
        for paragraph in paragraphs(text)
    )  # fmt: skip


def formula_of(tex: str, *, drawn: bool) -> Paragraphs:
    """A formula on a line of its own."""
    return ((TextRun(tex, svg(tex, block=True)) if drawn else TextRun(PENDING),),)


def plain_of(text: str) -> Paragraphs:
    """A text of the program, without formulas."""
    return ((TextRun(text),),) if text else ()


def place_words(index: int, count: int, minutes: int) -> str:
    """Where in the lesson this is."""
    if count < 2:
        return tr("%n minute(s)", "", minutes)
    return tr("Step {step} of {count} · %n minute(s)", "", minutes, step=index + 1, count=count)
