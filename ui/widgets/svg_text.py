"""Keeps the text of SVG files as wide as in the window, whatever type a viewer has."""

from __future__ import annotations

import re
from html import unescape

from PySide6.QtGui import QFont, QFontMetricsF

from ui.look.theme import typeface

FALLBACKS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans Condensed', sans-serif"
_TEXT = re.compile(
    r'(<text [^>]*font-family="(?P<family>[^"]*)" font-size="(?P<size>\d+)"'
    r' font-weight="(?P<weight>\d+)"[^>]*)>(?P<text>[^<]+)</text>'
)


def fitted(drawing: str) -> str:
    """Add the width of each text, and similar typefaces for a viewer without this one.

    Args:
        drawing: what QSvgGenerator has written.

    Returns:
        The same drawing; most viewers stretch its texts to the widths.
    """
    found = _TEXT.sub(_with_width, drawing)
    return re.sub(r'font-family="([^"]*)"', rf'font-family="\1, {FALLBACKS}"', found)


def _with_width(match: re.Match[str]) -> str:
    family, size, weight = match["family"], int(match["size"]), int(match["weight"])
    type_ = typeface(family, size, strong=weight >= QFont.Weight.DemiBold)
    width = QFontMetricsF(type_).horizontalAdvance(unescape(match["text"]))
    length = f'textLength="{width:.6g}" lengthAdjust="spacingAndGlyphs"'
    return f"{match[1]} {length}>{match['text']}</text>"
