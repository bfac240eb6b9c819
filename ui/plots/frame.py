"""What stands still in a plot, where its inside lies, and which values its axes name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPalette
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.look.theme import THEMES, Theme, typeface
from ui.plots.axis import Axis, Range, Tick, decade_ticks, decimal_ticks
from ui.plots.marks import StillMark
from ui.plots.painter import Place

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
    of: str = ""  # the quantity on the axis

    @property
    def logarithmic(self) -> bool:
        """Whether positions on the axis are base-10 logarithms of the quantity."""
        return self.ticks is decade_ticks

    def measures_same(self, other: Scale) -> bool:
        """Whether a range of one axis has a meaning on the other."""
        return (self.of, self.logarithmic) == (other.of, other.logarithmic)


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
    about: str = ""  # name of its entry in the glossary


@dataclass(frozen=True, slots=True)
class Words:
    """A caption, and what is left of it where there is little room."""

    long: str = ""
    short: str = ""
    about: str = ""  # name of its entry in the glossary


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
    return (*regular, *seen(scale))


@lru_cache(maxsize=128)
def x_ticks(scale: Scale, theme: Theme, width: float) -> tuple[Tick, ...]:
    """The marked values of the x axis on an inside of this width; some lack room for a label."""
    spacing = label_metrics(theme).horizontalAdvance("0000") + 2 * theme.spacing
    return (*scale.ticks(scale.range, max(width / spacing, 1.0)), *seen(scale))


def seen(scale: Scale) -> tuple[Tick, ...]:
    """The labels beside the regular ones, as far as they lie on the axis as it is looked at."""
    return tuple(tick for tick in scale.extra if scale.range.contains(tick.value))


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
