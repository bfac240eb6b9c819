"""A table view: sorted by its header, copied with Ctrl+C, wide enough for its numbers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView

from ui.look.theme import Theme
from ui.widgets.glossary import add_question
from ui.widgets.table import Content, TableCell, TableModel, qt_order
from ui.widgets.table_cells import CellPainter, TableHeader, shared
from ui.widgets.table_menu import add_orders
from vgsim.words.language import tr

Move = QAbstractItemView.CursorAction
COPY = QKeySequence.StandardKey.Copy


class TableView(QTableView):
    """Rows to view, choose and copy; columns are fitted until the user changes one's width."""

    picked = Signal(object)  # key of the row that the user selected
    export_requested = Signal(str, object)  # a file's name and its rows, to be saved

    def __init__(
        self,
        name: str,
        size: Callable[[Theme], int] = lambda theme: theme.label_size,
    ) -> None:
        """`size` gives the text size for a theme."""
        super().__init__()
        self.table = TableModel()
        self.painter = CellPainter(self.table, size)
        self._chosen: Hashable = None
        self._revealed = False  # the chosen row is kept in view when the table shrinks
        self._quiet = False  # the program, not the user, is making a change
        self._by_hand = False  # the user has changed a width
        self.needs: list[float] = []  # widths of the columns, as far as they have been shown
        self.setAccessibleName(name)
        self.setProperty("role", "numbers")
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # before the model: the header must be notified of new columns before the table
        header = TableHeader(self, self.table, self.painter)
        self.setHorizontalHeader(header)
        self.setModel(self.table)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.setSortingEnabled(True)
        header.sectionResized.connect(self._resized)
        header.menu_wanted.connect(lambda place: self._open_menu(place, place))
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.table.headerDataChanged.connect(self.fit)
        self.verticalScrollBar().valueChanged.connect(self.fit)
        for port in (self.viewport(), header.viewport()):  # what was cut is whole now
            self.verticalScrollBar().valueChanged.connect(port.update)
            self.horizontalScrollBar().valueChanged.connect(port.update)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        """Fit the table to a theme; another size of type ends widths set by hand."""
        before = self.painter.height
        self.painter.show_theme(theme)
        height = self.painter.height
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(height)
        self.horizontalHeader().setFixedHeight(height + 1)
        self.horizontalScrollBar().setSingleStep(height)
        if height != before:
            self.needs, self._by_hand = [], False
        self.fit()
        self.viewport().update()

    def show_content(self, content: Content, *, sort: bool = True) -> None:
        """Show these rows; `sort`: sort them, otherwise they stay in place."""
        before = self.table.content
        self.table.show(content, sort=sort)
        if content.columns != before.columns:
            self.needs, self._by_hand = [], False
            self._mark_sorted()
        if content.keys != before.keys or content.columns != before.columns:
            self.choose(self._chosen)
        self.fit()

    def sort_by(self, title: str) -> None:
        """Sort as the first click on this column's header would."""
        columns = self.table.content.columns
        number = next(k for k, column in enumerate(columns) if column.title == title)
        self.sortByColumn(number, qt_order(columns[number].falling))

    def choose(self, key: Hashable, *, reveal: bool = False) -> None:
        """Mark a row (None: none) without emitting `picked`; `reveal`: keep it in view."""
        self._chosen, self._revealed = key, reveal or (self._revealed and key == self._chosen)
        row = None if key is None else self.table.row_of(key)
        here = self.currentIndex()
        if row != (here.row() if here.isValid() else None):
            index = QModelIndex() if row is None else self.table.index(row, max(here.column(), 0))
            self._quiet = True
            self.setAutoScroll(False)
            clear = QItemSelectionModel.SelectionFlag.Clear
            self.selectionModel().setCurrentIndex(index, clear)
            self.setAutoScroll(True)
            self._quiet = False
            self.viewport().update()
        if reveal:
            self.show_chosen()

    def show_chosen(self) -> None:
        """Scroll to the chosen row, if it should be in view."""
        if self._revealed and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def page(self) -> int:
        """Height of the visible part."""
        return self.viewport().height()

    # --- out

    def chosen(self) -> Hashable:
        """Key of the current row, or None."""
        here = self.currentIndex()
        return self.table.key(here.row()) if here.isValid() else None

    def texts(self) -> list[tuple[str, ...]]:
        """The texts of all cells, in the order shown."""
        rows = range(self.table.rowCount())
        return [tuple(cell.text for cell in self.table.cells(row)) for row in rows]

    def needed_height(self) -> int:
        """Height of all rows, and of the horizontal scroll bar if one is needed."""
        bar = self.horizontalScrollBar()
        low = bar.sizeHint().height() if bar.maximum() > 0 else 0
        rows = self.table.rowCount() * self.painter.height
        return self.horizontalHeader().height() + rows + 2 * self.frameWidth() + low

    def copy_rows(self, *, every: bool = False) -> None:
        """Copy the selected rows, or all if none is selected, to the clipboard."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        if every or not rows:
            rows = list(range(self.table.rowCount()))
        QGuiApplication.clipboard().setText(self.table.copied(rows))

    def save_data(self) -> None:
        """Emit `export_requested` with the name of the table and all its rows."""
        every = range(self.table.rowCount())
        self.export_requested.emit(self.accessibleName(), list(self.table.exact(every)))

    def menu(self) -> QMenu:
        """The context menu, which offers everything without a mouse."""
        menu = QMenu(self)
        menu.addAction(tr("Copy")).triggered.connect(lambda: self.copy_rows())
        menu.addAction(tr("Copy all rows")).triggered.connect(lambda: self.copy_rows(every=True))
        menu.addAction(tr("Save data (CSV) …")).triggered.connect(lambda: self.save_data())
        add_orders(menu, self)
        return menu

    # --- widths

    def _seen(self) -> Iterator[Sequence[TableCell]]:
        """The visible rows."""
        area = self.viewport().visibleRegion().boundingRect()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if area.isEmpty() or first < 0:
            return
        for row in range(first, self.table.rowCount() if last < 0 else last + 1):
            yield self.table.cells(row)

    def fit(self) -> None:
        """Widen columns for the visible cells: a number cut off looks like another number."""
        count = self.table.columnCount()
        if not count:
            return
        titles = [str(self.table.headerData(k, Qt.Orientation.Horizontal)) for k in range(count)]
        needs = [self.painter.title_needed(k, title) for k, title in enumerate(titles)]
        for cells in self._seen():
            needs = [max(pair) for pair in zip(needs, map(self.painter.needed, cells), strict=True)]
        if len(self.needs) == count:  # otherwise the columns are just being changed
            needs = [max(pair) for pair in zip(needs, self.needs, strict=True)]
        self.needs = needs
        if not self._by_hand:
            self._quiet = True
            for k, width in enumerate(shared(needs, self.viewport().width())):
                if self.columnWidth(k) != width:
                    self.setColumnWidth(k, width)
            self._quiet = False

    def _resized(self) -> None:
        if not self._quiet:
            self._by_hand = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        self.show_chosen()

    def sizeHintForColumn(self, column: int) -> int:
        """The width that a double click between two titles sets."""
        return round(self.needs[column]) if column < len(self.needs) else 0

    def _mark_sorted(self) -> None:
        header = self.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(self.table.sorted_by, qt_order(self.table.falling))
        header.blockSignals(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painter.paint_table(self, event.rect())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            if self.painter.show_cut(event, self, index.row(), index.column()):
                return True
        return super().viewportEvent(event)

    # --- input

    def _row_changed(self, index: QModelIndex) -> None:
        key = self.table.key(index.row()) if index.isValid() else None
        if not self._quiet and key not in (None, self._chosen):  # Qt may report it late
            self._chosen, self._revealed = key, False
            self.viewport().update()
            self.picked.emit(self._chosen)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """On focus, Qt moves to the first row if none is current; the user has not picked it."""
        self._quiet = True
        super().focusInEvent(event)
        self._quiet = False

    def event(self, event: QEvent) -> bool:
        """Claim Ctrl+C before it becomes a shortcut of the window."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.matches(COPY):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(COPY):
            self.copy_rows()
        else:
            super().keyPressEvent(event)

    def term_at(self, where: QPoint | None) -> str:
        """Name of the entry of the cell there, or else of its column."""
        columns, index = self.table.content.columns, self.currentIndex()
        column, row = index.column(), index.row()
        if where is not None:
            place = self.viewport().mapFromGlobal(where)
            column = self.columnAt(place.x())
            row = self.rowAt(place.y()) if place.y() >= 0 else -1  # -1: the header
        if not 0 <= column < len(columns):
            return ""
        cell = self.table.cells(row)[column].about if row >= 0 else ""
        return cell or columns[column].about

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        self._open_menu(event.globalPos(), event.globalPos() if mouse else None)

    def _open_menu(self, place: QPoint, where: QPoint | None) -> None:
        menu = self.menu()
        add_question(menu, self, self.term_at(where))
        menu.exec(place)
        menu.deleteLater()

    def moveCursor(self, action: Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End go to the first and last row, page keys by the visible height."""
        here, last = self.currentIndex(), self.table.rowCount() - 1
        page = max(self.page() // self.painter.height - 1, 1)
        rows = {
            Move.MoveHome: 0, Move.MoveEnd: last,
            Move.MovePageUp: here.row() - page, Move.MovePageDown: here.row() + page,
        }  # fmt: skip
        if action not in rows or last < 0:
            return super().moveCursor(action, modifiers)
        return self.table.index(min(max(rows[action], 0), last), max(here.column(), 0))
