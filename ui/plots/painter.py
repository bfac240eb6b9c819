"""Paints marks with Qt: for files, and on the screen until the raster kernels are loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF

from ui.look.vector import takes_text
from ui.plots.axis import Axis
from ui.plots.clip import area_within, strokes_within
from ui.plots.marks import (
    Band,
    Bars,
    Cells,
    Dots,
    FloatArray,
    HeatMap,
    Line,
    Rule,
    Shape,
    Span,
    Stamps,
    Steps,
    StillMark,
)

SHARP = 2000  # pixels of an image of cells in a vector file
FAR = 1e6  # pixels; larger positions are clamped, so that Qt's fixed-point numbers do not overflow


@dataclass(frozen=True, slots=True)
class Place:
    """The inside of a plot in device-independent pixels, and its axes."""

    inner: QRectF
    x: Axis
    y: Axis

    def point(self, x: float, y: float) -> QPointF:
        """The pixel of a point that is given in the units of the axes."""
        return QPointF(self.x.pixel(x), self.y.pixel(y))


def tinted(color: str, opacity: float) -> QColor:
    """The color with an opacity in [0, 1]."""
    result = QColor(color)
    result.setAlphaF(opacity)
    return result


def paint_marks(painter: QPainter, place: Place, marks: Iterable[StillMark]) -> None:
    """Paint all marks in order, clipped to the inside."""
    painter.save()
    painter.setClipRect(place.inner)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        match mark:
            case Line():
                _line(painter, place, mark)
            case Band():
                _band(painter, place, mark)
            case Bars():
                _bars(painter, place, mark)
            case Steps():
                _steps(painter, place, mark)
            case Dots():
                _dots(painter, place, mark)
            case Stamps():
                _stamps(painter, place, mark)
            case Span():
                _span(painter, place, mark)
            case Rule():
                _rule(painter, place, mark)
            case HeatMap() | Cells():
                _field(painter, place, mark)
    painter.restore()


def stroke(color: QColor, width: float, dash: Sequence[float]) -> QPen:
    """A pen of a width in pixels; `dash`: lengths of strokes and gaps in widths, empty: solid."""
    pen = QPen(color, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap)
    if dash:
        pen.setDashPattern(dash)
    return pen


def _pixels(place: Place, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Positions (n,), (n,) with NaN for gaps."""
    px, py = np.clip(place.x.pixels(x), -FAR, FAR), np.clip(place.y.pixels(y), -FAR, FAR)
    gap = ~(np.isfinite(x) & np.isfinite(y))
    px[gap] = np.nan
    return px, py


def _runs(xs: FloatArray, ys: FloatArray) -> Iterable[list[QPointF]]:
    """The parts of a line between gaps, as points."""
    run: list[QPointF] = []
    for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
        if x == x:
            run.append(QPointF(x, y))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _line(painter: QPainter, place: Place, mark: Line) -> None:
    painter.setPen(stroke(tinted(mark.color, mark.opacity), mark.width, mark.dash))
    for run in strokes_within(*_pixels(place, mark.x, mark.y), _around(place, mark.width)):
        painter.drawPolyline(run)


def _around(place: Place, width: float) -> QRectF:
    """The inside with a margin, so that no end of a clipped stroke is visible."""
    return place.inner.adjusted(-width, -width, width, width)


def _band(painter: QPainter, place: Place, mark: Band) -> None:
    painter.setBrush(tinted(mark.color, mark.opacity))
    both = np.isfinite(mark.low) & np.isfinite(mark.high)
    tops = _pixels(place, mark.x, np.where(both, mark.high, np.nan))
    bottoms = _pixels(place, mark.x, np.where(both, mark.low, np.nan))
    for upper, lower in zip(_runs(*tops), _runs(*bottoms), strict=True):
        painter.drawPolygon(area_within([*upper, *reversed(lower)], place.inner))


def _bars(painter: QPainter, place: Place, mark: Bars) -> None:
    painter.setBrush(tinted(mark.color, mark.opacity))
    base = place.y.pixel(mark.base)
    edges, tops = _pixels(place, mark.edges, np.append(mark.heights, mark.base))
    for left, right, top in zip(
        edges[:-1].tolist(), edges[1:].tolist(), tops[:-1].tolist(), strict=True
    ):
        if left == left and top == top:
            bar = QRectF(QPointF(left, top), QPointF(right, base)).normalized()
            painter.drawRect(bar.intersected(place.inner))


def _steps(painter: QPainter, place: Place, mark: Steps) -> None:
    painter.setPen(stroke(tinted(mark.color, mark.opacity), mark.width, ()))
    xs, ys = _pixels(place, np.repeat(mark.edges, 2)[1:-1], np.repeat(mark.heights, 2))
    for run in strokes_within(xs, ys, _around(place, mark.width)):
        painter.drawPolyline(run)


