"""Finds text on the screen that is cut, rows cut through their middle, and targets too small.

A text may be shortened if it ends with an ellipsis and a tooltip has all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QToolButton,
    QToolTip,
    QWidget,
)

ELLIPSIS = "…"
SLACK = 1.5  # pixels by which a measured text may be wider than its place
PAINTED_BY_QT = {
    kind.paintEvent for kind in (QAbstractButton, QPushButton, QToolButton, QCheckBox, QRadioButton)
}
TARGETS = QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractSlider, QLineEdit


def faults(top: QWidget, least: int) -> set[str]:
    """What is wrong with what a widget and everything in it show now.

    Args:
        top: a window, as it is painted.
        least: the minimum width and height in pixels of what can be clicked.
    """
    found = set(_painted(top))
    for widget in (top, *top.findChildren(QWidget)):
        if widget.isVisible() and widget.window() is top.window():
            found |= {f"{_name(widget)}: {fault}" for fault in _faults_of(widget, least)}
    return found


# --- widgets that Qt paints


def _faults_of(widget: QWidget, least: int) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _label(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _button(widget)
    elif isinstance(widget, QComboBox):
        yield from _choice(widget)
    elif isinstance(widget, QLineEdit):
        yield from _field(widget)
    elif isinstance(widget, QTabBar):
        yield from _tabs(widget, least)
    elif isinstance(widget, QScrollArea):
        yield from _scrolled(widget)
    small = min(widget.width(), widget.height()) < least
    inner = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
    if isinstance(widget, TARGETS) and not isinstance(widget, QScrollBar) and small and not inner:
        yield f"a target of {widget.width()} x {widget.height()} pixels"


def _label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text or type(label).paintEvent is not QLabel.paintEvent:
        return  # empty, or seen when it is painted
    inside = label.contentsRect()
    if label.wordWrap():
        high = label.heightForWidth(label.width()) > label.height() + SLACK
        cut = high and " ".join(text.split()) not in " ".join(label.toolTip().split())
    else:
        need = QFontMetricsF(label.font()).horizontalAdvance(text)
        cut = need > inside.width() + SLACK and text not in label.toolTip()
    if cut or QFontMetricsF(label.font()).height() > inside.height() + 3:
        yield f"no room for {text!r}"


def _button(button: QAbstractButton) -> Iterator[str]:
    text = button.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
    icon = Qt.ToolButtonStyle.ToolButtonIconOnly
    if not text or type(button).paintEvent not in PAINTED_BY_QT:
        return  # nothing, or seen when it is painted
    if isinstance(button, QToolButton) and button.toolButtonStyle() == icon and button.icon():
        return
    need = QFontMetricsF(button.font()).horizontalAdvance(text)
    if need > button.width() + SLACK:
        yield f"no room for {text!r}"
    elif ELLIPSIS in text.replace(" …", ""):  # " …" promises a dialog or a list
        start = text.partition(ELLIPSIS)[0].strip()
        if len(text) > 1 and start not in _tip(button, button.rect().center()):
            yield f"{text!r} is cut, and its tooltip does not have the rest"


def _choice(box: QComboBox) -> Iterator[str]:
    text = box.currentText()
    need, room = QFontMetricsF(box.font()).horizontalAdvance(text), box.width() - box.height()
    if need > room + 12 and text not in _tip(box, box.rect().center()):
        yield f"no room for {text!r}, and its tooltip does not have it"


def _field(field: QLineEdit) -> Iterator[str]:
    text = field.displayText()
    if QFontMetricsF(field.font()).horizontalAdvance(text) > field.width() and not field.hasFocus():
        yield f"no room for {text!r}"


def _tabs(bar: QTabBar, least: int) -> Iterator[str]:
    metrics = QFontMetricsF(bar.font())
    for index in range(bar.count()):
        place, text = bar.tabRect(index), bar.tabText(index)
        if not bar.rect().contains(place) or metrics.horizontalAdvance(text) > place.width():
            yield f"no room for the tab {text!r}"
        if min(place.width(), place.height()) < least:
            yield f"a tab of {place.width()} x {place.height()} pixels"


def _scrolled(area: QScrollArea) -> Iterator[str]:
    """Unless it was scrolled, a column ends between two rows, and nothing is cut at its side."""
    content, port = area.widget(), area.viewport()
    if content is None or area.verticalScrollBar().value():
        return
    for each in content.findChildren(QWidget):
        single = isinstance(each, QAbstractButton | QComboBox)
        single = single or (isinstance(each, QLabel) and not each.wordWrap())
        if not (single and each.isVisible()):
            continue
        place = QRect(each.mapTo(content, QPoint()), each.size())
        if place.top() < port.height() <= place.bottom() - 3:
            yield f"{_text(each)!r} is cut through"
        if place.left() < port.width() < place.right() - 3:
            yield f"{_text(each)!r} is cut at the side"


def _text(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


# --- what Python paints


def _painted(top: QWidget) -> Iterator[str]:
    """Paint everything, and look at every text that is painted."""
    calls: list[tuple[Any, QRectF, QRectF, bool, str]] = []
    draw = QPainter.drawText

    def drawn(painter: QPainter, *given: Any) -> Any:
        text = next((each for each in given if isinstance(each, str)), "")
        place = _place(painter, given, text)
        if text.strip() and place is not None:
            room = QRectF(painter.window())
            onto = painter.transform().mapRect(place)
            # Only widgets are kept: a picture may be gone, and its object in Python with it.
            device = painter.device()
            widget = device if isinstance(device, QWidget) else None
            calls.append((widget, onto, room, _is_cut(painter, given, text), text))
        return draw(painter, *given)

    QPainter.drawText = drawn  # type: ignore[method-assign, assignment]
    try:
        for each in (top, *top.findChildren(QWidget)):
            each.update()
        top.grab()
    finally:
        QPainter.drawText = draw  # type: ignore[method-assign]
    for device, place, room, cut, text in calls:
        where = _name(device) if isinstance(device, QWidget) else "a picture"
        beyond = not room.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(place)
        if beyond and room.intersects(place) and "CardView" not in where:  # cards are scrolled
            yield f"{where}: {text!r} is painted beyond the edge: {_short(place)} in {_short(room)}"
        elif cut:
            yield f"{where}: no room for {text!r} where it is painted"
        elif text.endswith(ELLIPSIS) and isinstance(device, QWidget):
            start, tip = text.removesuffix(ELLIPSIS).strip(), _tip(device, place.center().toPoint())
            whole = " ".join(device.accessibleName().split())
            if start and start not in tip and not (whole and whole in tip):
                yield f"{where}: {text!r} is cut, and its tooltip does not have the rest"


def _place(painter: QPainter, given: tuple[Any, ...], text: str) -> QRectF | None:
    """Where the ink of a text is, in the painter's own coordinates."""
    metrics = QFontMetricsF(painter.font())
    first = given[0]
    if isinstance(first, int) and len(given) == 3:
        first = QPointF(first, given[1])
    if isinstance(first, QPoint | QPointF):
        return metrics.tightBoundingRect(text).translated(QPointF(first))
    if isinstance(first, QRect | QRectF) and len(given) > 2:
        flags = _flags(given)
        box = QRectF(first)
        if flags & Qt.TextFlag.TextWordWrap.value:
            return metrics.boundingRect(box, flags, text)
        wide, high = metrics.horizontalAdvance(text), metrics.ascent()
        left = box.left()
        if flags & Qt.AlignmentFlag.AlignRight.value:
            left = box.right() - wide
        elif flags & Qt.AlignmentFlag.AlignHCenter.value:
            left = box.center().x() - wide / 2
        top = box.top()
        if flags & Qt.AlignmentFlag.AlignBottom.value:
            top = box.bottom() - high
        elif flags & Qt.AlignmentFlag.AlignVCenter.value:
            top = box.center().y() - high / 2
        return QRectF(left, top + 0.2 * high, wide, 0.75 * high)
    return None


