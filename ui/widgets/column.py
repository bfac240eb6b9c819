"""A column that scrolls vertically and is never narrower than its content."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QScrollArea


class ScrollColumn(QScrollArea):
    """A scroll area whose minimum width follows that of its content."""

    least_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        content = self.widget()
        if watched is content and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            bar = self.verticalScrollBar().sizeHint().width()
            least = content.minimumSizeHint().width() + bar
            if least != self.minimumWidth():
                self.setMinimumWidth(least)
                self.least_changed.emit()
        return super().eventFilter(watched, event)
