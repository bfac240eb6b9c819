"""Texts about the progress of training."""

from __future__ import annotations

from vgsim.compute.traces.trace import Trace
from vgsim.describe.goal import Goal
from vgsim.words.language import tr
from vgsim.words.numbers import decimal, grouped


def words(trace: Trace, goal: Goal, rate: float) -> str:
    """Which update is shown, of how many, and how long training will take."""
    update, last, speed = grouped(trace.step), grouped(trace.furthest), grouped(round(rate))
    if goal.updates is not None and rate:
        left = duration(max(goal.updates - trace.step, 0) / rate)
        last = grouped(goal.updates)
        return tr("Update {update} of {last}, {time} left", update=update, last=last, time=left)
    if trace.step < trace.furthest and rate:
        return tr(
            "Update {update} of {last}, {speed} per second", update=update, last=last, speed=speed
        )
    if trace.step < trace.furthest:
        return tr("Update {update} of {last}", update=update, last=last)
    if rate:
        return tr("Update {update}, {speed} per second", update=update, speed=speed)
    return tr("Update {update}", update=update)


def duration(seconds: float) -> str:
    """A duration in the most suitable unit."""
    if seconds < 90:
        return tr("{seconds} s", seconds=max(round(seconds), 1))
    if seconds < 5400:
        return tr("{minutes} min", minutes=round(seconds / 60))
    return tr("{hours} h", hours=decimal(seconds / 3600, 1))