def _dots(painter: QPainter, place: Place, mark: Dots) -> None:
    painter.setBrush(QColor(mark.color))
    if mark.ring > 0:
        painter.setPen(QPen(QColor(mark.ring_color), mark.ring))
    radius = mark.radius + mark.ring / 2
    for point in _seen_points(place, mark, radius):
        painter.drawEllipse(point, radius, radius)


def _stamps(painter: QPainter, place: Place, mark: Stamps) -> None:
    for point in _seen_points(place, mark, mark.size):
        paint_shape(painter, mark.shape, point, mark.size, QColor(mark.color))


def _seen_points(place: Place, mark: Dots | Stamps, reach: float) -> Iterable[QPointF]:
    """The polygons that intersect the area."""
    around = _around(place, reach)
    points = (point for run in _runs(*_pixels(place, mark.x, mark.y)) for point in run)
    return (point for point in points if around.contains(point))


def paint_shape(
    painter: QPainter, shape: Shape, center: QPointF, size: float, color: QColor
) -> None:
    """Paint one symbol of width `size` around a center."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(center)
    half = size / 2
    pen = QPen(color, max(size / 5, 1.0))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    if shape is Shape.RING:
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(0, 0), half - pen.widthF() / 2, half - pen.widthF() / 2)
    elif shape is Shape.CROSS:
        painter.setPen(pen)
        reach = half - pen.widthF() / 2
        painter.drawLine(QPointF(-reach, -reach), QPointF(reach, reach))
        painter.drawLine(QPointF(-reach, reach), QPointF(reach, -reach))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        if shape is Shape.DISC:
            painter.drawEllipse(QPointF(0, 0), half, half)
        elif shape in (Shape.SQUARE, Shape.DIAMOND):
            side = 0.8 * size
            painter.rotate(45 if shape is Shape.DIAMOND else 0)
            painter.drawRect(QRectF(-side / 2, -side / 2, side, side))
        elif shape is Shape.BAR:
            painter.drawRect(QRectF(-0.2 * size, -half, 0.4 * size, size))
        else:
            painter.rotate({Shape.UP: 0, Shape.RIGHT: 90, Shape.DOWN: 180, Shape.LEFT: 270}[shape])
            painter.drawPolygon(
                QPolygonF([QPointF(0, -half), QPointF(half, half), QPointF(-half, half)])
            )
    painter.restore()


def _span(painter: QPainter, place: Place, mark: Span) -> None:
    left = max(place.x.pixel(mark.low), place.inner.left())
    right = min(place.x.pixel(mark.high), place.inner.right())
    if right <= left:
        return
    area = QRectF(left, place.inner.top(), right - left, place.inner.height())
    painter.fillRect(area, tinted(mark.color, mark.opacity))
    if mark.hatched:
        painter.fillRect(
            area, QBrush(tinted(mark.color, mark.opacity * 2), Qt.BrushStyle.BDiagPattern)
        )


def _rule(painter: QPainter, place: Place, mark: Rule) -> None:
    painter.setPen(stroke(QColor(mark.color), mark.width, mark.dash))
    inner = place.inner
    if not (place.x if mark.vertical else place.y).range.contains(mark.value):
        return
    if mark.vertical:
        x = place.x.pixel(mark.value)
        painter.drawLine(QPointF(x, inner.top()), QPointF(x, inner.bottom()))
    else:
        y = place.y.pixel(mark.value)
        painter.drawLine(QPointF(inner.left(), y), QPointF(inner.right(), y))


def _field(painter: QPainter, place: Place, mark: HeatMap | Cells) -> None:
    pixels = np.ascontiguousarray(mark.pixels[::-1])
    rows, columns = pixels.shape
    area = QRectF(place.point(mark.left, mark.top), place.point(mark.right, mark.bottom))
    seen = area.intersected(place.inner)
    if seen.isEmpty():  # outside, or the plot has no room at all
        return
    if takes_text(painter) and not mark.smooth:  # viewers interpolate between the pixels
        finer = ceil(SHARP / max(rows, columns))
        pixels = pixels.repeat(finer, 0).repeat(finer, 1)
        rows, columns = pixels.shape
    across, down = columns / area.width(), rows / area.height()
    part = QRectF(
        (seen.left() - area.left()) * across, (seen.top() - area.top()) * down,
        seen.width() * across, seen.height() * down,
    )  # fmt: skip
    image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, mark.smooth)
    painter.drawImage(seen, image, part)
