"""A field for one number, with a point or comma as decimal sign and no thousands separator."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.entry_field import EntryField
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


class NumberField(EntryField):
    """A number field; Up and Down change it by a step."""

    committed = Signal(float)
    refused = Signal(str)  # one sentence
    stepped = Signal(int)  # +1 or -1; +10 or -10 with Page Up and Page Down

    def __init__(self, *, integer: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._integer = integer
        self._value = 0.0
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(40)
        self.entered.connect(self._take)

    def value(self) -> float:
        """The value in use, not the text being typed."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value; a typed or refused text is replaced only if the value has changed."""
        if value != self._value or not self.unsettled:
            self.show_value(value)

    def show_value(self, value: float) -> None:
        """Show a value, replacing the text in the field."""
        self._value = value
        self.show_text(typed(value, integer=self._integer))

    def needs(self, key: int) -> bool:
        """Whether the field uses this key; others are left to the window's shortcuts.

        While its text is typed or refused, the field uses all keys except Space, so that a typing
        error triggers no shortcut.
        """
        if key == Qt.Key.Key_Space:
            return False
        return key in _TYPED or self.unsettled

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~_WRITING
            character = plain and bool(event.text()) and event.key() < Qt.Key.Key_Escape
            if character and not self.needs(event.key()):
                event.ignore()
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
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def _take(self, text: str) -> None:
        """Emit `committed` with the number in the text, or `refused` with the reason."""
        try:
            value = parse_number(text, integer=self._integer)
        except ValueError as error:
            self.refused.emit(str(error))
            return
        if value == self._value and not self.marked:
            self.settle()
        else:
            self.committed.emit(value)
