"""When settings changed during training, and a text for each change."""

from __future__ import annotations

from vgsim.compute.traces.trace import Trace
from vgsim.words.language import tr
from vgsim.words.numbers import short


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
