"""What was done to single layers: clipped gradients, frozen layers, activations of their own."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.look.theme import Theme
from ui.network.scene import LaneScene
from vgsim.compute.traces.trace import LaneTrace
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.normalizations import NORMALIZATIONS
from vgsim.words.numbers import scientific, short

# as the legend names them
CLIPPED, FROZEN, OWN, STILL = "clipped", "frozen", "own f", "no update"
KINDS = (STILL, CLIPPED, FROZEN, OWN)
HEIGHT = 0.35  # of the theme's spacing: a bar
NARROW = 6.0  # pixels of the window: a notch in a narrower column would be a speck


def clipped(lane: LaneTrace) -> list[int]:
    """The layers whose gradient was shortened before the update."""
    factors = lane.measures["clip_factor"]
    return [layer for layer, factor in enumerate(factors, 1) if factor < 1]


def still(lane: LaneTrace) -> list[int]:
    """The layers whose update is exactly 0, though they are not frozen."""
    ratios = enumerate(lane.measures["update_ratio"], 1)
    return [layer for layer, ratio in ratios if ratio == 0 and layer not in lane.frozen]


def own(lane: LaneTrace) -> dict[int, str]:
    """The layers with another activation than the lane's, and its name."""
    common = lane.network.activation
    return {
        layer: ACTIVATIONS[name].label
        for layer, name in enumerate(lane.activations, 1) if name != common
    }  # fmt: skip


def marked(lane: LaneTrace) -> dict[str, list[int]]:
    """The layers that carry each kind of mark."""
    return {
        CLIPPED: clipped(lane), FROZEN: list(lane.frozen), OWN: list(own(lane)),
        STILL: still(lane),
    }  # fmt: skip


def write_marks(painter: QPainter, scene: LaneScene, lane: LaneTrace) -> None:
    """On the picture, in gaps the wave leaves alone: under the bars, own f under the signals."""
    plan, place, found = scene.plan, scene.place, marked(lane)
    height = min(place.numbers[0] - place.bars[1], place.gradient[0] - place.signal[1]) - plan.grain
    if height < plan.grain:
        return
    feet = {OWN: place.signal[1], FROZEN: place.bars[1], CLIPPED: place.bars[1]}
    first, last = (scene.columns.span(layer)[k] for k, layer in enumerate((1, scene.layers)))
    for foot in set(feet.values()):  # what an earlier trace had
        gap = QRectF(plan.y(first), plan.y(foot), plan.y(last - first), plan.y(height + plan.grain))
        painter.fillRect(gap, QColor(plan.theme.surface))
    for kind in (OWN, FROZEN, CLIPPED):  # a notch is seen on a frozen layer's bar, too
        top = plan.y(feet[kind] + plan.grain)
        for layer in found[kind]:
            left, right = (plan.y(edge) for edge in scene.box(layer))
            draw_mark(painter, plan.theme, kind, QRectF(left, top, right - left, plan.y(height)))


def draw_mark(painter: QPainter, theme: Theme, kind: str, spot: QRectF) -> None:
    """Told apart by shape: a notch from below, a solid bar, a dotted line, an empty diamond."""
    if kind == STILL:
        draw_diamond(painter, theme, spot, filled=False)
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
        painter.fillRect(bar, QColor(theme.warn))  # under a frozen one
    else:
        middle, half = spot.center().x(), min(spot.width() / 2, spot.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.surface), 1))  # its edge on the bar of a frozen layer
        painter.setBrush(QColor(theme.warn))
        painter.drawPolygon((
            QPointF(middle, spot.top()), QPointF(middle + half, spot.bottom()),
            QPointF(middle - half, spot.bottom()),
        ))  # fmt: skip
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_diamond(painter: QPainter, theme: Theme, spot: QRectF, *, filled: bool) -> None:
    """An update beside its weights; empty: exactly 0."""
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


def treatment(lane: LaneTrace) -> list[str]:
    """What is done to the signals of every hidden layer beside f."""
    network, found = lane.network, []
    if network.normalization != "none":
        label = NORMALIZATIONS[network.normalization].label.lower()
        found.append(f"{label} {network.normalization_place} f")
    if network.dropout:
        found.append(f"dropout {short(network.dropout)}")
    return found


def notes(lane: LaneTrace) -> list[str]:
    """The marks in words; and the treatment, where the title does not name it already."""
    found = []
    layers = clipped(lane)
    if layers:
        least = min(float(lane.measures["clip_factor"][layer - 1]) for layer in layers)
        where = "in every layer" if len(layers) > lane.depth else f"in {_listed(layers, lane.axis)}"
        found.append(f"clipped {where}, down to {scientific(100 * least, 2)} %")
    if lane.frozen:
        found.append(f"frozen: {_listed(lane.frozen, lane.axis)}")
    named = [f"{label} in {lane.axis} {layer}" for layer, label in own(lane).items()]
    if named:
        found.append(", ".join(named[:3]) + (" …" if len(named) > 3 else ""))
    title = lane.title.lower()
    return found + [
        words for words in treatment(lane) if words.partition(" before f")[0] not in title
    ]


def _listed(layers: list[int] | tuple[int, ...], axis: str) -> str:
    if len(layers) > 4:
        return f"{len(layers)} {axis}s"
    return f"{axis}{'s' if len(layers) > 1 else ''} " + ", ".join(map(str, layers))
