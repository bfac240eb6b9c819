"""Paints the grid below the curves and the caption."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.plots.frame import (
    Still,
    caption_is_inside,
    label_font,
    label_metrics,
    x_ticks,
    y_ticks,
)
from ui.plots.painter import Place, stroke, tinted

INDENT = 4  # pixels between the axis and a caption inside
SMALLER = 0.75  # of the type: the smallest in which a row of keys is shown
SWATCHES = (
    (False, 1.8),
    (True, 1.8),
    (True, 0.9),
)  # short names?, length of strokes


def paint_grid(painter: QPainter, still: Still, place: Place) -> None:
    """A grid line at each labeled value of an axis."""
    inner = place.inner
    painter.setPen(QPen(QColor(still.theme.grid), 1))
    for tick in y_ticks(still.y, label_metrics(still.theme).height(), inner.height()):
        y = place.y.pixel(tick.value)
        painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
    for tick in x_ticks(still.x, still.theme, inner.width()):
        x = place.x.pixel(tick.value)
        painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()))


def caption_area(still: Still, place: Place, size: QSize) -> QRectF:
    """The rectangle of a caption inside the plot; empty if it is above the plot."""
    if not caption_is_inside(still, size) or not still.caption.short:
        return QRectF()
    metrics = label_metrics(still.theme)
    width = metrics.horizontalAdvance(still.caption.short)
    return QRectF(place.inner.left() + INDENT, place.inner.top(), width, metrics.height())


def paint_inner_caption(painter: QPainter, still: Still, place: Place, size: QSize) -> None:
    """Paint the caption on a patch in the corner, if the plot is too low for a row above it."""
    area = caption_area(still, place, size)
    if not area.isEmpty():
        area.setRight(min(area.right(), place.inner.right() - INDENT))
        painter.fillRect(area, tinted(still.theme.surface, 0.8))
        painter.setFont(label_font(still.theme))
        painter.setPen(QColor(still.theme.text))
        painter.drawText(area.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignLeft, still.caption.short)


@dataclass(frozen=True, slots=True)
class Part:
    """A caption or the key of a stroke in the row above the inside."""

    text: str
    area: QRectF  # of the text
    swatch: QRectF  # of the stroke before it; empty if there is none
    dash: tuple[float, ...]
    about: str  # name of its entry in the glossary
    family: QFont  # of the text


def caption_parts(still: Still, left: float, right: float) -> list[Part]:
    """The texts and strokes of the row above the inside, the long texts if they fit.

    Short texts get smaller if they do not fit either; the last keys without room are left out.
    """
    gap, family = still.theme.spacing, QFont(label_font(still.theme))
    least, most = round(SMALLER * family.pixelSize()), family.pixelSize()
    tried = [*((*each, most) for each in SWATCHES)]
    tried += [(*SWATCHES[-1], pixels) for pixels in range(most - 1, least - 1, -1)]
    for short, share, pixels in tried:
        family.setPixelSize(pixels)
        metrics = QFontMetricsF(family)
        height = metrics.height()
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
    found: list[Part] = []
    first = len(texts) - len(still.keys)
    for k, (text, advance) in enumerate(zip(texts, advances, strict=True)):
        stroked, key = QRectF(), still.keys[k - first] if k >= first else None
        if key is not None:
            stroked = QRectF(x, 0.0, swatch, height)
            x += swatch + 0.4 * height
        area = QRectF(x, 0.0, advance + 2, height)
        if found and area.right() > right + 3:
            break
        dash, about = (key.dash, key.about) if key else ((), still.caption.about)
        found.append(Part(text, area, stroked, dash, about, family))
        x += advance + gap
    return found


def paint_caption(painter: QPainter, still: Still, left: float, right: float) -> None:
    """Paint the row above the inside."""
    theme = still.theme
    for part in caption_parts(still, left, right):
        painter.setFont(part.family)
        if not part.swatch.isEmpty():
            painter.setPen(stroke(QColor(theme.muted), theme.line_width, part.dash))
            y = part.swatch.center().y()
            painter.drawLine(QPointF(part.swatch.left(), y), QPointF(part.swatch.right(), y))
        painter.setPen(QColor(theme.text))
        painter.drawText(part.area, Qt.AlignmentFlag.AlignLeft, part.text)


def term_at(still: Still, place: Place, size: QSize, at: QPointF) -> str:
    """Name of the glossary entry of the caption, key or x axis at this position."""
    inner = place.inner
    if at.y() > inner.bottom():
        return still.x_caption.about
    if caption_is_inside(still, size):
        return still.caption.about if caption_area(still, place, size).contains(at) else ""
    parts = caption_parts(still, inner.left(), inner.right()) if at.y() < inner.top() else []
    return next((p.about for p in parts if p.area.united(p.swatch).contains(at)), "")


def terms_of(still: Still) -> list[str]:
    """Names of the glossary entries of the captions, keys and axes, without duplicates."""
    every = (still.caption.about, *(key.about for key in still.keys), still.x_caption.about)
    return list(dict.fromkeys(name for name in every if name))
