"""The model of a table: columns, rows that are made when they are shown, and their order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.widgets.formats import harmless
from ui.widgets.glossary import explained
from ui.widgets.plain import tooltip_text
from vgsim.words.language import tr

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Role = Qt.ItemDataRole
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
UP, DOWN = "▴", "▾"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its title, how it is shown, and how the first click on its header sorts it."""

    title: str
    help: str = ""
    words: bool = False  # left-aligned, and copied as shown
    by_size: bool = False  # sorted by |value|, NaN as the largest
    falling: bool = False  # the first click sorts the largest first
    about: str = ""  # name of its entry in the glossary


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell. `value` is the key for sorting and, in columns of numbers, what is copied."""

    text: str
    value: float | str | None = None  # None and NaN: unknown, last in either order
    help: str = ""
    share: float = 0.0  # 0 ... 1 of the cell's width: length of a bar behind the text
    curve: tuple[float, ...] = ()  # heights 0 ... 1 over time, drawn instead of a text
    about: str = ""  # name of its entry in the glossary


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a table."""

    columns: tuple[TableColumn, ...] = ()
    keys: Sequence[Hashable] = ()  # one unique key per row, in the natural order
    write: Callable[[int], Sequence[TableCell]] = (
        lambda row: ()
    )  # index in `keys` -> the row's cells
    pinned: int = 0  # number of rows that stay on top in every order


def qt_order(falling: bool) -> Qt.SortOrder:
    order = Qt.SortOrder
    return order.DescendingOrder if falling else order.AscendingOrder


def ranked(column: TableColumn, value: float | str | None) -> float | str | None:
    """The sort key of a value; None is sorted last."""
    if column.by_size and isinstance(value, float):
        return abs(value) if value == value else inf
    return value if value == value else None


class TableModel(QAbstractTableModel):
    """Rows in the chosen order; new values in the same rows do not reset the model."""

    def __init__(self) -> None:
        super().__init__()
        self.content = Content()
        self.sorted_by = -1  # column; -1: the natural order
        self.falling = False
        self._order: Sequence[int] = ()  # row -> index in content.keys
        self._places: dict[Hashable, int] = {}  # key -> row
        self._written: dict[int, Sequence[TableCell]] = {}

    def show(self, content: Content, *, sort: bool) -> None:
        """Show new values; `sort`: sort the rows, otherwise they stay in place."""
        before, self._written = self.content, {}
        if (content.columns, content.keys) != (before.columns, before.keys):
            self.beginResetModel()
            self.content = content
            if content.columns != before.columns:
                self._find_sorted(before)
            self._take(self._arranged())
            self.endResetModel()
            return
        self.content = content
        if sort:
            self._arrange()
        if content.keys:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _find_sorted(self, before: Content) -> None:
        """Find the column by which the table is sorted, after the columns have changed."""
        if self.sorted_by >= 0:
            title = before.columns[self.sorted_by].title
            titles = [column.title for column in self.content.columns]
            self.sorted_by = titles.index(title) if title in titles else -1

    # --- rows

    def cells(self, row: int) -> Sequence[TableCell]:
        """The cells of a row, made on first use."""
        return self._cells(self._order[row])

    def _cells(self, place: int) -> Sequence[TableCell]:
        found = self._written.get(place)
        if found is None:
            found = self._written[place] = self.content.write(place)
        return found

    def key(self, row: int) -> Hashable:
        return self.content.keys[self._order[row]]

    def row_of(self, key: Hashable) -> int | None:
        """The current row of a key; None if it is not in the table."""
        if not self._places:
            self._places = {self.key(row): row for row in range(len(self._order))}
        return self._places.get(key)

    # --- order

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sorted_by, self.falling = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()
        if self.columnCount():
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def _arrange(self) -> None:
        arranged = self._arranged()
        if list(arranged) == list(self._order):
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        keys = [self.key(index.row()) for index in old]
        self._take(arranged)
        moved = zip(old, keys, strict=True)
        self.changePersistentIndexList(
            old, [self.index(self.row_of(key) or 0, index.column()) for index, key in moved]
        )
        self.layoutChanged.emit()

    def _take(self, order: Sequence[int]) -> None:
        self._order, self._places = order, {}

    def _arranged(self) -> Sequence[int]:
        content = self.content
        every = range(len(content.keys))
        if not 0 <= self.sorted_by < len(content.columns):
            return every
        column, top = content.columns[self.sorted_by], every[: content.pinned]
        ranks = {k: ranked(column, self._cells(k)[self.sorted_by].value) for k in every[len(top) :]}
        known: dict[int, Any] = {k: rank for k, rank in ranks.items() if rank is not None}
        unknown = [k for k in ranks if k not in known]
        return [*top, *sorted(known, key=known.__getitem__, reverse=self.falling), *unknown]

    # --- the interface of Qt's models

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.content.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, cell = self.content.columns[index.column()], self.cells(index.row())[index.column()]
        if role == Role.DisplayRole:
            return cell.text
        if role == Role.TextAlignmentRole:
            return LEFT if column.words else RIGHT
        if role == Role.ToolTipRole:
            text = cell.help or (cell.text if column.words else "")
            return tooltip_text(explained(text, cell.about))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.content.columns):
            return None
        column, marked = self.content.columns[section], section == self.sorted_by
        if role == Role.DisplayRole:
            return f"{column.title} {DOWN if self.falling else UP}" if marked else column.title
        if role == Role.AccessibleTextRole:
            if not marked:
                return column.title
            if self.falling:
                return tr("{column}, sorted, the largest first", column=column.title)
            return tr("{column}, sorted, the smallest first", column=column.title)
        if role == Role.TextAlignmentRole:
            return LEFT if column.words else RIGHT
        if role == Role.ToolTipRole:
            text = "\n".join(text for text in (column.title, column.help) if text)
            return tooltip_text(explained(text, column.about))
        if role == Role.InitialSortOrderRole:
            return qt_order(column.falling)
        return None

    def exact(self, rows: Sequence[int]) -> Iterator[tuple[str | float, ...]]:
        """These rows under their titles, numbers with all digits, without columns of curves."""
        columns = self.content.columns
        shown = [k for k in range(len(columns)) if not any(c.curve for c in self._column(rows, k))]
        yield tuple(_line(columns[k].title) for k in shown)
        for row in rows:
            cells = self.cells(row)
            yield tuple(_exact(columns[k], cells[k]) for k in shown)

    def copied(self, rows: Sequence[int]) -> str:
        """The same for a spreadsheet, with all digits."""
        lines = ("\t".join(map(_cell, row)) for row in self.exact(rows))
        return "".join(f"{line}\n" for line in lines)

    def _column(self, rows: Sequence[int], column: int) -> Sequence[TableCell]:
        return [self.cells(row)[column] for row in rows]


def _exact(column: TableColumn, cell: TableCell) -> str | float:
    value = cell.value
    if not column.words and isinstance(value, float) and isfinite(value):
        return value
    return _line(cell.text)


def _line(text: str) -> str:
    """The text on one line, as one cell."""
    return " ".join(text.split())


def _cell(found: str | float) -> str:
    return harmless(found) if isinstance(found, str) else repr(found)
