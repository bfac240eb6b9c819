"""A color scale with numbers next to a plot."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import THEMES, Theme
from ui.plots.axis import Axis, Range, Tick
from ui.plots.frame import label_font, label_metrics
from ui.plots.marks import Colors
from ui.plots.plot import Plot
from vgsim.words.language import tr

STRIP = 0.7  # of a text height
LETTERS = "10⁻¹⁰⁰"  # the widest number


class ColorBar(QWidget):
    """A color scale as high as the inside of its plot, also for the colors of special values."""

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self._plot = plot
        self._theme: Theme = THEMES["light"]
        self._colors: Colors | None = None
        self._ticks: tuple[Tick, ...] = ()
        self._above: tuple[int, str] | None = None
        self._below: tuple[int, str] | None = None

    def show_theme(self, theme: Theme) -> None:
        """Fit the width to the type of a theme, and paint in its colors."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def show_colors(
        self,
        colors: Colors,
        ticks: tuple[Tick, ...],
        above: tuple[int, str] | None = None,
        below: tuple[int, str] | None = None,
    ) -> None:
        """Set the color map, its ticks, and a color with its meaning at either end."""
        self._colors, self._ticks, self._above, self._below = colors, ticks, above, below
        self.setAccessibleName(
            tr("Colors: {values}", values=", ".join(tick.text for tick in ticks))
        )
        self.update()

    def sizeHint(self) -> QSize:
        metrics = label_metrics(self._theme)
        return QSize(round(metrics.horizontalAdvance(LETTERS) + 1.4 * metrics.height()), 0)

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, metrics, colors = self._theme, label_metrics(self._theme), self._colors
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.surface))
            if colors is None:
                return
            painter.setFont(label_font(theme))
            text, inner = metrics.height(), self._plot.place().inner
            strip = QRectF(0, inner.top(), STRIP * text, inner.height())
            image = QImage(1, len(colors.map), QImage.Format.Format_RGB32)
            for k, color in enumerate(reversed(colors.map)):
                image.setPixel(0, k, color)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(strip, image)
            axis = Axis(Range(colors.low, colors.high), strip.bottom(), strip.top())
            left, taken = strip.right() + 0.3 * text, inner.bottom() + text
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.setPen(QColor(theme.muted))
            for tick in self._ticks:
                y = min(max(axis.pixel(tick.value), strip.top() + text / 2), strip.bottom())
                if y <= taken - text:
                    area = QRectF(left, y - text / 2, self.width() - left, text)
                    painter.drawText(area, side, tick.text)
                    taken = y
            for patch, y in (
                (self._above, strip.top() - 1.1 * text), (self._below, strip.bottom() + 0.35 * text)
            ):  # fmt: skip
                if patch is not None:
                    painter.fillRect(QRectF(0, y + 0.2 * text, strip.width(), strip.width()),
                                     QColor.fromRgb(patch[0]))  # fmt: skip
                    painter.drawText(QRectF(left, y, self.width() - left, text), side, patch[1])
