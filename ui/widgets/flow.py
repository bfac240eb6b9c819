"""A row of widgets that continues in a second row where it is too narrow for all of them.

It is no QLayout: the items of a layout that is written in Python have Python objects that outlive
them, and what is later created at their addresses crashes when it is deleted.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_CHANGES = {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}


class Flow(QWidget):
    """Places its visible widgets from left to right at their preferred sizes, row after row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        self._gap, self._around = 0, QMargins()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Add a widget at the end."""
        widget.setParent(self)
        widget.installEventFilter(self)
        self._widgets.append(widget)
        self._rearrange()

    def set_distances(self, gap: int, around: QMargins) -> None:
        """Set the distance between two widgets, and the margins."""
        if (gap, around) != (self._gap, self._around):
            self._gap, self._around = gap, around
            self._rearrange()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(width, placing=False)

    def sizeHint(self) -> QSize:
        width = self.width() or self.minimumSizeHint().width()
        return QSize(self.minimumSizeHint().width(), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The size of the largest widget."""
        found = QSize(0, 0)
        for widget in self._shown():
            found = found.expandedTo(_size(widget))
        around = self._around
        return found + QSize(around.left() + around.right(), around.top() + around.bottom())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width(), placing=True)
        if event.oldSize().width() != self.width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a widget has another preferred size
            self._rearrange()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _CHANGES:
            self._rearrange()
        return super().eventFilter(watched, event)

    def _rearrange(self) -> None:
        self._arrange(self.width(), placing=True)
        self.updateGeometry()

    def _shown(self) -> list[QWidget]:
        hidden = Qt.WidgetAttribute.WA_WState_Hidden
        return [each for each in self._widgets if not each.testAttribute(hidden)]

    def _arrange(self, width: int, *, placing: bool) -> int:
        """Place the widgets, or only find the height that they need."""
        around = self._around
        x, y, row = around.left(), around.top(), 0
        for widget in self._shown():
            size = _size(widget)
            if x > around.left() and x + size.width() > width - around.right():
                x, y, row = around.left(), y + row + self._gap, 0
            if placing:
                widget.setGeometry(QRect(QPoint(x, y), size))
            x, row = x + size.width() + self._gap, max(row, size.height())
        return y + row + around.bottom()


def _size(widget: QWidget) -> QSize:
    """The preferred size of a widget within its bounds."""
    wanted = widget.sizeHint().expandedTo(widget.minimumSizeHint())
    return wanted.expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
