"""The lines from the pixels of an image to a unit of the first layer.

All pixels and all units have too many lines between them; one unit's are drawn on top.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.network.discs import SIGNS, largest_of
from ui.network.inputs import middle_of_input
from ui.network.scene import LaneScene
from vgsim.compute.traces.trace import LaneTrace

MOST = 40  # strongest weights that are drawn


def has_pixel_lines(scene: LaneScene, lane: LaneTrace) -> bool:
    """Whether the units of the first layer have lines to the pixels of a visible image."""
    seen = scene.discs is not None and scene.plan.inputs is not None and len(lane.inputs) > 0
    return seen and lane.image_shape is not None and bool(lane.weights)


def draw_pixel_lines(
    painter: QPainter, scene: LaneScene, lane: LaneTrace, unit: int, chosen: int | None
) -> None:
    """Draw the strongest weights of a unit of layer 1, and the `chosen` one in another color."""
    if not has_pixel_lines(scene, lane) or unit >= scene.widths[0]:
        return
    plan, theme, discs = scene.plan, scene.plan.theme, scene.discs
    assert discs is not None
    weights = np.nan_to_num(lane.weights[0][unit])
    top, bottom = scene.place.signal
    reach = plan.y(discs.radius(1))
    y = plan.y(top + (unit + 0.5) * (bottom - top) / scene.widths[0])
    end = QPointF(plan.y(float(scene.centers[0])) - reach, y)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for k in np.argsort(np.abs(weights))[-MOST:].tolist():
        strength = min(abs(float(weights[k])) / largest_of(weights), 1.0)
        color = QColor.fromRgb(theme.forward_map[SIGNS[int(weights[k] > 0)]])
        color.setAlphaF(max(strength, 0.1))
        _line(painter, middle_of_input(scene, lane, k), end, color, theme.line_width * strength)
    if chosen is not None and chosen < len(weights):
        start = middle_of_input(scene, lane, chosen)
        _line(painter, start, end, QColor(theme.accent), 2 * theme.line_width)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _line(painter: QPainter, start: QPointF, end: QPointF, color: QColor, width: float) -> None:
    pen = QPen(color, max(width, 0.8))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(start, end)
