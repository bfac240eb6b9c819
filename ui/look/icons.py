"""Icons from SVG files in resources/icons, with `currentColor` replaced by a theme's color."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from resources import find


def show_icon(button: QAbstractButton, name: str, color: str, size: int) -> None:
    """Set a button's icon: `size` device-independent pixels, sharp on the button's screen."""
    button.setIcon(QIcon(drawn(name, color, size, button.devicePixelRatioF())))
    button.setIconSize(QSize(size, size))


def drawn(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Draw icons/`name`.svg in one color; `ratio` is pixels per device-independent pixel.

    Raises:
        FileNotFoundError: there is no such file.
    """
    pixels, pixmap = round(size * ratio), QPixmap()
    key = f"{name} {color} {pixels}"
    if not QPixmapCache.find(key, pixmap):
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            source = _source(name).replace(b"currentColor", color.encode())
            QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, pixels, pixels))
        QPixmapCache.insert(key, pixmap)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _source(name: str) -> bytes:
    return find(f"icons/{name}.svg").read_bytes()