def _is_cut(painter: QPainter, given: tuple[Any, ...], text: str) -> bool:
    """Whether a rectangle clips the text that is painted into it."""
    first = given[0]
    if not isinstance(first, QRect | QRectF) or len(given) < 3:
        return False
    flags, box = _flags(given), QRectF(first)
    if flags & Qt.TextFlag.TextDontClip.value:
        return False
    metrics = QFontMetricsF(painter.font())
    if flags & Qt.TextFlag.TextWordWrap.value:
        return metrics.boundingRect(box, flags, text).height() > box.height() + 4
    return metrics.horizontalAdvance(text) > box.width() + 2 * SLACK


def _flags(given: tuple[Any, ...]) -> int:
    flag = next((each for each in given[1:] if not isinstance(each, str)), 0)
    return int(getattr(flag, "value", flag))


def _tip(widget: QWidget, place: QPoint) -> str:
    """The tooltip at a place, in one line."""
    QToolTip.hideText()
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    text = QToolTip.text() or widget.toolTip()
    QToolTip.hideText()
    return " ".join(text.split())


def _name(widget: QWidget) -> str:
    names: list[str] = []
    each: Any = widget
    while each is not None and len(names) < 4:
        names.append(type(each).__name__)
        if type(each).__module__.startswith(("ui.panels", "ui.window", "ui.dialogs")):
            break
        each = each.parentWidget()
    return " < ".join(names)


def _short(box: QRectF) -> str:
    return f"{box.left():.0f} {box.top():.0f} {box.right():.0f} {box.bottom():.0f}"
