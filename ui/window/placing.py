"""Where can a window be, whatever the settings say?"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication


def on_screen(wanted: QRect, least: QSize) -> QRect:
    """The wanted place, no larger than its screen and inside it; without one, the main screen."""
    screen = QApplication.screenAt(wanted.center()) or QApplication.primaryScreen()
    room = screen.availableGeometry()
    size = wanted.size().boundedTo(room.size()).expandedTo(least)
    return QRect(
        max(room.x(), min(wanted.x(), room.x() + room.width() - size.width())),
        max(room.y(), min(wanted.y(), room.y() + room.height() - size.height())),
        size.width(),
        size.height(),
    )
