"""The typeset formulas of resources/formulas, drawn in a theme's color."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from resources import find

TYPE = 24  # pixels of the type in the files


@lru_cache(maxsize=128)
def formula(name: str, color: str) -> QSvgRenderer | None:
    """The formula in a file of resources/formulas, for example "sigmoid_slope".

    Args:
        name: the file's name without its ending.
        color: "#rrggbb".

    Returns:
        A renderer, in pixels for type of `TYPE` pixels; None if there is no such file.
    """
    try:
        source = find(f"formulas/{name}.svg").read_text("utf-8")
    except FileNotFoundError:
        return None
    return drawing(source, color)


@lru_cache(maxsize=128)
def drawing(source: str, color: str) -> QSvgRenderer:
    """A formula that was typeset in black, in another color.

    Args:
        source: SVG, for type of `TYPE` pixels.
        color: "#rrggbb".
    """
    source = source.replace("#000000", color)
    # otherwise QSvgGenerator writes a black outline around each letter; it does not know "none"
    source = source.replace("<svg ", '<svg stroke="#000000" stroke-opacity="0" ', 1)
    return QSvgRenderer(QByteArray(source.encode()))
