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
        source = find(f"formulas/{name}.svg").read_bytes()
    except FileNotFoundError:
        return None
    return QSvgRenderer(QByteArray(source.replace(b"#000000", color.encode())))
