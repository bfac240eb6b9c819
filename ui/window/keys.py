"""Decides who answers a key: the window's shortcuts or the focused widget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from ui.exchange.actions import ACTIONS
from ui.exchange.menus import keys_of, tooltip
from ui.exchange.preferences import Preferences
from ui.widgets.number import NumberField
from ui.widgets.plain import set_tooltip

_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
_JUMPS = {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


HANDS = 6  # the digits that count hands


class CountHand(Protocol):
    """Counts a hand for an option from 0, or only says whether it would be counted."""

    def __call__(self, option: int, *, only_ask: bool) -> bool: ...


class Keys(QObject):
    """Watches the keys of a window: what the focused widget needs is no shortcut.

    Space plays and pauses wherever no text is typed, so Enter presses buttons and check boxes.
    """

    def __init__(
        self, window: QWidget, actions: Mapping[str, QAction], count_hand: CountHand
    ) -> None:
        """`count_hand`: counts a hand while a vote is open; then digits are no shortcuts."""
        super().__init__(window)
        self._count_hand = count_hand
        self._actions = actions
        window.installEventFilter(self)

    def show_preferences(self, preferences: Preferences) -> None:
        """Switch the shortcuts that are single letters, digits or signs on or off."""
        single = preferences.single_keys
        for entry in ACTIONS:
            action = self._actions[entry.id]
            action.setShortcuts([QKeySequence(key) for key in keys_of(entry, single=single)])
            set_tooltip(action, tooltip(entry, single=single))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer for the window; Qt asks the focused widget and those around it first.

        Accepting a ShortcutOverride means that the key is not a shortcut.
        """
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            plain = not event.modifiers() & control
            if plain and self._hand(event, only_ask=True):
                event.accept()
                return True
            if keeps_key(QApplication.focusWidget(), event.key(), plain=plain):
                event.accept()
                return True
        if event.type() == QEvent.Type.KeyPress and self._hand(event, only_ask=False):
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            return not event.isAutoRepeat() and _press(QApplication.focusWidget())
        return False

    def _hand(self, event: QKeyEvent, *, only_ask: bool) -> bool:
        """Count the hand that a digit stands for, unless something is being typed."""
        option = event.key() - Qt.Key.Key_1
        typing = _takes_text(QApplication.focusWidget())
        return 0 <= option < HANDS and not typing and self._count_hand(option, only_ask=only_ask)


def keeps_key(widget: QWidget | None, key: int, *, plain: bool) -> bool:
    """Whether the focused widget uses this key itself.

    A slider keeps the arrow keys, a text field everything that can be typed, a number field the
    characters of a number, and a list letters, by which it finds entries. All other single keys are
    shortcuts of the window.

    Args:
        widget: the widget with the keyboard focus.
        key: the `Qt.Key`.
        plain: neither Ctrl nor Alt is pressed.
    """
    if not plain:
        return False
    if isinstance(widget, NumberField) and key < Qt.Key.Key_Escape:
        return widget.needs(key)
    if _takes_text(widget):
        return key < Qt.Key.Key_Escape or key in _ARROWS | _JUMPS
    if key == Qt.Key.Key_Space:
        return False
    if isinstance(widget, QAbstractSpinBox):
        return key < Qt.Key.Key_Escape or key in _ARROWS | _JUMPS
    if isinstance(widget, QComboBox):
        return key < Qt.Key.Key_Escape or key in _JUMPS | {Qt.Key.Key_Up, Qt.Key.Key_Down}
    if isinstance(widget, QAbstractItemView):
        return key < Qt.Key.Key_Escape or key in _ARROWS | _JUMPS
    if isinstance(widget, QAbstractSlider):
        return key in _ARROWS | _JUMPS
    return isinstance(widget, QTabBar) and key in _ARROWS


def _takes_text(widget: QWidget | None) -> bool:
    """Whether text can be typed into the widget."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return False


def _press(widget: QWidget | None) -> bool:
    """Press a focused button or check box, or open a focused list. Returns whether it was one."""
    if isinstance(widget, QAbstractButton):
        widget.click()
        return True
    if isinstance(widget, QComboBox) and not widget.isEditable():
        widget.showPopup()
        return True
    return False
