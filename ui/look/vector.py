"""Drawings that go into a file which keeps text as text and strokes as strokes."""

from __future__ import annotations

from PySide6.QtGui import QPaintEngine, QPainter

_KINDS = QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf


def takes_text(painter: QPainter) -> bool:
    """Whether this is drawn into an SVG, which knows no clipping, or into a PDF."""
    return painter.paintEngine().type() in _KINDS
