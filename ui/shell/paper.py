"""Draws text, tables and SVG on the pages of a PDF; all lengths are in dots of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QPicture,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtSvg import QSvgRenderer

from vgsim.files.qr import BORDER, Squares, dark_runs

DOTS = 600  # per inch
POINT = DOTS / 72
MILLIMETER = DOTS / 25.4
INK, PALE = QColor("#111111"), QColor("#888888")
BLACK, MUTED = "#111111", "#555555"
SMALLEST = 5.0  # points, of a table without room
LEADING = 1.32  # distance of two lines, in sizes of the type


def pdf_writer(buffer: QBuffer, title: str, margin: float) -> QPdfWriter:
    """A writer of A4 pages into an open buffer; `margin` in millimeters."""
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("vgsim")
    writer.setResolution(DOTS)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait,
            QMarginsF(margin, margin, margin, margin), QPageLayout.Unit.Millimeter,
        )
    )  # fmt: skip
    return writer


def type_font(size: float, *, bold: bool = False) -> QFont:
    """The program's type in this size, in points."""
    font = QFont("Inter")
    font.setPixelSize(round(size * POINT))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@dataclass(frozen=True, slots=True)
class Ink:
    """Size in points, weight and color of a text."""

    size: float
    bold: bool = False
    color: str = BLACK


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column of a table. `words`: aligned to the left, and wrapped where there is no room."""

    title: str
    words: bool = False


class Paper:
    """Draws at given places; every method returns the height that it has used."""

    def __init__(self, painter: QPainter, scale: float = 1.0) -> None:
        """`scale`: of all type."""
        self.painter, self.scale = painter, scale

    def text(
        self, x: float, y: float, width: float, text: str, ink: Ink,
        bold: Sequence[tuple[int, int]] = (), *, center: bool = False,
    ) -> float:  # fmt: skip
        """Wrap and draw text with line breaks; `bold` are the starts and lengths of bold parts."""
        top = y
        for line in text.split("\n"):
            y += self._paragraph(x, y, width, line, ink, bold, center=center)
        return y - top

    def _paragraph(
        self, x: float, y: float, width: float, text: str, ink: Ink,
        bold: Sequence[tuple[int, int]], *, center: bool,
    ) -> float:  # fmt: skip
        layout = QTextLayout(text or " ", type_font(ink.size * self.scale, bold=ink.bold))
        option = QTextOption(
            Qt.AlignmentFlag.AlignHCenter if center else Qt.AlignmentFlag.AlignLeft
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        strong = QTextCharFormat()
        strong.setFontWeight(QFont.Weight.DemiBold)
        formats = []
        for start, length in bold:
            part = QTextLayout.FormatRange()
            part.start, part.length, part.format = start, length, strong
            formats.append(part)
        layout.setFormats(formats)
        step = ink.size * self.scale * POINT * LEADING
        used = 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, used + (step - line.height()) / 2))
            used += step
        layout.endLayout()
        self.painter.setPen(QColor(ink.color))
        layout.draw(self.painter, QPointF(x, y))
        return used

    def height_of(self, width: float, text: str, ink: Ink) -> float:
        """The height that `text` would use, without drawing it."""
        picture = QPicture()
        painter = QPainter(picture)
        used = Paper(painter, self.scale).text(0, 0, width, text, ink)
        painter.end()
        return used

    def width_of(self, text: str, ink: Ink) -> float:
        """The width of a text on one line."""
        font = type_font(ink.size * self.scale, bold=ink.bold)
        return QFontMetricsF(font).horizontalAdvance(text)

    def rule(self, x: float, y: float, width: float, color: QColor = PALE) -> None:
        """Draw a thin horizontal line."""
        self.painter.setPen(QPen(color, 0.6 * POINT))
        self.painter.drawLine(QPointF(x, y), QPointF(x + width, y))

    def svg(self, x: float, y: float, width: float, source: str) -> float:
        """Draw a picture of this width."""
        renderer = QSvgRenderer(QByteArray(source.encode()))
        size = renderer.defaultSize()
        height = width * size.height() / size.width()
        self.painter.setPen(Qt.PenStyle.NoPen)  # the outlines would be drawn with it
        renderer.render(self.painter, QRectF(x, y, width, height))
        return height

    def qr(self, x: float, y: float, width: float, squares: Squares) -> None:
        """Draw a QR picture in at most this width, each square in whole dots."""
        side = int(width / (len(squares) + 2 * BORDER))
        for column, row, length in dark_runs(squares):
            box = QRectF(round(x) + column * side, round(y) + row * side, length * side, side)
            self.painter.fillRect(box, QColor("black"))

    def table(
        self, x: float, y: float, width: float, columns: Sequence[PaperColumn],
        rows: Sequence[Sequence[str]], size: float, gap: str = "",
    ) -> float:  # fmt: skip
        """Draw a table; an empty row holds the text `gap`."""
        top, pad = y, 1.6 * MILLIMETER
        widths = self._widths(width, columns, rows, size, pad)
        while sum(widths) > width + POINT and size > SMALLEST:
            size *= 0.95
            pad *= 0.95
            widths = self._widths(width, columns, rows, size, pad)
        heads = [column.title for column in columns]
        for row in (heads, *rows):
            ink = Ink(size, bold=row is heads)
            if not row:
                used = self.text(x, y, width, gap, Ink(size, color=MUTED), center=True)
            else:
                used = max(
                    self._cell(x + sum(widths[:k]), y, widths[k] - pad, row[k], column, ink)
                    for k, column in enumerate(columns)
                )
            y += used + 0.1 * size * POINT
            self.rule(x, y, width, INK if row is heads else QColor("#dddddd"))
            y += 0.1 * size * POINT
        return y - top

    def _cell(
        self, x: float, y: float, width: float, text: str, column: PaperColumn, ink: Ink
    ) -> float:
        if not column.words:
            x += max(width - self.width_of(text, ink), 0.0)
            width = self.width_of(text, ink) + POINT
        return self.text(x, y, width, text, ink)

    def _widths(
        self, width: float, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]],
        size: float, pad: float,
    ) -> list[float]:  # fmt: skip
        """Natural widths and the room that is left; without room, the widest words are wrapped."""
        natural = []
        for k, column in enumerate(columns):
            cells = [self.width_of(row[k], Ink(size)) for row in rows if row]
            title = self.width_of(column.title, Ink(size, bold=True))
            natural.append(max([title, *cells]) + pad + POINT)
        rest = width - sum(natural)
        words = [k for k, column in enumerate(columns) if column.words]
        if rest < 0 and words:
            widest = max(words, key=natural.__getitem__)
            natural[widest] = max(natural[widest] + rest, 0.25 * width)
        shared = max(rest, 0.0) / len(columns)
        return [each + shared for each in natural]
