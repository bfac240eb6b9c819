"""Connects widgets with glossary entries, for tooltips, menus and F1.

`explain(widget, "saturated")` is all that a label, a box or a button needs. A widget whose parts
have different entries, such as a table, has a method `term_at` instead (`Termed`).
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QCursor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QMenu,
    QToolTip,
    QWidget,
)

from ui.widgets.elided import in_lines
from ui.widgets.plain import button_text, set_tooltip
from vgsim.words.glossary import GlossaryEntry, entry_of
from vgsim.words.language import tr

_TERM = "glossary_term"  # property: the name that `entry_of` looks up
_QUESTION = "what_is"  # object name of the action in a widget's menu


@runtime_checkable
class Termed(Protocol):
    """A widget whose parts have different entries."""

    def term_at(self, where: QPoint | None) -> str:
        """Name of the entry at a position on the screen; None: where the keyboard is. Or ""."""


@runtime_checkable
class Explainer(Protocol):
    """The window that shows entries."""

    def show_glossary(self, name: str) -> None:
        """Open the glossary at the entry for a name."""


def explained(text: str, name: str) -> str:
    """A tooltip followed by the plain sentence of the entry for a name, if there is one."""
    entry = entry_of(name)
    if entry is None:
        return text
    hint = tr("Right click or F1: more in the glossary")
    lines = (text, in_lines(f"{entry.term}: {entry.plain}"), hint)
    return "\n".join(line for line in lines if line)


def explain(widget: QWidget, name: str, text: str = "", *, tip: bool = True) -> None:
    """Let a widget explain itself by the entry for a name: as tooltip, in its menu, and on F1.

    Args:
        widget: a widget without a menu of its own; called again, it gets the new entry.
        name: the name of a measure, state, setting or entry; without an entry, only the tooltip
            is set.
        text: the first lines of its tooltip.
        tip: whether to set the tooltip.
    """
    if tip:
        set_tooltip(widget, explained(text, name))
    entry = entry_of(name)
    widget.setProperty(_TERM, name)
    if isinstance(widget, QLineEdit | QAbstractSpinBox):
        return  # they have a menu of their own
    old = next((each for each in widget.actions() if each.objectName() == _QUESTION), None)
    if old is not None:
        widget.removeAction(old)
        old.deleteLater()
    if entry is not None:
        widget.addAction(question(widget, entry))
        widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)


def explain_row(row: QWidget, name: str, text: str) -> None:
    """Let the label of a setting, or its check box, explain itself; F1 works in the whole row."""
    row.setProperty(_TERM, name)
    label = getattr(row, "label", row)
    explain(label if isinstance(label, QWidget) else row, name, text)


def question(widget: QWidget, entry: GlossaryEntry) -> QAction:
    """An action for the menu of a widget that opens an entry."""
    action = QAction(button_text(tr("What is “{term}”?", term=entry.term)), widget)
    action.setObjectName(_QUESTION)
    action.triggered.connect(lambda: show_entry(widget, entry))
    return action


def add_question(menu: QMenu, widget: QWidget, name: str) -> None:
    """Add the action for a name to a menu, followed by a separator, if there is an entry."""
    entry = entry_of(name)
    if entry is not None:
        action = question(widget, entry)
        action.setParent(menu)
        first = menu.actions()[0] if menu.actions() else None
        menu.insertAction(first, action)  # type: ignore[arg-type]
        menu.insertSeparator(first)  # type: ignore[arg-type]


def show_entry(widget: QWidget, entry: GlossaryEntry) -> None:
    """Open the glossary at an entry, from any widget of the window or of its dialogs."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()  # it would stay in front
    above: QWidget | None = widget
    while above is not None:
        if isinstance(above, Explainer):
            above.show_glossary(entry.id)
            return
        above = above.parentWidget()


def open_entry_on_f1(window: QWidget) -> None:
    """Let F1 open the entry of the focused widget in a window without a menu of actions."""

    def open_entry() -> None:
        entry = entry_here()
        if entry is not None:
            show_entry(window, entry)

    QShortcut(QKeySequence(Qt.Key.Key_F1), window, open_entry)


def entry_here() -> GlossaryEntry | None:
    """The entry of the thing whose tooltip is visible, or else of the focused widget."""
    window = QApplication.activePopupWidget() or QApplication.activeWindow()
    found = None
    if QToolTip.isVisible() and window is not None:
        found = entry_within(window, QCursor.pos())
    return found or entry_at(QApplication.focusWidget(), None)


def entry_within(widget: QWidget, where: QPoint) -> GlossaryEntry | None:
    """The glossary entry of the widget, or part of it, at a position on the screen."""
    return entry_at(widget.childAt(widget.mapFromGlobal(where)) or widget, where)


def entry_at(widget: QWidget | None, where: QPoint | None) -> GlossaryEntry | None:
    """The entry of a widget, or of the nearest one around it.

    Args:
        widget: the widget to begin with.
        where: a position on the screen; None: where the keyboard is.
    """
    while widget is not None:
        name = widget.term_at(where) if isinstance(widget, Termed) else widget.property(_TERM)
        entry = entry_of(str(name or ""))
        if entry is not None or widget.isWindow():
            return entry
        widget = widget.parentWidget()
    return None
