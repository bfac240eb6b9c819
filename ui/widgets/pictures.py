"""Exports a widget as a picture, with a caption below it: PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import ceil
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPalette,
    QPdfWriter,
)
from PySide6.QtWidgets import QMenu, QWidget

from ui.widgets.formats import FileFormat
from vgsim.words.language import tr

FALLBACKS = "Helvetica, Arial, 'Liberation Sans', sans-serif"  # about as wide as Inter
SMALL = 0.8  # type size of the caption, relative to the widget's
MARGIN = 6  # pixels around the caption
FILLED = 0.86  # of the width, for the caption: a viewer may substitute wider type
POINTS = 72 / 96  # per pixel
KINDS = {
    "png": "PNG", "png 2": tr("PNG, 2 × resolution"), "png 4": tr("PNG, 4 × resolution"),
    "svg": tr("SVG, curves and text"), "pdf": tr("PDF, curves and text"),
}  # fmt: skip
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft


@runtime_checkable
class Pixelwise(Protocol):
    """A widget that paints pixel by pixel, and can do so for a finer picture."""

    def paint_finer(self, ratio: float | None) -> None:
        """Use this many pixels per pixel of the widget; None: as many as the screen has."""


class _Exporting:
    now = False


def is_exporting() -> bool:
    """Whether a picture to save is painted now, without marks that only help on the screen."""
    return _Exporting.now


def add_pictures(menu: QMenu, copy: Callable[[], None], save: Callable[[str], None]) -> None:
    """Add the entries for pictures to a menu; `save` is called with one of KINDS."""
    copy_text = tr("Copy picture")
    menu.addAction(f"{copy_text}\tCtrl+C", copy)
    pictures = menu.addMenu(tr("Save picture"))
    for kind, text in KINDS.items():
        pictures.addAction(f"{text} …", partial(save, kind))


def picture(widget: QWidget, kind: str, caption: str) -> bytes:
    """Return the content of a file of one of KINDS."""
    suffix, *scale = kind.split()
    if suffix == "png":
        return png(widget, int(scale[0]) if scale else 1, caption)
    return (svg if suffix == "svg" else pdf)(widget, caption)


def picture_format(kind: str, write: Callable[[], bytes]) -> FileFormat:
    return FileFormat(KINDS[kind], f".{kind.split()[0]}", write)


def image(widget: QWidget, scale: int = 1, caption: str = "") -> QImage:
    """Paint a widget; `scale`: pixels of the image per pixel of the widget, in each direction."""
    size = _size(widget, caption)
    found = QImage(size * scale, QImage.Format.Format_RGB32)
    found.setDevicePixelRatio(scale)
    with _finer(widget, scale):
        _paint(found, widget, size, caption)
    return found


def png(widget: QWidget, scale: int = 1, caption: str = "") -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image(widget, scale, caption).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def svg(widget: QWidget, caption: str = "") -> bytes:
    """Export as SVG: text and curves as vectors, grids of cells as images."""
    from PySide6.QtSvg import QSvgGenerator

    buffer, generator, size = QBuffer(), QSvgGenerator(), _size(widget, caption)
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    generator.setResolution(widget.logicalDpiX())
    generator.setTitle(widget.windowTitle() or widget.accessibleName())
    _paint(generator, widget, size, caption)
    family = widget.font().family()
    own, others = (f'font-family="{names}"' for names in (family, f"{family}, {FALLBACKS}"))
    return bytes(buffer.data().data()).replace(own.encode(), others.encode())


def pdf(widget: QWidget, caption: str = "") -> bytes:
    """Export as one PDF page, as large as the widget on a screen with 96 pixels per inch."""
    buffer, size = QBuffer(), _size(widget, caption)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    page = QPageSize(QSizeF(size) * POINTS, QPageSize.Unit.Point)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(widget.logicalDpiX())
    writer.setTitle(widget.windowTitle() or widget.accessibleName())
    _paint(writer, widget, size, caption)
    return bytes(buffer.data().data())


@contextmanager
def _finer(widget: QWidget, scale: int) -> Iterator[None]:
    every = (widget, *widget.findChildren(QWidget))
    coarse = [each for each in every if each.isVisible() and each.devicePixelRatioF() != scale]
    pixelwise = [each for each in coarse if isinstance(each, Pixelwise)]
    try:
        for each in pixelwise:
            each.paint_finer(scale)
        yield
    finally:
        for each in pixelwise:
            each.paint_finer(None)


def _size(widget: QWidget, caption: str) -> QSize:
    return QSize(widget.width(), widget.height() + _height(widget, caption))


def _height(widget: QWidget, caption: str) -> int:
    if not caption:
        return 0
    room = QRectF(0, 0, widget.width() * FILLED, 1e4)
    words = QFontMetricsF(_small(widget)).boundingRect(room, _WRAPPED, caption)
    return ceil(words.height()) + 2 * MARGIN


def _small(widget: QWidget) -> QFont:
    """The widget's font in the smaller size of a caption."""
    font = QFont(widget.font())
    font.setPixelSize(max(round(SMALL * QFontInfo(font).pixelSize()), 9))
    return font


def _paint(device: QPaintDevice, widget: QWidget, size: QSize, caption: str) -> None:
    _Exporting.now = True
    try:
        _paint_plainly(device, widget, size, caption)
    finally:
        _Exporting.now = False


def _ground(widget: QWidget) -> QColor:
    """What is seen through a widget without a color of its own."""
    found = (each.palette().color(QPalette.ColorRole.Window) for each in (widget, widget.window()))
    own, below = found
    return own if own.alpha() == 255 else below


def _paint_plainly(device: QPaintDevice, widget: QWidget, size: QSize, caption: str) -> None:
    with QPainter(device) as painter:
        colors = widget.palette()
        painter.fillRect(QRect(QPoint(), size), _ground(widget))
        QWidget.render(widget, painter, QPoint())  # plots have another method named `render`
        if caption:
            painter.setFont(_small(widget))
            painter.setPen(colors.color(QPalette.ColorRole.WindowText))
            below = QRectF(0, widget.height(), widget.width(), size.height() - widget.height())
            inside = below.translated(MARGIN, MARGIN)
            inside.setWidth(widget.width() * FILLED)
            painter.drawText(inside, _WRAPPED, caption)
