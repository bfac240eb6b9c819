"""Presenting in front of an audience: full screen, hidden controls, black screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from vgsim.words.language import tr

BLACK = "#000000"


class BlackScreen(QWidget):
    """Black over the whole window, until a key is pressed or the mouse clicked."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAccessibleName(tr("Blank screen"))
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.hide()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(BLACK))

    def mousePressEvent(self, event: object) -> None:
        self.hide()


class Presentation(QObject):
    """Presentation states of the window.

    Every method may be called at any time and repeatedly, because remote controls send keys in any
    order.
    """

    def __init__(
        self, window: QWidget, hidden: tuple[QWidget, ...], restore: Callable[[], bool]
    ) -> None:
        """`hidden` during a presentation; `restore` shows all panels if one is maximized."""
        super().__init__(window)
        self._restore = restore
        self._window = window
        self._hidden = hidden  # hidden during a presentation
        self._were_visible: tuple[bool, ...] = ()
        self._was_full = False
        self.presenting = False
        self.black_screen = BlackScreen(window)

    @property
    def full(self) -> bool:
        return self._window.isFullScreen()

    def toggle_full_screen(self) -> None:
        self._full(not self.full)

    def present(self) -> None:
        """Go to full screen and hide the controls; has no effect while presenting."""
        if self.presenting:
            return
        self._was_full = self.full
        self.put_away()
        self._full(True)

    def put_away(self) -> None:
        """Hide the controls, and keep the size of the window; call it once."""
        self.presenting = True
        self._were_visible = tuple(not widget.isHidden() for widget in self._hidden)
        for widget in self._hidden:
            widget.hide()

    def toggle_blank(self) -> None:
        if self.black_screen.isVisible():
            self.black_screen.hide()
        else:
            self.black_screen.setGeometry(self._window.rect())
            self.black_screen.raise_()
            self.black_screen.show()

    def leave(self) -> None:
        """End a black screen, or else a maximized panel, or else the presentation."""
        if self.black_screen.isVisible():
            self.black_screen.hide()
        elif self._restore():
            return
        elif self.presenting:
            self.presenting = False
            for widget, visible in zip(self._hidden, self._were_visible, strict=True):
                widget.setVisible(visible)
            self._full(self._was_full)

    def end_black_screen(self) -> None:
        """End a black screen, because the next action has to be seen."""
        self.black_screen.hide()

    def _full(self, full: bool) -> None:
        state = self._window.windowState()
        bit = Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | bit if full else state & ~bit)
