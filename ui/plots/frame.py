"""What stands still in a plot: paper, axes, tick labels, captions. A value becomes a background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPalette, QPen
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.look.theme import THEMES, Theme, typeface
from ui.plots.axis import Axis, Range, Tick, decimal_ticks
from ui.plots.marks import StillMark
from ui.plots.painter import Place, paint_marks, stroke, tinted

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


CAPTION_SHARE = 0.25  # of the width, for the caption of the x axis
PITCHES = (2.4, 1.6, 1.0)  # text heights between two labels of the y axis, as there is room
OUTERMOST = (5.0, 10.0)  # parts of an axis of which only the ends are told
LOW = 8  # text heights: a plot lower than this has its caption inside
UNIT = Scale(Range(0.0, 1.0))


@dataclass(frozen=True, slots=True)
class StrokeKey:
    """What a kind of stroke means, in the caption; `short` where there is no room."""

    label: str
    short: str
    dash: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A caption, and what is left of it where there is little room."""

    long: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Still:
    """Everything that stands still in one plot."""

    caption: Words = Words()
    keys: tuple[StrokeKey, ...] = ()  # follow the caption
    x_caption: Words = Words()
    theme: Theme = THEMES["light"]
    x: Scale = UNIT
    y: Scale = UNIT
    left: float = 0.0  # least width of the left margin: the plots of a stack share one
    marks: tuple[StillMark, ...] = ()


@cache
def font_of(family: str, size: int) -> QFont:
    return typeface(family, size)


@cache
def metrics_of(family: str, size: int) -> QFontMetricsF:
    return QFontMetricsF(font_of(family, size))


def label_font(theme: Theme) -> QFont:
    return font_of(theme.font_family, theme.label_size)


def label_metrics(theme: Theme) -> QFontMetricsF:
    return metrics_of(theme.font_family, theme.label_size)


def lay_paper(widget: QWidget, theme: Theme) -> None:
    """Have a widget filled with the color that plots are drawn on."""
    colors = widget.palette()
    colors.setColor(QPalette.ColorRole.Window, QColor(theme.surface))
    widget.setPalette(colors)
    widget.setAutoFillBackground(True)


