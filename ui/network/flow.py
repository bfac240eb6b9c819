"""What travels along the lines between circles: w·a forward, and ∂L/∂w backward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.network.discs import SIGNS, VIVID
from ui.network.links import Bundle
from ui.network.shapes import LARGEST_SIGNAL
from ui.raster.cells import FloatArray, gradient_place, signal_place
from vgsim.compute.traces.trace import LaneTrace
from vgsim.play.frame import Frame, Phase

if TYPE_CHECKING:
    from ui.network.scene import LaneScene

MOST = 160  # dots between two layers: those with the largest values
FAINTEST = 0.04  # of the scale: smaller values have no dot
SIZES = (3.5, 5.0, 7.0)  # diameters of dots, in times of half the theme's line width


@dataclass(frozen=True, slots=True)
class FlowDots:
    """FlowDots of one color and size; each travels from its start (x0, y0) to its end (x1, y1)."""

    color: str
    size: float
    starts: FloatArray  # (dots,) y in window pixels
    ends: FloatArray  # (dots,)


class ConnectionFlow:
    """The dots of one lane and pass, made when the wave first needs them."""

    def __init__(self, lane: LaneTrace) -> None:
        self.lane = lane
        self._known: dict[tuple[int, bool], list[FlowDots]] = {}

    def dots(self, scene: LaneScene, bundle: Bundle, *, forward: bool) -> list[FlowDots]:
        """The dots on the lines to one layer."""
        key = bundle.layer, forward
        if key not in self._known:
            self._known[key] = self._made(scene, bundle, forward=forward)
        return self._known[key]

    def _made(self, scene: LaneScene, bundle: Bundle, *, forward: bool) -> list[FlowDots]:
        plan, lane, layer = scene.plan, self.lane, bundle.layer
        theme = plan.theme
        if forward:
            before = lane.inputs if layer == 1 else self._signals(layer - 1)
            with np.errstate(all="ignore"):  # of an exploding network, products are infinite
                values = bundle.weights * before
                sizes = np.abs(signal_place(values, LARGEST_SIGNAL))
            colors = theme.forward_map[SIGNS[0]], theme.forward_map[SIGNS[1]]
        else:
            values = lane.weight_gradients[layer - 1]
            sizes = gradient_place(values, plan.scale.low, plan.scale.high)
            colors = theme.negative_map[VIVID], theme.gradient_map[VIVID]
        sizes = np.clip(np.nan_to_num(sizes, nan=1.0, posinf=1.0), 0.0, 1.0).ravel()
        order = np.argsort(sizes)[-MOST:]
        order = order[sizes[order] > FAINTEST]
        kinds = np.minimum((sizes * len(SIZES)).astype(np.int64), len(SIZES) - 1)
        negative = np.signbit(values).ravel()
        band, (fan_out, fan_in) = bundle.bands[0], bundle.weights.shape
        height = plan.y(band[1] - band[0])
        starts = plan.y(band[0]) + (np.arange(fan_in) + 0.5) * height / fan_in
        ends = plan.y(band[0]) + (np.arange(fan_out) + 0.5) * height / fan_out
        found = []
        for kind, size in enumerate(SIZES):
            for sign, color in ((True, colors[0]), (False, colors[1])):
                some = order[(kinds[order] == kind) & (negative[order] == sign)]
                if some.size:
                    name = QColor.fromRgb(color).name()
                    places = starts[some % fan_in], ends[some // fan_in]
                    found.append(FlowDots(name, size * max(1.0, theme.line_width / 2), *places))
        return found

    def _signals(self, layer: int) -> FloatArray:
        first, last = (int(self.lane.offsets[k]) for k in (layer - 1, layer))
        return self.lane.activation[first:last]


def draw_flow(painter: QPainter, scene: LaneScene, frame: Frame) -> None:
    """Draw the dots on their way from one layer to the next."""
    forward = frame.phase is Phase.FORWARD
    if scene.flow is None or frame.progress <= 0 or not (forward or frame.phase is Phase.BACKWARD):
        return
    layer = frame.reached + 1 if forward else frame.newest
    bundle = next((each for each in scene.bundles if each.layer == layer), None)
    if bundle is None:
        return
    share = frame.progress if forward else 1 - frame.progress
    x0, x1 = scene.plan.y(bundle.left), scene.plan.y(bundle.right)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for dots in scene.flow.dots(scene, bundle, forward=forward):
        pen = QPen(QColor(dots.color), dots.size)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        x, heights = x0 + share * (x1 - x0), dots.starts + share * (dots.ends - dots.starts)
        painter.drawPoints([QPointF(x, y) for y in heights.tolist()])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
