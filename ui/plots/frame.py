"""The fixed parts of a plot: captions, scales, the position of its inside, and its ticks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPalette
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.look.theme import THEMES, Theme, typeface
from ui.plots.axis import Axis, Range, Tick, decade_ticks, decimal_ticks
from ui.plots.marks import ColorScale, StillMark
from ui.plots.painter import Place

Ticks = Callable[[Range, float], tuple[Tick, ...]]
Pixels = NDArray[np.uint32]  # (height, width) 0xffRRGGBB, device pixels


@dataclass(frozen=True, slots=True)
class Scale:
    """The range of one axis and how it is labeled."""

    range: Range
    ticks: Ticks = decimal_ticks
    extra: tuple[Tick, ...] = ()  # additional labels, such as 0 and ∞ of a log axis
    labelled: bool = True
    stride: float | None = None  # step of the reading line per key press; None: range / 40
    of: str = ""  # the quantity on the axis
    inner: bool = False  # whether no label is at an end, so that none extends beyond the axis

    @property
    def logarithmic(self) -> bool:
        """Whether positions on the axis are base-10 logarithms of the quantity."""
        return self.ticks is decade_ticks

    def measures_same(self, other: Scale) -> bool:
        """Whether a range of one axis has a meaning on the other."""
        return (self.of, self.logarithmic) == (other.of, other.logarithmic)


PITCHES = (2.4, 1.6, 1.0)  # text heights between two labels of the y axis; the first that fits
OUTERMOST = (5.0, 10.0)  # numbers of steps of an axis of which only the ends are labeled
LOW = 8  # text heights; a lower plot has its caption inside
UNIT = Scale(Range(0.0, 1.0))
LETTERS = "2.4·10⁻¹⁰"  # the widest number of a color scale


@dataclass(frozen=True, slots=True)
class StrokeKey:
    """What a kind of stroke means; the caption uses `short` if `label` does not fit."""

    label: str
    short: str
    dash: tuple[float, ...]
    about: str = ""  # name of its entry in the glossary


@dataclass(frozen=True, slots=True)
class Words:
    """A caption, and a shorter one for where there is little room."""

    long: str = ""
    short: str = ""
    about: str = ""  # name of its entry in the glossary


@dataclass(frozen=True, slots=True)
class Still:
    """Everything in a plot that does not change with each frame."""

    caption: Words = Words()
    keys: tuple[StrokeKey, ...] = ()  # follow the caption
    x_caption: Words = Words()
    theme: Theme = THEMES["light"]
    x: Scale = UNIT
    y: Scale = UNIT
    left: float = 0.0  # minimum width of the left margin, which the plots of a stack share
    marks: tuple[StillMark, ...] = ()
    colors: ColorScale | None = None  # to the right of the inside


@cache
def font_of(family: str, size: int) -> QFont:
    """The font of a family in a size in pixels; made once."""
    return typeface(family, size)


@cache
def metrics_of(family: str, size: int) -> QFontMetricsF:
    """The measures of this font; made once."""
    return QFontMetricsF(font_of(family, size))


def label_font(theme: Theme) -> QFont:
    """The font of tick labels and captions."""
    return font_of(theme.font_family, theme.label_size)


def label_metrics(theme: Theme) -> QFontMetricsF:
    """The measures of `label_font`."""
    return metrics_of(theme.font_family, theme.label_size)


def set_background(widget: QWidget, theme: Theme) -> None:
    """Fill a widget with the background color of plots."""
    colors = widget.palette()
    colors.setColor(QPalette.ColorRole.Window, QColor(theme.surface))
    widget.setPalette(colors)
    widget.setAutoFillBackground(True)


def lay_out(panel: QWidget, layout: QBoxLayout, theme: Theme) -> None:
    """Set the background of a panel and the distances between its parts."""
    set_background(panel, theme)
    gap = theme.spacing
    layout.setSpacing(gap // 2)
    layout.setContentsMargins(gap, gap // 2, gap, gap // 2)


def wrapped(pixels: Pixels, ratio: float) -> QImage:
    """Wrap the pixels as an opaque image without copying them."""
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=128)  # axes rarely change between frames
def y_ticks(scale: Scale, text: float, height: float) -> tuple[Tick, ...]:
    """Labels of the y axis for a plot whose inside has this height.

    `text` is the height of a label. If fewer than two labels fit, steps are smaller, or only
    the outermost round values are labeled.
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
    """Ticks of the x axis for a plot whose inside has this width; not all have room for a label."""
    spacing = label_metrics(theme).horizontalAdvance("0000") + 2 * theme.spacing
    return (*scale.ticks(scale.range, max(width / spacing, 1.0)), *seen(scale))


def seen(scale: Scale) -> tuple[Tick, ...]:
    """The additional labels that are inside the visible range."""
    return tuple(tick for tick in scale.extra if scale.range.contains(tick.value))


def needed_left(still: Still, size: QSize) -> float:
    """Width of the left margin, which holds the labels of the y axis."""
    metrics = label_metrics(still.theme)
    top, base = _ends(still, size)
    ticks = y_ticks(still.y, metrics.height(), base - top)
    widest = max((metrics.horizontalAdvance(tick.text) for tick in ticks), default=0)
    return widest + 1.5 * still.theme.spacing


def needed_right(still: Still) -> float:
    """Width of the right margin, which holds the color scale."""
    found, metrics = still.colors, label_metrics(still.theme)
    if found is None:
        return still.theme.spacing
    special = [patch[1] for patch in (found.above, found.below) if patch is not None]
    widest = max(map(metrics.horizontalAdvance, (LETTERS, *special)))
    return widest + 1.4 * metrics.height() + still.theme.spacing


def caption_is_inside(still: Still, size: QSize) -> bool:
    """Whether the caption is inside the plot: in a low plot without keys."""
    low = size.height() < LOW * label_metrics(still.theme).height()
    return not still.keys and (low or not still.caption.long)


def _ends(still: Still, size: QSize) -> tuple[int, int]:
    """The top and bottom of the inside."""
    text = label_metrics(still.theme).height()
    beyond = 1.0 if still.y.inner else text * 0.6
    top = beyond if caption_is_inside(still, size) else text * 1.3
    bottom = text * 1.35 if still.x.labelled else beyond
    return round(top), round(max(size.height() - bottom, top + 1))


def place_of(still: Still, size: QSize) -> Place:
    """Place of the inside on a widget of this size, and its axes, in device-independent pixels."""
    top, base = _ends(still, size)
    left = max(still.left, needed_left(still, size))
    right = max(size.width() - needed_right(still), left + 1)
    inner = QRectF(QPointF(round(left), top), QPointF(round(right), base))
    x = Axis(still.x.range, inner.left(), inner.right())
    return Place(inner, x, Axis(still.y.range, inner.bottom(), inner.top()))


def equalized(still: Still, size: QSize) -> Still:
    """The same with one axis extended so that a unit is as long on both."""
    for _ in range(2):  # labels of an extended axis may need another margin
        inner, x, y = place_of(still, size).inner, still.x, still.y
        unit = max(x.range.span / inner.width(), y.range.span / inner.height())
        across, up = unit * inner.width(), unit * inner.height()
        still = replace(
            still, x=replace(x, range=x.range.of_span(across)),
            y=replace(y, range=y.range.of_span(up)),
        )  # fmt: skip
    return still
