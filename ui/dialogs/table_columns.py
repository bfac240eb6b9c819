"""The columns of a table to be used, with a check box each: the model and its view."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeView

from ui.widgets.table import ROOT, Index, Role
from vgsim.tables.column import Column
from vgsim.tables.preview import contents, titled
from vgsim.words.language import tr

TITLES = tr("Column"), tr("Used as"), tr("Contains")
NAME, USE, CONTENTS = range(3)
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class TableColumns(QAbstractTableModel):
    """A row for each column: whether it is used, its title, how it is used, what it contains."""

    checked = Signal()  # by the user

    def __init__(self) -> None:
        super().__init__()
        self._columns: Sequence[Column] = ()
        self._uses: Sequence[str] = ()
        self._left_out: set[int] = set()  # rows that are not checked

    def show_columns(self, columns: Sequence[Column], left_out: Collection[int]) -> None:
        """Show other columns; `left_out`: numbers of those that are not checked."""
        self.beginResetModel()
        self._columns, self._uses = columns, ()
        self._left_out = {row for row, each in enumerate(columns) if each.number in left_out}
        self.endResetModel()

    def show_uses(self, uses: Sequence[str]) -> None:
        """Show how every column is used."""
        self._uses = uses
        if self._columns:
            self.dataChanged.emit(self.index(0, USE), self.index(len(self._columns) - 1, USE))

    @property
    def left_out(self) -> tuple[Column, ...]:
        """The columns that are not checked."""
        return tuple(self._columns[row] for row in sorted(self._left_out))

    # --- what the view asks for

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        shown = orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole
        return TITLES[section] if shown else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.CheckStateRole and index.column() == NAME:
            return _UNCHECKED if index.row() in self._left_out else _CHECKED
        if role != Role.DisplayRole:
            return None
        column = self._columns[index.row()]
        if index.column() == USE:
            return self._uses[index.row()] if self._uses else ""
        return titled(column) if index.column() == NAME else contents(column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else found

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Check a column, or leave it out."""
        if role != Role.CheckStateRole or index.column() != NAME:
            return False
        change = self._left_out.discard if Qt.CheckState(value) == _CHECKED else self._left_out.add
        change(index.row())
        self.dataChanged.emit(index, index)
        self.checked.emit()
        return True


class ColumnsView(QTreeView):
    """Shows the columns of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.columns = TableColumns()
        self.setModel(self.columns)
        self.setAccessibleName(tr("Columns that are used"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
        self.header().setStretchLastSection(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def fit(self, width: int) -> None:
        """Set the widths for a dialog of this width."""
        metrics, model = self.fontMetrics(), self.columns
        air = metrics.horizontalAdvance("MMM")  # for the check box, and between the columns
        titles = (str(model.index(row, NAME).data()) for row in range(model.rowCount()))
        names = max(map(metrics.horizontalAdvance, titles), default=0)
        self.setColumnWidth(NAME, min(max(names, 2 * air) + 2 * air, width // 3))
        self.setColumnWidth(USE, metrics.horizontalAdvance(TITLES[USE]) + 2 * air)
