"""The axes of a plot, with tick labels for powers of ten, percent, layers, infinity and NaN."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.plots.frame import Still, label_font, label_metrics, x_ticks, y_ticks
from ui.plots.guard import reported
from ui.plots.library import pg
from ui.plots.painter import Place
from ui.plots.view import PlotView

CAPTION_SHARE = 0.25  # of the width, for the caption of the x axis


class PlotAxis(pg.AxisItem):
    """An axis of pyqtgraph, which handles wheel and drag; the tick labels are vgsim's."""

    def __init__(self, side: str, view: PlotView | None = None) -> None:
        """`view`: what the wheel and drags on the axis move; None: nothing."""
        super().__init__(side, maxTickLength=0)
        self._still = Still()
        self._apply_style()
        if view is not None:
            self.linkToView(view)

    def set_area(self, area: QRectF, still: Still) -> None:
        """Set the part of the plot that the axis covers, and its scale."""
        same_theme = still.theme is self._still.theme
        self._still = still
        if not same_theme:
            self._apply_style()
        if self.orientation == "bottom":
            self.setHeight(area.height())
        else:
            self.setWidth(area.width())
        self.setGeometry(area)
        self.picture = None
        self.update()

    def _apply_style(self) -> None:
        theme = self._still.theme
        self.setTickFont(label_font(theme))
        self.setPen(QColor(theme.outline))
        self.setTextPen(QColor(theme.muted))

    def _updateLabel(self) -> None:
        """Do nothing: the axis has no label, and setting an empty one as HTML is slow."""

    def boundingRect(self) -> QRectF:
        """The axis with a margin for labels that extend beyond its ends, without the inside."""
        more = 2 * label_metrics(self._still.theme).height()
        across, down = (more, 0.0) if self.orientation == "bottom" else (0.0, more)
        return QRectF(QPointF(), self.size()).adjusted(-across, -down, across, down)

    def paint(self, p: QPainter, opt: object, widget: object) -> None:
        with reported():
            super().paint(p, opt, widget)

    def mouseClickEvent(self, ev: Any) -> None:
        """Pass double clicks and right clicks on to the plot; other clicks do nothing."""
        if ev.double() or ev.button() == Qt.MouseButton.RightButton:
            super().mouseClickEvent(ev)


class LeftAxis(PlotAxis):
    """The y axis: tick labels to the left of the plot, and a line along its edge."""

    def __init__(self, view: PlotView) -> None:
        super().__init__("left", view)

    def generateDrawSpecs(self, p: QPainter) -> Any:
        still, area = self._still, QRectF(QPointF(), self.size())
        text, scale = label_metrics(still.theme).height(), still.y
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        edge = area.width() - 0.75 * still.theme.spacing
        labels = []
        for tick in y_ticks(scale, text, area.height()):
            y = area.height() * (scale.range.high - tick.value) / scale.range.span
            labels.append((QRectF(0, y - text / 2, edge, text), side, tick.text))
        right = area.width() - 1  # next to the picture, which would cover it
        return (self.pen(), QPointF(right, 0), QPointF(right, area.height())), [], labels


class BottomAxis(PlotAxis):
    """The x axis: as many tick labels as fit, and the caption at its right end."""

    def __init__(self, view: PlotView) -> None:
        super().__init__("bottom", view)

    def generateDrawSpecs(self, p: QPainter) -> Any:
        still, area = self._still, QRectF(QPointF(), self.size())
        line = self.pen(), QPointF(-1, 0), QPointF(area.width(), 0)
        labels = self._labels(still, area.width()) if still.x.labelled else []
        return line, [], labels

    def _labels(self, still: Still, width: float) -> list[tuple[QRectF, Any, str]]:
        """As many tick labels as fit, and the caption at the right end."""
        metrics, gap, scale = label_metrics(still.theme), still.theme.spacing, still.x
        text = metrics.height()
        words = still.x_caption.long
        if metrics.horizontalAdvance(words) > CAPTION_SHARE * width:
            words = still.x_caption.short
        end = width - metrics.horizontalAdvance(words) - gap if words else width + gap
        last, found = -text, []
        for tick in x_ticks(scale, still.theme, width):
            x = width * (tick.value - scale.range.low) / scale.range.span
            half = metrics.horizontalAdvance(tick.text) / 2
            if last < x - half and x + half <= end:
                area = QRectF(x - half - 1, 0.2 * text, 2 * half + 2, text)
                found.append((area, Qt.AlignmentFlag.AlignCenter, tick.text))
                last = x + half + gap / 2
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return [*found, (QRectF(0, 0.2 * text, width, text), side, words)]


def place_axes(axes: tuple[BottomAxis, LeftAxis], place: Place, height: int, still: Still) -> None:
    """Place the x axis below the inside of the plot, and the y axis to its left."""
    inner = place.inner
    below = max(height - inner.bottom(), 1.0)
    axes[0].set_area(QRectF(inner.left(), inner.bottom(), inner.width(), below), still)
    axes[1].set_area(QRectF(0, inner.top(), inner.left(), inner.height()), still)
