"""The color scale at the right of a plot, as high as its inside."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from ui.plots.axes import PlotAxis
from ui.plots.frame import Still, label_metrics
from ui.plots.painter import Place

STRIP = 0.7  # of a text height
ABOVE, BELOW = -1.1, 0.35  # text heights from the ends to the rows of special values


class ColorAxis(PlotAxis):
    """An axis with a strip of colors along it, and one color for special values at either end."""

    def __init__(self) -> None:
        super().__init__("right")

    def show_in(self, place: Place, width: int, still: Still) -> None:
        """Move to the right of the inside; hide if the plot has no color scale."""
        self.setVisible(still.colors is not None)
        left = place.inner.right() + still.theme.spacing
        room = max(width - left, 1.0)
        self.set_area(QRectF(left, place.inner.top(), room, place.inner.height()), still)

    def generateDrawSpecs(self, p: QPainter) -> Any:
        found, area = self._still.colors, QRectF(QPointF(), self.size())
        if found is None:
            return None
        text = label_metrics(self._still.theme).height()
        left, low, span = (STRIP + 0.3) * text, found.colors.low, found.colors.high
        span -= low
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        labels, taken = [], area.bottom() + text
        for tick in found.ticks:
            y = area.bottom() - area.height() * (tick.value - low) / span
            y = min(max(y, text / 2), area.bottom())
            if y <= taken - text:
                labels.append(
                    (QRectF(left, y - text / 2, area.width() - left, text), side, tick.text)
                )
                taken = y
        for patch, top in self._patches(area.height(), text):
            labels.append((QRectF(left, top, area.width() - left, text), side, patch[1]))
        edge = STRIP * text
        return (self.pen(), QPointF(edge, 0), QPointF(edge, area.height())), [], labels

    def drawPicture(self, p: QPainter, *specs: Any) -> None:
        """Paint the strip and the colors of special values below the labels."""
        found, text = self._still.colors, label_metrics(self._still.theme).height()
        assert found is not None
        image = QImage(1, len(found.colors.map), QImage.Format.Format_RGB32)
        for k, color in enumerate(reversed(found.colors.map)):
            image.setPixel(0, k, color)
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        p.drawImage(QRectF(0, 0, STRIP * text, self.size().height()), image)
        for patch, top in self._patches(self.size().height(), text):
            square = QRectF(0, top + 0.2 * text, STRIP * text, STRIP * text)
            p.fillRect(square, QColor.fromRgb(patch[0]))
        super().drawPicture(p, *specs)

    def _patches(self, height: float, text: float) -> list[tuple[tuple[int, str], float]]:
        """The special values, each with the top of its row."""
        found = self._still.colors
        if found is None:
            return []
        ends = (found.above, ABOVE * text), (found.below, height + BELOW * text)
        return [(patch, top) for patch, top in ends if patch is not None]
