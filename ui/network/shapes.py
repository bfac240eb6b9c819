"""The parts of a trace that determine the layout: sizes, and what is shown of the inputs."""

from __future__ import annotations

from ui.look.theme import Theme
from vgsim.compute.traces.trace import LaneTrace, Trace

LARGEST_SIGNAL = 10.0  # the end of the signal scale
NARROW = 16  # maximum number of units in a layer for which circles and lines are drawn
SHALLOW, WIDER = 3, 32  # hidden layers up to which there may be more units, and how many
LEAST_PITCH = 22  # minimum distance of columns with circles, in window pixels
LEAST_ROOM = 6  # minimum height per circle, in window pixels


def narrow(lane: LaneTrace) -> bool:
    """Whether a lane has so few units that they are drawn as circles, if there is room."""
    most = WIDER if lane.depth <= SHALLOW else NARROW
    return max(lane.widths[1:]) <= most and len(lane.weights) == len(lane.widths) - 1


def has_room(lane: LaneTrace, pitch: float, height: float, ratio: float) -> bool:
    """Whether the circles of a narrow lane fit into columns and a height in device pixels."""
    enough = height >= LEAST_ROOM * ratio * max(lane.widths[1:])
    return narrow(lane) and pitch >= LEAST_PITCH * ratio and enough


def inputs_shown(trace: Trace, lane: LaneTrace) -> bool:
    """Whether the inputs are shown: of one example, or their means if each has its lines."""
    if not lane.inputs.size:
        return False
    listed = lane.image_shape is None and lane.widths[0] <= NARROW
    return trace.watch.example is not None or (narrow(lane) and listed)


def inputs_width(trace: Trace, band: float, theme: Theme) -> float:
    """Width of the inputs in window pixels, next to a band of this height; 0: none is shown."""
    lanes = [lane for lane in trace.lanes if inputs_shown(trace, lane)]
    if not lanes:
        return 0.0
    shapes = [lane.image_shape for lane in lanes if lane.image_shape is not None]
    if not shapes:
        return 2.0 * theme.spacing
    return max(band * columns / max(rows, 1) for rows, columns in shapes)


def shape_of(trace: Trace) -> tuple[object, ...]:
    """The part of a trace on which the layout depends."""
    lanes = tuple(
        (
            lane.widths, bool(lane.weights), lane.image_shape, lane.skips, lane.axis,
            lane.input_names,
        )
        for lane in trace.lanes
    )  # fmt: skip
    return lanes, trace.watch.example is None
