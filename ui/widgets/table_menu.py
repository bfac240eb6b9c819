"""The part of a table's menu that sorts it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from ui.widgets.plain import button_text
from ui.widgets.table import qt_order
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.widgets.table_view import TableView


def add_orders(menu: QMenu, view: TableView) -> None:
    """Add a menu that sorts a table by one of its columns, or restores its own order."""
    table, orders = view.table, menu.addMenu(tr("Sort by"))
    for number, column in enumerate(table.content.columns):
        action = orders.addAction(button_text(column.title))
        action.setCheckable(True)
        action.setChecked(number == table.sorted_by)
        action.triggered.connect(partial(_sort_by, view, number))
    natural = orders.addAction(tr("Original order"))
    natural.setEnabled(table.sorted_by >= 0)
    natural.triggered.connect(lambda: view.sortByColumn(-1, Qt.SortOrder.AscendingOrder))


def _sort_by(view: TableView, column: int, _: bool = False) -> None:
    """Sort by a column; if the table is sorted by it already, reverse the order."""
    falling = view.table.content.columns[column].falling
    if column == view.table.sorted_by:
        falling = not view.table.falling
    view.sortByColumn(column, qt_order(falling))
