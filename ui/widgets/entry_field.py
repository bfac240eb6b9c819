"""A text field that tracks whether its text is the value in use, being typed, or refused."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.widgets.notes_field import NotesField


class EntryField(QLineEdit):
    """A field whose text is committed with Enter, or on leaving the field or its window.

    The receiver of a committed text calls `show_text` with the value in use. If it does not, the
    text was refused: it stays in the field, marked, until it is corrected, reverted with Escape, or
    another value is in use.
    """

    entered = Signal(str)  # the text as it was typed
    unmarked = Signal()  # the text is no longer one that was refused

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""  # the text of the value in use
        self._typed = False  # has been edited and not been committed yet
        self._offered = False  # is being committed
        self.textEdited.connect(self._edited)
        self.returnPressed.connect(self.commit)

    @property
    def shown(self) -> str:
        """The text of the value in use."""
        return self._shown

    @property
    def marked(self) -> bool:
        """Whether the text was refused."""
        return bool(self.property("invalid"))

    @property
    def unsettled(self) -> bool:
        """Whether the text is not that of the value in use: being typed, or refused."""
        return self._typed or self._offered or self.marked

    def show_text(self, text: str) -> None:
        """Show the text of the value in use, replacing the text in the field."""
        self._shown = text
        self.settle()

    def settle(self) -> None:
        """Show the value in use again, instead of what was typed or refused."""
        self._typed = self._offered = False
        self.setText(self._shown)
        self.setCursorPosition(0)
        self._mark(invalid=False)

    def commit(self) -> None:
        """Commit what was typed; commit a refused text again, as it may be possible by now."""
        if self._offered or not self.unsettled:
            return
        self._typed, self._offered = False, True
        self.entered.emit(self.text())
        if self._offered:
            self.refuse()

    def finish(self) -> None:
        """Commit what was typed; leave a refused text as it is."""
        if self._typed:
            self.commit()

    def refuse(self) -> None:
        """Mark the text as refused."""
        self._typed = self._offered = False
        self._mark(invalid=True)

    def _edited(self) -> None:
        self._typed, self._offered = True, False
        self._mark(invalid=False)

    def _mark(self, *, invalid: bool) -> None:
        if self.marked != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)
            if not invalid:
                self.unmarked.emit()

    def event(self, event: QEvent) -> bool:
        """Handle Escape, undo and redo before the window does: they first revert what was typed."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self.unsettled:
                event.accept()
                return True
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if (event.matches(undo) and not self.isUndoAvailable()) or (
                event.matches(redo) and not self.isRedoAvailable()
            ):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.unsettled:
            self.settle()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.finish()


def finish_typing() -> None:
    """Commit what is being typed in the field with the keyboard focus, if it is such a field."""
    focused = QApplication.focusWidget()
    if isinstance(focused, EntryField | NotesField):
        focused.finish()
