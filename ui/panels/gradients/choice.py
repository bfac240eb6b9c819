"""The measures of the gradients panel: which are chosen, and their readings."""

from __future__ import annotations

from collections.abc import Set

from ui.curves.measures import GROUPS, MAY_BE_NAN, STROKES, kind_of, values_of
from ui.panels.words import place_name
from ui.plots.chooser import CurveChoice
from ui.plots.readout import ReadoutRow, ReadoutTable
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.words.language import tr
from vgsim.words.numbers import grouped, percent, scientific

DEFAULTS = frozenset(
    {
        "gradient_preactivation",
        "gradient_weight",
        "activation_mean",
        "activation_std",
        "saturated",
        "dead",
    }
)
RECURRENT_DEFAULTS = frozenset(
    {
        "gradient_activation",
        "gradient_carousel",
        "forget_product",
        "gradient_bound",
        "activation_mean",
        "activation_std",
        "saturated",
    }
)
ABSENT = "–"
STATUS_HELP = tr(
    "How much of the gradient ∂L/∂z at the last hidden layer arrives at layer 1; through time: of "
    "∂L/∂h at the last step, at step 1. A thousandth or less is called vanishing."
)


def choices() -> list[CurveChoice]:
    """Every measure as an entry of the checklist, those of the same plot next to each other."""
    return [
        CurveChoice(m.name, m.label, f"{m.formula}\n{m.help}", GROUPS[kind_of(m.name)], m.name)
        for m in sorted(MEASURES.values(), key=lambda m: list(STROKES).index(kind_of(m.name)))
    ]


def readings(trace: Trace, layer: int, chosen: Set[str], lines: int) -> ReadoutTable:
    """Every measure of one layer in every lane; only the chosen ones if more than `lines`."""
    deepest = max(lane.depth for lane in trace.lanes) + 1
    there = [n for n in MEASURES if n in chosen or any(n in lane.measures for lane in trace.lanes)]
    names = [n for n in there if lines >= len(there) or n in chosen]
    rows = []
    for name in names:
        cells = (MEASURES[name].label, *(_cell(lane, name, layer) for lane in trace.lanes))
        rows.append(ReadoutRow(cells))
    title = place_name(trace.axis, layer, deepest - 1)
    return ReadoutTable((title, *(lane.title for lane in trace.lanes)), tuple(rows))


def _cell(lane: LaneTrace, name: str, layer: int) -> str:
    values = values_of(lane, name)
    if layer > len(values):
        return ABSENT
    value = float(values[layer - 1])
    if value != value and name in MAY_BE_NAN:
        return ABSENT
    return percent(value) if MEASURES[name].unit == "share" else scientific(value, 3)


def ratio_words(trace: Trace) -> tuple[str, str, str]:
    """Ratio of the first layer's (or step's) gradient to the last hidden one's, for every lane.

    Returns:
        A sentence; a shorter one; one without the titles, in the order of the legend.
    """
    numbers = []
    for lane in trace.lanes:
        gradient = lane.followed()
        first, last = float(gradient[0]), float(gradient[lane.depth - 1])
        numbers.append(scientific(first / last, 2) if last else ABSENT)
    titles = (lane.title for lane in trace.lanes)
    ratios = "; ".join(f"{title}: {n}" for title, n in zip(titles, numbers, strict=True))
    update, short = grouped(trace.step), "; ".join(numbers)
    if trace.axis == "step":
        words = tr(
            "Step 1 ÷ last step along h. {ratios} (update {update})", ratios=ratios, update=update
        )
        shorter = tr("Step 1 ÷ last step along h. {ratios}", ratios=ratios)
        return words, shorter, tr("Step 1 ÷ last along h: {ratios}", ratios=short)
    words = tr(
        "Layer 1 ÷ last hidden layer. {ratios} (update {update})", ratios=ratios, update=update
    )
    shorter = tr("Layer 1 ÷ last. {ratios}", ratios=ratios)
    return words, shorter, tr("Layer 1 ÷ last: {ratios}", ratios=short)
