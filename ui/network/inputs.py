"""The watched example, left of its network: as a picture or as a column of cells."""

from __future__ import annotations

import numpy as np

from ui.look.theme import argb
from ui.network.layout import NetworkLayout
from ui.network.scene import LARGEST_SIGNAL, LaneScene
from ui.raster.cells import NAN, FloatArray, Pixels, packed, signal_codes, signal_colors
from vgsim.compute.traces.trace import LaneTrace


def paint_inputs(
    screen: Pixels,
    plan: NetworkLayout,
    scene: LaneScene,
    lane: LaneTrace,
    shape: tuple[int, int] | None,
) -> None:
    """Paint the inputs with the color map of signals."""
    assert plan.inputs is not None
    left, right = plan.inputs
    top, bottom = scene.place.signal
    if bottom - top < 2 or right - left < 2:
        return
    grid = _colors(plan, lane.inputs).reshape(shape or (len(lane.inputs), 1))
    if shape is not None:  # pixels of an image stay square
        side = min(bottom - top, (right - left) * shape[0] // max(shape[1], 1))
        top += (bottom - top - side) // 2
        bottom = top + side
    rows = np.arange(bottom - top) * grid.shape[0] // (bottom - top)
    columns = np.arange(right - left) * grid.shape[1] // (right - left)
    screen[top:bottom, left:right] = grid[rows[:, None], columns]


def _colors(plan: NetworkLayout, inputs: FloatArray) -> Pixels:
    theme = plan.theme
    colors = signal_colors(inputs, LARGEST_SIGNAL, packed(theme.forward_map))
    codes = signal_codes(inputs)
    colors[codes > 0] = argb(theme.infinite)
    colors[codes == NAN] = argb(theme.nan)
    return colors
