"""What is read from the curves of learning."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ui.items.curves.courses import Course, value_near
from ui.items.plots.axis import grouped, percent
from ui.items.plots.hover import Reading
from ui.items.plots.readout import Row, Table
from vgsim.compute.trace import Trace
from vgsim.play.text import scientific


def reading(trace: Trace, courses: Sequence[Sequence[Course]], place: float) -> Reading:
    """Loss and results of every lane, (loss, training, test) each, nearest to a place."""
    near = (value_near(lane[0], place) for lane in courses)
    step = next((found[0] for found in near if found is not None), 0)
    rows = []
    for lane, (loss, *results) in zip(trace.lanes, courses, strict=True):
        cells = [lane.title, _near(loss, step, _number)]
        result = percent if lane.classes else _number
        cells += [_near(course, step, result) for course in results]
        rows.append(Row(tuple(cells), loss.color))
    head = (f"update {grouped(step)}", "loss", "training", "test")
    return Reading(float(step), Table(head, tuple(rows)))


def now(trace: Trace, rate: float) -> str:
    """Where learning stands, in one line."""
    losses = ", ".join(f"{lane.title} {scientific(lane.loss, 3)}" for lane in trace.lanes)
    speed = f", {grouped(round(rate))} updates a second" if rate >= 1 else ""
    return f"Update {grouped(trace.step)}{speed}. Loss: {losses}"


def _number(value: float) -> str:
    return scientific(value, 4)


def _near(course: Course, step: int, write: Callable[[float], str]) -> str:
    """The recorded value nearest to a step, in words; a dash if there is none yet."""
    found = value_near(course, step)
    return "–" if found is None else write(found[1])
