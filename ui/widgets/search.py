"""A search field above a list: typing filters, arrows choose, wherever the focus is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLineEdit

from ui.widgets.plain import set_tooltip

_TO_LIST = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
    Qt.Key.Key_Return, Qt.Key.Key_Enter,
}  # fmt: skip
_TO_LIST_IF_EMPTY = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class SearchField(QLineEdit):
    """The field of a dialog with a list: Esc empties it before it closes the dialog.

    What is typed while the list has the focus is typed into the field; arrows and Enter in the
    field reach the list. Ctrl+F leads to the field.
    """

    def __init__(self, words: str, help_text: str) -> None:
        """`words` is shown while the field is empty, and its name; `help_text` is its tooltip."""
        super().__init__()
        self._list: QAbstractItemView | None = None
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setClearButtonEnabled(True)
        set_tooltip(self, help_text)

    def serve(self, dialog: QDialog, view: QAbstractItemView) -> None:
        """Pass keys between this field and the list of a dialog."""
        self._list = view
        for widget in (self, view, dialog):
            widget.installEventFilter(self)
        QShortcut(QKeySequence.StandardKey.Find, dialog, self._find)

    def finds(self, text: str) -> bool:
        """Whether all words in the field occur in a text, in any case."""
        searched = text.casefold()
        return all(word in searched for word in self.text().casefold().split())

    @Slot()
    def _find(self) -> None:
        self.setFocus()
        self.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return True
        if watched is self and self._list is not None and self._moves(event):
            QApplication.sendEvent(self._list, event)
            return True
        if watched is self._list and self._types(event):
            self.setFocus()
            QApplication.sendEvent(self, event)
            return True
        return False

    def _moves(self, event: QKeyEvent) -> bool:
        """Whether a key that is pressed in the field is meant for the list."""
        if event.modifiers() & (_COMMANDS | Qt.KeyboardModifier.ShiftModifier):
            return False
        return event.key() in _TO_LIST or (event.key() in _TO_LIST_IF_EMPTY and not self.text())

    def _types(self, event: QKeyEvent) -> bool:
        """Whether a key that is pressed in the list is meant for the field."""
        if event.modifiers() & _COMMANDS:
            return False
        if self.text() and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Space):
            return True
        return bool(event.text().strip()) and event.text().isprintable()
