"""What stands still in a plot: paper, axes, tick labels, captions. A value becomes a background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from ui.items.axis import Axis, Range, Tick, decimal_ticks
from ui.items.plot_marks import Mark
from ui.items.plot_painter import Place, paint_marks
from ui.theme import THEMES, Theme

Ticks = Callable[[Range, float], tuple[Tick, ...]]
Pixels = NDArray[np.uint32]  # (height, width) 0xffRRGGBB, device pixels


@dataclass(frozen=True, slots=True)
class Scale:
    """What one axis shows and how it is labelled."""

    range: Range
    ticks: Ticks = decimal_ticks
    extra: tuple[Tick, ...] = ()  # labels beside the regular ones: 0 and infinity of a log axis
    labelled: bool = True
    stride: float | None = None  # one key press of the hair line; None: a fortieth of the range


UNIT = Scale(Range(0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Still:
    """Everything that stands still in one plot."""

    caption: str = ""
    x_caption: str = ""
    theme: Theme = THEMES["light"]
    x: Scale = UNIT
    y: Scale = UNIT
    left: float = 0.0  # least width of the left margin: the plots of a stack share one
    marks: tuple[Mark, ...] = ()


@cache
def font_of(family: str, size: int) -> QFont:
    font = QFont(family)
    font.setPixelSize(size)
    return font


@cache
def metrics_of(family: str, size: int) -> QFontMetricsF:
    return QFontMetricsF(font_of(family, size))


def label_font(theme: Theme) -> QFont:
    return font_of(theme.font_family, theme.label_size)


def label_metrics(theme: Theme) -> QFontMetricsF:
    return metrics_of(theme.font_family, theme.label_size)


def wrapped(pixels: Pixels, ratio: float) -> QImage:
    """The same memory as an opaque picture."""
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    return image


def y_ticks(still: Still, height: float) -> tuple[Tick, ...]:
    count = max(height / (2.4 * label_metrics(still.theme).height()), 1.0)
    return (*still.y.ticks(still.y.range, count), *still.y.extra)


def needed_left(still: Still, height: float) -> float:
    """The left margin that holds the labels of the y axis."""
    metrics = label_metrics(still.theme)
    widest = max((metrics.horizontalAdvance(t.text) for t in y_ticks(still, height)), default=0.0)
    return widest + 1.5 * still.theme.spacing


def place_of(still: Still, size: QSize) -> Place:
    """Where the inside lies on a widget of this size, and its axes (device-independent)."""
    text, gap = label_metrics(still.theme).height(), still.theme.spacing
    top = text * 1.3 if still.caption else text * 0.6
    bottom = text * 1.35 if still.x.labelled else text * 0.6
    left = max(still.left, needed_left(still, size.height()))
    right = max(size.width() - gap, left + 1)
    base = max(size.height() - bottom, top + 1)
    inner = QRectF(QPointF(round(left), round(top)), QPointF(round(right), round(base)))
    x = Axis(still.x.range, inner.left(), inner.right())
    return Place(inner, x, Axis(still.y.range, inner.bottom(), inner.top()))


def background(still: Still, size: QSize, ratio: float) -> Pixels:
    """The picture of a plot without its live marks."""
    width, height = max(round(size.width() * ratio), 1), max(round(size.height() * ratio), 1)
    pixels = np.empty((height, width), np.uint32)
    image = wrapped(pixels, ratio)
    image.fill(QColor(still.theme.surface))
    place = place_of(still, size)
    with QPainter(image) as painter:
        painter.setFont(label_font(still.theme))
        _paint_y_axis(painter, still, place)
        _paint_x_axis(painter, still, place)
        _paint_caption(painter, still, place)
        paint_marks(painter, place, still.marks)
        painter.setPen(QPen(QColor(still.theme.outline), 1))
        painter.drawLine(place.inner.bottomLeft(), place.inner.bottomRight())
        painter.drawLine(place.inner.bottomLeft(), place.inner.topLeft())
    return pixels


def _paint_caption(painter: QPainter, still: Still, place: Place) -> None:
    area = QRectF(place.inner.left(), 0, place.inner.width(), place.inner.top())
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    painter.setPen(QColor(still.theme.text))
    painter.drawText(area, left, still.caption)


def _paint_y_axis(painter: QPainter, still: Still, place: Place) -> None:
    inner, text = place.inner, label_metrics(still.theme).height()
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for tick in y_ticks(still, inner.height()):
        y = place.y.pixel(tick.value)
        painter.setPen(QPen(QColor(still.theme.grid), 1))
        painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
        painter.setPen(QColor(still.theme.muted))
        area = QRectF(0, y - text / 2, inner.left() - still.theme.spacing * 0.75, text)
        painter.drawText(area, right, tick.text)


def _paint_x_axis(painter: QPainter, still: Still, place: Place) -> None:
    inner, metrics = place.inner, label_metrics(still.theme)
    text, gap = metrics.height(), still.theme.spacing
    caption = metrics.horizontalAdvance(still.x_caption)
    row = QRectF(inner.left(), inner.bottom() + text * 0.2, inner.width(), text)
    end = row.right() - caption - gap if caption else inner.right() + gap
    spacing = metrics.horizontalAdvance("0000") + 2 * gap
    last = row.left() - text
    for tick in (*still.x.ticks(still.x.range, max(inner.width() / spacing, 1.0)), *still.x.extra):
        x, half = place.x.pixel(tick.value), metrics.horizontalAdvance(tick.text) / 2
        painter.setPen(QPen(QColor(still.theme.grid), 1))
        painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()))
        if still.x.labelled and last < x - half and x + half <= end:
            painter.setPen(QColor(still.theme.muted))
            area = QRectF(x - half - 1, row.top(), 2 * half + 2, text)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, tick.text)
            last = x + half + gap / 2
    if still.x.labelled:
        painter.setPen(QColor(still.theme.muted))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(row, side, still.x_caption)
