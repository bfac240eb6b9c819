"""Typesets formulas offline, with ziamath; it is loaded when the first formula is needed."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any
from xml.etree import ElementTree

from vgsim.teach.prose import formula_fault
from vgsim.words.language import tr
from vgsim.words.plain import plain

TYPE = 24  # pixels of the type in the drawings
_COMMAND = re.compile(r"\\([A-Za-z]+)")


@lru_cache(maxsize=512)
def svg(tex: str, *, block: bool = False) -> str:
    """The formula as a black SVG drawing for type of `TYPE` pixels; "" if it has a fault.

    Args:
        tex: the formula in TeX.
        block: whether it has a line of its own, with large fractions and sums.
    """
    return "" if typeset_fault(tex) else _drawn(tex, block)


@lru_cache(maxsize=512)
def typeset_fault(tex: str) -> str:
    """Why a formula cannot be typeset; empty: it can."""
    if fault := formula_fault(tex):
        return fault
    try:
        lost = _lost(tex)
        if not lost:
            _drawn(tex, block=True)
    except Exception as error:  # the libraries stop at any place
        name = plain(type(error).__name__, 40)
        return tr("the formula {tex} cannot be typeset ({name})", tex=plain(tex, 60), name=name)
    if not lost:
        return ""
    return tr(
        "the formula {tex} has {name}, which cannot be drawn",
        tex=plain(tex, 60), name=plain(lost, 40),
    )  # fmt: skip


def _lost(tex: str) -> str:
    """A command that was not understood, or a character that the font does not have; "": none."""
    from latex2mathml.converter import convert

    made = convert(tex)
    command = _COMMAND.search(made)
    if command is not None:
        return command[0]
    font = _font()
    characters = "".join(ElementTree.fromstring(made).itertext())
    return next((each for each in characters if each > " " and not font.glyphindex(each)), "")


@cache
def _font() -> Any:
    import ziamath

    return ziamath.Latex("x").font


@lru_cache(maxsize=512)
def _drawn(tex: str, block: bool) -> str:
    import ziamath

    ziamath.config.svg2 = False  # paths instead of <use>, which Qt does not draw
    return str(ziamath.Latex(tex, size=TYPE, color="#000000", inline=not block).svg())
