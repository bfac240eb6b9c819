"""What the colors and patterns of the network view mean: always visible, the same for all lanes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.items.network_scene import LARGEST_SIGNAL
from ui.raster.cells import INFINITE, NAN, UNDERFLOW, ZERO, packed, pattern, signal_place
from ui.theme import Theme, argb, font
from vgsim.play.geometry import Scale
from vgsim.play.text import power_of_ten

SPECIALS = ((ZERO, "exactly 0"), (UNDERFLOW, "underflow"), (INFINITE, "infinite"), (NAN, "NaN"))
SIGNAL_TICKS = (-10.0, -1.0, 0.0, 1.0, 10.0)


class NetworkLegend(QWidget):
    """Two scales and the looks of numbers that are no ordinary ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_legend")
        self.setAccessibleName("Legend")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme: Theme | None = None
        self._scale = Scale()
        self._samples: dict[int, QImage] = {}

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._samples = {code: self._swatch(code, theme) for code, _ in SPECIALS}
        self.updateGeometry()
        self.update()

    def set_scale(self, scale: Scale) -> None:
        self._scale = scale
        self.update()

    def sizeHint(self) -> QSize:
        if self._theme is None:
            return QSize(400, 40)
        size = min(self._theme.label_size, self._theme.font_size)
        height = QFontMetricsF(font(self._theme, size)).height()
        return QSize(400, round(2 * height + self._theme.spacing * 1.5))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def _swatch(self, code: int, theme: Theme) -> QImage:
        colors = {ZERO: theme.zero, UNDERFLOW: theme.underflow, INFINITE: theme.infinite,
                  NAN: theme.nan}  # fmt: skip
        side = 48
        y, x = np.mgrid[0:side, 0:side]
        pixels = np.where(pattern(code, x, y), argb(colors[code]), argb(theme.surface))
        data = np.ascontiguousarray(pixels, np.uint32)
        return QImage(data.data, side, side, 4 * side, QImage.Format.Format_RGB32).copy()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        with QPainter(self) as painter:
            label = font(theme, min(theme.label_size, theme.font_size))
            painter.setFont(label)
            metrics = QFontMetricsF(label)
            width = self.width() - 2 * theme.spacing
            part = width * 0.30
            gap = theme.spacing * 2.5
            self._signal(painter, metrics, QRectF(theme.spacing, 0, part - gap, self.height()))
            self._gradient(
                painter, metrics, QRectF(theme.spacing + part, 0, part - gap, self.height())
            )
            left = theme.spacing + 2 * part
            self._specials(painter, metrics, QRectF(left, 0, width - 2 * part, self.height()))

    def _strip(self, painter: QPainter, place: QRectF, table: tuple[int, ...]) -> None:
        row = np.ascontiguousarray(packed(table)[None, :])
        image = QImage(row.data, len(table), 1, 4 * len(table), QImage.Format.Format_RGB32)
        painter.drawImage(place, image)
        assert self._theme is not None
        painter.setPen(QColor(self._theme.outline))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)

    def _scale_strip(
        self,
        painter: QPainter,
        metrics: QFontMetricsF,
        place: QRectF,
        title: str,
        table: tuple[int, ...],
        ticks: list[tuple[float, str]],
    ) -> None:
        """Title in front of the strip, ticks under it at shares 0 ... 1."""
        assert self._theme is not None
        theme = self._theme
        height = metrics.height()
        name = metrics.horizontalAdvance(title) + theme.spacing
        strip = QRectF(
            place.left() + name, theme.spacing * 0.5, max(place.width() - name, 10), height * 0.8
        )
        painter.setPen(QColor(theme.text))
        painter.drawText(
            QRectF(place.left(), strip.top(), name, strip.height()),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title,
        )  # fmt: skip
        self._strip(painter, strip, table)
        painter.setPen(QColor(theme.muted))
        free = -1e9
        for share, words in ticks:
            wide = metrics.horizontalAdvance(words)
            x = strip.left() + share * strip.width()
            left = min(max(x - wide / 2, strip.left() - wide / 2), place.right() - wide / 2)
            if left < free:
                continue
            painter.drawText(QRectF(left, strip.bottom() + 1, wide + 2, height),
                             Qt.AlignmentFlag.AlignLeft, words)  # fmt: skip
            free = left + wide + theme.spacing * 0.75

    def _signal(self, painter: QPainter, metrics: QFontMetricsF, place: QRectF) -> None:
        assert self._theme is not None
        places = signal_place(np.array(SIGNAL_TICKS), LARGEST_SIGNAL)
        words = ("−10", "−1", "0", "1", "10")
        ticks = [((float(p) + 1) / 2, word) for p, word in zip(places, words, strict=True)]
        self._scale_strip(painter, metrics, place, "signal a", self._theme.forward_map, ticks)

    def _gradient(self, painter: QPainter, metrics: QFontMetricsF, place: QRectF) -> None:
        assert self._theme is not None
        scale = self._scale
        span = scale.high - scale.low
        ticks = [((each - scale.low) / span, power_of_ten(each)) for each in scale.ticks(6)]
        title = "gradient, automatic" if scale.automatic else "gradient |∂L/∂z|"
        self._scale_strip(painter, metrics, place, title, self._theme.gradient_map, ticks)

    def _specials(self, painter: QPainter, metrics: QFontMetricsF, place: QRectF) -> None:
        """Four swatches in two rows, and the diamond of the update."""
        assert self._theme is not None
        theme = self._theme
        side = metrics.height() * 0.85
        column = place.width() / 3
        for index, (code, words) in enumerate(SPECIALS):
            x = place.left() + (index // 2) * column
            y = theme.spacing * 0.5 + (index % 2) * (metrics.height() + theme.spacing * 0.25)
            box = QRectF(x, y, side, side)
            painter.drawImage(box, self._samples[code], QRectF(0, 0, side, side))
            painter.setPen(QColor(theme.outline))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            self._words(painter, x + side + theme.spacing * 0.5, y, side, words)
        x, y = place.left() + 2 * column, theme.spacing * 0.5
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        middle, half = y + side / 2, side * 0.4
        painter.drawPolygon(QPolygonF([
            QPointF(x + half, middle - half), QPointF(x + 2 * half, middle),
            QPointF(x + half, middle + half), QPointF(x, middle),
        ]))  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._words(painter, x + side + theme.spacing * 0.5, y, side, "update / weight")

    def _words(self, painter: QPainter, x: float, y: float, height: float, words: str) -> None:
        assert self._theme is not None
        painter.setPen(QColor(self._theme.text))
        painter.drawText(
            QRectF(x, y, 400, height), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            words,
        )  # fmt: skip
