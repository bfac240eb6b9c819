"""One line of plain text, shorter if it does not fit, with the full text as tooltip."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from ui.widgets.plain import PlainLabel, set_tooltip

SMALLER = 0.8  # of the type's size: a text that fits so is not cut
TELLING = 4  # characters by which a title without its end has to differ from every other one


def in_lines(text: str) -> str:
    """Wrap the text of a tooltip, because Qt does not wrap plain text."""
    return textwrap.fill(text, 90)


def fitting_font(family: QFont, texts: Sequence[str], width: int) -> tuple[str, QFont]:
    """The first of the texts that fits, and its type, which may be a little smaller.

    If none fits, the last text in the smallest type, which has to be elided.
    """
    smaller, whole = QFont(family), QFontInfo(family).pixelSize()
    for text in texts:
        for size in range(whole, round(SMALLER * whole) - 1, -1):
            smaller.setPixelSize(size)
            if QFontMetrics(smaller).horizontalAdvance(text) <= width:
                return text, smaller
    return texts[-1], smaller


def elided_apart(titles: Sequence[str], metrics: QFontMetrics, room: int) -> list[str]:
    """Titles elided to a width, so that those of different networks stay different.

    They lose their ends or, where what remains is nearly what another one begins with, their
    middles or, where another one ends in the same way, too, what they begin with in common:
    "Forget b…" may be any of "Forget bias 0" and "Forget bias 1".
    """
    right, middle = Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle
    shown = []
    for title, tail in zip(titles, _without_start(titles), strict=True):
        others = [other for other in titles if other != title]
        text = metrics.elidedText(title, right, max(room, 0))
        if text != title and _distinct(text, others) < TELLING:
            text = metrics.elidedText(title, middle, max(room, 0))
            if _is_any(text, others):
                text = metrics.elidedText(tail, right, max(room, 0))
        shown.append(text)
    return shown


def _distinct(cut: str, others: Sequence[str]) -> int:
    """The number of letters of a title without its end that no other title begins with."""
    return len(cut) - len("…") - max((_alike(cut, other) for other in others), default=0)


def _is_any(cut: str, others: Sequence[str]) -> bool:
    """Whether a title without its middle may be another one."""
    start, _, end = cut.partition("…")
    return any(other.startswith(start) and other.endswith(end) for other in others)


def _without_start(titles: Sequence[str]) -> list[str]:
    """Titles from the first word on that differs in another one that begins in the same way."""
    cut = []
    for title in titles:
        alike = max((_alike(title, other) for other in titles if other != title), default=0)
        start = title.rfind(" ", 0, alike) + 1
        cut.append(f"…{title[start:]}" if start else title)
    return cut


def _alike(one: str, other: str) -> int:
    """The number of characters with which both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((k for k, (a, b) in pairs if a != b), min(len(one), len(other)))


class ElidedLabel(PlainLabel):
    """A label whose size never depends on its text.

    Its text may change in every frame: in an ordinary label, a new text causes a layout of the
    whole window.
    """

    def __init__(self, role: str = "", room: str = "", explained: bool = True) -> None:
        """`room`: a text that fits; without it, the label takes the width that it is given."""
        super().__init__()
        self._text, self._room, self._explained = "", room, explained
        self._shorter: tuple[str, ...] = ()
        across = QSizePolicy.Policy.Fixed if room else QSizePolicy.Policy.Ignored
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def text(self) -> str:
        return self._text

    def show_text(self, text: str, *shorter: str) -> None:
        """Set the text, which causes no layout; screen readers get all of it.

        Args:
            text: the text.
            shorter: texts for where it does not fit, the longest first. The first that fits, also
                in slightly smaller type, is shown.
        """
        if (text, shorter) != (self._text, self._shorter):
            self._text, self._shorter = text, shorter
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

    def fitted(self, width: int) -> tuple[str, QFont]:
        """What is shown in a width, and its type; a text that is still too long loses its end."""
        return fitting_font(self.font(), (self._text, *self._shorter), width)

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = self.contentsRect()
        with QPainter(self) as painter:
            text, family = self.fitted(rect.width())
            painter.setFont(family)
            painter.setPen(self.palette().windowText().color())
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, self.alignment() | Qt.AlignmentFlag.AlignVCenter, text)
