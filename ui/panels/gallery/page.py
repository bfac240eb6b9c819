"""The gallery on one page of paper: PDF and SVG."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QPen,
)

from ui.curves.functions import Function, fans, lines
from ui.look.formulas import TYPE, drawing, formula
from ui.look.theme import THEMES, typeface
from ui.panels.gallery.words import flat_words, number_line, use_words
from ui.plots.axis import Range
from ui.plots.clip import area_within, strokes_within
from ui.plots.marks import FloatArray
from ui.widgets.svg_text import fitted
from vgsim.parts.activations import ACTIVATIONS
from vgsim.teach.typeset import svg
from vgsim.theory.profile import Profile
from vgsim.words.language import tr

POINT = 20  # units of length in a point of 1/72 inch
DOTS = 72 * POINT  # units in an inch
WIDTH, HEIGHT = 16838, 23811  # of A3, in units
MARGIN, GAP = 28 * POINT, 11 * POINT
HEAD, NAME, BODY = 17 * POINT, 12 * POINT, round(7.4 * POINT)  # sizes of type
FORMULA = 0.45  # size of a formula's type relative to `TYPE` points
FORMULAS = 27 * POINT  # largest height of one
SEEN, Y = Range(-4.0, 4.0), Range(-1.8, 3.2)  # as on the cards
SAMPLES, BAND = 160, 0.3
SHAPE = 0.86  # wanted width of a cell divided by its height
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


def gallery_pdf(profiles: Sequence[Profile]) -> bytes:
    """One page of A3, which is legible on A4 too, as the content of a PDF file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    page = QPageSize(QPageSize.PageSizeId.A3)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setResolution(DOTS)
    writer.setTitle(_title())
    writer.setCreator("vgsim")
    _paint(writer, profiles)
    return bytes(buffer.data().data())


def gallery_svg(profiles: Sequence[Profile]) -> bytes:
    """The same page as the content of an SVG file."""
    from PySide6.QtSvg import QSvgGenerator

    buffer, generator = QBuffer(), QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS)
    generator.setSize(QSize(WIDTH, HEIGHT))
    generator.setViewBox(QRect(0, 0, WIDTH, HEIGHT))
    generator.setTitle(_title())
    _paint(generator, profiles)
    return fitted(bytes(buffer.data().data()).decode()).encode()


def _title() -> str:
    return tr("Activation functions")


def _paint(device: QPaintDevice, profiles: Sequence[Profile]) -> None:
    with QPainter(device) as painter:
        painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), QColor("#ffffff"))
        page = _Page(painter)
        page.text(QRectF(MARGIN, MARGIN, WIDTH - 2 * MARGIN, 2 * HEAD), _title(), HEAD, strong=True)
        key = tr(
            "thick: f(z), thin and dashed: f′(z), z from −4 to 4, values from −1.8 to 3.2; E f′²: "
            "mean of f′² for z from a standard normal distribution; critical σ_w = 1 / √(E f′²): "
            "with it a gradient keeps its size"
        )
        top = MARGIN + 1.5 * HEAD
        top += page.text(QRectF(MARGIN, top, WIDTH - 2 * MARGIN, 2 * HEAD), key, BODY) + GAP
        columns, rows = _grid(max(len(profiles), 1))
        width = (WIDTH - 2 * MARGIN + GAP) / columns
        height = (HEIGHT - MARGIN - top + GAP) / rows
        for place, it in enumerate(profiles):
            corner = MARGIN + place % columns * width, top + place // columns * height
            page.cell(QRectF(*corner, width - GAP, height - GAP), it, place)


def _grid(count: int) -> tuple[int, int]:
    """Columns and rows with which the cells of at least one function come closest to SHAPE."""

    def unlike(columns: int) -> float:
        shape = WIDTH / columns / (HEIGHT / ceil(count / columns))
        return max(shape / SHAPE, SHAPE / shape)

    columns = min(range(1, count + 1), key=unlike)
    return columns, ceil(count / columns)


