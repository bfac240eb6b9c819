"""Random acts on whatever widgets are on the screen: mouse, keys, wheel, typing, size."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QSlider,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from ui.shell.application import Application

_KEY_NAMES = (
    "Space", "Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown", "Plus", "Minus",
    "Tab", "Backtab", "Return", "Enter", "Escape", "Backspace", "Delete", "Menu", "Period", "Comma",
    "F1", "F5", "F8", "F9", "F10", *"RBNPAEZYD015",
)  # fmt: skip
_KEYS = [getattr(Qt.Key, f"Key_{name}") for name in _KEY_NAMES]
_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_CONTROL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_MODIFIERS = [_NONE] * 5 + [_SHIFT, _CONTROL, _ALT, _CONTROL | _SHIFT]
_BUTTONS = [Qt.MouseButton.LeftButton] * 8 + [
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
]
_TYPED = (
    "0", "1", "-1", "1e300", "nan", "inf", "1e-320", "abc", "12", "0.5", "999999999999", "", "2,5",
    "relu", "<b>", "8 8 8", "8,16", "1e3", "-0.0001", "a" * 250,
)  # fmt: skip
_USEFUL = (QAbstractButton, QComboBox, QTabBar, QAbstractItemView, QSlider, QLineEdit)


@dataclass(frozen=True)
class Hand:
    """What acts, and on what."""

    main: Application
    random: Random
    folder: Path
    acts: deque[str]

    def note(self, *words: object) -> None:
        """Remember an act, in case the next thing that happens is a failure."""
        self.acts.append(" ".join(map(str, words)))

    def widget(self, kinds: type | tuple[type, ...] = QWidget) -> QWidget | None:
        """Any visible widget of these kinds; most often one of the popup or dialog on top."""
        top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if top is not None and self.random.random() < 0.8:
            every = [top, *top.findChildren(QWidget)]
        else:
            every = QApplication.allWidgets()
        found = [each for each in every if isinstance(each, kinds) and _can_be_hit(each)]
        return self.random.choice(found) if found else None

    def point(self, widget: QWidget) -> QPoint:
        return QPoint(self.random.randrange(widget.width()), self.random.randrange(widget.height()))


def _can_be_hit(widget: QWidget) -> bool:
    return widget.isVisible() and widget.width() > 0 and widget.height() > 0


def _behind_dialog(widget: QWidget) -> bool:
    """Whether a dialog that waits for an answer keeps the keyboard from a widget."""
    modal = QApplication.activeModalWidget()
    return modal is not None and widget.window() is not modal


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}"


def click(hand: Hand) -> None:
    widget = hand.widget() if hand.random.random() < 0.6 else hand.widget(_USEFUL)
    if widget is None:
        return
    button, modifier = hand.random.choice(_BUTTONS), hand.random.choice(_MODIFIERS)
    if QApplication.activePopupWidget() is None and not _behind_dialog(widget):
        widget.activateWindow()
    hand.note("click", _called(widget), button.name)
    act = QTest.mouseDClick if hand.random.random() < 0.1 else QTest.mouseClick
    act(widget, button, modifier, hand.point(widget))


def drag(hand: Hand) -> None:
    widget = hand.widget()
    if widget is None:
        return
    hand.note("drag", _called(widget))
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(widget, left, _NONE, hand.point(widget))
    for _ in range(hand.random.randrange(1, 5)):
        if not isValid(widget):
            return
        x, y = (hand.random.randrange(-50, size + 50) for size in (widget.width(), widget.height()))
        QTest.mouseMove(widget, QPoint(x, y))
    if isValid(widget):
        QTest.mouseRelease(widget, left, _NONE, widget.rect().center())


def hover(hand: Hand) -> None:
    widget = hand.widget()
    if widget is not None:
        hand.note("hover", _called(widget))
        QTest.mouseMove(widget, hand.point(widget))


def wheel(hand: Hand) -> None:
    widget = hand.widget()
    if widget is None:
        return
    hand.note("wheel", _called(widget))
    place, turn = QPointF(hand.point(widget)), hand.random.choice((120, -120, 15, -960, 0))
    event = QWheelEvent(
        place, widget.mapToGlobal(place), QPoint(), QPoint(hand.random.choice((0, 0, turn)), turn),
        Qt.MouseButton.NoButton, hand.random.choice(_MODIFIERS), Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def key(hand: Hand) -> None:
    widget = QApplication.focusWidget() or hand.main.window
    pressed, modifier = hand.random.choice(_KEYS), hand.random.choice(_MODIFIERS)
    hand.note("key", pressed.name, modifier, _called(widget))
    QTest.keyClick(widget, pressed, modifier)


def type_text(hand: Hand) -> None:
    widget = hand.widget((QLineEdit, QAbstractSpinBox))
    if widget is None or _behind_dialog(widget):
        return
    text = hand.random.choice(_TYPED)
    hand.note("type", _called(widget), repr(text[:20]))
    if not widget.isActiveWindow():  # a person can only type where the keyboard is
        widget.activateWindow()
        return
    widget.setFocus()
    if isinstance(widget, QLineEdit):
        widget.selectAll()
    QTest.keyClicks(widget, text)
    if isValid(widget):
        ends = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
        QTest.keyClick(widget, hand.random.choice(ends))


def resize(hand: Hand) -> None:
    size = hand.random.choice(
        ((640, 480), (700, 600), (900, 700), (1280, 800), (1920, 1080), (0, 0), (3840, 2160))
    )
    hand.note("resize", *size)
    hand.main.window.resize(*size)


def open_menu(hand: Hand) -> None:
    menus = hand.main.window.menuBar().findChildren(QMenu)
    menu = hand.random.choice(menus)
    hand.note("menu", menu.title())
    menu.popup(QPoint(100, 100))
    QTimer.singleShot(5, menu, menu.close)


def close_top(hand: Hand) -> None:
    """Close the popup or dialog on top, and sometimes the other windows."""
    top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if top is not None:
        hand.note("close", _called(top))
        top.close()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible() and hand.random.random() < 0.3:
            hand.note("close", _called(widget))
            widget.close()


def turn_page(hand: Hand) -> None:
    bar = hand.widget(QTabBar)
    if isinstance(bar, QTabBar) and bar.count():
        index = hand.random.randrange(bar.count())
        hand.note("tab", bar.tabText(index))
        bar.setCurrentIndex(index)
