"""The marks on top of the picture: the wave front and its pulse, selection, and target."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.network.layout import NetworkLayout
from ui.network.links import UnitLink
from ui.network.reading import NetworkPlace, gradient_size, signal_size
from ui.network.scene import LARGEST_SIGNAL, RING, LaneScene
from ui.raster.cells import place_of_gradient, place_of_signal
from vgsim.compute.traces.trace import LaneTrace
from vgsim.play.frame import Frame, Phase

LEAST = 0.35  # of the track's height: the size of a pulse whose value has vanished


def front_layer(frame: Frame, layers: int) -> int | None:
    """The lane's layer that the wave has reached; None if there is none."""
    moving = frame.phase in (Phase.FORWARD, Phase.BACKWARD)
    newest = frame.newest if moving else None
    return newest if newest is not None and newest <= layers else None


def front_span(plan: NetworkLayout, frame: Frame) -> tuple[int, int] | None:
    """Pixel columns that the marks of the wave may cover."""
    layer = front_layer(frame, plan.columns.layers)
    if layer is None:
        return None
    reach = plan.columns.pitch + 3 * plan.theme.spacing * plan.ratio
    center = plan.columns.center(layer)
    return round(center - reach), round(center + reach)


def draw_lane_marks(
    painter: QPainter, index: int, scene: LaneScene, lane: LaneTrace, watched: NetworkPlace,
    pointed: NetworkPlace | None, frame: Frame,
) -> None:  # fmt: skip
    """Draw all marks of the lane with this index."""
    theme, own = scene.plan.theme, index == watched.lane
    draw_choice(painter, scene, watched.layer, watched.unit if own else None)
    if pointed is not None and pointed.link is not None and pointed.lane == index:
        draw_link(painter, scene, pointed.link, theme.text, theme.line_width)
    if own and watched.link is not None:
        draw_link(painter, scene, watched.link, theme.accent, 2 * theme.line_width)
    draw_target(painter, scene, lane)
    if front_layer(frame, scene.layers) is not None:
        draw_front(painter, scene, lane, frame)


def draw_front(painter: QPainter, scene: LaneScene, lane: LaneTrace, frame: Frame) -> None:
    """Draw the wave front: forward around the signals, backward around gradient and bar."""
    layer = front_layer(frame, scene.layers)
    if layer is None:
        return
    plan, place, theme = scene.plan, scene.place, scene.plan.theme
    forward = frame.phase is Phase.FORWARD
    first, last = scene.box(layer)
    start, end = place.signal if forward else (place.gradient[0], place.bars[1])
    width = theme.line_width
    box = QRectF(plan.y(first), plan.y(start), plan.y(last - first), plan.y(end - start))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.text), width))
    painter.drawRect(box.adjusted(-width / 2, -width / 2, width / 2, width / 2))
    _pulse(painter, scene, lane, frame, layer)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _pulse(painter: QPainter, scene: LaneScene, lane: LaneTrace, frame: Frame, layer: int) -> None:
    """Draw the pulse that moves to the next layer; size and color show the value it carries."""
    plan, theme = scene.plan, scene.plan.theme
    top, bottom = (plan.y(edge) for edge in scene.place.track)
    if frame.phase is Phase.FORWARD:
        share = place_of_signal(signal_size(lane, layer), LARGEST_SIGNAL)
        color, way = theme.forward_map[round(127.5 + 127.5 * share)], 1.0
    else:
        share = place_of_gradient(gradient_size(lane, layer), plan.scale.low, plan.scale.high)
        color, way = theme.gradient_map[round(255 * share)], -1.0
    half = (bottom - top) / 2 * (LEAST + (1 - LEAST) * share)
    x = plan.y(scene.columns.center(layer + way * frame.progress))
    y = (top + bottom) / 2
    painter.setPen(QPen(QColor(theme.text), max(1.0, theme.line_width * 0.5)))
    painter.setBrush(QColor.fromRgb(color))
    painter.drawPolygon((
        QPointF(x + way * half * 1.3, y), QPointF(x - way * half * 0.7, y - half),
        QPointF(x - way * half * 0.7, y + half),
    ))  # fmt: skip


def draw_choice(painter: QPainter, scene: LaneScene, layer: int, unit: int | None) -> None:
    """Outline the selected layer's column, and the selected unit in both bands."""
    plan, place, theme = scene.plan, scene.place, scene.plan.theme
    layer = min(layer, scene.layers)
    left, right = (round(plan.y(edge)) for edge in scene.box(layer))
    top, bottom = round(plan.y(place.signal[0])), round(plan.y(place.bars[1]))
    width = max(2, round(theme.line_width * 0.75))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(QColor(theme.accent), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.drawRect(
        QRect(left - width, top - width, right - left + 2 * width, bottom - top + 2 * width)
    )
    if unit is None or unit >= scene.widths[layer - 1]:
        return
    for band in (place.signal, place.gradient):
        start, end = (plan.y(edge) for edge in scene.unit_rows(band, layer, unit))
        if scene.discs:
            reach = plan.y(1) * scene.radius(layer) + 2 * width
            middle = QPointF((left + right) / 2, (start + end) / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawEllipse(middle, reach, reach)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        else:
            size = max(round(end - start), 2) + width
            painter.drawRect(QRect(left - width, round(start) - 1, right - left + 2 * width, size))


def draw_link(
    painter: QPainter, scene: LaneScene, link: UnitLink, color: str, width: float
) -> None:
    """Draw a weight's line on top of all others, from one disc's edge to the other's."""
    layer, unit, source = min(link[0], scene.layers), *link[1:]
    bundle = next((each for each in scene.bundles if each.layer == layer), None)
    if bundle is None or not bundle.has(unit, source):
        return
    plan, ring = scene.plan, RING * scene.plan.ratio
    start_disc = scene.radius(layer - 1) + ring if layer > 1 else 0.0
    end_disc = scene.radius(layer) + ring
    pen = QPen(QColor(color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for band in bundle.bands:
        (x0, y0), (x1, y1) = bundle.ends(band, unit, source)
        length = max(hypot(x1 - x0, y1 - y0), 1.0)
        first, last = start_disc / length, 1 - end_disc / length
        start, end = (
            QPointF(plan.y(x0 + share * (x1 - x0)), plan.y(y0 + share * (y1 - y0)))
            for share in (first, last)
        )
        painter.drawLine(start, end)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_target(painter: QPainter, scene: LaneScene, lane: LaneTrace) -> None:
    """Draw a wedge at the output unit of the correct class of the watched example."""
    values = [float(value) for value in lane.target]
    if len(values) != scene.widths[-1] or len(values) < 2:
        return
    plan, (start, end) = scene.plan, scene.place.signal
    unit = values.index(max(values))
    y = plan.y(start) + (unit + 0.5) * plan.y(end - start) / len(values)
    x = plan.y(scene.box(scene.layers)[1]) + 2
    size = min(plan.theme.spacing * 0.9, max(plan.y(end - start) / len(values), 5.0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(plan.theme.text))
    painter.drawPolygon(
        (QPointF(x, y), QPointF(x + size, y - size * 0.6), QPointF(x + size, y + size * 0.6))
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
