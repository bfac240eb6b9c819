"""The arithmetic of one unit, written out with the numbers of the pass that is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import nlargest
from math import inf
from typing import NamedTuple

from ui.curves.functions import activation_at
from ui.panels.arithmetic.cell import cell_texts
from ui.panels.arithmetic.signal_path import backward_path, factor, forward_path, number
from ui.panels.words import place_name
from vgsim.compute.traces.trace import FloatArray, LaneTrace, Trace, UnitDetail
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.equations import DIGITS, equation, product
from vgsim.words.language import tr
from vgsim.words.numbers import as_shown, grouped

MOST_TERMS = 4  # maximum number of terms of a sum that are written out
Fits = Callable[[str], bool]  # whether a line fits
WAITING = tr("The backward pass will show its gradient here.")


class Arithmetic(NamedTuple):
    """Lines of text: from the inputs to the output, and from its gradient back to the inputs."""

    forward: list[str]
    backward: list[str]


def arithmetic(lane: LaneTrace, fits: Fits, *, results_shown: bool = True) -> Arithmetic | None:
    """The arithmetic of the watched unit; None if no unit of this lane is watched.

    Args:
        lane: the lane.
        fits: whether a line fits; long sums are shortened until they do.
        results_shown: whether the gradient may be shown.
    """
    unit, cell, name = lane.unit, lane.cell_unit, ACTIVATIONS[lane.network.activation].label
    if unit is not None:
        output = unit.layer > lane.depth
        shown = str(lane.network.output) if output else function_name(lane, unit)
        forward, backward = (
            forward_lines(unit, shown, output, fits),
            backward_lines(unit, output, fits),
        )
    elif cell is not None:
        forward, backward = cell_texts(cell, lane.network.cell, name)
    else:
        return None
    return Arithmetic(forward, backward if results_shown else [WAITING])


def function_name(lane: LaneTrace, unit: UnitDetail) -> str:
    """The function of a hidden unit, with its own slope α if it learns or draws one."""
    detail, activation = lane.detail, activation_at(lane.network, unit.layer)
    label = activation.label
    if detail.layer != unit.layer or unit.unit >= detail.slopes.size:
        return label
    alpha = number(float(detail.slopes[unit.unit]))
    if activation.random:
        return tr("{name}, α = {slope} drawn for this unit", name=label, slope=alpha)
    return tr("{name}, α = {slope} learned by this unit", name=label, slope=alpha)


def forward_lines(unit: UnitDetail, activation: str, output: bool, fits: Fits) -> list[str]:
    """Z and a of one unit, for one example."""
    incoming = products(unit.weights, unit.inputs)
    texts = [
        f"z = Σ w·a + b = {number(unit.preactivation)}",
        f"   {written_sum(incoming, unit.bias, unit.preactivation, fits)}",
    ]
    if unit.path is None:
        return [*texts, _applied(activation, output, number(unit.activation))]
    return texts + forward_path(unit, unit.path, activation)


def backward_lines(unit: UnitDetail, output: bool, fits: Fits) -> list[str]:
    """∂L/∂a, δ and the gradients of weights and bias of one unit, for one example."""
    delta = number(unit.gradient_preactivation)
    if output:
        texts = [tr("δ = ∂L/∂z = {value}, from the loss itself", value=delta)]
    else:
        following = products(unit.next_weights, unit.next_gradients)
        if unit.path is None:
            arrived = unit.gradient_activation
            passed = equation(product(unit.derivative, arrived), unit.gradient_preactivation)
            texts = [
                tr("∂L/∂a = Σ w·δ of the next layer = {value}", value=number(arrived)),
                f"   {written_sum(following, None, arrived, fits)}",
                f"δ = ∂L/∂z = f′(z)·∂L/∂a = {passed}",
            ]
        else:
            through = unit.gradient_activation - (unit.path.gradient_skip or 0.0)
            texts = backward_path(unit, unit.path, written_sum(following, None, through, fits))
    return [*texts, tr("∂L/∂w = mean of δ·a over the batch,  ∂L/∂b = mean of δ")]


def _applied(activation: str, output: bool, value: str) -> str:
    if output and activation == "softmax":
        return tr("a = softmax of the layer's z = {value}", value=value)
    return f"a = f(z) = {value}   ({activation})"


def products(left: FloatArray, right: FloatArray) -> list[tuple[float, float, float]]:
    """All products, each followed by its two factors."""
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    return [(one * other, one, other) for one, other in pairs]


def size(term: tuple[float, ...]) -> float:
    """|product|; NaN counts as the largest, because it determines the sum."""
    return abs(term[0]) if term[0] == term[0] else inf


def written_sum(
    terms: Sequence[tuple[float, float, float]], last: float | None, whole: float, fits: Fits
) -> str:
    """As many products as fit, such as = 0.31 × 0.48 − 0.12 × 0.53 + … 30 more (0.021) + 0.1.

    The largest come first; `last` is an additional summand, the bias, and `whole` is the sum. The
    sign is ≈ if the numbers as they are shown have another sum.
    """
    order = nlargest(MOST_TERMS, range(len(terms)), key=lambda index: size(terms[index]))
    text = ""
    for count in range(len(order), -1, -1):
        shown = order[:count]
        picked = [terms[index] for index in shown]
        parts = [(left < 0, f"{number(abs(left))} × {factor(right)}") for _, left, right in picked]
        found = sum(as_shown(left, DIGITS) * as_shown(right, DIGITS) for _, left, right in picked)
        if count < len(terms):
            rest = sum(term[0] for index, term in enumerate(terms) if index not in shown)
            more = tr("… {count} more ({sum})", count=len(terms) - count, sum=number(rest))
            parts.append((False, more))
            found += as_shown(rest, DIGITS)
        if last is not None:
            parts.append((last < 0, number(abs(last))))
            found += as_shown(last, DIGITS)
        sign = "=" if number(found) == number(whole) else "≈"
        text = f"{sign} {joined(parts)}"
        if fits(text):
            break
    return text


def joined(parts: Sequence[tuple[bool, str]]) -> str:
    """A sum of (whether negative, magnitude) as text."""
    words = []
    for index, (negative, text) in enumerate(parts):
        sign = "−" if negative else "+"
        words.append(f"{sign} {text}" if index else f"{'−' if negative else ''}{text}")
    return " ".join(words) or "0"


def weight_lines(unit: UnitDetail, source: int, fits: Fits) -> tuple[str, str]:
    """What one weight adds to z for this example, and its gradient."""
    weight, signal = float(unit.weights[source]), float(unit.inputs[source])
    delta, gradient = unit.gradient_preactivation, number(float(unit.weight_gradients[source]))
    adds = f"w·a = {equation(product(weight, signal), weight * signal)}"
    short = tr("∂L/∂w = mean of δ·a = {gradient}", gradient=gradient)
    long = tr(
        "∂L/∂w = mean of δ·a = {gradient}, in this example {product}",
        gradient=gradient,
        product=equation(product(delta, signal), delta * signal),
    )
    of_sum = tr("{product} of z = {sum}", product=adds, sum=number(unit.preactivation))
    return of_sum, long if fits(long) else short


def heading(trace: Trace) -> str:
    """The watched unit or layer, and the pass that its numbers belong to, in one line."""
    lane = trace.lanes[trace.watched]
    layer = min(trace.watch.layer, lane.depth + 1)
    if lane.unit is None and lane.cell_unit is None:
        if layer > lane.depth:
            return tr("Output: click a unit to see its arithmetic")
        if lane.recurrent:
            return tr("Step {step}: click a unit to see its arithmetic", step=layer)
        return tr("Layer {layer}: click a unit to see its arithmetic", layer=layer)
    return tr(
        "{network}, {unit}, {moment}",
        network=lane.title, unit=unit_name(lane, layer), moment=moment_name(trace),
    )  # fmt: skip


def unit_name(lane: LaneTrace, layer: int) -> str:
    """The name of the watched unit without its network: layer 3, unit 5."""
    place, cell, unit = place_name(lane.axis, layer, lane.depth), lane.cell_unit, lane.unit
    if cell is None:
        return tr("{place}, unit {unit}", place=place, unit=unit.unit + 1 if unit else 1)
    if lane.levels == 1:
        return tr("{place}, unit {unit}", place=place, unit=cell.unit + 1)
    return tr(
        "{place}, stacked layer {level}, unit {unit}",
        place=place, level=cell.level + 1, unit=cell.unit + 1,
    )  # fmt: skip


def moment_name(trace: Trace) -> str:
    """The example and the update that the numbers of the watched unit belong to."""
    lane = trace.lanes[trace.watched]
    shown = lane.unit or lane.cell_unit
    example, step = shown.example if shown is not None else 0, grouped(trace.step)
    if lane.unit is not None and lane.labels.size:
        return tr(
            "example {example} (class {name}), update {step}",
            example=example + 1, name=lane.class_of(example), step=step,
        )  # fmt: skip
    return tr("example {example}, update {step}", example=example + 1, step=step)
