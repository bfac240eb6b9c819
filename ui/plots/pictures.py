"""Shows as many small pictures with captions as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import THEMES, Theme
from ui.plots.frame import label_font, label_metrics
from ui.plots.marks import Colors, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture as values, and its caption."""

    values: FloatArray  # (height, width), the first row on top
    caption: str = ""


class PictureGrid(QWidget):
    """Pictures of equal size in rows; the largest size at which all fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme: Theme = THEMES["light"]
        self._pictures: tuple[Picture, ...] = ()
        self._colors: Colors | None = None
        self._empty = ""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures that are shown."""
        return self._pictures

    def show_theme(self, theme: Theme) -> None:
        """Paint pictures and captions in the colors and type of a theme."""
        self._theme = theme
        self.update()

    def show_pictures(self, pictures: Sequence[Picture], colors: Colors, empty: str) -> None:
        """Show pictures with one color map; `empty` is the text if there are none."""
        self._pictures, self._colors, self._empty = tuple(pictures), colors, empty
        captions = "; ".join(each.caption for each in pictures if each.caption)
        self.setAccessibleDescription(captions or empty)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(24 * self._theme.label_size, 10 * self._theme.label_size)

    def minimumSizeHint(self) -> QSize:
        return QSize(8 * self._theme.label_size, 3 * self._theme.label_size)

    def _columns(self, extra: float) -> tuple[int, float]:
        """The number of pictures per row, and their size."""
        count, best = len(self._pictures), (1, 0.0)
        for columns in range(1, count + 1):
            rows = ceil(count / columns)
            side = min(self.width() / columns, self.height() / rows - extra) - self._theme.spacing
            if side > best[1]:
                best = columns, side
        return best

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics = self._theme, label_metrics(self._theme)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.surface))
            painter.setFont(label_font(theme))
            painter.setPen(QColor(theme.muted))
            if not self._pictures or self._colors is None:
                painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self._empty)
                return
            text = metrics.height() if any(each.caption for each in self._pictures) else 0.0
            columns, side = self._columns(text)
            gap = theme.spacing
            for k, each in enumerate(self._pictures):
                left = (k % columns) * (side + gap)
                top = (k // columns) * (side + gap + text)
                pixels = np.ascontiguousarray(self._colors.pixels(each.values))
                rows, across = pixels.shape
                image = QImage(pixels.data, across, rows, 4 * across, QImage.Format.Format_RGB32)
                painter.drawImage(QRectF(left, top, side, side), image)
                area = QRectF(left, top + side, side + gap, text)
                caption = metrics.elidedText(each.caption, Qt.TextElideMode.ElideRight, side + gap)
                painter.drawText(area, Qt.AlignmentFlag.AlignLeft, caption)
