"""The arithmetic of one unit and the measures of one layer, written out with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import nlargest
from math import inf

from ui.curves.functions import activation_at
from ui.panels.inspector.signal_path import backward_path, factor, forward_path, number
from ui.panels.words import place_name
from ui.widgets.table import Content, TableCell, TableColumn
from vgsim.compute.traces.measured import measured
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import (
    GRADIENT_DECADES,
    FloatArray,
    LaneTrace,
    Trace,
    UnitDetail,
)
from vgsim.words.language import tr
from vgsim.words.numbers import percent, power_of_ten

MOST_TERMS = 4  # maximum number of terms of a sum that are written out
Fits = Callable[[str], bool]  # whether a line fits


WEIGHTS = (
    TableColumn(
        tr("input"), tr("Number of the unit or input that the weight comes from"), words=True
    ),
    TableColumn("a", tr("Its value in this example"), about="activation"),
    TableColumn("w", tr("The weight"), about="weight"),
    TableColumn("w·a", tr("What it adds to z"), by_size=True, falling=True, about="preactivation"),
    TableColumn(
        "∂L/∂w",
        tr("Its gradient: the mean over the batch"),
        by_size=True,
        falling=True,
        about="gradient_weight",
    ),
)
BIAS = -1
# finite in every layer unless its numbers are NaN or infinite


def products(left: FloatArray, right: FloatArray) -> list[tuple[float, float, float]]:
    """All products, each followed by its two factors."""
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    return [(one * other, one, other) for one, other in pairs]


def size(term: tuple[float, ...]) -> float:
    """|product|; NaN counts as the largest, because it determines the sum."""
    return abs(term[0]) if term[0] == term[0] else inf


def written_sum(terms: Sequence[tuple[float, float, float]], last: float | None, fits: Fits) -> str:
    """As many products as fit, such as 0.31 × 0.48 − 0.12 × 0.53 + … 30 more (0.021) + 0.1.

    The largest come first; `last` is an additional summand, the bias.
    """
    order = nlargest(MOST_TERMS, range(len(terms)), key=lambda index: size(terms[index]))
    text = ""
    for count in range(len(order), -1, -1):
        shown = order[:count]
        parts = [
            (left < 0, f"{number(abs(left))} × {factor(right)}")
            for _, left, right in (terms[index] for index in shown)
        ]
        if count < len(terms):
            rest = sum(term[0] for index, term in enumerate(terms) if index not in shown)
            more = tr("… {count} more ({sum})", count=len(terms) - count, sum=number(rest))
            parts.append((False, more))
        if last is not None:
            parts.append((last < 0, number(abs(last))))
        text = joined(parts)
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
    adds = f"w·a = {number(weight)} × {factor(signal)} = {number(weight * signal)}"
    short = tr("∂L/∂w = mean of δ·a = {gradient}", gradient=gradient)
    long = tr(
        "∂L/∂w = mean of δ·a = {gradient}, in this example {product}",
        gradient=gradient,
        product=f"{number(delta)} × {factor(signal)} = {number(delta * signal)}",
    )
    of_sum = tr("{product} of z = {sum}", product=adds, sum=number(unit.preactivation))
    return of_sum, long if fits(long) else short


def unit_lines(unit: UnitDetail, activation: str, output: bool, fits: Fits) -> list[str]:
    """z, a, δ and the bias gradient of one unit, for one example."""
    incoming = products(unit.weights, unit.inputs)
    texts = [
        f"z = Σ w·a + b = {number(unit.preactivation)}",
        f"   = {written_sum(incoming, unit.bias, fits)}",
    ]
    if unit.path is None:
        texts.append(_applied(activation, output, number(unit.activation)))
    else:
        texts += forward_path(unit, unit.path, activation)
    delta = number(unit.gradient_preactivation)
    if output:
        texts.append(tr("δ = ∂L/∂z = {value}, from the loss itself", value=delta))
    else:
        back = written_sum(products(unit.next_weights, unit.next_gradients), None, fits)
        if unit.path is None:
            slope, arrived = number(unit.derivative), number(unit.gradient_activation)
            texts += [
                tr("∂L/∂a = Σ w·δ of the next layer = {value}", value=arrived),
                f"   = {back}",
                f"δ = f′(z)·∂L/∂a = {slope} × {factor(unit.gradient_activation)} = {delta}",
            ]
        else:
            texts += backward_path(unit, unit.path, back)
    texts.append(tr("∂L/∂w = mean of δ·a over the batch,  ∂L/∂b = mean of δ"))
    return texts


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


def _applied(activation: str, output: bool, value: str) -> str:
    if output and activation == "softmax":
        return tr("a = softmax of the layer's z = {value}", value=value)
    return f"a = f(z) = {value}   ({activation})"


def unit_table(unit: UnitDetail, names: Sequence[str] = ()) -> Content:
    """The bias and weights of a unit; the key of a row is the index of its input.

    `names`: of the inputs that the weights come from; empty if they have none.
    """
    largest = max(map(size, products(unit.weights, unit.inputs)), default=0.0)
    scale = largest if 0 < largest < inf else inf

    def write(place: int) -> Sequence[TableCell]:
        if place == 0:
            values, source, share = (1.0, unit.bias, unit.bias, unit.bias_gradient), tr("bias"), 0.0
        else:
            weight, signal = float(unit.weights[place - 1]), float(unit.inputs[place - 1])
            product = weight * signal
            values = signal, weight, product, float(unit.weight_gradients[place - 1])
            source, share = _source(place, names), min(size((product,)) / scale, 1.0)
        first, *others = (TableCell(number(value), value) for value in values)
        added = TableCell(number(values[2]), values[2], share=share)
        if place == 0:
            first = TableCell("1", 1.0)
        return TableCell(source, float(place)), first, others[0], added, others[2]

    return Content(WEIGHTS, range(BIAS, unit.weights.size), write, pinned=1)


def _source(number: int, names: Sequence[str]) -> str:
    """The number of an input, counted from 1, and its name: 3 petal length."""
    return f"{number} {names[number - 1]}" if names else str(number)


def layer_table(trace: Trace) -> Content:
    """Every measure of the watched layer, with a column for each lane."""
    layer, lanes = trace.watch.layer, trace.lanes
    rows = {
        name: (
            TableCell(measure.label, help=f"{measure.formula}\n{measure.help}", about=name),
            *(_measured(lane, name, layer) for lane in lanes),
        )
        for name, measure in MEASURES.items()
        if any(name in lane.measures for lane in lanes)  # otherwise it is costly and not requested
    }
    rows |= _decade_rows(lanes)
    columns = (TableColumn(tr("measure"), words=True), *(TableColumn(lane.title) for lane in lanes))
    return Content(columns, tuple(rows), list(rows.values()).__getitem__)


def _decade_rows(lanes: Sequence[LaneTrace]) -> dict[str, tuple[TableCell, ...]]:
    """Distribution of the layer's gradients over powers of ten, largest first.

    Returns rows by name: the label and one cell per lane.
    """
    details = [lane.detail for lane in lanes]
    shares = {}
    for index in range(len(GRADIENT_DECADES) - 1, -1, -1):
        low = GRADIENT_DECADES[index]
        name = tr("|∂L/∂z| in {low} … {high}", low=power_of_ten(low), high=power_of_ten(low + 1))
        shares[name] = [float(each.gradient_fractions[index]) for each in details]
    shares[tr("|∂L/∂z| exactly 0")] = [each.gradient_zeros for each in details]
    return {
        name: (
            TableCell(name, help=tr("Fraction of the gradients"), about="gradient"),
            *(TableCell(percent(v), v) for v in values),
        )
        for name, values in shares.items()
        if any(values)
    }


def _measured(lane: LaneTrace, name: str, layer: int) -> TableCell:
    value = measured(lane, name, layer)
    return TableCell("–") if value is None else TableCell(number(value), value)


def heading(trace: Trace) -> str:
    """The watched unit or layer, in one line."""
    lane = trace.lanes[trace.watched]
    layer = min(trace.watch.layer, lane.depth + 1)
    place = place_name(lane.axis, layer, lane.depth)
    cell, unit = lane.cell_unit, lane.unit
    if cell is not None:
        number, example = cell.unit + 1, cell.example + 1
        if lane.levels == 1:
            return tr(
                "{network}, {place}, unit {unit}, example {example}",
                network=lane.title, place=place, unit=number, example=example,
            )  # fmt: skip
        return tr(
            "{network}, {place}, stacked layer {level}, unit {unit}, example {example}",
            network=lane.title, place=place, level=cell.level + 1, unit=number, example=example,
        )  # fmt: skip
    if unit is None:
        if layer > lane.depth:
            return tr("Output: click a unit to see its arithmetic")
        if lane.recurrent:
            return tr("Step {step}: click a unit to see its arithmetic", step=layer)
        return tr("Layer {layer}: click a unit to see its arithmetic", layer=layer)
    number, example = unit.unit + 1, unit.example + 1
    if lane.labels.size:
        return tr(
            "{network}, {place}, unit {unit}, example {example} (class {name})",
            network=lane.title, place=place, unit=number, example=example,
            name=lane.class_of(unit.example),
        )  # fmt: skip
    return tr(
        "{network}, {place}, unit {unit}, example {example}",
        network=lane.title, place=place, unit=number, example=example,
    )  # fmt: skip
