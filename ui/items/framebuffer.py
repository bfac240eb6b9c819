"""A widget whose picture is an array of pixels, one for each pixel of the screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.raster.cells import Pixels


class Framebuffer(QWidget):
    """`pixels` is (height, width) 0xffRRGGBB in device pixels; subclasses paint into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.pixels: Pixels = np.zeros((1, 1), np.uint32)
        self._image = QImage()

    @property
    def ratio(self) -> float:
        """Device pixels in one of the window's pixels."""
        return self.devicePixelRatioF()

    def fit(self) -> bool:
        """Make the buffer as large as the widget; whether it is a new one."""
        width = max(1, round(self.width() * self.ratio))
        height = max(1, round(self.height() * self.ratio))
        if self.pixels.shape == (height, width) and self._image.devicePixelRatio() == self.ratio:
            return False
        self.pixels = np.zeros((height, width), np.uint32)
        self._image = QImage(self.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(self.ratio)
        return True

    def update_columns(self, left: int, right: int) -> None:
        """Have a strip of device pixels shown anew."""
        ratio = self.ratio
        first, last = int(left / ratio) - 1, int(right / ratio) + 2
        self.update(QRect(first, 0, last - first, self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.renew()

    def renew(self) -> None:
        """Paint everything; called after a resize."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if not self._image.isNull():
                painter.setClipRegion(event.region())
                painter.drawImage(0, 0, self._image)
            self.write(painter, event.rect())

    def write(self, painter: QPainter, area: QRect) -> None:
        """Text and marks over the pixels; only what meets `area` has to be drawn."""
