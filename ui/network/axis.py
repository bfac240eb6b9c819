"""Labels around the columns: names of bands and layers, and the logarithmic axis of the bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.network.layout import NetworkLayout, line_height, text_width
from ui.network.marks import draw_half
from ui.network.scene import LaneScene
from vgsim.play.geometry import thinning
from vgsim.words.language import tr
from vgsim.words.numbers import power_of_ten

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
SIGN = 3.0  # pixels between ≈ and the first number
AXES = {"layer": tr("layer"), "step": tr("step")}  # what the columns are


def write_axis(painter: QPainter, scene: LaneScene) -> None:
    """Write the names of the bands, and tick labels on a strip of the gradient's colors."""
    plan, theme, place = scene.plan, scene.plan.theme, scene.place
    right, line = plan.margin - theme.spacing, line_height(plan.label)
    painter.setFont(plan.label)
    painter.setPen(QColor(theme.text))
    if place.once:
        _write_halves(painter, scene)
    for (start, end), words in ((place.signal, tr("signal")), (place.gradient, tr("gradient"))):
        box = QRectF(0, plan.y((start + end) / 2) - line / 2, right - 3, line)
        if plan.spacing >= 0.8 * line and not place.once:
            painter.drawText(box, RIGHT, words)
    _draw_colors(painter, plan, place.signal, theme.forward_map)
    _draw_colors(painter, plan, place.bars, theme.gradient_map)
    start, end = place.bars
    height = plan.y(end - start)
    painter.setPen(QColor(theme.muted))
    if plan.bars >= line:
        for decade in plan.scale.ticks(scene.tick_count()):
            y = plan.y(end) - plan.scale.share(decade) * height - line / 2
            box = QRectF(0, max(y, plan.y(start) - line * 0.3), right - 3, line)
            painter.drawText(box, RIGHT, power_of_ten(decade))
    if plan.rows is not None and plan.rows.short:  # rounded to powers of ten
        first = scene.pictures.boxes[0]  # a number wider than its column begins in the margin
        end_of_sign = right if first is None else min(right, first[0] / plan.ratio - SIGN)
        painter.drawText(QRectF(0, plan.y(place.numbers[0]), end_of_sign, line), RIGHT, "≈")
    _write_end(painter, scene)


def _write_halves(painter: QPainter, scene: LaneScene) -> None:
    """Write which half of a circle shows the signal, and which the gradient."""
    plan, theme, line = scene.plan, scene.plan.theme, line_height(scene.plan.label)
    right, middle = plan.margin - theme.spacing - 3, plan.y(sum(scene.place.signal)) / 2
    side = 0.7 * line
    rows = (
        (-1.1, tr("signal"), theme.forward_map[215], 90),
        (0.1, tr("gradient"), theme.gradient_map[200], -90),
    )
    for shift, words, color, start in rows:
        box = QRectF(0, middle + shift * line, right - side - 4, line)
        painter.setPen(QColor(theme.text))
        painter.drawText(box, RIGHT, words)
        circle = QRectF(right - side, box.center().y() - side / 2, side, side)
        draw_half(painter, circle, QColor.fromRgb(color), QColor(theme.outline), start)


def _draw_colors(
    painter: QPainter, plan: NetworkLayout, band: tuple[int, int], colors: tuple[int, ...]
) -> None:
    """Draw all colors of a band, the highest value on top, between its name and its columns."""
    start, end = band
    left, strip = plan.margin - plan.theme.spacing, max(3.0, plan.theme.spacing * 0.5)
    for row in range(end - start):
        color = colors[round(255 * (1 - row / max(end - start - 1, 1)))]
        part = QRectF(left, plan.y(start + row), strip, 1 / plan.ratio)
        painter.fillRect(part, QColor.fromRgb(color))


def _write_end(painter: QPainter, scene: LaneScene) -> None:
    """Write "output" after the last layer of a lane that is shorter than the longest."""
    plan = scene.plan
    if scene.layers == plan.columns.layers:
        return
    start, end = scene.place.signal
    left = plan.y(scene.columns.span(scene.layers)[1]) + plan.theme.spacing * 1.5
    box = QRectF(left, plan.y(start), plan.width - left, plan.y(end - start))
    painter.drawText(box, LEFT, tr("output"))


def write_layers(painter: QPainter, plan: NetworkLayout, axis: str) -> None:
    """Write the names of the columns at the bottom; `axis`: what the columns are."""
    theme, columns = plan.theme, plan.columns
    line = line_height(plan.label)
    top = plan.y(plan.places[-1].bottom) + theme.spacing * 0.25
    painter.setFont(plan.label)
    painter.setPen(QColor(theme.muted))
    painter.drawText(QRectF(0, top, plan.margin - theme.spacing, line), RIGHT, AXES[axis])
    if plan.inputs is not None:
        left, right = (plan.y(edge) for edge in plan.inputs)
        wide = text_width(tr("in"), plan.label)
        painter.drawText(QRectF(left - wide, top, right - left + 2 * wide, line), CENTER, tr("in"))
    pitch = columns.pitch / plan.ratio
    widest = text_width("00" if columns.layers < 100 else "000", plan.label)
    every = thinning(pitch, widest + 6)
    end = plan.width - columns.center(columns.layers) / plan.ratio
    last = next(
        (
            name for name in (tr("output"), tr("out"))
            if text_width(name, plan.label) / 2 <= end
            and (text_width(name, plan.label) + widest) / 2 + 4 <= pitch
        ),
        tr("out"),
    )  # fmt: skip
    reach = (text_width(last, plan.label) + widest) / 2 + 4
    for layer in range(1, columns.layers + 1):
        named = last if layer == columns.layers else str(layer)
        if layer < columns.layers:
            close = (columns.layers - layer) * pitch < reach
            if close or ((layer - (every == 2)) % every and layer > 1):
                continue
        center = columns.center(layer) / plan.ratio
        wide = text_width(named, plan.label)
        painter.drawText(QRectF(center - wide, top, 2 * wide, line), CENTER, named)
