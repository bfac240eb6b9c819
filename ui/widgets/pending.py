"""What lies over a picture while it is not yet of what was asked for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from ui.widgets.plain import PlainLabel

PATIENCE = 400  # milliseconds without a new picture until it is said that one is being made


class Pending(PlainLabel):
    """A word in the middle of the picture below; it comes late, so that quick answers are quiet."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__("Computing …", picture)
        self._picture = picture
        self.setProperty("role", "pending")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(self._appear)
        picture.installEventFilter(self)
        self.hide()

    def set_pending(self, pending: bool) -> None:
        """Whether the picture is of something else. Said anew, it begins to wait anew."""
        if pending:
            self._timer.start()
        else:
            self._timer.stop()
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _appear(self) -> None:
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        self.adjustSize()
        self.move(self._picture.rect().center() - self.rect().center())
