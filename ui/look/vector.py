"""Drawings that go into a file which keeps text as text, and knows no clipping."""

from __future__ import annotations

from PySide6.QtGui import QPaintEngine, QPainter


def takes_text(painter: QPainter) -> bool:
    """Whether this is drawn into an SVG, for a picture of a finished pass."""
    return painter.paintEngine().type() == QPaintEngine.Type.SVG
