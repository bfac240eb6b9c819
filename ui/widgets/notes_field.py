"""A field for several lines of the user's own text."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from vgsim.words.plain import plain_lines

PAUSE = 800  # milliseconds without a key after which the text is committed


class NotesField(QPlainTextEdit):
    """Commits its text in a pause of typing, and on leaving the field or its window."""

    entered = Signal(str)  # the text as it was typed, without characters that a file cannot have

    def __init__(self, most: int) -> None:
        """`most`: characters; those after them are removed."""
        super().__init__()
        self._most = most
        self._known = ""  # the text in use
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.finish)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._pause.start)

    @property
    def full(self) -> bool:
        """Whether more was typed than there is room for."""
        return len(self.toPlainText()) > self._most

    def show_text(self, text: str) -> None:
        """Show another text in use; what is being typed stays unless the text in use differs."""
        if text != self._known:
            self._known = text
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
        self._pause.stop()

    def finish(self) -> None:
        """Commit what was typed."""
        self._pause.stop()
        text = plain_lines(self.toPlainText(), self._most)
        if text != self._known:
            self._known = text
            self.entered.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.finish()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.finish()