def lay_out(panel: QWidget, layout: QBoxLayout, theme: Theme) -> None:
    """Paper under a panel, and the distances between its parts."""
    lay_paper(panel, theme)
    gap = theme.spacing
    layout.setSpacing(gap // 2)
    layout.setContentsMargins(gap, gap // 2, gap, gap // 2)


def wrapped(pixels: Pixels, ratio: float) -> QImage:
    """The same memory as an opaque picture."""
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=128)  # whatever moves in a plot, its axes are mostly as they were
def y_ticks(scale: Scale, text: float, height: float) -> tuple[Tick, ...]:
    """Labels of the y axis on an inside of this height: closer ones where there were less than two.

    `text` is the height of a label. If round steps have no two of them, the outermost round values
    are told.
    """
    apart = scale.range.span / max(height, 1.0) * text

    def clear(count: float) -> tuple[Tick, ...]:
        found = scale.ticks(scale.range, max(count, 1.0))
        return tuple(t for t in found if all(abs(t.value - e.value) >= apart for e in scale.extra))

    tried = [clear(height / (lines * text)) for lines in PITCHES]
    for dense in map(clear, OUTERMOST):
        if dense and dense[-1].value - dense[0].value >= apart:
            tried.append((dense[0], dense[-1]))
    regular = next((ticks for ticks in tried if len(ticks) > 1), tried[0])
    return (*regular, *scale.extra)


def needed_left(still: Still, size: QSize) -> float:
    """The left margin that holds the labels of the y axis."""
    metrics = label_metrics(still.theme)
    top, base = _ends(still, size)
    ticks = y_ticks(still.y, metrics.height(), base - top)
    widest = max((metrics.horizontalAdvance(tick.text) for tick in ticks), default=0)
    return widest + 1.5 * still.theme.spacing


def caption_lies_inside(still: Still, size: QSize) -> bool:
    """A low plot gives no row of its own to a caption without keys, and shortens it."""
    low = size.height() < LOW * label_metrics(still.theme).height()
    return not still.keys and (low or not still.caption.long)


def _ends(still: Still, size: QSize) -> tuple[int, int]:
    """Between which rows the inside lies."""
    text = label_metrics(still.theme).height()
    top = text * 0.6 if caption_lies_inside(still, size) else text * 1.3
    bottom = text * 1.35 if still.x.labelled else text * 0.6
    return round(top), round(max(size.height() - bottom, top + 1))


def place_of(still: Still, size: QSize) -> Place:
    """Where the inside lies on a widget of this size, and its axes (device-independent)."""
    top, base = _ends(still, size)
    left = max(still.left, needed_left(still, size))
    right = max(size.width() - still.theme.spacing, left + 1)
    inner = QRectF(QPointF(round(left), top), QPointF(round(right), base))
    x = Axis(still.x.range, inner.left(), inner.right())
    return Place(inner, x, Axis(still.y.range, inner.bottom(), inner.top()))


def background(still: Still, size: QSize, ratio: float) -> Pixels:
    """The picture of a plot without its live marks."""
    width, height = max(round(size.width() * ratio), 1), max(round(size.height() * ratio), 1)
    pixels = np.empty((height, width), np.uint32)
    image = wrapped(pixels, ratio)
    with QPainter(image) as painter:
        paint_still(painter, still, size)
    return pixels


def paint_still(painter: QPainter, still: Still, size: QSize, *, marks: bool = True) -> None:
    """Paper, axes, captions and, if asked for, the marks that stand still."""
    place = place_of(still, size)
    painter.fillRect(QRectF(QPointF(), QSizeF(size)), QColor(still.theme.surface))
    painter.setFont(label_font(still.theme))
    _paint_y_axis(painter, still, place)
    _paint_x_axis(painter, still, place)
    if marks:
        paint_marks(painter, place, still.marks)
    _paint_caption(painter, still, place, caption_lies_inside(still, size))
    painter.setPen(QPen(QColor(still.theme.outline), 1))
    painter.drawLine(place.inner.bottomLeft(), place.inner.bottomRight())
    painter.drawLine(place.inner.bottomLeft(), place.inner.topLeft())


def caption_area(still: Still, place: Place, size: QSize) -> QRectF:
    """What a caption inside the plot covers; nothing where it has a row of its own."""
    if not caption_lies_inside(still, size) or not still.caption.short:
        return QRectF()
    metrics = label_metrics(still.theme)
    width = metrics.horizontalAdvance(still.caption.short)
    return QRectF(place.inner.left() + 4, place.inner.top(), width, metrics.height())


def _paint_caption(painter: QPainter, still: Still, place: Place, inside: bool) -> None:
    metrics, inner, gap = label_metrics(still.theme), place.inner, still.theme.spacing
    height = metrics.height()
    room = inner.width() - (8 if inside else 0)
    # the long names and strokes if they fit
    for short, swatch in ((False, 1.8 * height), (True, 1.8 * height), (True, 0.9 * height)):
        names = [key.short if short else key.label for key in still.keys]
        caption = still.caption.short if inside or short else still.caption.long
        texts = [caption] * bool(caption) + names
        advances = [metrics.horizontalAdvance(text) for text in texts]
        total = sum(advances) + len(still.keys) * (swatch + 0.4 * height) + gap * (len(texts) - 1)
        if total <= room:
            break
    x, y = (inner.left() + 4, inner.top()) if inside else (inner.left(), 0.0)
    if inside:
        painter.fillRect(QRectF(x, y, min(total, room), height), tinted(still.theme.surface, 0.8))
    dashes = [None] * (len(texts) - len(still.keys)) + [key.dash for key in still.keys]
    for text, advance, dash in zip(texts, advances, dashes, strict=True):
        if dash is not None:
            painter.setPen(stroke(QColor(still.theme.muted), still.theme.line_width, dash))
            painter.drawLine(QPointF(x, y + height / 2), QPointF(x + swatch, y + height / 2))
            x += swatch + 0.4 * height
        painter.setPen(QColor(still.theme.text))
        painter.drawText(QRectF(x, y, advance + 2, height), Qt.AlignmentFlag.AlignLeft, text)
        x += advance + gap


def _paint_y_axis(painter: QPainter, still: Still, place: Place) -> None:
    inner, text = place.inner, label_metrics(still.theme).height()
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for tick in y_ticks(still.y, text, inner.height()):
        y = place.y.pixel(tick.value)
        painter.setPen(QPen(QColor(still.theme.grid), 1))
        painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))
        painter.setPen(QColor(still.theme.muted))
        area = QRectF(0, y - text / 2, inner.left() - still.theme.spacing * 0.75, text)
        painter.drawText(area, right, tick.text)


def _paint_x_axis(painter: QPainter, still: Still, place: Place) -> None:
    inner, metrics = place.inner, label_metrics(still.theme)
    text, gap = metrics.height(), still.theme.spacing
    words = still.x_caption
    text_of_axis = words.long
    if metrics.horizontalAdvance(words.long) > CAPTION_SHARE * inner.width():
        text_of_axis = words.short
    caption = metrics.horizontalAdvance(text_of_axis)
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
        painter.drawText(row, side, text_of_axis)
