"""A placeholder for a panel that is built when it is first shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.panels.panel import Panel


class PanelPlaceholder(QWidget):
    """Empty at first, so that the start waits neither for diagrams nor for hidden panels."""

    built = Signal(object)  # the panel, before it is shown

    def __init__(self, name: str, title: str, make: Callable[[], Panel], lines: int = 0) -> None:
        """Make an empty placeholder.

        Args:
            name: the panel's name.
            title: the panel's title.
            make: builds the panel.
            lines: lines of text to reserve, so that the window keeps its size when it is built.
        """
        super().__init__()
        self.name, self.title = name, title
        self._make, self._lines = make, lines
        self._allowed = False
        self.panel: Panel | None = None
        self.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def minimumSizeHint(self) -> QSize:
        if self.panel is None:
            return QSize(0, self._lines * self.fontMetrics().height())
        return super().minimumSizeHint()

    def allow(self) -> None:
        """Allow the panel to be built: now if it is visible, otherwise when it is shown."""
        self._allowed = True
        self._build()

    def build(self) -> None:
        """Build the panel ahead, although it is not visible."""
        self._build(ahead=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._build()

    def _build(self, *, ahead: bool = False) -> None:
        if self._allowed and self.panel is None and (ahead or self.isVisible()):
            self.panel = self._make()
            self.built.emit(self.panel)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self.panel)
