"""Type that is made smaller until a text fits."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from ui.network.layout import text_width


def fitted(words: str, family: QFont, width: float, least: int) -> QFont:
    """The font, made smaller if the text would not fit."""
    smaller = QFont(family)
    for size in range(family.pixelSize(), least - 1, -1):
        smaller.setPixelSize(size)
        if text_width(words, smaller) <= width:
            break
    return smaller


def write_wrapped(painter: QPainter, box: QRectF, words: str, family: QFont, least: int) -> None:
    """Write words in several lines, in type so small that the last line is still in the box."""
    flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
    smaller, high = QFont(family), QRectF(box)
    high.setHeight(10 * box.height())
    for size in range(family.pixelSize(), least - 1, -1):
        smaller.setPixelSize(size)
        painter.setFont(smaller)
        if painter.boundingRect(high, flags, words).height() <= box.height() + 1:
            break
    painter.drawText(box, flags, words)
