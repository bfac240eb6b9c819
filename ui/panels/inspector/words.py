"""The arithmetic of one unit and the measures of one layer, written out with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import inf
from typing import overload

from ui.panels.inspector.cell import cell_texts
from ui.panels.inspector.stations import backward_stations, factor, forward_stations, number
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import (
    GRADIENT_DECADES,
    CellUnit,
    FloatArray,
    LaneTrace,
    Trace,
    UnitDetail,
)
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.numbers import percent, power_of_ten

MOST_TERMS = 4  # of a sum that are written out
Fits = Callable[[str], bool]  # whether a line has room


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: cells of a table, or a single text across all columns."""

    cells: tuple[str, ...]
    head: bool = False
    weight: int | None = None  # index of the weight this row shows; -1: the bias
    share: float = 0.0  # of the largest contribution: length of the row's bar
    curve: tuple[float, ...] = ()  # heights 0 ... 1 over time, drawn in the last column


def products(left: FloatArray, right: FloatArray) -> list[tuple[float, float, float]]:
    """Both factors of every product behind it, as plain numbers."""
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    return [(one * other, one, other) for one, other in pairs]


def size(term: tuple[float, ...]) -> float:
    """|product|; NaN counts as the largest of all, since it decides the sum."""
    return abs(term[0]) if term[0] == term[0] else inf


def written_sum(terms: Sequence[tuple[float, float, float]], last: float | None, fits: Fits) -> str:
    """As many products as fit, such as 0.31 × 0.48 − 0.12 × 0.53 + … 30 more (0.021) + 0.1.

    The largest come first; `last` is a summand of its own, the bias.
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
            parts.append((False, f"… {len(terms) - count} more ({number(rest)})"))
        if last is not None:
            parts.append((last < 0, number(abs(last))))
        text = joined(parts)
        if fits(text):
            break
    return text


def joined(parts: Sequence[tuple[bool, str]]) -> str:
    """Summands with their signs: (whether negative, magnitude)."""
    words = []
    for index, (negative, text) in enumerate(parts):
        sign = "−" if negative else "+"
        words.append(f"{sign} {text}" if index else f"{'−' if negative else ''}{text}")
    return " ".join(words) or "0"


def weight_lines(unit: UnitDetail, source: int, fits: Fits) -> tuple[str, str]:
    """What one weight adds to z for the example, and its gradient."""
    weight, signal = float(unit.weights[source]), float(unit.inputs[source])
    delta, gradient = unit.gradient_preactivation, number(float(unit.weight_gradients[source]))
    adds = f"w·a = {number(weight)} × {factor(signal)} = {number(weight * signal)}"
    short = f"∂L/∂w = mean of δ·a = {gradient}"
    here = f"{number(delta)} × {factor(signal)} = {number(delta * signal)}"
    whole = f"{short}, in this example {here}"
    return f"{adds} of z = {number(unit.preactivation)}", whole if fits(whole) else short


def unit_lines(unit: UnitDetail, activation: str, output: bool, fits: Fits) -> list[Line]:
    """z, a, δ and the bias' gradient of one unit, for one example."""
    incoming = products(unit.weights, unit.inputs)
    texts = [
        f"z = Σ w·a + b = {number(unit.preactivation)}",
        f"   = {written_sum(incoming, unit.bias, fits)}",
    ]
    if unit.stations is None:
        texts.append(_applied(activation, output, number(unit.activation)))
    else:
        texts += forward_stations(unit, unit.stations, activation)
    delta = number(unit.gradient_preactivation)
    if output:
        texts.append(f"δ = ∂L/∂z = {delta}, from the loss itself")
    else:
        back = written_sum(products(unit.next_weights, unit.next_gradients), None, fits)
        if unit.stations is None:
            slope, arrived = number(unit.derivative), number(unit.gradient_activation)
            texts += [
                f"∂L/∂a = Σ w·δ of the next layer = {arrived}",
                f"   = {back}",
                f"δ = f′(z)·∂L/∂a = {slope} × {factor(unit.gradient_activation)} = {delta}",
            ]
        else:
            texts += backward_stations(unit, unit.stations, back)
    texts.append("∂L/∂w = mean of δ·a over the batch,  ∂L/∂b = mean of δ")
    return [Line((text,)) for text in texts]


def _applied(activation: str, output: bool, value: str) -> str:
    if output and activation == "softmax":
        return f"a = softmax of the layer's z = {value}"
    return f"a = f(z) = {value}   ({activation})"


