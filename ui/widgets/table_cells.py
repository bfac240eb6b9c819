"""Painting of a table's cells, and their sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QHeaderView, QTableView

from ui.look.theme import THEMES, Theme, font
from ui.widgets.plain import show_tooltip
from ui.widgets.table import LEFT, RIGHT, TableCell, TableModel

ROW = 1.35  # height of a row, in text heights
BAR, CHOSEN = 0.22, 0.18  # opacities of the bar behind a number and of the marked row
CURVE = 4.0  # minimum width of a curve, in text heights
TITLE = 8.0  # maximum width a title can demand, in text heights: numbers come first


def shared(needs: Sequence[float], room: int) -> list[int]:
    """Widths of columns that fill `room`.

    The first column is narrowed if necessary; the others share the remaining width, equally if that
    is enough for each.
    """
    others = needs[1:]
    if not others:
        return [room]
    first = min(needs[0], max(room / 2, room - sum(others)))
    equal = (room - first) / len(others)
    spare = max(room - first - sum(others), 0.0) / len(others)
    widths = [need + spare for need in others] if max(others) > equal else [equal] * len(others)
    edges = [0, *(round(first + sum(widths[:k])) for k in range(len(others) + 1))]
    return [right - left for left, right in pairwise(edges)]


def whole(start: int, size: int, room: int) -> bool:
    """Whether a row or column is not cut at its end; the first one is shown even if it is."""
    return start + size <= room + 2 or start <= 0


class CellPainter:
    """Paints texts, the bars behind them and curves directly from the cells.

    Qt's way, a delegate called for every cell, takes three times as long, and tables change with
    every pass while networks learn.
    """

    def __init__(self, table: TableModel, size: Callable[[Theme], int]) -> None:
        self._table, self._size = table, size
        self.show_theme(THEMES["light"])

    def show_theme(self, theme: Theme) -> None:
        """Measure the rows for the type of a theme, and paint in its colors."""
        self.theme = theme
        self._font = font(theme, self._size(theme))
        self._metrics = QFontMetricsF(self._font)
        self.height = round(ROW * self._metrics.height())
        self._pad = max(theme.spacing / 2, self._metrics.height() / 5)
        self._text, self._curve = QColor(theme.text), QPen(QColor(theme.accent), 1.4)
        self._chosen, self._bar = QColor(theme.accent), QColor(theme.accent)
        self._chosen.setAlphaF(CHOSEN)
        self._bar.setAlphaF(BAR)

    def needed(self, cell: TableCell) -> float:
        """Width in which the cell is not cut off and does not touch the next."""
        if cell.curve:
            return CURVE * self._metrics.height() + 2 * self._pad
        return self._metrics.horizontalAdvance(cell.text) + 2 * self._pad + 1

    def title_needed(self, column: int, title: str) -> float:
        """Width of a header's cell; long titles above numbers are elided."""
        needed, words = self.needed(TableCell(title)), self._table.content.columns[column].words
        return needed if words else min(needed, TITLE * self._metrics.height())

    def paint_table(self, view: QTableView, dirty: QRect) -> None:
        """Paint the cells of a table; those that do not fit into the view are left empty."""
        count, port = self._table.columnCount(), view.viewport()
        first, last = view.rowAt(dirty.top()), view.rowAt(dirty.bottom())
        end = self._table.rowCount() if last < 0 else last + 1
        spans = [(k, view.columnViewportPosition(k), view.columnWidth(k)) for k in range(count)]
        shown = [
            each for each in spans
            if each[1] + each[2] > dirty.left() and whole(each[1], each[2], port.width())
        ]  # fmt: skip
        chosen = {index.row() for index in view.selectionModel().selectedRows()}
        chosen.add(view.currentIndex().row())
        with QPainter(port) as painter:
            painter.fillRect(dirty, QColor(self.theme.surface))
            for row in range(first, end) if first >= 0 else ():
                top, height = view.rowViewportPosition(row), view.rowHeight(row)
                if whole(top, height, port.height()):
                    areas = [(k, QRectF(left, top, width, height)) for k, left, width in shown]
                    self.paint_row(painter, row, areas, chosen=row in chosen)

    def show_cut(self, event: QHelpEvent, view: QTableView, row: int, column: int) -> bool:
        """Show the whole text of a cell that is cut, with its tooltip.

        Args:
            event: the request for the tooltip.
            view: the table.
            row: of the cell; -1: the title of the column.
            column: of the cell.

        Returns:
            Whether it was cut.
        """
        if not 0 <= column < self._table.columnCount():
            return False
        role, across = Qt.ItemDataRole.ToolTipRole, Qt.Orientation.Horizontal
        if row < 0:
            text = str(self._table.headerData(column, across))
            more = self._table.headerData(column, across, role)
        else:
            text = self._table.cells(row)[column].text
            more = self._table.index(row, column).data(role)
        if self._metrics.horizontalAdvance(text) <= view.columnWidth(column) - 2 * self._pad + 1:
            return False
        show_tooltip(event.globalPos(), "\n".join(each for each in (text, more) if each), view)
        return True

    def paint_row(
        self, painter: QPainter, row: int, areas: Sequence[tuple[int, QRectF]], *, chosen: bool
    ) -> None:
        """Paint cells of a row, given as (column, area)."""
        cells = self._table.cells(row)
        for column, area in areas:
            cell = cells[column]
            if chosen:
                painter.fillRect(area, self._chosen)
            inner = area.adjusted(self._pad, 0, -self._pad, 0)
            if cell.share > 0:
                width = cell.share * inner.width()
                bar = QRectF(inner.right() - width, area.top() + 1, width, area.height() - 2)
                painter.fillRect(bar, self._bar)
            if len(cell.curve) > 1:
                painter.setPen(self._curve)
                _paint_curve(painter, cell.curve, inner)
            elif cell.text:
                self.paint_text(painter, inner, column, cell.text, self._text)

    def paint_title(self, painter: QPainter, area: QRectF, column: int, title: str) -> None:
        """Paint the title of a column, in a stronger color if the table is sorted by it."""
        theme = self.theme
        color = QColor(theme.text if column == self._table.sorted_by else theme.muted)
        inner = area.adjusted(self._pad, 0, -self._pad, 0)
        self.paint_text(painter, inner, column, title, color)

    def paint_text(
        self, painter: QPainter, inner: QRectF, column: int, text: str, color: QColor
    ) -> None:
        """Paint a text with the alignment of its column, elided if necessary."""
        if self._metrics.horizontalAdvance(text) > inner.width() + 1:
            text = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.setFont(self._font)
        painter.setPen(color)
        words = self._table.content.columns[column].words
        painter.drawText(inner, LEFT if words else RIGHT, text)


