"""The inside of a plot as a ViewBox of pyqtgraph: its range, mouse gestures, and one picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from ui.look.vector import takes_text
from ui.plots.axis import Range
from ui.plots.guard import reported
from ui.plots.library import pg
from ui.plots.painter import tinted
from ui.plots.ranges import Ranges, limits

TINIEST = 1e-280  # area in values
THIN = 5  # pixels: a thinner box zooms only one axis


class PlotView(pg.ViewBox):
    """Zooms and pans like every ViewBox, reports clicks, and draws a box to zoom to on request."""

    clicked = Signal(QPointF)  # in values
    all_wanted = Signal()
    menu_wanted = Signal(QPointF)  # position on the screen

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self.setFlag(self.GraphicsItemFlag.ItemIsFocusable, False)  # keys go to the plot
        self.disableAutoRange()
        self.boxing = False  # whether the next drag marks the rectangle to zoom to
        self.box_drawn = False
        self.color = "#000000"  # of the box

    def show_ranges(self, ranges: Ranges, across: Range, up: Range) -> None:
        """Show an x and a y range; `ranges` sets the limits of zooming and panning."""
        x, y = limits(ranges.x), limits(ranges.y)
        self.setLimits(
            xMin=x[0], xMax=x[1], minXRange=x[2], maxXRange=x[3],
            yMin=y[0], yMax=y[1], minYRange=y[2], maxYRange=y[3],
        )  # fmt: skip
        self.setRange(xRange=(across.low, across.high), yRange=(up.low, up.high), padding=0)
        # spans such as 1e-300, whose transform overflows, cannot be moved by the pointer
        movable = ranges.x.range.span * ranges.y.range.span > TINIEST
        self.setMouseEnabled(x=movable, y=movable)

    def seen(self) -> tuple[Range, Range]:
        """The x range and the y range that are visible."""
        across, up = self.viewRange()
        return Range(*across), Range(*up)

    def zoom(self, across: float, up: float, x: float, y: float) -> None:
        """Multiply the widths of the x and y range by factors; a point keeps its position."""
        self.scaleBy((across, up), center=(x, y))
        self.sigRangeChangedManually.emit((True, True))

    def pan(self, right: float, up: float) -> None:
        """Move both ranges by fractions of their width."""
        across, height = self.seen()
        self.translateBy(x=right * across.span, y=up * height.span)
        self.sigRangeChangedManually.emit((True, True))

    def mouseClickEvent(self, ev: Any) -> None:
        ev.accept()
        if ev.button() == Qt.MouseButton.RightButton:
            self.menu_wanted.emit(QPointF(ev.screenPos()))
        elif ev.button() == Qt.MouseButton.LeftButton and ev.double():
            self.all_wanted.emit()
        elif ev.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(QPointF(self.mapSceneToView(ev.scenePos())))

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        self.updateMatrix()  # may be older than the ranges until the scene is painted
        super().wheelEvent(ev, axis)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        self.updateMatrix()
        if ev.isStart():
            shifted = ev.modifiers() & Qt.KeyboardModifier.ShiftModifier
            boxing = axis is None and bool(self.boxing or shifted)
            self.state["mouseMode"] = self.RectMode if boxing else self.PanMode
            self.box_drawn = boxing
            if boxing:
                self.rbScaleBox.setPen(pg.mkPen(self.color, width=1.5))
                self.rbScaleBox.setBrush(tinted(self.color, 0.15))
        super().mouseDragEvent(ev, axis)
        if ev.isFinish():
            self.boxing = self.box_drawn = False

    def showAxRect(self, ax: QRectF, **given: Any) -> None:
        """Zoom to exactly the box; a thin box zooms a single axis."""
        box = ax.normalized()
        across, up = self.seen()
        if box.width() < THIN * across.span / self.width():
            box.setLeft(across.low)
            box.setRight(across.high)
        if box.height() < THIN * up.span / self.height():
            box.setTop(up.low)
            box.setBottom(up.high)
        super().showAxRect(box, padding=0.0)


class Inside(pg.GraphicsObject):
    """One picture of everything between the axes; in vector files, the strokes.

    Its coordinates are pixels of the view, so that it does not move with the ranges.
    """

    def __init__(
        self,
        view: PlotView,
        picture: Callable[[float], tuple[QPointF, QImage]],
        strokes: Callable[[QPainter], None],
        over: Callable[[QPainter], None],
    ) -> None:
        """Set the functions that return the picture for a pixel ratio, or paint the strokes.

        `over` paints what is above it. All use the plot's pixels.
        """
        super().__init__(view)
        self.setZValue(-1)  # below the box that marks the zoom
        self._picture, self._strokes, self._over = picture, strokes, over
        self._inner = QRectF()

    def set_area(self, inner: QRectF) -> None:
        """Set the part of the plot that the view covers."""
        self.prepareGeometryChange()
        self._inner = inner

    def boundingRect(self) -> QRectF:
        return QRectF(QPointF(), self._inner.size())

    def paint(self, painter: QPainter, option: object, widget: object = None) -> None:
        painter.translate(-self._inner.topLeft())
        with reported():
            if takes_text(painter):
                self._strokes(painter)
            else:
                painter.drawImage(*self._picture(painter.deviceTransform().m11()))
            self._over(painter)
