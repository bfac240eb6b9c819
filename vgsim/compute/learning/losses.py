"""Losses of a run up to the current pass, raw and smoothed, and the leading lane."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.arrays.types import FloatArray
from vgsim.compute.traces.curves import Curves, Leaders, Losses

SMOOTH = 0.04  # fraction of the course over which losses are averaged


def shown_losses(
    curves: Sequence[Curves], step: int, now: Sequence[float]
) -> tuple[tuple[Losses, ...], tuple[Losses, ...], Leaders | None]:
    """Return the losses that a trace shows.

    Args:
        curves: of every lane.
        step: the step of the trace.
        now: the loss of every lane at that step.

    Returns:
        The losses of every lane, the same smoothed, and the leaders if there are several lanes.
    """
    losses = tuple(losses_until(own, step, loss) for own, loss in zip(curves, now, strict=True))
    smooth = tuple(smoothed(each, own.stride) for each, own in zip(losses, curves, strict=True))
    first = leaders(smooth) if len(smooth) > 1 else None
    for each in (*losses, *smooth):
        _freeze(each.steps, each.values, each.seconds)
    if first is not None:
        _freeze(first.steps, first.seconds, first.lanes)
    return losses, smooth, first


def _freeze(*arrays: NDArray[Any]) -> None:
    for array in arrays:
        array.setflags(write=False)


def losses_until(curves: Curves, step: int, loss: float) -> Losses:
    """Return the recorded losses; add the loss of the pass at `step` if it is missing."""
    steps, values, seconds = curves.steps, curves.loss, curves.seconds
    if not steps.size or steps[-1] < step:
        steps, values = np.append(steps, step), np.append(values, loss)
        seconds = np.append(seconds, seconds[-1] if seconds.size else 0.0)
    return Losses(steps, values, seconds)


def smoothed(losses: Losses, stride: int = 1) -> Losses:
    """Return the exponential mean over 1/25 of the course; non-finite losses remain unchanged.

    Points kept only because they are extreme are dropped, since they would bias the mean. The
    result has the steps that are multiples of `stride`, the newest one, and those with a
    non-finite loss.
    """
    even = (losses.steps % stride == 0) | ~np.isfinite(losses.values)
    even[-1:] = True
    values = losses.values[even]
    finite = np.isfinite(values)
    values[finite] = _exponential_mean(values[finite], 1 - 1 / (SMOOTH * values.size + 1))
    return Losses(losses.steps[even], values, losses.seconds[even])


def _exponential_mean(values: FloatArray, kept: float) -> FloatArray:
    """Return the mean of all values up to each place; a value n places earlier weighs keptⁿ.

    Over a course the weights grow by at most e²⁵, so a running sum is accurate enough.
    """
    peak = float(np.abs(values).max(initial=0.0)) or 1.0
    weights = kept ** -np.arange(values.size, dtype=np.float64)
    means: FloatArray = np.cumsum(weights * (values / peak)) / np.cumsum(weights) * peak
    return means


def leaders(lanes: Sequence[Losses]) -> Leaders:
    """Return the lane with the lowest smoothed loss at each step; non-finite losses never lead."""
    steps = reduce(
        lambda known, own: np.intersect1d(known, own, assume_unique=True),
        (lane.steps for lane in lanes),
    )
    places = [np.searchsorted(lane.steps, steps) for lane in lanes]
    values = np.array([lane.values[at] for lane, at in zip(lanes, places, strict=True)])
    best = np.argmin(np.where(np.isfinite(values), values, np.inf), axis=0)
    return Leaders(steps, lanes[0].seconds[places[0]], best)
