"""What was done to single layers: gradients that were clipped, layers that are frozen."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ui.items.network.scene import LaneScene
from vgsim.compute.trace import LaneTrace
from vgsim.parts.activations import ACTIVATIONS
from vgsim.play.text import scientific

HEIGHT = 0.35  # of the theme's spacing


def clipped(lane: LaneTrace) -> list[int]:
    """The layers whose gradient was shortened before the update."""
    factors = lane.measures["clip_factor"]
    return [layer for layer, factor in enumerate(factors, 1) if factor < 1]


def draw_marks(painter: QPainter, scene: LaneScene, lane: LaneTrace) -> None:
    """A bar under the columns concerned: warning color where clipped, text color where frozen."""
    plan, theme = scene.plan, scene.plan.theme
    height = max(2.0, HEIGHT * theme.spacing)
    for layers, color in ((clipped(lane), theme.warn), (lane.frozen, theme.text)):
        for layer in layers:
            left, right = (plan.y(edge) for edge in scene.box(layer))
            top = plan.y(scene.place.bars[1]) + 1
            painter.fillRect(QRectF(left, top, right - left, height), QColor(color))


def notes(lane: LaneTrace) -> list[str]:
    """The marks in words."""
    found = []
    layers = clipped(lane)
    if layers:
        least = min(float(lane.measures["clip_factor"][layer - 1]) for layer in layers)
        where = "everywhere" if len(layers) > lane.depth else f"in {_listed(layers)}"
        found.append(f"clipped {where}, to {scientific(100 * least, 2)} % at least")
    if lane.frozen:
        found.append(f"frozen: {_listed(lane.frozen)}")
    own = {k: name for k, name in enumerate(lane.activations, 1) if name != lane.network.activation}
    if own:
        named = [f"{ACTIVATIONS[name].label} in layer {layer}" for layer, name in own.items()]
        found.append(", ".join(named[:3]) + (" …" if len(named) > 3 else ""))
    return found


def _listed(layers: list[int] | tuple[int, ...]) -> str:
    if len(layers) > 4:
        return f"{len(layers)} layers"
    return f"layer{'s' if len(layers) > 1 else ''} " + ", ".join(map(str, layers))
