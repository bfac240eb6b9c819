"""A table that shows all its rows inside a scroll area that also contains other widgets."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QScrollArea

from ui.widgets.table import Index
from ui.widgets.table_view import TableView

VISIBLE = QAbstractItemView.ScrollHint.EnsureVisible


class WholeTable(TableView):
    """A table as high as its rows; its titles stay visible while the area scrolls."""

    def __init__(self, name: str, outer: QScrollArea) -> None:
        self._outer = outer  # first, because Qt already lays out the table in its constructor
        super().__init__(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.verticalScrollBar().valueChanged.connect(self.fit)
        outer.verticalScrollBar().valueChanged.connect(self._float_header)
        outer.installEventFilter(self)

    def fit(self) -> None:
        super().fit()
        self.setMinimumWidth(round(sum(self.needs)))
        self.setFixedHeight(self.needed_height())

    def page(self) -> int:
        return self._outer.viewport().height()

    def show_chosen(self) -> None:
        """Scroll now, and again when the surrounding layout is finished."""
        super().show_chosen()
        QTimer.singleShot(0, self, super().show_chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When the area is resized, keep the chosen row in view."""
        if event.type() == QEvent.Type.Resize:
            self.show_chosen()
        return False

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._float_header()

    def _float_header(self) -> None:
        """Keep the titles on top of the visible rows."""
        if self._outer.isAncestorOf(self):
            header, frame = self.horizontalHeader(), self.frameWidth()
            top = self.mapFrom(self._outer.viewport(), QPoint(0, 0)).y()
            lowest = max(self.height() - header.height(), frame)
            header.move(header.x(), min(max(top, frame), lowest))
            header.raise_()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = VISIBLE) -> None:
        """Scroll the area so that the row is not covered by the titles."""
        row, covered = self.visualRect(index), self.horizontalHeader().height()
        middle = self.y() + self.viewport().y() + row.center().y()
        left = self._outer.horizontalScrollBar().value()
        self._outer.ensureVisible(left, middle, 0, row.height() // 2 + 1 + covered)
