"""Texts about the progress of training."""

from __future__ import annotations

from vgsim.compute.traces.trace import Trace
from vgsim.describe.goal import Goal
from vgsim.words.numbers import decimal, grouped, short


def words(trace: Trace, goal: Goal, rate: float) -> str:
    """Which update is shown, of how many, and how long training will take."""
    said = f"Update {grouped(trace.step)}"
    if goal.updates is not None and rate:
        left = max(goal.updates - trace.step, 0) / rate
        return f"{said} of {grouped(goal.updates)}, {duration(left)} left"
    if trace.step < trace.known:
        said += f" of {grouped(trace.known)}"
    if rate:
        said += f", {grouped(round(rate))} per second"
    return said


def duration(seconds: float) -> str:
    """A duration in the most suitable unit."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{decimal(seconds / 3600, 1)} h"


def changes(trace: Trace) -> list[tuple[int, str]]:
    """Updates at which a setting changed, with a description, in order."""
    found: list[tuple[int, str]] = []
    for lane, curves, spec in zip(trace.lanes, trace.curves, trace.experiment.lanes, strict=True):
        others = {stage.until for stage in spec.before}
        name = f"{lane.title}: " if len(trace.lanes) > 1 else ""
        found += [(step, f"{name}network changed") for step in sorted(others)]
        found += [
            (step, f"{name}rate {short(rate)}")
            for step, rate in curves.rates[1:]
            if step not in others
        ]
    return sorted(found)


def changed(trace: Trace) -> tuple[int, ...]:
    """Updates at which a setting changed."""
    return tuple(sorted({step for step, _ in changes(trace)}))
