"""The table of layers for paper: few columns, and of many layers only the first and last."""

from __future__ import annotations

from vgsim.compute.traces.measured import measured
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import LaneTrace
from vgsim.report.page import LayerRows
from vgsim.words.language import tr
from vgsim.words.numbers import percent, scientific
from vgsim.words.states import STATES

MOST_ROWS = 12  # with the gap
_COLUMNS = (  # measure, title
    ("gradient_preactivation", "∂L/∂z"),
    ("update_ratio", "ΔW/W"),
    ("activation_std", tr("spread of a")),
    ("slope_rms", tr("typical f′")),
    ("saturated", tr("saturated")),
    ("dead", tr("dead")),
)
_THROUGH_TIME = (  # for the steps of a recurrent network
    ("gradient_activation", "∂L/∂h"),
    ("gradient_carried", "∂L/∂c"),
    ("activation_std", tr("spread of h")),
    ("forget_gate", tr("gate")),
    ("saturated", tr("saturated")),
)


def layer_rows(lane: LaneTrace) -> LayerRows:
    """The table of a network's layers or steps; columns without any number are left out."""
    states = lane.judged.states
    columns = [
        (name, title)
        for name, title in (_THROUGH_TIME if lane.recurrent else _COLUMNS)
        if any(measured(lane, name, each.layer) is not None for each in states)
    ]
    first = tr("step") if lane.recurrent else tr("layer")
    titles = (first, tr("units"), tr("state"), *(title for _, title in columns))
    rows = [
        (
            tr("output") if each.layer > lane.depth else str(each.layer),
            str(lane.widths[each.layer]),
            STATES[each.state],
            *(_cell(lane, name, each.layer) for name, _ in columns),
        )
        for each in states
    ]
    if len(rows) <= MOST_ROWS:
        return LayerRows(titles, tuple(rows))
    top = MOST_ROWS // 2
    bottom = len(rows) - (MOST_ROWS - top - 1)
    ends = {"first": rows[top][0], "last": rows[bottom - 1][0]}
    if lane.recurrent:
        gap = tr("Steps {first} to {last} are only in the diagram.", **ends)
    else:
        gap = tr("Layers {first} to {last} are only in the diagram.", **ends)
    return LayerRows(titles, (*rows[:top], (), *rows[bottom:]), gap)


def _cell(lane: LaneTrace, name: str, layer: int) -> str:
    value = measured(lane, name, layer)
    if value is None:
        return "–"
    return percent(value) if MEASURES[name].unit == "share" else scientific(value, 2)
