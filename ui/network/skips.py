"""Skip connections as arcs above the layers they bypass, colored by the gradient along them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from ui.network.scene import LaneScene
from ui.raster.cells import place_of_gradient
from vgsim.compute.traces.trace import LaneTrace
from vgsim.play.reached import Reached

SLIM = 0.12  # maximum width of the line, relative to the arc's width
SHALLOW = 0.4  # height of an arc, relative to its width
FLAT = 10  # window pixels: a narrower arc is drawn as a bar, whose color is visible
SOLID, DENSE = Qt.BrushStyle.SolidPattern, Qt.BrushStyle.Dense4Pattern
THIN, THICK = 0.75, 2.25  # of the theme's line width: for no gradient, and for the largest


class Skips:
    """The arcs of one lane; an arc is repainted when its gradient arrives or is reset."""

    def __init__(self, scene: LaneScene, lane: LaneTrace) -> None:
        self.scene, self.lane = scene, lane
        self._arrived: list[bool | None] = [None] * len(lane.skips)

    def set_trace(self, lane: LaneTrace) -> None:
        """Take over the gradients of another pass; all arcs are painted again."""
        self.lane = lane
        self._arrived = [None] * len(lane.skips)

    def show(self, painter: QPainter, shown: Reached) -> list[QRectF]:
        """Paint the arcs that have changed. Returns their boxes in window pixels."""
        touched = []
        start, end = self.scene.place.skips
        if end - start < 3:
            return []
        for index, (source, _) in enumerate(self.lane.skips):
            arrived = shown.gradients <= source
            if arrived != self._arrived[index]:
                self._arrived[index] = arrived
                touched.append(self._paint(painter, index, arrived))
        return touched

    def box(self, index: int) -> QRectF:
        """The arc's box, from the middle of its first layer to that of its last."""
        plan, (start, end) = self.scene.plan, self.scene.place.skips
        left, right = (plan.y(plan.columns.center(k)) for k in self.lane.skips[index])
        return QRectF(left, plan.y(start), right - left, plan.y(end - start))

    def at(self, x: float, y: float) -> int | None:
        """The layer where the arc at a point (in device pixels) begins, or None."""
        plan, (start, end) = self.scene.plan, self.scene.place.skips
        if not start <= y < end:
            return None
        for index, (source, _) in enumerate(self.lane.skips):
            box = self.box(index)
            if box.left() <= plan.y(x) < box.right():
                return source
        return None

    def _paint(self, painter: QPainter, index: int, arrived: bool) -> QRectF:
        plan, theme, box = self.scene.plan, self.scene.plan.theme, self.box(index)
        painter.fillRect(box.adjusted(1, 0, -1, 0), QColor(theme.surface))
        width, color, dashed = 0.5 * theme.line_width, QColor(theme.muted), False
        if arrived:
            source = self.lane.skips[index][0]
            size = float(self.lane.measures["gradient_skip"][source - 1])
            share = place_of_gradient(size, plan.scale.low, plan.scale.high)
            width = theme.line_width * (THIN + (THICK - THIN) * share)
            color = QColor.fromRgb(theme.gradient_map[round(255 * share)])
            dashed = size == 0
            if not isfinite(size):
                color = QColor(theme.nan if size != size else theme.infinite)
        if box.width() < FLAT:
            high = max(2.0, 1.5 * width)
            bar = QRectF(box.left() + 0.5, box.bottom() - 1 - high, box.width() - 1, high)
            painter.fillRect(bar, QBrush(color, DENSE if dashed else SOLID))
            return box
        width = min(width, max(1.0, SLIM * box.width()))
        inset = max(1.5, width)
        low = box.bottom() - 1
        high = max(box.top() + width, low - max(SHALLOW * box.width(), 3 * width))
        path = QPainterPath(QPointF(box.left() + inset, low))
        third = (box.width() - 2 * inset) / 4
        # a cubic reaches three quarters of the height of its control points
        peak = low - (low - high) * 4 / 3
        path.cubicTo(
            QPointF(box.left() + inset + third, peak), QPointF(box.right() - inset - third, peak),
            QPointF(box.right() - inset, low),
        )  # fmt: skip
        pen = QPen(color, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dashed:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.save()
        painter.setClipRect(box.adjusted(1, 0, -1, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawPath(path)
        painter.restore()
        return box


def show_all(painter: QPainter, every: Sequence[Skips], shown: Sequence[Reached]) -> list[QRectF]:
    """Paint the changed arcs of all lanes. Returns their boxes in window pixels."""
    pairs = zip(every, shown, strict=True)
    return [box for skips, instant in pairs for box in skips.show(painter, instant)]
