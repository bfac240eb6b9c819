"""Helps panels that paint differently into SVG files, which keep text and do not clip."""

from __future__ import annotations

from PySide6.QtGui import QPaintEngine, QPainter


def takes_text(painter: QPainter) -> bool:
    """Whether this paints into an SVG file, for a picture of a finished pass."""
    return painter.paintEngine().type() == QPaintEngine.Type.SVG
