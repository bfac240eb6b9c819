"""One line of plain text that ends in … where there is no more room; all of it is the tooltip."""

from __future__ import annotations

import textwrap

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from ui.widgets.plain import PlainLabel, set_tooltip


def in_lines(text: str) -> str:
    """A tooltip that is not wider than the screen: plain text is not wrapped by itself."""
    return textwrap.fill(text, 90)


class ElidedLabel(PlainLabel):
    """A label whose size never depends on its text.

    It may say something else in every frame: another text in a common label has the whole window
    laid out anew.
    """

    def __init__(self, role: str = "", room: str = "", explained: bool = True) -> None:
        """`room`: what there is room for; without, it takes the width that it is given."""
        super().__init__()
        self._said, self._room, self._explained = "", room, explained
        across = QSizePolicy.Policy.Fixed if room else QSizePolicy.Policy.Ignored
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def text(self) -> str:
        return self._said

    def show_text(self, text: str) -> None:
        if text != self._said:
            self._said = text
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
                self._said, Qt.TextElideMode.ElideRight, rect.width()
            )
            painter.drawText(rect, self.alignment() | Qt.AlignmentFlag.AlignVCenter, text)
