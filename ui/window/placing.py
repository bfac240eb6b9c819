"""Places a window on the screen, also if the settings are unusable."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

SHARE = 0.92, 0.9  # of the screen's width and height, if no last place is known


def place(window: QWidget, wanted: tuple[int, ...], least: QSize) -> None:
    """Restore a window's last place (x, y, width, height), or maximize it if there is none."""
    if len(wanted) == 4:
        found = on_screen(QRect(*wanted), least)
        window.resize(found.size())
        window.move(found.topLeft())
    else:
        screen = QApplication.primaryScreen().availableGeometry()
        window.resize(round(screen.width() * SHARE[0]), round(screen.height() * SHARE[1]))
        window.setWindowState(Qt.WindowState.WindowMaximized)


def on_screen(wanted: QRect, least: QSize) -> QRect:
    """The wanted place, moved and shrunk to fit its screen, or the main screen if it is on none."""
    screen = QApplication.screenAt(wanted.center()) or QApplication.primaryScreen()
    room = screen.availableGeometry()
    size = wanted.size().boundedTo(room.size()).expandedTo(least)
    return QRect(
        max(room.x(), min(wanted.x(), room.x() + room.width() - size.width())),
        max(room.y(), min(wanted.y(), room.y() + room.height() - size.height())),
        size.width(),
        size.height(),
    )
