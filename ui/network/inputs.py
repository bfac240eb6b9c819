"""The watched example, left of its network: as a picture, or as a column of cells with names."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.look.theme import argb
from ui.network.axis import RIGHT
from ui.network.layout import NetworkLayout, line_height
from ui.network.scene import LaneScene
from ui.network.shapes import LARGEST_SIGNAL
from ui.raster.cells import NAN, FloatArray, Pixels, packed, signal_codes, signal_colors
from vgsim.compute.traces.trace import LaneTrace
from vgsim.play.geometry import RowBand, unit_at


def paint_inputs(screen: Pixels, scene: LaneScene, lane: LaneTrace) -> None:
    """Paint the inputs with the color map of signals."""
    (left, right), (top, bottom) = _box(scene, lane)
    if bottom - top < 2 or right - left < 2:
        return
    grid = _colors(scene.plan, lane.inputs).reshape(lane.image_shape or (len(lane.inputs), 1))
    rows = np.arange(bottom - top) * grid.shape[0] // (bottom - top)
    columns = np.arange(right - left) * grid.shape[1] // (right - left)
    inside = screen[top:bottom, left:right]  # of a very small window
    inside[:] = grid[rows[: inside.shape[0], None], columns[: inside.shape[1]]]


def input_at(scene: LaneScene, lane: LaneTrace, x: float, y: float) -> int | None:
    """The input whose cell or name is at a point in device pixels, counted from 0."""
    plan = scene.plan
    if plan.inputs is None or not lane.inputs.size:
        return None
    (left, right), band = _box(scene, lane)
    down, across = lane.image_shape or (len(lane.inputs), 1)
    row = unit_at(y, *band, down)
    if row is None or x >= right:
        return None
    if x >= left:
        return row * across + int((x - left) * across / (right - left))
    named = lane.image_shape is None and x >= plan.margin * plan.ratio
    return row if named else None


def middle_of_input(scene: LaneScene, lane: LaneTrace, index: int) -> QPointF:
    """The middle of the cell of an input, counted from 0, in window pixels."""
    (left, right), (top, bottom) = _box(scene, lane)
    down, across = lane.image_shape or (len(lane.inputs), 1)
    row, column = divmod(index, across)
    x = left + (column + 0.5) * (right - left) / across
    y = top + (row + 0.5) * (bottom - top) / down
    return QPointF(scene.plan.y(x), scene.plan.y(y))


def write_names(painter: QPainter, scene: LaneScene, lane: LaneTrace) -> None:
    """Write the names of the inputs next to their cells, if all of them fit.

    Long names are elided; the tooltip has them in full.
    """
    plan, theme = scene.plan, scene.plan.theme
    top, bottom = (plan.y(edge) for edge in scene.place.signal)
    if not plan.names or not plan.names_fit(scene.place, lane):
        return
    left, line = round(plan.margin), line_height(plan.label)
    painter.fillRect(QRectF(left, top, plan.names, bottom - top), QColor(theme.surface))
    painter.setFont(plan.label)
    painter.setPen(QColor(theme.text))
    metrics, pitch = painter.fontMetrics(), (bottom - top) / len(lane.input_names)
    for k, name in enumerate(lane.input_names):
        words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(plan.names) + 1)
        middle = top + (k + 0.5) * pitch
        painter.drawText(QRectF(left, middle - line / 2, plan.names, line), RIGHT, words)


def _box(scene: LaneScene, lane: LaneTrace) -> tuple[RowBand, RowBand]:
    """The pixel columns and rows of the inputs; pixels of an image stay square."""
    assert scene.plan.inputs is not None
    left, right = scene.plan.inputs
    top, bottom = scene.place.signal
    if lane.image_shape is not None:
        down, across = lane.image_shape
        side = min(bottom - top, (right - left) * down // max(across, 1))
        top += (bottom - top - side) // 2
        bottom = top + side
    return (left, right), (top, bottom)


def _colors(plan: NetworkLayout, inputs: FloatArray) -> Pixels:
    theme = plan.theme
    colors = signal_colors(inputs, LARGEST_SIGNAL, packed(theme.forward_map))
    codes = signal_codes(inputs)
    colors[codes > 0] = argb(theme.infinite)
    colors[codes == NAN] = argb(theme.nan)
    return colors
