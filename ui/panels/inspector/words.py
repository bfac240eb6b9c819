"""Tables of the inspector: the weights of one unit, and the measures of one layer."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from ui.panels.arithmetic.signal_path import number
from ui.panels.arithmetic.words import products, size
from ui.widgets.table import Content, TableCell, TableColumn
from vgsim.compute.traces.measured import measured
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import (
    GRADIENT_DECADES,
    LaneTrace,
    Trace,
    UnitDetail,
)
from vgsim.words.language import tr
from vgsim.words.numbers import percent, power_of_ten

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


def unit_table(
    unit: UnitDetail, names: Sequence[str] = (), *, results_shown: bool = True
) -> Content:
    """The bias and weights of a unit; the key of a row is the index of its input.

    Args:
        unit: the unit.
        names: of the inputs that the weights come from; empty if they have none.
        results_shown: whether the gradients are shown.
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
        gradient = others[2] if results_shown else TableCell("…")
        return TableCell(source, float(place)), first, others[0], added, gradient

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
