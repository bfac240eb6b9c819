"""Texts about a trace: for the current instant, for tooltips, and for the selected layer."""

from __future__ import annotations

from math import hypot
from typing import NamedTuple

from ui.network.marks import own, treatment
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.play.frame import Frame, Phase
from vgsim.words.numbers import grouped, numbered, percent, scientific

APART = "    "  # between the parts of a text


class Place(NamedTuple):
    """What is pointed at or watched: a layer, one of its units, or a weight of this unit."""

    lane: int
    layer: int
    unit: int | None = None
    source: int | None = None  # unit of the previous layer

    @staticmethod
    def watched(trace: Trace) -> Place:
        watch = trace.watch
        return Place(watch.lane, watch.layer, watch.unit, watch.input)

    @property
    def link(self) -> tuple[int, int, int] | None:
        """Layer, unit and source of the weight, or None if it is no weight."""
        if self.unit is None or self.source is None:
            return None
        return self.layer, self.unit, self.source


def layer_name(layer: int, lane: LaneTrace) -> str:
    return "output" if layer == lane.depth + 1 else f"{lane.axis} {layer}"


def signal_size(lane: LaneTrace, layer: int) -> float:
    """Root mean square of a layer's activations over units and examples."""
    mean = float(lane.measures["activation_mean"][layer - 1])
    return hypot(mean, float(lane.measures["activation_std"][layer - 1]))


def gradient_size(lane: LaneTrace, layer: int) -> float:
    """Root mean square of a layer's gradients: at preactivations, or at a step's states."""
    return float(lane.followed()[layer - 1])


def symbols(lane: LaneTrace) -> tuple[str, str]:
    """Symbols of the signal and the gradient that are shown."""
    return ("h", "∂L/∂h") if lane.recurrent else ("a", "∂L/∂z")


def course(trace: Trace, index: int) -> list[str]:
    """Progress of a network: update, loss, and test accuracy or test loss."""
    lane, curves = trace.lanes[index], trace.curves[index]
    told = [f"update {grouped(trace.step)}", f"loss {scientific(lane.loss, 3)}"]
    at = int(curves.evaluated.searchsorted(trace.step, "right")) - 1
    if at >= 0:
        result = float(curves.test_accuracy[at])
        told.append(f"test {percent(result)}" if lane.classes else f"test {scientific(result, 3)}")
    return told


def told(trace: Trace, live: Trace, index: int, frame: Frame) -> str:
    """The number for the current instant and, while a network learns, its progress."""
    now = reading(trace.lanes[index], frame)
    if not live.step or len(live.lanes) != len(trace.lanes):
        return now
    parts = [part for part in now.split(APART) if part and not part.startswith("loss")]
    return APART.join([*parts, *course(live, index)])


def reading(lane: LaneTrace, frame: Frame) -> str:
    """The number for the current instant: of the layer just reached, then the loss."""
    newest, loss = frame.newest, f"loss {scientific(lane.loss, 4)}"
    if frame.phase is Phase.LOSS:
        return loss
    if frame.phase is Phase.UPDATE:
        return f"{lane.axis} 1: gradient {scientific(gradient_size(lane, 1), 2)}{APART}{loss}"
    if frame.phase is Phase.FORWARD:
        if newest is None:
            return ""
        layer = min(newest, lane.depth + 1)
        return f"{layer_name(layer, lane)}: signal {scientific(signal_size(lane, layer), 2)}"
    if newest is None or newest > lane.depth + 1:
        return loss
    size = scientific(gradient_size(lane, newest), 2)
    return f"{layer_name(newest, lane)}: gradient {size}{APART}{loss}"


def pointed_words(trace: Trace, place: Place, together: int = 1) -> str:
    """Exact numbers of a layer, a unit or a weight, as lines of a tooltip.

    `together`: how many units share a row of pixels; the row shows the largest.
    """
    layer, unit, shown = place.layer, place.unit, trace.lanes[place.lane]
    if place.link is not None:
        return "\n".join(_link_lines(trace, place.lane, *place.link))
    size = int(shown.widths[layer])
    signal, gradient = symbols(shown)
    shared = ", all steps together" if shown.recurrent and layer <= shown.depth else ""
    lines = [
        f"{shown.title}, {layer_name(layer, shown)}, {size} unit{'s' if size > 1 else ''}",
        f"gradient {gradient} (rms): {scientific(gradient_size(shown, layer), 4)}",
        f"gradient ∂L/∂W (norm{shared}): {_measure(shown, 'gradient_weight', layer)}",
        f"signal {signal} (rms): {scientific(signal_size(shown, layer), 4)}",
        f"update size ÷ weight size: {_measure(shown, 'update_ratio', layer, 2)}",
    ]
    lines += _part_lines(shown, layer)
    if unit is not None and together > 1:
        lines.append(f"the largest of up to {together} units on this line:")
    if unit is not None:
        lines += _unit_lines(trace, shown, layer, unit)
    return "\n".join(lines)


