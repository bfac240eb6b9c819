"""The field of a formula, which underlines the character that is wrong."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit

from ui.look.theme import THEMES, Theme

WORD = re.compile(r"\w+|.", re.DOTALL)  # what is underlined, from the place of the fault on
WAVE = 3.0  # width and height of one tooth of the underline, in pixels


class FormulaField(QLineEdit):
    """A line of text with a place at which something is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = THEMES["light"]
        self.fault: int | None = None  # index of a character; the length of the text for its end

    def show_theme(self, theme: Theme) -> None:
        """Draw in a theme."""
        self._theme = theme
        self.update()

    def show_fault(self, place: int | None) -> None:
        """Underline the character at this index; None: nothing is wrong."""
        if place != self.fault:
            self.fault = place
            self.update()

    def select_fault(self) -> None:
        """Select what is underlined, and scroll to it."""
        if self.fault is None:
            return
        word = WORD.match(self.text(), self.fault)
        if word is None:  # something is missing at the end
            self.setCursorPosition(len(self.text()))
        else:
            self.setSelection(self.fault, len(word[0]))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.fault is None:
            return
        left, right = self._ends(self.fault)
        below = min(self.cursorRect().bottom() + 1.0, self.height() - WAVE)
        teeth = max(round((right - left) / WAVE), 2)
        wave = [QPointF(left + WAVE * k, below - WAVE * (k % 2)) for k in range(teeth + 1)]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.danger), 2.0))
            painter.drawPolyline(QPolygonF(wave))

    def _ends(self, place: int) -> tuple[float, float]:
        """Left and right end of a word or sign, in pixels; the text may be scrolled."""
        at, text = self.cursorPosition(), self.text()
        word = WORD.match(text, place)
        width = self.fontMetrics().horizontalAdvance
        start = self.cursorRect().center().x() + 0.0
        shift = width(text[at:place]) if place >= at else -width(text[place:at])
        return start + shift, start + shift + max(width(word[0]) if word else 0, 2 * WAVE)
