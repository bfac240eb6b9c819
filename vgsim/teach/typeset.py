"""Typesets formulas offline, with ziamath; it is loaded when the first formula is needed."""

from __future__ import annotations

import re
from functools import lru_cache

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
        from latex2mathml.converter import convert

        unknown = _COMMAND.search(convert(tex))
        if unknown is None:
            _drawn(tex, block=True)
    except Exception as error:  # the libraries stop at any place
        name = plain(type(error).__name__, 40)
        return tr("the formula {tex} cannot be typeset ({name})", tex=plain(tex, 60), name=name)
    if unknown is None:
        return ""
    return tr(
        "the formula {tex} has the unknown command {name}",
        tex=plain(tex, 60), name=plain(unknown[0], 40),
    )  # fmt: skip


@lru_cache(maxsize=512)
def _drawn(tex: str, block: bool) -> str:
    import ziamath

    ziamath.config.svg2 = False  # paths instead of <use>, which Qt does not draw
    return str(ziamath.Latex(tex, size=TYPE, color="#000000", inline=not block).svg())
