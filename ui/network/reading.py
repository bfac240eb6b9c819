"""Texts about a trace: for the current instant, for tooltips, and for the selected layer."""

from __future__ import annotations

from math import hypot
from typing import NamedTuple

from ui.network.layout import APART
from ui.network.marks import modifications, own_activations
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.play.frame import Frame, Phase
from vgsim.words.equations import equation, product
from vgsim.words.language import tr
from vgsim.words.numbers import grouped, percent, scientific


class NetworkPlace(NamedTuple):
    """What is pointed at or watched: a layer, one of its units, or a weight of this unit."""

    lane: int
    layer: int
    unit: int | None = None
    source: int | None = None  # unit of the previous layer

    @staticmethod
    def watched(trace: Trace) -> NetworkPlace:
        """The place that is selected in this trace."""
        watch = trace.watch
        return NetworkPlace(watch.lane, watch.layer, watch.unit, watch.input)

    @property
    def link(self) -> tuple[int, int, int] | None:
        """Layer, unit and source of the weight, or None if it is no weight."""
        if self.unit is None or self.source is None:
            return None
        return self.layer, self.unit, self.source


def layer_name(layer: int, lane: LaneTrace) -> str:
    """What the user calls a layer: "layer 3", "step 3" of a recurrent network, or "output"."""
    if layer == lane.depth + 1:
        return tr("output")
    if lane.recurrent:
        return tr("step {step}", step=layer)
    return tr("layer {layer}", layer=layer)


def named_input(lane: LaneTrace, index: int) -> str:
    """An input, counted from 0, by its number and name: input 3 (petal length)."""
    name = lane.input_name(index)
    if not name:
        return tr("input {input}", input=index + 1)
    return tr("input {input} ({name})", input=index + 1, name=name)


def input_words(trace: Trace, lane: int, index: int) -> str:
    """The name and the value of an input of the watched example, as lines of a tooltip."""
    shown = trace.lanes[lane]
    value, name = scientific(float(shown.inputs[index]), 4), named_input(shown, index)
    if trace.watch.example is None:
        text = tr("mean of x over the batch = {value}", value=value)
        return f"{shown.title}, {name}\n{text}"
    return f"{shown.title}, {name}\nx = {value}"


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


def training_progress(trace: Trace, index: int) -> list[str]:
    """Progress of a network: update, loss, and test accuracy or test loss."""
    lane, curves = trace.lanes[index], trace.curves[index]
    parts = [
        tr("update {step}", step=grouped(trace.step)),
        tr("loss {loss}", loss=scientific(lane.loss, 3)),
    ]
    at = int(curves.evaluated.searchsorted(trace.step, "right")) - 1
    if at >= 0:
        result = float(curves.test_accuracy[at])
        words = percent(result) if lane.classes else scientific(result, 3)
        parts.append(tr("test {result}", result=words))
    return parts


def header_reading(trace: Trace, index: int, frame: Frame) -> str:
    """The number for the current instant, and the update of this pass with its results.

    Everything belongs to the pass that is shown; before the first update, the loss is shown when
    the forward pass has computed it.
    """
    progress = training_progress(trace, index)
    if frame.phase is Phase.FORWARD and trace.step == 0:
        progress = progress[:1]
    return APART.join([*_at_layer(trace.lanes[index], frame), *progress])


def _at_layer(lane: LaneTrace, frame: Frame) -> list[str]:
    """The size of the signal or gradient of the layer just reached, if there is one."""
    newest, output = frame.newest, lane.depth + 1
    if frame.phase is Phase.FORWARD and newest is not None:
        layer = min(newest, output)
        size = scientific(signal_size(lane, layer), 2)
        return [tr("{layer}: signal {size}", layer=layer_name(layer, lane), size=size)]
    if frame.phase is Phase.UPDATE:
        newest = 1
    elif frame.phase is not Phase.BACKWARD or newest is None or newest > output:
        return []
    size = scientific(gradient_size(lane, newest), 2)
    return [tr("{layer}: gradient {size}", layer=layer_name(newest, lane), size=size)]


