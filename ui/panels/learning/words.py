"""Readings of the training curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ui.curves.training_curves import EPOCHS, SECONDS, TrainingCurve, place_of, value_near
from ui.panels.changes import changes
from ui.plots.hover import HoverValues
from ui.plots.readout import ReadoutRow, ReadoutTable
from vgsim.compute.traces.trace import Trace
from vgsim.words.language import tr
from vgsim.words.numbers import grouped, percent, scientific


def reading(
    trace: Trace,
    courses: Sequence[Sequence[TrainingCurve]],
    place: float,
    axis: str,
    near_by: float = 0.0,
) -> HoverValues:
    """Values of every lane's (loss, training, test) courses nearest to a position on the axis.

    A change at most `near_by` from the position is mentioned.
    """
    change = nearest_change(trace, place, axis, near_by)
    near = (value_near(lane[0], place) for lane in courses)
    step = next((found[0] for found in near if found is not None), 0)
    if axis not in (EPOCHS, SECONDS):
        place = float(step)
    rows = []
    for lane, (loss, *results) in zip(trace.lanes, courses, strict=True):
        cells = [lane.title, _near(loss, place, _number)]
        result = percent if lane.classes else _number
        cells += [_near(course, place, result) for course in results]
        rows.append(ReadoutRow(tuple(cells), loss.color))
    where = tr("update {update}", update=grouped(step))
    if axis == EPOCHS:
        where = tr("{epochs} epochs", epochs=scientific(place, 3))
    elif axis == SECONDS:
        where = tr("{seconds} seconds", seconds=scientific(place, 3))
    head = (f"{where}: {change}" if change else where, tr("loss"), tr("training"), tr("test"))
    return HoverValues(place, ReadoutTable(head, tuple(rows)))


def nearest_change(trace: Trace, place: float, axis: str, near_by: float) -> str:
    """What changed near a position; empty on the axis of seconds, which differs between lanes."""
    if axis == SECONDS:
        return ""
    found = [
        (abs(place_of(step, trace.curves[0], axis) - place), what) for step, what in changes(trace)
    ]
    return ", ".join(what for away, what in found if away <= near_by)


def now(trace: Trace, rate: float) -> str:
    """The state of training, in one line."""
    losses = "; ".join(f"{lane.title}: {scientific(lane.loss, 3)}" for lane in trace.lanes)
    update = grouped(trace.step)
    if rate < 1:
        return tr("Update {update}. Loss. {losses}", update=update, losses=losses)
    return tr(
        "Update {update}, {speed} updates per second. Loss. {losses}",
        update=update, speed=grouped(round(rate)), losses=losses,
    )  # fmt: skip


def _number(value: float) -> str:
    return scientific(value, 4)


def _near(course: TrainingCurve, place: float, write: Callable[[float], str]) -> str:
    """The recorded value nearest to a position, as text; a dash if there is none."""
    found = value_near(course, place)
    return "–" if found is None else write(found[1])
