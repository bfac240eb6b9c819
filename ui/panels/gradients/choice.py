"""The measures of the gradients panel: their plots, strokes and readings."""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from ui.panels.words import place_name
from ui.plots.chooser import CurveChoice
from ui.plots.frame import StrokeKey, Words
from ui.plots.marks import DASHES, FloatArray
from ui.plots.readout import ReadoutRow, ReadoutTable
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.words.language import tr
from vgsim.words.numbers import grouped, percent, scientific

DECADES, PLAIN, SHARES = "decades", "plain", "shares"
GROUPS = {DECADES: tr("Logarithmic axis"), PLAIN: tr("Linear axis"), SHARES: tr("Fractions")}
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
SYMBOLS = {  # for captions without much room
    "gradient_preactivation": "∂L/∂z",
    "gradient_activation": "∂L/∂a",
    "gradient_weight": "∂L/∂W",
    "gradient_bias": "∂L/∂b",
    "gradient_carried": "∂L/∂c",
    "gradient_carousel": tr("c only"),
    "gradient_gates": tr("via gates"),
    "forget_product": "Π mean f",
    "forget_gate": "f",
    "gradient_bound": tr("upper bound"),
    "weight_norm": "‖W‖",
    "activation_mean": "a",
    "preactivation_mean": "z",
}
STROKES = {  # measures of each plot that have the first strokes, the first one a solid line
    DECADES: ("gradient_preactivation", "gradient_weight"),
    PLAIN: ("activation_mean",),
    SHARES: ("saturated", "dead"),
}
RECURRENT_STROKES = ("gradient_activation", "gradient_carousel", "forget_product", "gradient_bound")
LAYER = Words(tr("layer"), tr("layer"), "layer")  # captions of the x axis
STEP = Words(tr("time step"), tr("step"), "recurrent")
HIDDEN_ONLY = frozenset({"saturated", "inactive", "dead", "dead_window"})
# NaN if there is no skip, no normalization or no previous gradient
MAY_BE_NAN = frozenset(
    {
        "gradient_skip",
        "gradient_branch",
        "norm_factor",
        "cosine",
        "dead_window",
        *(name for name, measure in MEASURES.items() if measure.only != "all"),
    }
)
ABSENT = "–"


@cache
def kind_of(name: str) -> str:
    """The plot that shows a measure."""
    measure = MEASURES[name]
    if measure.logarithmic:
        return DECADES
    return SHARES if measure.unit == "share" else PLAIN


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


@cache
def dash_of(name: str, recurrent: bool = False) -> tuple[float, ...]:
    """The dash pattern of a measure's curve, by its place among the measures of the same plot."""
    kind = kind_of(name)
    first = RECURRENT_STROKES if recurrent and kind == DECADES else STROKES[kind]
    order = [*first, *(n for n in MEASURES if kind_of(n) == kind and n not in first)]
    return DASHES[order.index(name) % len(DASHES)]


def key_of(name: str, recurrent: bool = False) -> StrokeKey:
    """The legend's key of a measure: full name, symbol, and dash pattern."""
    label = MEASURES[name].label
    if recurrent and name == "gradient_activation":
        return StrokeKey(tr("gradient at the states ∂L/∂h"), "∂L/∂h", dash_of(name, True), name)
    if name.endswith("_mean"):
        label = tr("{measure} ± standard deviation", measure=label)
    return StrokeKey(label, SYMBOLS.get(name, label), dash_of(name, recurrent), name)


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


def values_of(lane: LaneTrace, name: str) -> FloatArray:
    """A measure over the layers it applies to; empty if it was not computed.

    For instance, saturation ends at the last hidden layer: the output layer has no activation.
    """
    values = lane.measures.get(name, lane.measures["weight_norm"][:0])
    return values[:-1] if name in HIDDEN_ONLY else values


def _cell(lane: LaneTrace, name: str, layer: int) -> str:
    values = values_of(lane, name)
    if layer > len(values):
        return ABSENT
    value = float(values[layer - 1])
    if value != value and name in MAY_BE_NAN:
        return ABSENT
    return percent(value) if MEASURES[name].unit == "share" else scientific(value, 3)


def ratio_words(trace: Trace) -> str:
    """Ratio of the first layer's (or step's) gradient to the last hidden one's, for every lane."""
    parts = []
    for lane in trace.lanes:
        gradient = lane.followed()
        first, last = float(gradient[0]), float(gradient[lane.depth - 1])
        parts.append(f"{lane.title}: {scientific(first / last, 2) if last else ABSENT}")
    ratios, update = "; ".join(parts), grouped(trace.step)
    if trace.axis == "step":
        return tr("Step 1 ÷ last step. {ratios} (update {update})", ratios=ratios, update=update)
    return tr(
        "Layer 1 ÷ last hidden layer. {ratios} (update {update})", ratios=ratios, update=update
    )