class TableHeader(QHeaderView):
    """Titles aligned like their columns; a click sorts."""

    menu_wanted = Signal(QPoint)  # position on the screen

    def __init__(self, view: QTableView, table: TableModel, painter: CellPainter) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._table, self._painter = table, painter
        self.setSectionsClickable(True)
        self.setSortIndicatorClearable(True)
        self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setMinimumSectionSize(1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The table does not get this event, because it is a scroll area."""
        self.menu_wanted.emit(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            view, column = self.parentWidget(), self.logicalIndexAt(event.pos())
            if isinstance(view, QTableView) and self._painter.show_cut(event, view, -1, column):
                return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(self._painter.theme.surface))
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        if not whole(rect.left(), rect.width(), self.viewport().width()):
            return
        theme, title = self._painter.theme, self._table.headerData(logicalIndex, self.orientation())
        painter.fillRect(rect, QColor(theme.surface))
        self._painter.paint_title(painter, QRectF(rect), logicalIndex, str(title))
        painter.setPen(QColor(theme.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def _paint_curve(painter: QPainter, heights: tuple[float, ...], cell: QRectF) -> None:
    inner = cell.adjusted(0, 2, 0, -2)
    step = inner.width() / (len(heights) - 1)
    points = [
        QPointF(inner.left() + k * step, inner.bottom() - height * inner.height())
        for k, height in enumerate(heights)
    ]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawPolyline(QPolygonF(points))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
