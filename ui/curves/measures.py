"""Measures as curves: which plot shows them, their strokes, and the layers they apply to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ui.curves.layers import LayerSeries
from ui.plots.axis import decade_ticks, decimal_ticks, share_ticks
from ui.plots.frame import StrokeKey, Words
from ui.plots.marks import DASHES, FloatArray
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import LaneTrace
from vgsim.words.language import tr

DECADES, PLAIN, SHARES = "decades", "plain", "shares"
GROUPS = {DECADES: tr("Logarithmic axis"), PLAIN: tr("Linear axis"), SHARES: tr("Fractions")}
AXES = {  # ticks, and the name of the vertical axis
    DECADES: (decade_ticks, tr("magnitude")), PLAIN: (decimal_ticks, tr("value")),
    SHARES: (share_ticks, tr("fraction of units")),
}  # fmt: skip
SPREADS = {"activation_mean": "activation_std", "preactivation_mean": "preactivation_std"}
SYMBOLS = {  # for captions without much room
    "gradient_preactivation": "∂L/∂z",
    "gradient_activation": "∂L/∂a",
    "gradient_weight": "∂L/∂W",
    "gradient_bias": "∂L/∂b",
    "gradient_carried": tr("∂L/∂state"),  # c of an LSTM, h of a GRU
    "gradient_carousel": tr("state only"),
    "gradient_gates": tr("via gates"),
    "forget_product": tr("Π mean gate"),
    "forget_gate": tr("gate"),
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


@cache
def kind_of(name: str) -> str:
    """The plot that shows a measure."""
    measure = MEASURES[name]
    if measure.logarithmic:
        return DECADES
    return SHARES if measure.unit == "share" else PLAIN


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
    if name == "forget_gate":  # of an LSTM; a GRU's update gate does the same
        label = tr("forget or update gate")
    if name.endswith("_mean"):
        label = tr("{measure} ± standard deviation", measure=label)
    return StrokeKey(label, SYMBOLS.get(name, label), dash_of(name, recurrent), name)


def values_of(lane: LaneTrace, name: str) -> FloatArray:
    """A measure over the layers it applies to; empty if it was not computed.

    For instance, saturation ends at the last hidden layer: the output layer has no activation.
    """
    values = lane.measures.get(name, lane.measures["weight_norm"][:0])
    return values[:-1] if name in HIDDEN_ONLY else values


def measure_series(
    lanes: Sequence[LaneTrace], name: str, colors: Sequence[str], *, spread: bool, recurrent: bool
) -> list[LayerSeries]:
    """A measure of every lane in its color; `spread`: with the standard deviation as a band."""
    std = SPREADS.get(name) if spread else None
    dash, gaps = dash_of(name, recurrent), name in MAY_BE_NAN
    return [
        LayerSeries(
            index, values_of(lane, name), colors[index], dash,
            lane.measures.get(std) if std is not None else None, gaps,
        )
        for index, lane in enumerate(lanes)
    ]  # fmt: skip
