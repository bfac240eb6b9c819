"""Compares the networks by the measure that a scenario names."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isinf, isnan

from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import LaneTrace
from vgsim.words.language import tr
from vgsim.words.numbers import percent, scientific
from vgsim.words.scenarios import COMPARED, LOSS


def loss(lane: LaneTrace) -> float:
    """The loss of the latest evaluation, or of the batch if there is none."""
    losses = lane.evidence.history.train_loss
    return float(losses[-1]) if len(losses) and isfinite(losses[-1]) else lane.loss


def compared(lanes: Sequence[LaneTrace], measure: str, layer: int) -> str:
    """One sentence with the value of a measure in every lane that has it.

    Args:
        lanes: at least one, all of one pass.
        measure: one of `vgsim.words.scenarios.COMPARED`.
        layer: layer or time step, from 1; a shorter lane is read at its last one.

    Returns:
        The sentence; empty if the measure applies to no lane.
    """
    found = [(_value(lane, measure, layer), lane.title) for lane in lanes]
    parts = [
        tr("{value} in {network}", value=value, network=title) for value, title in found if value
    ]
    if not parts:
        return ""
    values = "; ".join(parts)  # titles contain commas
    if measure == LOSS:
        step = max(lane.evidence.history.step for lane in lanes)
        return tr("Loss at update {step}: {values}.", step=step, values=values)
    return tr(
        "{measure} at {place}: {values}.",
        measure=COMPARED[measure], place=_place(lanes, layer), values=values,
    )  # fmt: skip


def _place(lanes: Sequence[LaneTrace], layer: int) -> str:
    """The layer or time step at which all lanes are read."""
    axes, places = {lane.axis for lane in lanes}, {min(layer, lane.depth + 1) for lane in lanes}
    if len(axes) > 1 or len(places) > 1:
        return tr("the selected layer or step")
    if all(layer > lane.depth for lane in lanes):
        return tr("the output")
    if axes == {"step"}:
        return tr("step {step}", step=layer)
    return tr("layer {layer}", layer=layer)


def _value(lane: LaneTrace, measure: str, layer: int) -> str:
    """The value of a measure as text; empty where it does not apply."""
    if measure == LOSS:
        return _text(loss(lane), share=False)
    row = lane.measures.get(measure)
    if row is None:
        return ""
    value = float(row[min(layer, len(row)) - 1])
    if isnan(value) and not measure.startswith("gradient"):  # the layer has no such thing
        return ""
    return _text(value, share=MEASURES[measure].unit == "share")


def _text(value: float, share: bool) -> str:
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "∞"
    if share:
        return percent(value)
    return tr("exactly 0") if value == 0 else scientific(value, 2)
