"""A label on a picture that is out of date, while the new one is computed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from ui.widgets.plain import PlainLabel
from vgsim.words.language import tr

PATIENCE = 400  # milliseconds without a new picture until the label appears


class Pending(PlainLabel):
    """A label in the middle of a picture; it appears late, so that fast results do not flicker."""

    def __init__(self, picture: QWidget) -> None:
        super().__init__(tr("Computing …"), picture)
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
        """Start or stop waiting for a new picture; a second start restarts the delay."""
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
