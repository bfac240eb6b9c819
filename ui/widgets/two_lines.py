"""Two lines of plain text; what does not fit is elided, with the full text as tooltip."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy

from ui.widgets.elided import in_lines
from ui.widgets.plain import PlainLabel, set_tooltip

LINES = 2


class TwoLines(PlainLabel):
    """A label with room for two lines, whose size never depends on its text."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self._said = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def text(self) -> str:
        return self._said

    def show_text(self, text: str) -> None:
        if text != self._said:
            self._said = text
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
        width, metrics = self.contentsRect().width(), self.fontMetrics()
        found, start = [], 0
        for end in self._ends(width)[: LINES - 1]:
            found.append(self._said[start:end].strip())
            start = end
        rest = self._said[start:].strip()
        if rest or not found:
            found.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
        return found

    def _ends(self, width: int) -> list[int]:
        """Where each line of the text ends, wrapped at words."""
        layout = QTextLayout(self._said, self.font())
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
