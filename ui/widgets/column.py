"""A column that scrolls vertically and is never narrower than its content."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.widgets.plain import PlainLabel

MOST_TRIMMED = 0.4  # of the height that may stay empty, so that no row is cut


class ScrollRows(QScrollArea):
    """A scroll area that ends between two rows: no line of text is cut through its middle.

    Only unless it was scrolled.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._trimmed = 0  # pixels at the lower edge that stay empty

    def lines_of(self, widget: QWidget) -> list[tuple[int, int]]:
        """Top and bottom of every line of a widget's text; of another widget, its own."""
        height, lines = widget.height(), 1
        if isinstance(widget, PlainLabel) and widget.wordWrap():
            lines = max(round(height / max(widget.fontMetrics().lineSpacing(), 1)), 1)
        return [(k * height // lines, (k + 1) * height // lines) for k in range(lines)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        handled = super().eventFilter(watched, event)
        changes = QEvent.Type.LayoutRequest, QEvent.Type.Resize
        if watched is self.widget() and event.type() in changes:
            self._trim()
        return handled

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._trim()

    def _trim(self) -> None:
        """Let the view end between two rows of the content."""
        content, height = self.widget(), self.height()
        trimmed = 0
        if content is not None and content.height() > height:
            end = _end_of_rows(list(self._rows(content)), height)
            if height - end <= MOST_TRIMMED * height:
                trimmed = height - end
        if trimmed != self._trimmed:
            self._trimmed = trimmed
            self.setViewportMargins(0, 0, 0, trimmed)

    def _rows(self, content: QWidget) -> Iterator[tuple[int, int]]:
        """Top and bottom of the rows of every visible widget without visible parts."""
        for each in content.findChildren(QWidget):
            if not each.isVisibleTo(content) or any(
                isinstance(part, QWidget) and part.isVisibleTo(each) for part in each.children()
            ):
                continue
            top = each.mapTo(content, QPoint()).y()
            for first, last in self.lines_of(each):
                yield top + first, top + last


class ScrollColumn(ScrollRows):
    """A scroll area whose minimum width follows that of its content."""

    least_changed = Signal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        content = self.widget()
        if watched is content and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            bar = self.verticalScrollBar().sizeHint().width()
            least = content.minimumSizeHint().width() + bar
            if least != self.minimumWidth():
                self.setMinimumWidth(least)
                self.least_changed.emit()
        return super().eventFilter(watched, event)


def _end_of_rows(rows: list[tuple[int, int]], height: int) -> int:
    """The largest end within this height that is inside of no row (top, bottom)."""
    ends = sorted({height, *(top for top, _ in rows)}, reverse=True)
    fitting = (
        end for end in ends
        if 0 < end <= height and not any(top < end < bottom for top, bottom in rows)
    )  # fmt: skip
    return next(fitting, height)