class _Page:
    def __init__(self, painter: QPainter) -> None:
        self._painter, self._theme = painter, THEMES["light"]

    def text(
        self, area: QRectF, text: str, size: int, *, strong: bool = False, flags: int = _WRAPPED
    ) -> float:
        """Write a text into an area; the height that it takes."""
        painter = self._painter
        painter.setFont(typeface(self._theme.font_family, size, strong=strong))
        painter.setPen(QColor("#000000"))
        taken = painter.boundingRect(area, flags, text)
        painter.drawText(area, flags, text)
        return taken.height()

    def cell(self, area: QRectF, it: Profile, place: int) -> None:
        """One function; the plot gets the height that the texts leave."""
        entry, painter = ACTIVATIONS[it.name], self._painter
        y = area.top()
        self.text(QRectF(area.left(), y, area.width(), NAME), str(it.year or ""), NAME,
                  flags=_RIGHT)  # fmt: skip
        y += self.text(QRectF(area.left(), y, area.width() * 0.8, area.height()), entry.label, NAME,
                       strong=True)  # fmt: skip
        y += self._line(area, y, f"{entry.origin}.") + 0.3 * BODY
        for part, plain, tex in zip(
            ("value", "slope"), (entry.formula, entry.derivative_formula), entry.tex, strict=True
        ):
            y += self._formula(area, y, f"{it.name}_{part}", plain, tex) + 0.3 * BODY
        below = (number_line(it), flat_words(it), *use_words(it.name))
        painter.setFont(typeface(self._theme.font_family, BODY))
        room = QRectF(0, 0, area.width(), area.height())
        heights = [painter.boundingRect(room, _WRAPPED, each).height() for each in below]
        plot = max(area.bottom() - sum(heights) - 0.8 * BODY - y, 4.0 * BODY)
        color = self._theme.curves[place % len(self._theme.curves)]
        values = tuple(entry.values().items())
        function = Function(entry, values, entry.label, color, ())
        self._plot(QRectF(area.left(), y, area.width(), plot), function)
        y += plot + 0.4 * BODY
        for each in below:
            y += self._line(area, y, each)

    def _line(self, area: QRectF, y: float, text: str) -> float:
        return self.text(QRectF(area.left(), y, area.width(), area.height()), text, BODY)

    def _formula(self, area: QRectF, y: float, name: str, plain: str, tex: str) -> float:
        source = svg(tex, block=True) if tex else ""
        drawn = drawing(source, "#000000") if source else formula(name, "#000000")
        if drawn is None:
            return self._line(area, y, plain)
        size = drawn.viewBoxF().size() * (FORMULA * POINT * 24 / TYPE)
        size *= min(1.0, area.width() / size.width(), FORMULAS / size.height())
        drawn.render(self._painter, QRectF(area.left(), y, size.width(), size.height()))
        return size.height()

    def _plot(self, area: QRectF, function: Function) -> None:
        painter, theme = self._painter, self._theme
        painter.setPen(QPen(QColor(theme.grid), 0.5 * POINT))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        painter.setPen(QPen(QColor(theme.outline), 0.4 * POINT))
        painter.drawLine(_point(area, SEEN.low, 0.0), _point(area, SEEN.high, 0.0))
        painter.drawLine(_point(area, 0.0, Y.low), _point(area, 0.0, Y.high))
        value, slope = lines(function, SEEN, SAMPLES, 1.0)
        for band in fans(function, SEEN, BAND)[:1]:
            color = QColor(function.color)
            color.setAlphaF(band.opacity)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            edge = [*_points(area, band.x, band.low), *_points(area, band.x[::-1], band.high[::-1])]
            painter.drawPolygon(area_within(edge, area))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        dashed = QPen(QColor("#000000"), 0.9 * POINT, Qt.PenStyle.DashLine)
        for line, pen in ((slope, dashed), (value, QPen(QColor(function.color), 1.8 * POINT))):
            painter.setPen(pen)
            x = area.left() + (line.x - SEEN.low) * (area.width() / SEEN.span)
            y = area.bottom() - (line.y - Y.low) * (area.height() / Y.span)
            for run in strokes_within(x, y, area):  # SVG files have no clipping
                painter.drawPolyline(run)


def _point(area: QRectF, x: float, y: float) -> QPointF:
    return QPointF(
        area.left() + (x - SEEN.low) / SEEN.span * area.width(),
        area.bottom() - (y - Y.low) / Y.span * area.height(),
    )


def _points(area: QRectF, x: FloatArray, y: FloatArray) -> list[QPointF]:
    return [_point(area, *each) for each in zip(x.tolist(), y.tolist(), strict=True)]
