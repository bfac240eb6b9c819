"""What is painted around the curves: a grid below them, and a caption that says what they are."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.plots.frame import (
    Still,
    caption_lies_inside,
    label_font,
    label_metrics,
    x_ticks,
    y_ticks,
)
from ui.plots.painter import Place, stroke, tinted

INDENT = 4  # pixels between the axis and a caption inside
SWATCHES = ((False, 1.8), (True, 1.8), (True, 0.9))  # short names? strokes, in text heights


def paint_grid(painter: QPainter, still: Still, place: Place) -> None:
    """A line at each value that an axis names."""
    inner = place.inner
    painter.setPen(QPen(QColor(still.theme.grid), 1))
    for tick in y_ticks(still.y, label_metrics(still.theme).height(), inner.height()):
        y = place.y.pixel(tick.value)
        painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
    for tick in x_ticks(still.x, still.theme, inner.width()):
        x = place.x.pixel(tick.value)
        painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()))


def caption_area(still: Still, place: Place, size: QSize) -> QRectF:
    """What a caption inside the plot covers; nothing where it has a row of its own."""
    if not caption_lies_inside(still, size) or not still.caption.short:
        return QRectF()
    metrics = label_metrics(still.theme)
    width = metrics.horizontalAdvance(still.caption.short)
    return QRectF(place.inner.left() + INDENT, place.inner.top(), width, metrics.height())


def paint_inner_caption(painter: QPainter, still: Still, place: Place, size: QSize) -> None:
    """On a patch of paper in the corner, where the plot is too low for a row above it."""
    area = caption_area(still, place, size)
    if not area.isEmpty():
        area.setRight(min(area.right(), place.inner.right() - INDENT))
        painter.fillRect(area, tinted(still.theme.surface, 0.8))
        painter.setFont(label_font(still.theme))
        painter.setPen(QColor(still.theme.text))
        painter.drawText(area.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignLeft, still.caption.short)


def paint_caption(painter: QPainter, still: Still, left: float, right: float) -> None:
    """In the row above the inside: its words and strokes, the long ones if they fit."""
    metrics, gap, theme = label_metrics(still.theme), still.theme.spacing, still.theme
    height = metrics.height()
    for short, share in SWATCHES:
        swatch = share * height
        caption = still.caption.short if short else still.caption.long
        texts = [caption] * bool(caption) + [
            key.short if short else key.label for key in still.keys
        ]
        advances = [metrics.horizontalAdvance(text) for text in texts]
        total = sum(advances) + len(still.keys) * (swatch + 0.4 * height) + gap * (len(texts) - 1)
        if total <= right - left:
            break
    x = left
    painter.setFont(label_font(theme))
    dashes = [None] * (len(texts) - len(still.keys)) + [key.dash for key in still.keys]
    for text, advance, dash in zip(texts, advances, dashes, strict=True):
        if dash is not None:
            painter.setPen(stroke(QColor(theme.muted), theme.line_width, dash))
            painter.drawLine(QPointF(x, height / 2), QPointF(x + swatch, height / 2))
            x += swatch + 0.4 * height
        painter.setPen(QColor(theme.text))
        painter.drawText(QRectF(x, 0.0, advance + 2, height), Qt.AlignmentFlag.AlignLeft, text)
        x += advance + gap
