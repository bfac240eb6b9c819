"""Texts about the progress of training."""

from __future__ import annotations

from vgsim.compute.traces.trace import Trace
from vgsim.describe.goal import Goal
from vgsim.words.language import tr
from vgsim.words.numbers import decimal, grouped, short


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


def changes(trace: Trace) -> list[tuple[int, str]]:
    """Updates at which a setting changed, with a description, in order."""
    found: list[tuple[int, str]] = []
    several = len(trace.lanes) > 1
    for lane, curves, spec in zip(trace.lanes, trace.curves, trace.experiment.lanes, strict=True):
        others = {stage.until for stage in spec.before}
        name = lane.title
        text = tr("{network}: network changed", network=name) if several else tr("network changed")
        found += [(step, text) for step in others]
        for step, rate in curves.rates[1:]:
            if step not in others:
                value = short(rate)
                text = tr("rate {rate}", rate=value)
                if several:
                    text = tr("{network}: rate {rate}", network=name, rate=value)
                found.append((step, text))
    return sorted(found)


def changed(trace: Trace) -> tuple[int, ...]:
    """Updates at which a setting changed."""
    return tuple(sorted({step for step, _ in changes(trace)}))
