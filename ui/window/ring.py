"""Rings around what a step of a lesson talks about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.widgets.pictures import is_exporting
from ui.window.targets import Target, target_of
from vgsim.words.language import tr

if TYPE_CHECKING:
    from ui.look.theme import Theme
    from ui.window.mainwindow import MainWindow
    from vgsim.teach.lesson import Look

FOLLOW = 150  # milliseconds between two looks at where the marked parts are
OUT, WIDTH, HALO = 6, 3, 7  # pixels: distance, line, and the lighter line around it


class Ring(QWidget):
    """A frame over a part of the window that lets the mouse through. It does not move."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._colors = QColor("#000000"), QColor("#ffffff")

    def show_theme(self, theme: Theme) -> None:
        self._colors = QColor(theme.focus), QColor(theme.surface)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ring, halo = self._colors
        box = QRectF(self.rect()).adjusted(HALO / 2, HALO / 2, -HALO / 2, -HALO / 2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for color, width in ((halo, HALO), (ring, WIDTH)):
                painter.setPen(QPen(color, width))
                painter.drawRoundedRect(box, 8, 8)


class Rings(QObject):
    """Keeps one ring at every part that the step names, wherever the layout puts it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.looks: tuple[Look, ...] = ()
        self.rings: list[Ring] = []
        self._theme: Theme | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(FOLLOW)
        self._timer.timeout.connect(self.follow)

    def show_looks(self, looks: Sequence[Look]) -> None:
        """Mark these parts, and no others."""
        if tuple(looks) == self.looks:
            self.follow()
            return
        self.looks = tuple(looks)
        for ring in self.rings:
            ring.hide()
            ring.deleteLater()
        page = self._window.columns.parentWidget() or self._window
        self.rings = [Ring(page) for _ in self.looks]
        for ring in self.rings:
            ring.hide()
        if self._theme is not None:
            self.show_theme(self._theme)
        if self.looks:
            self._timer.start()
            QTimer.singleShot(0, self, self.follow)
        else:
            self._timer.stop()

    def show_theme(self, theme: Theme) -> None:
        """Draw the rings in the colors of a theme."""
        self._theme = theme
        for ring in self.rings:
            ring.show_theme(theme)

    def follow(self) -> None:
        """Put every ring where its part is now; hide it while that is hidden."""
        for ring, look in zip(self.rings, self.looks, strict=True):
            target = target_of(self._window, look)
            if target is None:
                ring.hide()
                continue
            area = _on_page(target, ring)
            if ring.geometry() != area:
                ring.setGeometry(area)
            text = tr("Look here: {part}", part=target.words)
            if ring.accessibleName() != text:
                ring.setAccessibleName(text)
                ring.setAccessibleDescription(target.widget.accessibleDescription())
            if ring.isHidden() and not is_exporting():
                ring.show()
                ring.raise_()

    def words(self) -> str:
        """What is marked, for screen readers; empty: nothing."""
        return " ".join(ring.accessibleName() for ring in self.rings if not ring.isHidden())

    def point(self, index: int) -> None:
        """Give the keyboard to what a ring marks."""
        if index < len(self.looks):
            target = target_of(self._window, self.looks[index])
            if target is not None:
                target.focus.setFocus(Qt.FocusReason.OtherFocusReason)


def _on_page(target: Target, ring: Ring) -> QRect:
    """The ring's geometry: a little larger than the part, within the page."""
    page = ring.parentWidget() or ring
    corner = target.widget.mapTo(page, QPoint()) + target.area.topLeft()
    grown = QRect(corner, target.area.size()).adjusted(-OUT, -OUT, OUT, OUT)
    return grown.intersected(page.rect())
