"""Marks on single layers: clipped gradients, frozen layers, their own activation, no update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.look.theme import Theme
from ui.network.discs import SIGNS, VIVID
from ui.network.scene import LaneScene
from vgsim.compute.traces.trace import LaneTrace
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.language import tr
from vgsim.words.numbers import scientific, short

# as named in the legend
CLIPPED, FROZEN, OWN, STILL = tr("clipped"), tr("frozen"), tr("own f"), tr("no update")
HALVES, WEIGHTS, SLOPES = tr("signal, gradient"), tr("weight, − +"), tr("∂L/∂w, − +")
KEY = (HALVES, WEIGHTS, SLOPES)  # of circles and the lines between them
KINDS = (*KEY, STILL, CLIPPED, FROZEN, OWN)
# as in titles
_NORMALIZATIONS = {"batch": tr("batch norm"), "layer": tr("layer norm"), "rms": tr("rms norm")}
HEIGHT = 0.35  # of the theme's spacing: height of a bar
NARROW = 6.0  # window pixels: in a narrower column a notch would be too small to see


def clipped(lane: LaneTrace) -> list[int]:
    """The layers whose gradient was clipped before the update."""
    factors = lane.measures["clip_factor"]
    return [layer for layer, factor in enumerate(factors, 1) if factor < 1]


def not_updated(lane: LaneTrace) -> list[int]:
    """The layers whose update is exactly 0 although they are not frozen."""
    ratios = enumerate(lane.measures["update_ratio"], 1)
    return [layer for layer, ratio in ratios if ratio == 0 and layer not in lane.frozen]


def own_activations(lane: LaneTrace) -> dict[int, str]:
    """The layers whose activation differs from the lane's, with its name."""
    common = lane.network.activation
    return {
        layer: ACTIVATIONS[name].label
        for layer, name in enumerate(lane.activations, 1) if name != common
    }  # fmt: skip


def marked(lane: LaneTrace) -> dict[str, list[int]]:
    """The layers that have each kind of mark."""
    return {
        CLIPPED: clipped(lane), FROZEN: list(lane.frozen), OWN: list(own_activations(lane)),
        STILL: not_updated(lane),
    }  # fmt: skip


def write_marks(painter: QPainter, scene: LaneScene, lane: LaneTrace) -> None:
    """Paint the marks in gaps that the wave does not cover: under signals or under bars."""
    plan, place, found = scene.plan, scene.place, marked(lane)
    under = place.bars[0] if place.once else place.gradient[0]
    height = min(place.numbers[0] - place.bars[1], under - place.signal[1]) - plan.grain
    if height < plan.grain:
        return
    feet = {OWN: place.signal[1], FROZEN: place.bars[1], CLIPPED: place.bars[1]}
    first, last = (scene.columns.span(layer)[k] for k, layer in enumerate((1, scene.layers)))
    for foot in set(feet.values()):  # remove the marks of the previous trace
        gap = QRectF(plan.y(first), plan.y(foot), plan.y(last - first), plan.y(height + plan.grain))
        painter.fillRect(gap, QColor(plan.theme.surface))
    # clipped last, so that its notch is visible on a frozen layer's bar
    for kind in (OWN, FROZEN, CLIPPED):
        top = plan.y(feet[kind] + plan.grain)
        for layer in found[kind]:
            left, right = (plan.y(edge) for edge in scene.box(layer))
            draw_mark(painter, plan.theme, kind, QRectF(left, top, right - left, plan.y(height)))


