"""Covers a widget with a sentence that says what the widget waits for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from ui.widgets.plain import PlainLabel


class WaitingCover(PlainLabel):
    """A plain label of the same size as the widget, whose layout does not change."""

    def __init__(self, covered: QWidget, text: str) -> None:
        super().__init__(text, covered)
        self._covered = covered
        self.setProperty("role", "waiting")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAutoFillBackground(True)
        covered.installEventFilter(self)
        self.hide()

    def cover(self, covering: bool) -> None:
        """Cover the widget, or show it again."""
        self._fit()
        self.setVisible(covering)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self.setGeometry(self._covered.rect())
