"""Buttons that are not possible now and explain why, by tooltip and to screen readers.

A button that Qt disables cannot have the keyboard focus, so keyboard users would not learn the
reason. These buttons look disabled and do nothing, but they can have the focus.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton

from ui.widgets.plain import set_tooltip, show_tooltip
from vgsim.words.language import tr

_MARK = "unavailable"  # property, also in the style sheet
_PRESSES = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select}
_MOUSE = {
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
}  # fmt: skip
_BY_KEY = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}


def allow(button: QAbstractButton, help_text: str, why_not: str = "") -> None:
    """Enable a button or, with a reason, disable it.

    Args:
        button: a button with a name, as text or for screen readers.
        help_text: its tooltip while it can be pressed.
        why_not: what has to be done first, in a few words without a period; empty: enabled.
    """
    possible = not why_not
    name = button.accessibleName() or button.text()
    tip = help_text if possible else tr("{button}: {reason}", button=name, reason=why_not)
    set_tooltip(button, tip)
    button.setAccessibleDescription("" if possible else tr("Not possible now: {reason}",
                                                           reason=why_not))  # fmt: skip
    if possible == is_possible(button):
        return
    if button.findChild(_Guard) is None:
        _Guard(button)
    button.setProperty(_MARK, not possible)
    button.blockSignals(not possible)  # also when a screen reader presses it
    button.style().unpolish(button)
    button.style().polish(button)


def is_possible(button: QAbstractButton) -> bool:
    """Whether a button can be pressed."""
    return not button.property(_MARK)


class _Guard(QObject):
    """Blocks presses of a disabled button, and shows the reason."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if is_possible(self._button):
            return False
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn:
            if event.reason() in _BY_KEY:
                self._say()
            return False
        key = event.key() if isinstance(event, QKeyEvent) else None
        pressed = event.type() == QEvent.Type.KeyPress and key in _PRESSES
        if pressed or event.type() == QEvent.Type.MouseButtonPress:
            self._say()
        return pressed or event.type() in _MOUSE

    def _say(self) -> None:
        """Show the tooltip below the button."""
        below = self._button.mapToGlobal(QPoint(0, self._button.height()))
        show_tooltip(below, self._button.toolTip(), self._button)
