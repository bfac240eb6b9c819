"""Detects painting into vector files, which keep text as text and strokes as strokes."""

from __future__ import annotations

from PySide6.QtGui import QPaintEngine, QPainter

_KINDS = QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf


def takes_text(painter: QPainter) -> bool:
    """Whether this paints into an SVG file, which does not support clipping, or a PDF."""
    return painter.paintEngine().type() in _KINDS
