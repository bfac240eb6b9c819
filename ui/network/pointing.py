"""What is at a point of the network view."""

from __future__ import annotations

from collections.abc import Sequence

from ui.network.inputs import input_at
from ui.network.reading import NetworkPlace
from ui.network.scene import LaneScene
from ui.network.skips import Skips
from vgsim.compute.traces.trace import Trace


def place_at(
    scenes: Sequence[LaneScene], skips: Sequence[Skips], trace: Trace, x: float, y: float
) -> NetworkPlace | None:
    """What is at a point in device pixels: discs take precedence over lines, lines over layers."""
    watched = NetworkPlace.watched(trace)
    for index, scene in enumerate(scenes):
        link = scene.link_at(x, y, watched.link if index == watched.lane else None)
        if link is not None:
            return NetworkPlace(index, *link)
        source = skips[index].at(x, y)
        if source is not None:
            return NetworkPlace(index, source)
        layer = scene.columns.layer_at(x)
        place = scene.place
        inside = place.signal[0] <= y < place.numbers[1] and x >= 0
        if inside and layer is not None and layer <= scene.layers:
            return NetworkPlace(index, layer, scene.unit_at(y, layer, trace.lanes[index]))
    return None


def input_pointed(
    scenes: Sequence[LaneScene], trace: Trace, x: float, y: float
) -> tuple[int, int] | None:
    """The lane and the input, both counted from 0, at a point in device pixels."""
    for index, (scene, lane) in enumerate(zip(scenes, trace.lanes, strict=True)):
        found = input_at(scene, lane, x, y)
        if found is not None:
            return index, found
    return None
