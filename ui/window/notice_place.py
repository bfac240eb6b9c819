"""Places messages over the scenario's note or, if they do not fit there, over the networks.

A lesson above the networks stays readable.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from ui.widgets.header import Header
from ui.widgets.notice import Notice

PLACING = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}


class NoticePlace(QObject):
    """Keeps the notice in its place while the window changes."""

    def __init__(
        self, notice: Notice, page: QWidget, center: QWidget, stage: QWidget, header: Header,
        taken: Callable[[], int],
    ) -> None:  # fmt: skip
        """Make the notice a child of the page, above the page's layout.

        Args:
            notice: shows the messages.
            page: everything below the menus.
            center: the networks and what is above and below them.
            stage: the networks.
            header: the bar with the scenario's note.
            taken: the height of the lesson in the center, in pixels.
        """
        super().__init__(notice)
        self._notice, self._page = notice, page
        self._center, self._header, self._taken = center, header, taken
        notice.setParent(page)
        notice.hide()
        for each in (center, stage):
            each.installEventFilter(self)
        header.note.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in PLACING:
            self._place()
        return False

    def _place(self) -> None:
        header, note = self._header, self._header.note
        center = QRect(self._center.mapTo(self._page, QPoint()), self._center.size())
        areas = [center.adjusted(0, self._taken(), 0, 0)]
        if header.isVisible():
            left, height = note.mapTo(self._page, QPoint()).x(), header.height()
            areas.insert(0, QRect(left, header.y(), note.width(), height + header.gap))
        self._notice.place_over(*areas)
