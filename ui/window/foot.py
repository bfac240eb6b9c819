"""The area below the stage: the controls of the pass and of training."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

LOOK = 200  # milliseconds between two checks of the mouse position
REST = 3.0  # seconds without mouse and keys after which the foot folds


class Foot(QFrame):
    """Is below the stage, or folds so that the stage gets its height.

    A folding foot covers the lower edge of its parent, like the controls of a video player. It
    unfolds when the mouse moves or a key is pressed, and the pictures keep their size.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._below = parent
        self.setProperty("role", "foot")
        self.folds = False
        self.panels: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._guests = QHBoxLayout()
        self._column.addLayout(self._guests)
        self._mouse = QPoint()
        self._moved = 0.0  # when the mouse or a key was last used
        # looks at the mouse instead of filtering all events of the program, of which there are many
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self._look)
        parent.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]

    def add(self, panel: QWidget) -> None:
        """Add a panel below the others."""
        self.panels.append(panel)
        self._column.addWidget(panel)

    def take_in(self, widget: QWidget, stretch: int = 0) -> None:
        """Show a widget for which there is no room elsewhere above the panels."""
        if self._guests.indexOf(widget) < 0:
            self._guests.addWidget(widget, stretch)
            widget.show()
        if self.folds:
            self._place()

    def height_below(self) -> int:
        """The height in pixels that it takes from the stage."""
        return 0 if self.folds else sum(panel.sizeHint().height() for panel in self.panels)

    def set_folds(self, folds: bool) -> None:
        """Fold while neither mouse nor keys are used, or stay below the stage."""
        if folds == self.folds:
            return
        self.folds = folds
        column = self._below.layout()
        assert isinstance(column, QVBoxLayout)
        if folds:
            column.removeWidget(self)
            self._mouse = QCursor.pos()
            self._timer.start()
            self.hide()
        else:
            self._timer.stop()
            column.addWidget(self)
            self.show()

    def unfold(self) -> None:
        """Show the controls, because mouse or keys are used."""
        self._moved = monotonic()
        if self.folds and not self.isVisible():
            self._place()
            self.show()
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.folds:
            self._place()
        return False

    def _place(self) -> None:
        """Cover the lower edge of the parent."""
        height = self.sizeHint().height()
        self.setGeometry(0, self._below.height() - height, self._below.width(), height)

    def _look(self) -> None:
        mouse = QCursor.pos()
        window = self.window()
        if mouse != self._mouse and window.geometry().contains(mouse) and window.isActiveWindow():
            self.unfold()
        self._mouse = mouse
        if self.isVisible() and monotonic() - self._moved > REST and not self._in_use():
            self.hide()

    def _in_use(self) -> bool:
        """Whether the mouse is over the controls, or presses a button, or a menu is open."""
        pressed = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        return self.underMouse() or pressed or QApplication.activePopupWidget() is not None

    def _focus_changed(self, _: object, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            self.unfold()