def draw_mark(painter: QPainter, theme: Theme, kind: str, spot: QRectF) -> None:
    """Draw a mark; shapes differ: a notch, a solid bar, a dotted line, an empty diamond."""
    if kind == STILL:
        draw_diamond(painter, theme, spot, filled=False)
        return
    if kind in KEY:
        _draw_key(painter, theme, kind, spot)
        return
    bar = QRectF(
        spot.left(), spot.top(), spot.width(), min(max(2.0, HEIGHT * theme.spacing), spot.height())
    )
    if kind == FROZEN:
        painter.fillRect(bar, QColor(theme.text))
    elif kind == OWN:
        y = bar.center().y()
        painter.setPen(QPen(QColor(theme.text), bar.height(), Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(bar.left(), y), QPointF(bar.right(), y))
    elif spot.width() < NARROW:
        bar.moveBottom(spot.bottom())
        painter.fillRect(bar, QColor(theme.warn))  # below the bar of a frozen layer
    else:
        middle, half = spot.center().x(), min(spot.width() / 2, spot.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.surface), 1))  # an edge against the bar of a frozen layer
        painter.setBrush(QColor(theme.warn))
        painter.drawPolygon((
            QPointF(middle, spot.top()), QPointF(middle + half, spot.bottom()),
            QPointF(middle - half, spot.bottom()),
        ))  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _draw_key(painter: QPainter, theme: Theme, kind: str, spot: QRectF) -> None:
    """Draw a circle with two halves, or a line for − above a line for +."""
    if kind == HALVES:
        side = spot.width() * 0.9
        circle = QRectF(spot.left(), spot.center().y() - side / 2, side, side)
        colors = theme.forward_map[SIGNS[1]], theme.gradient_map[VIVID]
        for start, color in zip((90, -90), colors, strict=True):
            draw_half(painter, circle, QColor.fromRgb(color), QColor(theme.outline), start)
        return
    lower, upper = theme.forward_map, theme.forward_map
    places = SIGNS
    if kind == SLOPES:
        lower, upper, places = theme.negative_map, theme.gradient_map, (VIVID, VIVID)
    for share, color in ((0.3, lower[places[0]]), (0.7, upper[places[1]])):
        y = spot.top() + share * spot.height() + (share - 0.5) * spot.width() * 0.4
        painter.setPen(QPen(QColor.fromRgb(color), max(2.0, theme.line_width)))
        painter.drawLine(QPointF(spot.left(), y), QPointF(spot.right(), y))


def draw_half(painter: QPainter, circle: QRectF, color: QColor, ring: QColor, start: int) -> None:
    """Draw a circle of which one half is filled: from `start` degrees, counterclockwise."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPie(circle, start * 16, 180 * 16)
    painter.setPen(ring)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(circle)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_diamond(painter: QPainter, theme: Theme, spot: QRectF, *, filled: bool) -> None:
    """Draw the diamond of an update's relative size; `filled` is False if that is exactly 0."""
    middle, half = spot.center(), spot.width() * 0.4
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(QColor(theme.accent), half * 0.35))
    painter.setBrush(QColor(theme.accent) if filled else Qt.BrushStyle.NoBrush)
    half *= 1.0 if filled else 0.85
    painter.drawPolygon((
        middle + QPointF(0, -half), middle + QPointF(half, 0), middle + QPointF(0, half),
        middle + QPointF(-half, 0),
    ))  # fmt: skip
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def modifications(lane: LaneTrace) -> list[str]:
    """What is applied to the signals of every hidden layer in addition to f."""
    return [text for text, _ in _modifications(lane)]


def _modifications(lane: LaneTrace) -> Iterator[tuple[str, str]]:
    """Each modification, and the words by which a title names it."""
    network = lane.network
    if network.normalization != "none":
        name = _NORMALIZATIONS[network.normalization]
        if network.normalization_place == "before":
            yield tr("{normalization} before f", normalization=name), name
        else:
            text = tr("{normalization} after f", normalization=name)
            yield text, text
    if network.dropout:
        text = tr("dropout {fraction}", fraction=short(network.dropout))
        yield text, text


def notes(lane: LaneTrace) -> list[str]:
    """The marks in words, and the modifications unless the title names it already."""
    found = []
    layers = clipped(lane)
    if layers:
        least = min(float(lane.measures["clip_factor"][layer - 1]) for layer in layers)
        percent = scientific(100 * least, 2)
        if len(layers) > lane.depth:
            found.append(
                tr("clipped in every step, down to {percent} %", percent=percent)
                if lane.recurrent
                else tr("clipped in every layer, down to {percent} %", percent=percent)
            )
        else:
            where = _listed(layers, lane)
            found.append(
                tr("clipped in {layers}, down to {percent} %", layers=where, percent=percent)
            )
    if lane.frozen:
        found.append(tr("frozen: {layers}", layers=_listed(lane.frozen, lane)))
    named = [
        tr("{activation} in step {step}", activation=label, step=layer)
        if lane.recurrent
        else tr("{activation} in layer {layer}", activation=label, layer=layer)
        for layer, label in own_activations(lane).items()
    ]
    if named:
        found.append(", ".join(named[:3]) + (" …" if len(named) > 3 else ""))
    title = lane.title.casefold()
    return found + [text for text, name in _modifications(lane) if name.casefold() not in title]


def _listed(layers: Sequence[int], lane: LaneTrace) -> str:
    """The layers, or time steps, by number; how many, if there are more than four."""
    several, numbers = len(layers), ", ".join(map(str, layers))
    if lane.recurrent:
        if several > 4:
            return tr("%n step(s)", "", several)
        return (
            tr("steps {steps}", steps=numbers) if several > 1 else tr("step {step}", step=numbers)
        )
    if several > 4:
        return tr("%n layer(s)", "", several)
    if several > 1:
        return tr("layers {layers}", layers=numbers)
    return tr("layer {layer}", layer=numbers)