def early_words(trace: Trace, place: NetworkPlace) -> str:
    """The tooltip of a layer before the gradient has arrived."""
    shown, layer = trace.lanes[place.lane], place.layer
    size = scientific(signal_size(shown, layer), 4)
    lines = [
        tr("{title}, {layer}, %n unit(s)", "", int(shown.widths[layer]), title=shown.title,
           layer=layer_name(layer, shown)),
        tr("signal {symbol} (rms): {size}", symbol=symbols(shown)[0], size=size),
        tr("gradient: not computed before the backward pass"),
    ]  # fmt: skip
    return "\n".join(lines)


def pointed_words(trace: Trace, place: NetworkPlace, together: int = 1) -> str:
    """Exact numbers of a layer, a unit or a weight, as lines of a tooltip.

    `together`: how many units share a row of pixels; the row shows the largest.
    """
    layer, unit, shown = place.layer, place.unit, trace.lanes[place.lane]
    if place.link is not None:
        return "\n".join(_link_lines(trace, place.lane, *place.link))
    size = int(shown.widths[layer])
    signal, gradient = symbols(shown)
    norm = _measure(shown, "gradient_weight", layer)
    lines = [
        tr("{title}, {layer}, %n unit(s)", "", size, title=shown.title,
           layer=layer_name(layer, shown)),
        tr("gradient {symbol} (rms): {size}", symbol=gradient,
           size=scientific(gradient_size(shown, layer), 4)),
        tr("gradient ∂L/∂W (norm, all steps together): {norm}", norm=norm)
        if shown.recurrent and layer <= shown.depth
        else tr("gradient ∂L/∂W (norm): {norm}", norm=norm),
        tr("signal {symbol} (rms): {size}", symbol=signal,
           size=scientific(signal_size(shown, layer), 4)),
        tr("update size ÷ weight size: {ratio}", ratio=_measure(shown, "update_ratio", layer, 2)),
    ]  # fmt: skip
    lines += _part_lines(shown, layer)
    if unit is not None and together > 1:
        lines.append(
            tr(
                "largest of up to {units} units on this line:",
                units=together,
            )
        )
    if unit is not None:
        lines += _unit_lines(trace, shown, layer, unit)
    return "\n".join(lines)


def _part_lines(lane: LaneTrace, layer: int) -> list[str]:
    """The gradient along a skip and through the layers, and what applies to this layer only."""
    lines = []
    if any(source == layer for source, _ in lane.skips):
        end = next(end for source, end in lane.skips if source == layer)
        along = _measure(lane, "gradient_skip", layer)
        through = _measure(lane, "gradient_branch", layer)
        lines.append(tr("∂L/∂a along the skip to layer {layer}: {size}", layer=end, size=along))
        lines.append(tr("∂L/∂a through the layers: {size}", size=through))
    factor = float(lane.measures["norm_factor"][layer - 1])
    if factor == factor:
        lines.append(tr("factor of the normalization: {factor}", factor=scientific(factor, 3)))
    factor = float(lane.measures["clip_factor"][layer - 1])
    if factor < 1:
        lines.append(tr("clipped to {percent} %", percent=scientific(100 * factor, 3)))
    if layer in lane.frozen:
        lines.append(tr("frozen"))
    if layer in own_activations(lane):
        lines.append(tr("own activation: {activation}", activation=own_activations(lane)[layer]))
    return lines + (modifications(lane) if layer <= lane.depth else [])


def _measure(lane: LaneTrace, name: str, layer: int, digits: int = 4) -> str:
    return scientific(float(lane.measures[name][layer - 1]), digits)


