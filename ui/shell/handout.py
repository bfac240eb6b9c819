"""`lesson-print FILE OUT.pdf`: writes the handout of a lesson as a PDF."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPdfWriter,
    QPen,
)
from PySide6.QtSvg import QSvgRenderer

from ui.look.theme import load_fonts
from ui.shell.paper import INK, PALE, POINT, pdf_writer, type_font
from vgsim.cli.attempt import attempt
from vgsim.cli.lessons import handout
from vgsim.files.atomic import atomic_write
from vgsim.files.places import check_place
from vgsim.teach.chart import HEIGHT, WIDTH, chart
from vgsim.teach.prose import Paragraph
from vgsim.teach.sheet import Block
from vgsim.teach.typeset import TYPE, svg

MARGIN = 20.0  # millimeters
LEADING = 1.4  # distance of two lines, in sizes of the type
BODY, LARGE, HEAD = 11.0, 19.0, 13.0  # points
MARK = 1.9  # width of an option's letter, in sizes of the type
LINE = 2.2  # height of a line to write on


def write_pdf(words: Sequence[str]) -> int:
    """Run `lesson-print` with these arguments after it; returns the exit code."""
    name, out = words[1], Path(words[2])
    return attempt(name, lambda: _write(name, out))


def _write(name: str, out: Path) -> str:
    """Write the file; returns what to print.

    Raises:
        SpecError, ScenarioError, OSError: the lesson or the file is at fault.
    """
    check_place(out)
    lesson, blocks = handout(name)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication.instance() or QGuiApplication(["vgsim"])
    load_fonts()
    atomic_write(out, pdf(blocks, lesson.title))
    del application
    return str(out)


def pdf(blocks: Iterable[Block], title: str) -> bytes:
    """The handout as the content of a PDF file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = pdf_writer(buffer, title, MARGIN)
    painter = QPainter(writer)
    pages = _Pages(writer, painter)
    for block in blocks:
        pages.add(block)
    painter.end()
    return bytes(buffer.data().data())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word or a formula on a line. `space_before`: whether a space comes before it."""

    width: float
    above: float  # the baseline
    below: float
    word: str
    drawn: QSvgRenderer | None
    space_before: bool


class _Pages:
    """Fills pages from top to bottom; all lengths are in dots of the paper."""

    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self._writer, self._painter = writer, painter
        self._width, self._height = float(writer.width()), float(writer.height())
        self._y = 0.0

    def add(self, block: Block) -> None:
        """Write a block below the last one, on a new page if it does not fit."""
        match block.kind:
            case "break":
                self._new_page()
            case "title":
                self._text(block.text, LARGE, bold=True)
            case "heading":
                self._room(6 * BODY * LEADING * POINT)  # not alone at the end of a page
                self._y += 0.9 * BODY * POINT if self._y else 0.0
                self._text(block.text, HEAD, bold=True)
            case "formula":
                self._formula(block.formula)
            case "option":
                self._option(block)
            case "chart":
                self._chart(block)
            case "write":
                self._lines(block.count)
            case _:
                self._text(block.text, BODY, bold=block.kind == "strong")
        if block.kind != "break":
            self._y += 0.35 * BODY * POINT

    def _new_page(self) -> None:
        self._writer.newPage()
        self._y = 0.0

    def _room(self, height: float) -> None:
        """Begin a new page if there is not this much room on this one."""
        if self._y and self._y + height > self._height:
            self._new_page()

    def _text(
        self, text: Paragraph, size: float, *, bold: bool = False, indent: float = 0.0
    ) -> None:
        font = type_font(size, bold=bold)
        space = QFontMetricsF(font, self._writer).horizontalAdvance(" ")
        for line in _broken(self._pieces(text, font, size), self._width - indent, space):
            metrics = QFontMetricsF(font, self._writer)
            above = max([metrics.ascent(), *(piece.above for piece in line)])
            below = max([metrics.descent(), *(piece.below for piece in line)])
            height = max(above + below, size * LEADING * POINT)
            self._room(height)
            base = self._y + (height - above - below) / 2 + above
            self._draw(line, indent, base, space, font)
            self._y += height

    def _draw(
        self, line: Sequence[_Piece], x: float, base: float, space: float, font: QFont
    ) -> None:
        self._painter.setFont(font)
        self._painter.setPen(INK)
        for place, piece in enumerate(line):
            x += space if place and piece.space_before else 0.0
            if piece.drawn is None:
                self._painter.drawText(QPointF(x, base), piece.word)
            else:
                height = piece.above + piece.below
                box = QRectF(x, base - piece.above, piece.width, height)
                self._render(piece.drawn, box)
            x += piece.width

    def _pieces(self, text: Paragraph, font: QFont, size: float) -> Iterator[_Piece]:
        """Words and formulas; what has no space in between stays together."""
        metrics = QFontMetricsF(font, self._writer)
        space_before = True
        for part in text:
            drawn = _drawing(part.text, size, block=False) if part.formula else None
            if drawn is not None:
                width, above, below, renderer = drawn
                yield _Piece(width, above, below, "", renderer, space_before)
                space_before = False
                continue
            space_before = space_before or part.text[:1].isspace()
            for word in part.text.split():
                width = metrics.horizontalAdvance(word)
                yield _Piece(width, metrics.ascent(), metrics.descent(), word, None, space_before)
                space_before = True
            space_before = part.text[-1:].isspace()

    def _formula(self, tex: str) -> None:
        drawn = _drawing(tex, BODY * 1.1, block=True)
        if drawn is None:
            return
        width, above, below, renderer = drawn
        self._room(above + below + BODY * POINT)
        self._y += 0.3 * BODY * POINT
        box = QRectF((self._width - width) / 2, self._y, width, above + below)
        self._render(renderer, box)
        self._y += above + below + 0.3 * BODY * POINT

    def _option(self, block: Block) -> None:
        indent = MARK * BODY * POINT
        self._room(2 * BODY * LEADING * POINT)
        if block.mark:
            font = type_font(BODY, bold=True)
            side = 1.25 * BODY * POINT
            box = QRectF(0, self._y + 0.1 * BODY * POINT, side, side)
            self._painter.setPen(QPen(PALE, 0.6 * POINT))
            self._painter.drawRoundedRect(box, 2 * POINT, 2 * POINT)
            self._painter.setFont(font)
            self._painter.setPen(INK)
            metrics = QFontMetricsF(font, self._writer)
            left = (side - metrics.horizontalAdvance(block.mark)) / 2
            base = box.center().y() + metrics.capHeight() / 2
            self._painter.drawText(QPointF(left, base), block.mark)
        self._text(block.text, BODY, indent=indent)

    def _chart(self, block: Block) -> None:
        width = min(WIDTH * 0.75 * POINT, self._width)
        height = width * HEIGHT / WIDTH
        self._room(height + 3 * BODY * LEADING * POINT)  # the caption stays with it
        self._text(block.text, BODY)
        renderer = QSvgRenderer(QByteArray(chart(block).encode()))
        self._render(renderer, QRectF(0, self._y, width, height))
        self._y += height

    def _render(self, renderer: QSvgRenderer, box: QRectF) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)  # the outlines would be drawn with it
        renderer.render(self._painter, box)
        self._painter.setPen(INK)

    def _lines(self, count: int) -> None:
        for _ in range(count):
            self._room(LINE * BODY * POINT)
            self._y += LINE * BODY * POINT
            self._painter.setPen(QPen(PALE, 0.6 * POINT))
            self._painter.drawLine(QPointF(0, self._y), QPointF(self._width, self._y))


def _drawing(
    tex: str, size: float, *, block: bool
) -> tuple[float, float, float, QSvgRenderer] | None:
    """Width, height above and below the letters' line, and what draws a formula."""
    source = svg(tex, block=block)
    if not source:
        return None
    renderer = QSvgRenderer(QByteArray(source.encode()))
    box, scale = renderer.viewBoxF(), size * POINT / TYPE
    return box.width() * scale, -box.top() * scale, box.bottom() * scale, renderer


def _broken(pieces: Iterable[_Piece], width: float, space: float) -> Iterator[list[_Piece]]:
    """The lines of a paragraph: a line breaks only where there is a space."""
    line: list[_Piece] = []
    used = 0.0
    for group in _groups(pieces):
        needed = sum(piece.width for piece in group)
        if line and used + space + needed > width:
            yield line
            line, used = [], 0.0
        used += needed + (space if line else 0.0)
        line += group
    if line:
        yield line


def _groups(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces without a space in between."""
    group: list[_Piece] = []
    for piece in pieces:
        if group and piece.space_before:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group
