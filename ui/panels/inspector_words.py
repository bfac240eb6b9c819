"""The arithmetic of one unit and the measures of one layer, written out with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vgsim.compute.measures import MEASURES
from vgsim.compute.trace import LaneTrace, Trace, UnitDetail
from vgsim.play.text import scientific

DIGITS = 3
MOST_TERMS = 4  # of a sum that are written out
Fits = Callable[[str], bool]  # whether a line has room


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: cells of a table, or a single text across all columns."""

    cells: tuple[str, ...]
    head: bool = False
    weight: int | None = None  # index of the weight this row shows; -1: the bias
    share: float = 0.0  # of the largest contribution: length of the row's bar


@dataclass(frozen=True, slots=True)
class Term:
    """A factor times a factor."""

    left: float
    right: float

    @property
    def value(self) -> float:
        return self.left * self.right

    @property
    def size(self) -> float:
        """|value|, with NaN counted as the largest of all: it decides the sum."""
        return abs(self.value) if self.value == self.value else float("inf")


def number(value: float) -> str:
    return scientific(value, DIGITS)


def factor(value: float) -> str:
    """A number that stands behind a sign: negative ones in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def written_sum(terms: Sequence[Term], last: float | None, fits: Fits) -> str:
    """As many products as fit, such as 0.31 × 0.48 − 0.12 × 0.53 + … 30 more (0.021) + 0.1.

    The largest come first; `last` is a summand of its own, the bias.
    """
    order = sorted(terms, key=lambda term: -term.size)
    text = ""
    for count in range(min(MOST_TERMS, len(order)), -1, -1):
        shown, rest = order[:count], order[count:]
        parts = [
            (term.left < 0, f"{number(abs(term.left))} × {factor(term.right)}") for term in shown
        ]
        if rest:
            total = sum(term.value for term in rest)
            parts.append((False, f"… {len(rest)} more ({number(total)})"))
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


def unit_lines(unit: UnitDetail, activation: str, output: bool, fits: Fits) -> list[Line]:
    """z, a, δ and the bias' gradient of one unit, for one example."""
    incoming = [
        Term(w, a) for w, a in zip(unit.weights.tolist(), unit.inputs.tolist(), strict=True)
    ]
    texts = [
        f"z = Σ w·a + b = {number(unit.preactivation)}",
        f"   = {written_sum(incoming, unit.bias, fits)}",
        f"a = {_applied(activation, output)} = {number(unit.activation)}",
    ]
    delta = number(unit.gradient_preactivation)
    if output:
        texts.append(f"δ = ∂L/∂z = {delta}, from the loss itself")
    else:
        outgoing = zip(unit.next_weights.tolist(), unit.next_gradients.tolist(), strict=True)
        back = written_sum([Term(w, d) for w, d in outgoing], None, fits)
        slope, arrived = number(unit.derivative), number(unit.gradient_activation)
        texts += [
            f"∂L/∂a = Σ w·δ of the next layer = {arrived}",
            f"   = {back}",
            f"δ = f′(z)·∂L/∂a = {slope} × {factor(unit.gradient_activation)} = {delta}",
        ]
    texts.append("∂L/∂w = mean of δ·a over the batch,  ∂L/∂b = mean of δ")
    return [Line((text,)) for text in texts]


def _applied(activation: str, output: bool) -> str:
    if not output:
        return f"f(z) of {activation}"
    return "softmax of the layer's z" if activation == "softmax" else f"{activation} of z"


def weight_lines(unit: UnitDetail, order: Sequence[int]) -> list[Line]:
    """The bias and every weight: its input, itself, what it adds to z, and its gradient."""
    head = Line(("input", "a", "w", "w·a", "∂L/∂w"), head=True)
    gradient = number(unit.bias_gradient)
    bias = Line(("bias", "1", number(unit.bias), number(unit.bias), gradient), weight=-1)
    weights, inputs = unit.weights.tolist(), unit.inputs.tolist()
    gradients = unit.weight_gradients.tolist()
    largest = max((Term(w, a).size for w, a in zip(weights, inputs, strict=True)), default=0.0)
    lines = [head, bias]
    for index in order:
        term = Term(weights[index], inputs[index])
        share = term.size / largest if 0 < largest < float("inf") else 0.0
        values = (inputs[index], weights[index], term.value, gradients[index])
        cells = (str(index), *(number(value) for value in values))
        lines.append(Line(cells, weight=index, share=share))
    return lines


def by_size(unit: UnitDetail) -> list[int]:
    """The inputs, those that add most to z first."""
    terms = [Term(w, a) for w, a in zip(unit.weights.tolist(), unit.inputs.tolist(), strict=True)]
    return sorted(range(len(terms)), key=lambda index: -terms[index].size)


def layer_lines(trace: Trace) -> list[Line]:
    """Every measure of the watched layer, a column for each lane."""
    lines = [Line(("", *(lane.title for lane in trace.lanes)), head=True)]
    for name, measure in MEASURES.items():
        lines.append(
            Line(
                (measure.label, *(_measured(lane, name, trace.watch.layer) for lane in trace.lanes))
            )
        )
    return lines


def _measured(lane: LaneTrace, name: str, layer: int) -> str:
    values = lane.measures[name]
    return number(float(values[layer - 1])) if layer <= len(values) else "–"


def watched_lane(trace: Trace) -> int:
    return min(trace.watch.lane, len(trace.lanes) - 1)


def heading(trace: Trace) -> str:
    """What is looked at, in one line."""
    lane = trace.lanes[watched_lane(trace)]
    layer = min(trace.watch.layer, lane.depth + 1)
    place = "output layer" if layer > lane.depth else f"layer {layer}"
    if lane.unit is None:
        return f"{place[0].upper()}{place[1:]}: click a unit to see its arithmetic"
    example = f"example {lane.unit.sample}"
    if trace.labels.size:
        example += f" (class {int(trace.labels[lane.unit.sample])})"
    return f"{lane.title}, {place}, unit {lane.unit.unit}, {example}"
