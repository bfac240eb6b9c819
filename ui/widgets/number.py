"""A field for one number, with a point or comma as decimal sign and no thousands separator."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from vgsim.words.language import tr
from vgsim.words.numbers import typed

_WRITING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_TYPED = frozenset(map(ord, "0123456789.,+-E"))  # keys that start or continue a number
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)


def parse_number(text: str, *, integer: bool) -> float:
    """The number in `text`.

    '0.5' and '0,5' are the same; '1,234.5' and '1 000' are refused, because a wrong guess about a
    thousands separator is wrong by a factor of a thousand.

    Raises:
        ValueError: it is no such number; the text is one sentence for the user.
    """
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(
            tr("Enter a plain number such as 0.5 or 1e-3, without thousands separators.")
        )
    value = float(plain.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError(tr("This number is too large to compute with."))
    if integer:
        if re.search("[.,eE]", plain) and (value != int(value) or "," in plain or "." in plain):
            raise ValueError(tr("Enter a whole number, without a point or a comma."))
        return int(value)
    return value


def mark(field: QLineEdit, *, invalid: bool) -> None:
    """Show whether the text of a field was refused; it stays there to be corrected."""
    if field.property("invalid") != invalid:
        field.setProperty("invalid", invalid)
        field.style().unpolish(field)
        field.style().polish(field)


class NumberField(QLineEdit):
    """A number field: committed with Enter or on leaving; Up and Down change it by a step."""

    committed = Signal(float)
    refused = Signal(str)  # one sentence
    stepped = Signal(int)  # +1 or -1; +10 or -10 with Page Up and Page Down

    def __init__(self, *, integer: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._integer = integer
        self._value = 0.0
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(40)
        self.editingFinished.connect(self.commit)
        self.textEdited.connect(lambda: self._mark(invalid=False))

    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value; text being typed is replaced only if the value has changed."""
        if value == self._value and self.text() and self.hasFocus() and self.isModified():
            return
        self._value = value
        self.setText(typed(value, integer=self._integer))
        self.setCursorPosition(0)
        self._mark(invalid=False)

    def needs(self, key: int) -> bool:
        """Whether the field uses this key; others are left to the window's shortcuts.

        While text is not yet committed, the field uses all keys except Space, so that a typing
        error triggers no shortcut.
        """
        if key == Qt.Key.Key_Space:
            return False
        return key in _TYPED or self.isModified()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            taken_back = any(
                event.matches(each)
                for each in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            )
            plain = not event.modifiers() & ~_WRITING
            character = plain and bool(event.text()) and event.key() < Qt.Key.Key_Escape
            if (taken_back and not self.isModified()) or (
                character and not self.needs(event.key())
            ):
                event.ignore()  # nothing typed to undo: undo the change of the experiment
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setText(typed(self._value, integer=self._integer))
            self._mark(invalid=False)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def commit(self) -> None:
        """Commit what was typed, or emit `refused` with the reason."""
        if not self.isModified():
            return
        self.setModified(False)
        try:
            value = parse_number(self.text(), integer=self._integer)
        except ValueError as error:
            self._mark(invalid=True)
            self.refused.emit(str(error))
            return
        if value == self._value:
            self.setText(typed(value, integer=self._integer))
            return
        text = self.text()
        self.committed.emit(value)
        if self.text() == text and self._value != value:  # out of range, for example
            self._mark(invalid=True)

    def _mark(self, *, invalid: bool) -> None:
        mark(self, invalid=invalid)