def _unit_lines(trace: Trace, lane: LaneTrace, layer: int, unit: int) -> list[str]:
    index = int(lane.offsets[layer - 1]) + unit
    signal = scientific(float(lane.activation[index]), 4)
    gradient = scientific(float(lane.gradient[index]), 4)
    a, slope = symbols(lane) if layer <= lane.depth else ("a", "∂L/∂z")
    if lane.levels > 1 and layer <= lane.depth:
        level, unit = divmod(unit, lane.network.width)
        a = tr("stacked layer {level}, {symbol}", level=level + 1, symbol=a)
    pairs = ((a, signal), (slope, gradient))
    if trace.watch.example is None:
        return [
            tr("unit {unit}: mean |{symbol}| = {value}", unit=unit + 1, symbol=symbol, value=value)
            for symbol, value in pairs
        ]
    lines = [
        tr("unit {unit}: {symbol} = {value}", unit=unit + 1, symbol=symbol, value=value)
        for symbol, value in pairs
    ]
    if layer == lane.depth + 1 and unit < len(lane.target):
        target = scientific(float(lane.target[unit]), 4)
        lines.append(tr("target: {value}", value=target))
    return lines


def _link_lines(trace: Trace, index: int, layer: int, unit: int, source: int) -> list[str]:
    """A weight, its part of z, and its gradient: of the watched example, else the mean."""
    lane = trace.lanes[index]
    if layer == 1:
        start = named_input(lane, source)
    else:
        start = tr("unit {unit} of layer {layer}", unit=source + 1, layer=layer - 1)
    if layer == lane.depth + 1:
        end = tr("unit {unit} of the output layer", unit=unit + 1)
    else:
        end = tr("unit {unit} of layer {layer}", unit=unit + 1, layer=layer)
    weight = float(lane.weights[layer - 1][unit, source])
    if layer == 1:
        signal = float(lane.inputs[source])
    else:
        signal = float(lane.activation[int(lane.offsets[layer - 2]) + source])
    delta = float(lane.gradient[int(lane.offsets[layer - 1]) + unit])
    lines = [
        tr("{title}, weight from {start} to {end}", title=lane.title, start=start, end=end),
        f"w = {scientific(weight, 4)}",
    ]
    if trace.watch.example is not None:
        lines += [
            tr("adds w·a = {product} to z", product=_product(weight, signal)),
            tr("∂L/∂w = δ·a = {product} for this example", product=_product(delta, signal)),
        ]
    elif layer == 1:  # for inputs the mean is shown, for units the mean magnitude
        product = _product(weight, signal)
        lines.append(tr("adds w·a = {product} to z on average", product=product))
    else:
        product = _product(abs(weight), signal)
        lines.append(tr("mean of |w·a| = {product}", product=product))
    detail = lane.unit
    if detail is not None and (detail.layer, detail.unit) == (layer, unit):
        mean = scientific(float(detail.weight_gradients[source]), 4)
        lines.append(tr("∂L/∂w = {mean} over the batch", mean=mean))
    elif trace.watch.example is None:
        mean = scientific(float(lane.weight_gradients[layer - 1][unit, source]), 4)
        lines.append(tr("∂L/∂w = {mean} over the batch", mean=mean))
    else:
        lines.append(tr("click: ∂L/∂w over the batch"))
    return lines


def _product(left: float, right: float) -> str:
    """A product as text, with a negative second factor in brackets."""
    return equation(product(left, right), left * right)


def selected_words(trace: Trace) -> str:
    """The gradient of the selected layer in every lane, in one line."""
    layer, parts = trace.watch.layer, []
    for lane in trace.lanes:
        here = min(layer, lane.depth + 1)
        size = scientific(gradient_size(lane, here), 2)
        parts.append(f"{lane.title}: {size}")
    deepest = max(trace.lanes, key=lambda lane: lane.depth)
    name = layer_name(min(layer, deepest.depth + 1), deepest)
    return tr("Gradient at {layer}. {networks}", layer=name, networks=";  ".join(parts))
