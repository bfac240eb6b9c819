"""Paragraphs of plain text with typeset formulas in their lines; never interpreted as markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.formulas import TYPE
from ui.look.theme import THEMES, Theme, font

SERIF = 1.05  # formulas are set a little larger, because serif type looks smaller
GAP = 0.5  # of a line, between paragraphs


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text, or a formula: its drawing as SVG, black on nothing, and the same in words."""

    text: str
    svg: str = ""


@dataclass(frozen=True, slots=True)
class _Box:
    """A word or a formula at its place; `y` is the baseline."""

    x: float
    y: float
    text: str
    drawn: QSvgRenderer | None = None
    width: float = 0.0
    height: float = 0.0
    above: float = 0.0  # the baseline


class Prose(QWidget):
    """Wraps its lines like a label; screen readers get the text with formulas in TeX."""

    def __init__(self, role: str = "") -> None:
        """`role`: "title", "readout", "muted", "good", or empty for sentences."""
        super().__init__()
        self._theme: Theme = THEMES["light"]
        self._role = role
        self._paragraphs: tuple[tuple[TextRun, ...], ...] = ()
        self._boxes: tuple[float, list[_Box], float] | None = None  # width, boxes, height
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_text(self, paragraphs: Sequence[Sequence[TextRun]]) -> None:
        """Show these paragraphs."""
        new = tuple(map(tuple, paragraphs))
        if new == self._paragraphs:
            return
        self._paragraphs = new
        self.setAccessibleName(self.text())
        self._renew()

    def text(self) -> str:
        """The whole text, formulas as TeX."""
        return "\n\n".join("".join(run.text for run in each) for each in self._paragraphs)

    def show_theme(self, theme: Theme) -> None:
        """Use the type and colors of a theme."""
        self._theme = theme
        self._renew()

    def set_role(self, role: str) -> None:
        """Use the type of another role."""
        self._role = role
        self._renew()

    def _renew(self) -> None:
        self._boxes = None
        self.updateGeometry()
        self.update()

    def family(self) -> QFont:
        """The type of the text."""
        theme = self._theme
        sizes = {
            "title": theme.title_size, "readout": theme.readout_size, "muted": theme.label_size,
        }  # fmt: skip
        size = sizes.get(self._role, max(theme.font_size, theme.label_size))
        return font(theme, size, strong=self._role in ("title", "readout", "good"))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._layout(float(width))[1] + 0.5)

    def sizeHint(self) -> QSize:
        width = round(28 * QFontMetricsF(self.family()).averageCharWidth())
        return QSize(width, self.heightForWidth(max(self.width(), width)))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(16 * QFontMetricsF(self.family()).averageCharWidth()), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # another number of lines

    def _layout(self, width: float) -> tuple[list[_Box], float]:
        if self._boxes is None or self._boxes[0] != width:
            boxes, height = _laid_out(self._paragraphs, self.family(), self._theme.text, width)
            self._boxes = width, boxes, height
        return self._boxes[1], self._boxes[2]

    def rows(self) -> list[tuple[int, int]]:
        """Top and bottom of every line, in pixels."""
        boxes, _ = self._layout(float(self.width()))
        metrics = QFontMetricsF(self.family())
        lines: dict[float, tuple[float, float]] = {}
        for box in boxes:
            above = max(metrics.ascent(), box.above)
            below = max(metrics.descent(), box.height - box.above)
            high, low = lines.get(box.y, (0.0, 0.0))
            lines[box.y] = max(high, above), max(low, below)
        return [(int(y - high), ceil(y + low)) for y, (high, low) in lines.items()]

    def paintEvent(self, event: QPaintEvent) -> None:
        boxes, _ = self._layout(float(self.width()))
        colors = {"muted": self._theme.muted, "good": self._theme.good}
        color = colors.get(self._role, self._theme.text)
        with QPainter(self) as painter:
            painter.setFont(self.family())
            painter.setPen(QColor(color))
            for box in boxes:
                if box.drawn is None:
                    painter.drawText(round(box.x), round(box.y), box.text)
                else:
                    top = box.y - box.above
                    box.drawn.render(painter, QRectF(box.x, top, box.width, box.height))


def _laid_out(
    paragraphs: Sequence[Sequence[TextRun]], family: QFont, color: str, width: float
) -> tuple[list[_Box], float]:
    """The boxes of all words, and the height."""
    metrics = QFontMetricsF(family)
    space, boxes, top = metrics.horizontalAdvance(" "), [], 0.0
    scale = SERIF * family.pixelSize() / TYPE
    for number, paragraph in enumerate(paragraphs):
        if number:
            top += GAP * metrics.height()
        for line in _lines(_words(paragraph, metrics, color, scale, width), space, width):
            above = max([metrics.ascent(), *(box.above for box, _ in line if box.drawn)])
            below = max(
                [metrics.descent(), *(box.height - box.above for box, _ in line if box.drawn)]
            )
            for box, x in line:
                boxes.append(
                    _Box(x, top + above, box.text, box.drawn, box.width, box.height, box.above)
                )
            top += above + below + metrics.leading() + 2
    return boxes, top


def _words(
    paragraph: Sequence[TextRun], metrics: QFontMetricsF, color: str, scale: float, width: float
) -> list[tuple[_Box, bool]]:
    """The words and formulas, each with whether a space comes before it."""
    found: list[tuple[_Box, bool]] = []
    spaced = False
    for run in paragraph:
        if run.svg:
            drawn, base = _drawing(run.svg, color)
            size = drawn.viewBoxF().size()
            fit = min(scale, width / max(size.width(), 1.0))
            box = _Box(0, 0, run.text, drawn, size.width() * fit, size.height() * fit, base * fit)
            found.append((box, spaced))
            spaced = False
            continue
        parts = run.text.split(" ")
        for index, word in enumerate(parts):
            spaced = spaced or index > 0
            if word:
                found.append((_Box(0, 0, word, width=metrics.horizontalAdvance(word)), spaced))
                spaced = False
        spaced = run.text.endswith(" ")
    return found


def _lines(
    words: Sequence[tuple[_Box, bool]], space: float, width: float
) -> list[list[tuple[_Box, float]]]:
    """Breaks at spaces only: a comma stays at its formula."""
    groups: list[list[_Box]] = []
    for box, spaced in words:
        if spaced or not groups:
            groups.append([])
        groups[-1].append(box)
    lines: list[list[tuple[_Box, float]]] = []
    x = 0.0
    for group in groups:
        wide = sum(box.width for box in group)
        if not lines or x + space + wide > width:
            lines.append([])
            x = 0.0
        else:
            x += space
        for box in group:
            lines[-1].append((box, x))
            x += box.width
    return lines


@lru_cache(maxsize=256)
def _drawing(svg: str, color: str) -> tuple[QSvgRenderer, float]:
    """What draws a formula in a color, and how far its baseline is below its upper edge."""
    drawn = QSvgRenderer(QByteArray(svg.replace("#000000", color).encode()))
    drawn.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return drawn, -drawn.viewBoxF().top()
