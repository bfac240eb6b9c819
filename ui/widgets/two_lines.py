"""Two lines of plain text: a long text or a shorter one, with the long one as tooltip."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy

from ui.widgets.elided import in_lines
from ui.widgets.plain import PlainLabel, set_tooltip, unbroken

LINES = 2


class TwoLines(PlainLabel):
    """A label with room for two lines, whose size never depends on its text.

    It shows the long text if that fits, otherwise the shorter one, elided if necessary.
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
        width, text = self.contentsRect().width(), self._text
        ends = self._ends(text, width)
        if len(ends) > LINES:
            text = self._short
            ends = self._ends(text, width)
        starts = [0, *ends]
        if len(ends) <= LINES:
            return [text[a:b].strip() for a, b in pairwise(starts)]
        found = [text[a:b].strip() for a, b in pairwise(starts[:LINES])]
        rest = text[starts[LINES - 1] :].strip()
        last = self.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, width)
        return [*found, last]

    def _ends(self, text: str, width: int) -> list[int]:
        """Where each line of a text ends, wrapped at words."""
        layout = QTextLayout(text, self.font())
        layout.setTextOption(_wrapped())
        layout.beginLayout()
        ends = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            ends.append(line.textStart() + line.textLength())
        layout.endLayout()
        return ends

    def paintEvent(self, event: QPaintEvent) -> None:
        area, metrics, lines = self.contentsRect(), self.fontMetrics(), self.lines()
        top = area.top() + (area.height() - len(lines) * metrics.lineSpacing()) / 2
        with QPainter(self) as painter:
            painter.setFont(self.font())
            painter.setPen(self.palette().windowText().color())
            for row, line in enumerate(lines):
                foot = top + row * metrics.lineSpacing() + metrics.ascent()
                painter.drawText(QPointF(area.left(), foot), line)


def _wrapped() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
