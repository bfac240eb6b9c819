"""Places messages over the scenario's note or, if they do not fit there, over the networks."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from ui.widgets.header import Header
from ui.widgets.notice import Notice

PLACING = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}


class NoticePlace(QObject):
    """Keeps the notice in its place while the window changes."""

    def __init__(self, notice: Notice, page: QWidget, center: QWidget, header: Header) -> None:
        """Make the notice a child of the page, above the page's layout."""
        super().__init__(notice)
        self._notice, self._page = notice, page
        self._center, self._header = center, header
        notice.setParent(page)
        notice.hide()
        center.installEventFilter(self)
        header.note.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in PLACING:
            self._place()
        return False

    def _place(self) -> None:
        header, note = self._header, self._header.note
        areas = [QRect(self._center.mapTo(self._page, QPoint()), self._center.size())]
        if note.isVisible():
            left, height = note.mapTo(self._page, QPoint()).x(), header.height()
            areas.insert(0, QRect(left, header.y(), note.width(), height + header.gap))
        self._notice.place_over(*areas)
