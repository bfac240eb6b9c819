"""One line of plain text, elided if it does not fit, with the full text as tooltip."""

from __future__ import annotations

import textwrap

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from ui.widgets.plain import PlainLabel, set_tooltip


def in_lines(text: str) -> str:
    """Wrap the text of a tooltip, because Qt does not wrap plain text."""
    return textwrap.fill(text, 90)


class ElidedLabel(PlainLabel):
    """A label whose size never depends on its text.

    Its text may change in every frame: in an ordinary label, a new text causes a layout of the
    whole window.
    """

    def __init__(self, role: str = "", room: str = "", explained: bool = True) -> None:
        """`room`: a text that fits; without it, the label takes the width that it is given."""
        super().__init__()
        self._text, self._room, self._explained = "", room, explained
        across = QSizePolicy.Policy.Fixed if room else QSizePolicy.Policy.Ignored
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def text(self) -> str:
        return self._text

    def show_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            if self._explained:
                set_tooltip(self, in_lines(text))
            self.update()

    def sizeHint(self) -> QSize:
        metrics, margins = self.fontMetrics(), self.contentsMargins()
        return QSize(
            metrics.horizontalAdvance(self._room) + margins.left() + margins.right(),
            metrics.height() + margins.top() + margins.bottom(),
        )

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = self.contentsRect()
        with QPainter(self) as painter:
            painter.setFont(self.font())
            painter.setPen(self.palette().windowText().color())
            text = painter.fontMetrics().elidedText(
                self._text, Qt.TextElideMode.ElideRight, rect.width()
            )
            painter.drawText(rect, self.alignment() | Qt.AlignmentFlag.AlignVCenter, text)
