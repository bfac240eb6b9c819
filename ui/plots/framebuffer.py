"""A widget that shows an array with one element per device pixel."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.look.vector import takes_text
from ui.raster.cells import Pixels


def image_of(pixels: Pixels, ratio: float) -> QImage:
    """Pixels (height, width), 0xffRRGGBB, as an image that shares their memory: keep both."""
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    return image


class Framebuffer(QWidget):
    """`pixels` is (height, width) in device pixels, `image` the same memory to write text on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.pixels: Pixels = np.zeros((1, 1), np.uint32)
        self.image = QImage()
        self._finer: float | None = None  # pixel ratio of a picture being taken
        self._resized = False  # whether the picture still has the size of before

    @property
    def ratio(self) -> float:
        """Device pixels per device-independent pixel."""
        return self._finer or self.devicePixelRatioF()

    def paint_finer(self, ratio: float | None) -> None:
        """Paint with this pixel ratio, for a picture; None: with that of the screen again."""
        self._finer, self._resized = ratio, False
        self.renew()

    def fit(self) -> None:
        """Make the buffer as large as the widget."""
        width = max(1, round(self.width() * self.ratio))
        height = max(1, round(self.height() * self.ratio))
        if self.pixels.shape != (height, width) or self.image.devicePixelRatio() != self.ratio:
            self.pixels = np.zeros((height, width), np.uint32)
            self.image = image_of(self.pixels, self.ratio)

    def update_columns(self, left: float, right: float) -> None:
        """Schedule a strip of pixels for an update on the screen."""
        first, last = int(left / self.ratio) - 1, int(right / self.ratio) + 2
        self.update(QRect(first, 0, last - first, self.height()))

    def update_box(self, box: QRectF) -> None:
        """Schedule a part of the widget for an update on the screen."""
        self.update(box.toAlignedRect().adjusted(-1, -1, 1, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized = True
        self.update()

    def settle(self) -> None:
        """After a resize, paint everything: once, however often the size has changed."""
        if self._resized:
            self._resized = False
            self.renew()

    def renew(self) -> None:
        """Paint everything; called after a resize, before the picture is seen or used."""

    def paintEvent(self, event: QPaintEvent) -> None:
        self.settle()
        with QPainter(self) as painter:
            if not self.image.isNull():
                painter.setClipRegion(event.region())
                painter.drawImage(0, 0, self.image)
            if takes_text(painter):
                self.write_text(painter)
            self.overlay(painter, event.rect())

    def write_text(self, painter: QPainter) -> None:
        """Paint the texts of the image as text, for a vector picture of a finished pass."""

    def overlay(self, painter: QPainter, area: QRect) -> None:
        """Draw marks over the pixels; only what intersects `area` is needed."""
