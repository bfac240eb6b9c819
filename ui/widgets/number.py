"""A field for one number: a point or a comma as decimal sign, never a grouping sign."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from vgsim.words.numbers import typed

_WRITING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_TYPED = frozenset(map(ord, "0123456789.,+-E"))  # keys that a number begins or goes on with
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)


def parse_number(text: str, *, integer: bool) -> float:
    """The number in `text`, or ValueError with one sentence.

    '0.5' and '0,5' are the same; '1,234.5' and '1 000' are refused, because a guess about
    grouping is wrong by a factor of a thousand in half of the world.
    """
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(plain):
        raise ValueError("Enter a plain number such as 0.5 or 1e-3, without thousands separators.")
    value = float(plain.replace(",", "."))
    if not math.isfinite(value):
        raise ValueError("This number is too large to compute with.")
    if integer:
        if re.search("[.,eE]", plain) and (value != int(value) or "," in plain or "." in plain):
            raise ValueError("Enter a whole number, without a point or a comma.")
        return int(value)
    return value


class NumberField(QLineEdit):
    """Type a number, press Enter or leave the field; Up and Down take a step."""

    committed = Signal(float)
    refused = Signal(str)  # one sentence
    stepped = Signal(int)  # +1 or -1, times ten with Page Up and Page Down

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
        """Show a value; what is being typed is replaced only when the value is another one."""
        if value == self._value and self.text() and self.hasFocus() and self.isModified():
            return
        self._value = value
        self.setText(typed(value, integer=self._integer))
        self.setCursorPosition(0)
        self._mark(invalid=False)

    def needs(self, key: int) -> bool:
        """Whether typing a number takes this key; the window has the others.

        While something is typed that is not yet taken over, all but Space, so that a slip of the
        finger does not start anything.
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
                event.ignore()  # of what is typed nothing is left to be undone: the experiment is
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
        """Take over what is typed, or say why not."""
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
        else:
            self.committed.emit(value)

    def _mark(self, *, invalid: bool) -> None:
        if self.property("invalid") != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)