def _part_lines(lane: LaneTrace, layer: int) -> list[str]:
    """The gradient along a skip and through the layers, and what applies to this layer only."""
    lines = []
    if any(source == layer for source, _ in lane.skips):
        end = next(end for source, end in lane.skips if source == layer)
        along = _measure(lane, "gradient_skip", layer)
        lines.append(f"∂L/∂a along the skip to layer {end}: {along}")
        lines.append(f"∂L/∂a through the layers: {_measure(lane, 'gradient_branch', layer)}")
    factor = float(lane.measures["norm_factor"][layer - 1])
    if factor == factor:
        lines.append(f"factor of the normalization: {scientific(factor, 3)}")
    factor = float(lane.measures["clip_factor"][layer - 1])
    if factor < 1:
        lines.append(f"clipped to {scientific(100 * factor, 3)} %")
    if layer in lane.frozen:
        lines.append("frozen")
    if layer in own(lane):
        lines.append(f"own activation: {own(lane)[layer]}")
    return lines + (treatment(lane) if layer <= lane.depth else [])


def _measure(lane: LaneTrace, name: str, layer: int, digits: int = 4) -> str:
    return scientific(float(lane.measures[name][layer - 1]), digits)


def _unit_lines(trace: Trace, lane: LaneTrace, layer: int, unit: int) -> list[str]:
    index = int(lane.offsets[layer - 1]) + unit
    signal = scientific(float(lane.activation[index]), 4)
    gradient = scientific(float(lane.gradient[index]), 4)
    a, slope = symbols(lane) if layer <= lane.depth else ("a", "∂L/∂z")
    if lane.levels > 1 and layer <= lane.depth:
        level, unit = divmod(unit, lane.network.width)
        a = f"level {level + 1}, {a}"
    name = numbered("unit", unit)
    if trace.watch.sample is None:
        return [f"{name}: mean |{a}| = {signal}", f"{name}: mean |{slope}| = {gradient}"]
    lines = [f"{name}: {a} = {signal}", f"{name}: {slope} = {gradient}"]
    if layer == lane.depth + 1 and unit < len(lane.target):
        lines.append(f"target: {scientific(float(lane.target[unit]), 4)}")
    return lines


def _link_lines(trace: Trace, index: int, layer: int, unit: int, source: int) -> list[str]:
    """A weight, its part of z, and its gradient: of the watched example, else the mean."""
    lane = trace.lanes[index]
    start = (
        numbered("input", source)
        if layer == 1
        else f"{numbered('unit', source)} of layer {layer - 1}"
    )
    end = "the output layer" if layer == lane.depth + 1 else f"layer {layer}"
    weight = float(lane.weights[layer - 1][unit, source])
    if layer == 1:
        signal = float(lane.inputs[source])
    else:
        signal = float(lane.activation[int(lane.offsets[layer - 2]) + source])
    delta = float(lane.gradient[int(lane.offsets[layer - 1]) + unit])
    lines = [
        f"{lane.title}, weight from {start} to {numbered('unit', unit)} of {end}",
        f"w = {scientific(weight, 4)}",
    ]
    if trace.watch.sample is not None:
        lines += [
            f"adds w·a = {_product(weight, signal)} to z",
            f"∂L/∂w = δ·a = {_product(delta, signal)} for this example",
        ]
    elif layer == 1:  # for inputs the mean is shown, for units the mean magnitude
        lines.append(f"adds w·a = {_product(weight, signal)} to z on average")
    else:
        lines.append(f"mean of |w·a| = {_product(abs(weight), signal)}")
    detail = lane.unit
    if detail is not None and (detail.layer, detail.unit) == (layer, unit):
        mean = scientific(float(detail.weight_gradients[source]), 4)
        lines.append(f"∂L/∂w = {mean} over the batch")
    else:
        lines.append("click: ∂L/∂w over the batch, in the inspector")
    return lines


def _product(left: float, right: float) -> str:
    """A product as text, with a negative second factor in brackets."""
    second = f"({scientific(right, 3)})" if right < 0 else scientific(right, 3)
    return f"{scientific(left, 3)} × {second} = {scientific(left * right, 3)}"


def selected_words(trace: Trace) -> str:
    """The gradient of the selected layer in every lane, in one line."""
    layer, parts = trace.watch.layer, []
    for lane in trace.lanes:
        here = min(layer, lane.depth + 1)
        parts.append(f"{lane.title}: {scientific(gradient_size(lane, here), 2)}")
    deepest = max(trace.lanes, key=lambda lane: lane.depth)
    name = layer_name(min(layer, deepest.depth + 1), deepest)
    return f"Gradient at {name}. {';  '.join(parts)}"
