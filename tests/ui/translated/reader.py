"""Reads all texts of a window: of widgets, actions, tables, plots, and those that are painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextBrowser,
    QWidget,
)

from ui.plots.plot import Plot
from ui.plots.readout import Readout
from ui.plots.sentence import sentence
from ui.plots.text import TextLine
from ui.widgets.table_view import TableView

ROWS = 24  # of a table that are read
Texts = Iterator[tuple[str, object]]  # kind and text


class Reader:
    """Collects texts of widgets, and what is painted."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], str] = {}  # kind and text -> where it was first
        self.cut: dict[str, str] = {}  # text that does not fit -> where
        self._lists: dict[int, object] = {}  # list or table -> what it held when it was read

    def note(self, kind: str, text: object, where: str, thing: Any = None) -> None:
        """Note a text and where it is: `where`, then the classes around `thing`, if it is given."""
        if not isinstance(text, str) or not text or (kind, text) in self.found or text.isspace():
            return
        self.found[kind, text] = where if thing is None else f"{where} {_where(thing)}".strip()

    def listen_to_painters(self) -> None:
        """Also note every text that Python paints."""
        draw = QPainter.drawText

        def drawn(painter: Any, *given: Any) -> Any:
            for each in given:
                self.note("painted", each, "")
            return draw(painter, *given)

        QPainter.drawText = drawn  # type: ignore[method-assign, assignment]

    def read(self, top: Any) -> None:
        """Note the texts of a widget, of all it holds and of its actions."""

        for widget in (top, *top.findChildren(QWidget)):
            if isinstance(widget, QListView | TableView) and self._known(widget):
                continue
            for kind, text in _texts(widget):
                self.note(kind, text, "", widget)
        for action in top.findChildren(QAction):
            if not isinstance(action.parent(), QWidget):  # pyqtgraph's, which is never shown
                continue
            for kind in ("text", "toolTip", "statusTip"):
                text = getattr(action, kind)().partition("\t")[0]
                self.note(f"action {kind}", text, action.objectName(), action)

    def _known(self, view: Any) -> bool:
        """Whether the list or table still has the entries it had when it was read."""
        model = view.model()
        if isinstance(view, TableView):
            known = self._lists.get(id(view)) is model.content
            self._lists[id(view)] = model.content
            return known
        entries = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        known = self._lists.get(id(view)) == entries
        self._lists[id(view)] = entries
        return known

    def measure(self, top: Any) -> None:
        """Note which labels are cut, without a tooltip and without wrapping."""
        for widget in (*top.findChildren(QLabel), *top.findChildren(QAbstractButton)):
            if not widget.isVisible() or widget.toolTip() or not widget.text():
                continue
            if isinstance(widget, QLabel) and widget.wordWrap():
                continue
            if widget.minimumSizeHint().width() > widget.width() + 1:
                self.cut.setdefault(widget.text(), _where(widget))


def _where(thing: Any) -> str:
    """The classes from a thing up to its panel or window."""
    names: list[str] = []
    while thing is not None and len(names) < 5:
        name = type(thing).__name__
        if not name.startswith("Q") or not names:
            names.append(name)
        if type(thing).__module__.startswith(("ui.panels", "ui.window", "ui.dialogs")):
            break
        thing = thing.parent()
    return " < ".join(names)


def _texts(widget: Any) -> Texts:
    """Kind and text of everything a widget can say."""
    yield "windowTitle", widget.windowTitle()
    yield "toolTip", widget.toolTip()
    yield "statusTip", widget.statusTip()
    yield "whatsThis", widget.whatsThis()
    yield "accessibleName", widget.accessibleName()
    yield "accessibleDescription", widget.accessibleDescription()
    for said in _said_by(type(widget)):
        yield from said(widget)


@cache
def _said_by(kind: type) -> tuple[Callable[[Any], Texts], ...]:
    """Reads what only widgets of some kinds say."""
    return tuple(read for kinds, read in _OWN if issubclass(kind, kinds))


def _text(widget: Any) -> Texts:
    yield "text", widget.text()


def _title(widget: Any) -> Texts:
    yield "title", widget.title()


def _placeholder(widget: Any) -> Texts:
    yield "placeholder", widget.placeholderText()


def _entries(box: Any) -> Texts:
    for k in range(box.count()):
        yield "entry", box.itemText(k)


def _tabs(bar: Any) -> Texts:
    for k in range(bar.count()):
        yield "tab", bar.tabText(k)
        yield "tab tooltip", bar.tabToolTip(k)
        yield "tab name", bar.accessibleTabName(k)


def _lines(page: Any) -> Texts:
    for line in page.toPlainText().splitlines():
        yield "line", line


def _cells(view: Any) -> Texts:
    model, roles = view.model(), Qt.ItemDataRole
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for column in range(columns):
        if not isinstance(view, QListWidget):
            for role in (roles.DisplayRole, roles.ToolTipRole, roles.AccessibleTextRole):
                yield "header", model.headerData(column, Qt.Orientation.Horizontal, role)
        for row in range(min(model.rowCount(QModelIndex()), ROWS)):
            index = model.index(row, column)
            for role in (roles.DisplayRole, roles.ToolTipRole, roles.AccessibleTextRole):
                yield "cell", index.data(role)


def _plotted(plot: Any) -> Texts:
    """Captions, axes, keys and notes."""
    still = plot.still
    for words in (still.caption, still.x_caption):
        yield from (("caption", words.long), ("short caption", words.short))
    for scale in (still.x, still.y):
        yield "axis", scale.of
        ticks = (*scale.ticks(scale.range, 8.0), *scale.extra)
        yield from (("tick", tick.text) for tick in ticks)
    for key in still.keys:
        yield from (("key", key.label), ("short key", key.short))
    yield from (("note", note.text) for note in plot._notes)
    yield "sentence", sentence(still, True)


def _read_out(beside: Any) -> Texts:
    """The table beside the pointer."""
    yield from (("readout", cell) for cell in beside.table.head)
    yield from (("readout", cell) for row in beside.table.rows for cell in row.cells)


def _help(line: Any) -> Texts:
    yield "line tooltip", line._help


_OWN: tuple[tuple[tuple[type, ...], Callable[[Any], Texts]], ...] = (
    ((QLabel, QAbstractButton), _text), ((QGroupBox, QMenu), _title),
    ((QLineEdit, QComboBox), _placeholder), ((QComboBox,), _entries), ((QTabBar,), _tabs),
    ((QPlainTextEdit, QTextBrowser), _lines), ((QAbstractItemView,), _cells), ((Plot,), _plotted),
    ((Readout,), _read_out), ((TextLine,), _help),
)  # fmt: skip
