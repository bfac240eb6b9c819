"""Two lines of plain text: a long text or a shorter one, with the long one as tooltip."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy

from ui.widgets.elided import SMALLER, in_lines
from ui.widgets.plain import PlainLabel, set_tooltip, unbroken

LINES = 2


class TwoLines(PlainLabel):
    """A label with room for two lines, whose size never depends on its text.

    It shows the long text if that fits, otherwise the shorter one, in type that may be a little
    smaller, and elided if necessary.
    """

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self._text = self._short = ""  # as they are painted: no line begins with "%"
        self._given = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def text(self) -> str:
        return self._given[0]

    def show_texts(self, text: str, short: str) -> None:
        """Show a text, or a shorter one where there is too little room."""
        if (text, short) != self._given:
            self._given = text, short
            self._text, self._short = unbroken(text), unbroken(short)
            self.setAccessibleName(text)
            set_tooltip(self, in_lines(text))
            self.update()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        height = LINES * self.fontMetrics().lineSpacing()
        return QSize(0, height + margins.top() + margins.bottom())

    minimumSizeHint = sizeHint

    def lines(self) -> list[str]:
        """The lines as they are painted."""
        return self._fitted()[1]

    def _fitted(self) -> tuple[QFont, list[str]]:
        """The type and the lines of the first text that fits."""
        width, family = self.contentsRect().width(), QFont(self.font())
        whole = QFontInfo(family).pixelSize()
        for text, size in (
            (self._text, whole),
            *((self._short, each) for each in range(whole, round(SMALLER * whole) - 1, -1)),
        ):
            family.setPixelSize(size)
            ends = _ends(text, family, width)
            if len(ends) <= LINES:
                return family, [text[a:b].strip() for a, b in pairwise([0, *ends])]
        starts = [0, *ends]
        found = [text[a:b].strip() for a, b in pairwise(starts[:LINES])]
        rest = text[starts[LINES - 1] :].strip()
        last = QFontMetrics(family).elidedText(rest, Qt.TextElideMode.ElideRight, width)
        return family, [*found, last]

    def paintEvent(self, event: QPaintEvent) -> None:
        family, lines = self._fitted()
        area, metrics = self.contentsRect(), QFontMetrics(family)
        top = area.top() + (area.height() - len(lines) * metrics.lineSpacing()) / 2
        with QPainter(self) as painter:
            painter.setFont(family)
            painter.setPen(self.palette().windowText().color())
            for row, line in enumerate(lines):
                foot = top + row * metrics.lineSpacing() + metrics.ascent()
                painter.drawText(QPointF(area.left(), foot), line)


def _ends(text: str, family: QFont, width: int) -> list[int]:
    """Where each line of a text ends, wrapped at words."""
    layout = QTextLayout(text, family)
    layout.setTextOption(_wrapped())
    layout.beginLayout()
    ends = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        ends.append(line.textStart() + line.textLength())
    layout.endLayout()
    return ends


def _wrapped() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
