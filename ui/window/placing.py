"""Places a window on the screen, also if the settings are unusable."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.settings import Settings

SHARE = 0.92, 0.9  # of the screen's width and height, if no last place is known


def place(window: QWidget, settings: Settings, least: QSize) -> None:
    """Restore a window's last place, as far as it is on a screen, or maximize it."""
    known = len(settings.window) == 4
    if known:
        found = on_screen(QRect(*settings.window), least)
        window.resize(found.size())
        window.move(found.topLeft())
    else:
        screen = QApplication.primaryScreen().availableGeometry()
        window.resize(round(screen.width() * SHARE[0]), round(screen.height() * SHARE[1]))
    if settings.maximized or not known:
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
