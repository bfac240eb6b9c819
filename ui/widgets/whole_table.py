"""A table that shows all its rows at once; an area around it scrolls it with what else is there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QScrollArea

from ui.widgets.table import Index
from ui.widgets.table_view import TableView

VISIBLE = QAbstractItemView.ScrollHint.EnsureVisible


class WholeTable(TableView):
    """As high as its rows; its titles stay in view while the area is scrolled."""

    def __init__(self, name: str, outer: QScrollArea) -> None:
        self._outer = outer  # first: Qt lays out the table while it is made
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
        """Once more when all that lies around has its place."""
        super().show_chosen()
        QTimer.singleShot(0, self, super().show_chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """There is more or less room in the area: as soon as it has taken it."""
        if event.type() == QEvent.Type.Resize:
            self.show_chosen()
        return False

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._float_header()

    def _float_header(self) -> None:
        """Titles stay on top of the rows that are in view."""
        if self._outer.isAncestorOf(self):
            header, frame = self.horizontalHeader(), self.frameWidth()
            top = self.mapFrom(self._outer.viewport(), QPoint(0, 0)).y()
            lowest = max(self.height() - header.height(), frame)
            header.move(header.x(), min(max(top, frame), lowest))
            header.raise_()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = VISIBLE) -> None:
        """Have the area scroll: the row must not lie under the titles either."""
        row, covered = self.visualRect(index), self.horizontalHeader().height()
        middle = self.y() + self.viewport().y() + row.center().y()
        left = self._outer.horizontalScrollBar().value()
        self._outer.ensureVisible(left, middle, 0, row.height() // 2 + 1 + covered)
