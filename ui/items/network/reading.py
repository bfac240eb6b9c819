"""A trace in words and numbers: the instant's, the pointer's, the selected layer's."""

from __future__ import annotations

from math import hypot

from vgsim.compute.trace import LaneTrace, Trace
from vgsim.play.frame import Frame, Phase
from vgsim.play.text import scientific

APART = "    "  # between the parts of a reading


def layer_name(layer: int, lane: LaneTrace) -> str:
    return "output" if layer == lane.depth + 1 else f"layer {layer}"


def signal_size(lane: LaneTrace, layer: int) -> float:
    """Root mean square of a layer's activations over units and samples."""
    mean = float(lane.measures["activation_mean"][layer - 1])
    return hypot(mean, float(lane.measures["activation_std"][layer - 1]))


def gradient_size(lane: LaneTrace, layer: int) -> float:
    """Root mean square of a layer's gradients at the preactivations."""
    return float(lane.measures["gradient_preactivation"][layer - 1])


def reading(lane: LaneTrace, frame: Frame) -> str:
    """The number of the instant: of the layer just reached, and the loss once there is one."""
    newest, loss = frame.newest, f"loss {scientific(lane.loss, 4)}"
    if frame.phase is Phase.LOSS:
        return loss
    if frame.phase is Phase.UPDATE:
        return f"layer 1: gradient {scientific(gradient_size(lane, 1))}{APART}{loss}"
    if frame.phase is Phase.FORWARD:
        if newest is None:
            return ""
        layer = min(newest, lane.depth + 1)
        return f"{layer_name(layer, lane)}: signal {scientific(signal_size(lane, layer), 2)}"
    if newest is None or newest > lane.depth + 1:
        return loss
    size = scientific(gradient_size(lane, newest))
    return f"{layer_name(newest, lane)}: gradient {size}{APART}{loss}"


def pointed_words(trace: Trace, lane: int, layer: int, unit: int | None, together: int = 1) -> str:
    """Exact numbers of a layer or a unit, in several lines for a tool tip.

    `together`: how many units share a row of pixels, of which `unit` is the largest.
    """
    shown = trace.lanes[lane]
    size = int(shown.widths[layer])
    lines = [
        f"{shown.title}, {layer_name(layer, shown)}, {size} unit{'s' if size > 1 else ''}",
        f"gradient ∂L/∂z (rms): {scientific(gradient_size(shown, layer), 4)}",
        f"gradient ∂L/∂W (norm): {_measure(shown, 'gradient_weight', layer)}",
        f"signal a (rms): {scientific(signal_size(shown, layer), 4)}",
        f"update / weight: {_measure(shown, 'update_ratio', layer, 2)}",
    ]
    if unit is not None and together > 1:
        lines.append(f"the largest of the up to {together} units in this row:")
    if unit is not None:
        lines += _unit_lines(trace, shown, layer, unit)
    return "\n".join(lines)


def _measure(lane: LaneTrace, name: str, layer: int, digits: int = 4) -> str:
    return scientific(float(lane.measures[name][layer - 1]), digits)


def _unit_lines(trace: Trace, lane: LaneTrace, layer: int, unit: int) -> list[str]:
    index = int(lane.offsets[layer - 1]) + unit
    signal = scientific(float(lane.activation[index]), 4)
    gradient = scientific(float(lane.gradient[index]), 4)
    if trace.watch.sample is None:
        return [
            f"unit {unit + 1}: mean |a| = {signal}",
            f"unit {unit + 1}: mean |∂L/∂z| = {gradient}",
        ]
    lines = [f"unit {unit + 1}: a = {signal}", f"unit {unit + 1}: ∂L/∂z = {gradient}"]
    if layer == lane.depth + 1 and unit < len(lane.target):
        lines.append(f"target: {scientific(float(lane.target[unit]), 4)}")
    return lines


def selected_words(trace: Trace) -> str:
    """The gradient of the selected layer in every lane, in one line."""
    layer, parts = trace.watch.layer, []
    for lane in trace.lanes:
        here = min(layer, lane.depth + 1)
        parts.append(f"{lane.title} {scientific(gradient_size(lane, here), 2)}")
    deepest = max(trace.lanes, key=lambda lane: lane.depth)
    name = layer_name(min(layer, deepest.depth + 1), deepest)
    return f"{name.capitalize()}, gradient: {',  '.join(parts)}"
