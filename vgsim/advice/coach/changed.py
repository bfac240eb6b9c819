"""Describes how a change altered the gradient, with numbers from the passes before and after it."""

from __future__ import annotations

from math import inf, isfinite, log10

from vgsim.advice.changes import parts_of
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.theory.arrival import best_path, portion
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

LanePair = tuple[int, int]  # indices of a network before and now
RELATIVE = ("vanishing", "mild", "healthy", "growing", "exploding", "starved", "learned")


def what_changed(before: Trace, now: Trace) -> tuple[int, str] | None:
    """The network that has changed most, and a sentence with its numbers.

    Returns:
        Its index and the sentence; None if nothing was added and no network is in both passes.
    """
    pairs = _pairs(before, now)
    if not pairs:
        return None
    added = set(range(len(now.lanes))) - {index for _, index in pairs}
    if added:
        index = max(added)
        return index, _added(now.lanes[index])
    if len(before.lanes) > len(now.lanes):
        return None
    old, new = max(pairs, key=lambda pair: _distance(before, now, pair))
    return new, _compared(before, now, (old, new))


def _pairs(before: Trace, now: Trace) -> list[LanePair]:
    was = {id(lane.identity): index for index, lane in enumerate(before.experiment.lanes)}
    return [
        (was[id(lane.identity)], index)
        for index, lane in enumerate(now.experiment.lanes)
        if id(lane.identity) in was
    ]


def _distance(before: Trace, now: Trace, pair: LanePair) -> tuple[float, bool, bool]:
    """Sort key: how far the gradient profile has moved, whether a setting differs, what is watched.

    Two networks may have moved by the same amount, if the changed setting is shared.
    """
    old, new = pair
    a, b = (_decades(lane) for lane in (before.lanes[old], now.lanes[new]))
    far = 0.0 if a == b else abs(a - b)
    differs = parts_of(before.experiment, old) != parts_of(now.experiment, new)
    return round(far, 2) if isfinite(far) else inf, differs, new == now.watched


def _decades(lane: LaneTrace) -> float:
    gradient = best_path(lane)[0]
    first, last = float(gradient[0]), float(gradient[lane.depth - 1])
    whole = isfinite(first) and isfinite(last) and first > 0 and last > 0
    return log10(first) - log10(last) if whole else -inf


def _relative(lane: LaneTrace) -> bool:
    """Whether the gradient at the first layer is a fraction or multiple of that at the last."""
    return lane.depth > 1 and isfinite(_decades(lane)) and lane.judged.verdict.kind in RELATIVE


def received(lane: LaneTrace) -> str:
    """The fraction of the last gradient that arrives at layer 1 or step 1: 94 % of the gradient."""
    gradient = best_path(lane)[0]
    return portion(float(gradient[0]), float(gradient[lane.depth - 1]))


def at_first(lane: LaneTrace) -> str:
    """The gradient at layer 1 or step 1 itself."""
    first = float(best_path(lane)[0][0])
    return tr("exactly 0") if first == 0 else scientific(first, 2)


def arrives(lane: LaneTrace) -> str:
    """What arrives at layer 1 or step 1, relative to the last hidden layer or the last step."""
    name, part = lane.title, received(lane)
    if lane.judged.verdict.arrives.state in ("vanishing", "mild"):
        if lane.recurrent:
            return tr("{network}: only {part} arrives at step 1.", network=name, part=part)
        return tr("{network}: only {part} arrives at layer 1.", network=name, part=part)
    if lane.recurrent:
        return tr("{network}: {part} arrives at step 1.", network=name, part=part)
    return tr("{network}: {part} arrives at layer 1.", network=name, part=part)


def _added(lane: LaneTrace) -> str:
    """Introduces a network by its gradient at layer 1 or step 1."""
    if _relative(lane):
        return tr("A new network. {finding}", finding=arrives(lane))
    if lane.recurrent:
        return tr("A new network. {network}: the gradient at step 1 is {value}.",
                  network=lane.title, value=at_first(lane))  # fmt: skip
    return tr("A new network. {network}: the gradient at layer 1 is {value}.",
              network=lane.title, value=at_first(lane))  # fmt: skip


def _compared(before: Trace, now: Trace, pair: LanePair) -> str:
    old, new = before.lanes[pair[0]], now.lanes[pair[1]]
    if not (_relative(old) and _relative(new) and old.recurrent == new.recurrent):
        return _compared_first(old, new)
    name, was, is_now = new.title, received(old), received(new)
    if was == is_now:
        if new.recurrent:
            return tr("{network}: as before, {part} arrives at step 1.", network=name, part=is_now)
        return tr("{network}: as before, {part} arrives at layer 1.", network=name, part=is_now)
    if new.recurrent:
        return tr("{network}: {now} arrives at step 1 now. Before the change: {before}.",
                  network=name, before=was, now=is_now)  # fmt: skip
    return tr("{network}: {now} arrives at layer 1 now. Before the change: {before}.",
              network=name, before=was, now=is_now)  # fmt: skip


def _compared_first(old: LaneTrace, new: LaneTrace) -> str:
    name, was, is_now = new.title, at_first(old), at_first(new)
    if old.recurrent != new.recurrent:
        return tr("{network}: the gradient at the start is {now} now. Before the change it "
                  "was {before}.",
                  network=name, before=was, now=is_now)  # fmt: skip
    if was == is_now:
        if new.recurrent:
            return tr("{network}: the gradient at step 1 is still {now}.", network=name, now=is_now)
        return tr("{network}: the gradient at layer 1 is still {now}.", network=name, now=is_now)
    if new.recurrent:
        return tr("{network}: the gradient at step 1 is {now} now. Before the change it was "
                  "{before}.",
                  network=name, before=was, now=is_now)  # fmt: skip
    return tr("{network}: the gradient at layer 1 is {now} now. Before the change it was "
              "{before}.",
              network=name, before=was, now=is_now)  # fmt: skip