class UnitRows(Sequence[Line]):
    """The arithmetic of a unit, its bias and its weights; a row is written when it is shown."""

    def __init__(self, head: Sequence[Line], unit: UnitDetail, order: Sequence[int]) -> None:
        gradient = number(unit.bias_gradient)
        bias = ("bias", "1", number(unit.bias), number(unit.bias), gradient)
        titles = Line(("input", "a", "w", "w·a", "∂L/∂w"), head=True)
        self._head = (*head, titles, Line(bias, weight=-1))
        self._unit, self._order = unit, order
        largest = max(map(size, products(unit.weights, unit.inputs)), default=0.0)
        self._largest = largest if 0 < largest < inf else inf

    def __len__(self) -> int:
        return len(self._head) + len(self._order)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | Sequence[Line]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        if index < len(self._head):
            return self._head[index]
        return self._weight_line(self._order[index - len(self._head)])

    def row_of(self, weight: int) -> int:
        """Where a weight stands; -1: the bias."""
        before = len(self._head)
        return before - 1 if weight < 0 else before + self._order.index(weight)

    def _weight_line(self, source: int) -> Line:
        """Its input, itself, what it adds to z, and its gradient."""
        unit = self._unit
        weight, signal = float(unit.weights[source]), float(unit.inputs[source])
        product = weight * signal
        values = (signal, weight, product, float(unit.weight_gradients[source]))
        share = size((product,)) / self._largest
        cells = (str(source), *(number(value) for value in values))
        return Line(cells, weight=source, share=min(share, 1.0))


def by_size(unit: UnitDetail) -> list[int]:
    """The inputs, those that add most to z first."""
    sizes = [size(term) for term in products(unit.weights, unit.inputs)]
    return sorted(range(len(sizes)), key=lambda index: -sizes[index])


def cell_lines(lane: LaneTrace, unit: CellUnit) -> list[Line]:
    """The arithmetic of a unit of a recurrent cell."""
    label = ACTIVATIONS[lane.network.activation].label
    return [Line((text,)) for text in cell_texts(unit, lane.network.cell, label)]


def layer_lines(trace: Trace) -> list[Line]:
    """Every measure of the watched layer, a column for each lane."""
    lines = [Line(("", *(lane.title for lane in trace.lanes)), head=True)]
    for name, measure in MEASURES.items():
        if all(name not in lane.measures for lane in trace.lanes):
            continue  # costly, and nobody looks at it
        lines.append(
            Line(
                (measure.label, *(_measured(lane, name, trace.watch.layer) for lane in trace.lanes))
            )
        )
    return lines + _decade_lines(trace)


def _decade_lines(trace: Trace) -> list[Line]:
    """How the layer's gradients are spread over the decades, largest first, a column each lane."""
    lanes = [lane.detail for lane in trace.lanes]
    lines = [Line(("|∂L/∂z| by decades", *("" for _ in lanes)), head=True)]
    for index in range(len(GRADIENT_DECADES) - 1, -1, -1):
        shares = [float(lane.gradient_shares[index]) for lane in lanes]
        if any(shares):
            low = GRADIENT_DECADES[index]
            name = f"{power_of_ten(low)} … {power_of_ten(low + 1)}"
            lines.append(Line((name, *(percent(share) for share in shares))))
    zeros = [lane.gradient_zeros for lane in lanes]
    if any(zeros):
        lines.append(Line(("exactly 0", *(percent(share) for share in zeros))))
    return lines


def _measured(lane: LaneTrace, name: str, layer: int) -> str:
    if name not in lane.measures:  # it says nothing of this kind of network, or nobody looks
        return "–"
    values = lane.measures[name]
    return number(float(values[layer - 1])) if layer <= len(values) else "–"


def heading(trace: Trace) -> str:
    """What is looked at, in one line."""
    lane = trace.lanes[trace.watched]
    layer = min(trace.watch.layer, lane.depth + 1)
    place = "output" if layer > lane.depth else f"{lane.axis} {layer}"
    unit = lane.cell_unit
    if unit is not None:
        level = f"level {unit.level + 1}, " if lane.levels > 1 else ""
        return f"{lane.title}, {place}, {level}unit {unit.unit}, example {unit.sample}"
    if lane.unit is None:
        return f"{place[0].upper()}{place[1:]}: click a unit to see its arithmetic"
    example = f"example {lane.unit.sample}"
    if lane.labels.size:
        example += f" (class {lane.class_of(lane.unit.sample)})"
    return f"{lane.title}, {place}, unit {lane.unit.unit}, {example}"
