"""Reads one quantity off a run, or off the curve of a function."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan
from typing import Any

import numpy as np

from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.curves import Curves
from vgsim.compute.traces.measured import measured
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.parts.activations import ACTIVATIONS, evaluate, supremum
from vgsim.teach.lesson import Reading

Single = float | str | bool
Value = Single | tuple[Single, ...]
HALF = 0.5  # of a blind guess's loss: below it, a network has learned


def of_run(reading: Reading, trace: Trace, trainer: Trainer) -> Value:
    """The value of a reading of a network.

    Args:
        reading: its quantity is one of a network or of a layer.
        trace: the judged trace of the network, which is the only one in it.
        trainer: the trainer it is from.
    """
    lane = trace.lanes[0]
    if (of_lane := _OF_LANE.get(reading.quantity)) is not None:
        return of_lane(lane, trace.curves[0])
    if reading.layer == "all":
        return tuple(_at(reading.quantity, k, lane, trainer) for k in range(1, lane.depth + 1))
    layer = {"last": lane.depth, "output": lane.depth + 1}.get(str(reading.layer), reading.layer)
    return _at(reading.quantity, int(layer), lane, trainer)


def of_function(reading: Reading) -> float:
    """The value of a reading of a curve."""
    network = reading.experiment.lanes[reading.lane].network
    activation = ACTIVATIONS[reading.function or network.activation]
    own = reading.function in ("", network.activation)
    given = (network.alpha, network.lower, network.upper) if own else (None, None, None)
    if reading.quantity == "function_steepest":
        return supremum(activation, activation.values(*given))
    value, slope = evaluate(activation, np.array([reading.at]), *given)
    return float((value if reading.quantity == "function_value" else slope)[0])


def _at(quantity: str, layer: int, lane: LaneTrace, trainer: Trainer) -> Single:
    """The value at a layer, counted from 1."""
    if quantity == "gradient":
        return float(lane.followed()[layer - 1])
    if quantity == "state":
        return lane.judged.states[layer - 1].state
    if quantity in ("drawn_smallest", "drawn_largest"):
        return _slope(quantity, layer, lane, trainer)
    if quantity in _OF_LINK:
        links = {link.layer: link for link in lane.chain}
        return float(getattr(links[layer], _OF_LINK[quantity])) if layer in links else nan
    found = measured(lane, quantity, layer)
    return nan if found is None else found


def _slope(quantity: str, layer: int, lane: LaneTrace, trainer: Trainer) -> float:
    """The smallest or largest slope α of a layer's units; NaN if they have none of their own."""
    if lane.recurrent or layer > lane.depth:
        return nan
    activation = ACTIVATIONS[lane.activations[layer - 1]]
    if not (activation.learned or activation.random):
        return nan
    tape: Any = trainer.lanes[0].tape
    slopes = tape.alpha(layer)
    return float(slopes.min() if quantity == "drawn_smallest" else slopes.max())


_OF_LINK = {
    "link_weight": "weight", "link_slope": "derivative", "link_preactivation": "preactivation",
}  # fmt: skip


def _newest(values: Any) -> float:
    return float(values[-1]) if len(values) else nan


def _loss(lane: LaneTrace, curves: Curves) -> float:
    """The newest loss of many examples; infinite if numbers became NaN or infinite."""
    found = _newest(lane.evidence.history.train_loss)
    return inf if found != found else found


def _learned_at(lane: LaneTrace, curves: Curves) -> float:
    history = lane.evidence.history
    low = np.flatnonzero(history.train_loss < HALF * lane.evidence.blind_guess)
    return float(history.evaluated[low[0]]) if len(low) else inf


def _lost_at(lane: LaneTrace, curves: Curves) -> float:
    broke = lane.evidence.history.broke
    if broke is not None:
        return float(broke.step)
    nonfinite = lane.first_nonfinite is not None
    return float(lane.evidence.history.step) if nonfinite else inf


_OF_LANE: dict[str, Callable[[LaneTrace, Curves], Value]] = {
    "loss": _loss,
    "test_loss": lambda lane, _: _newest(lane.evidence.history.test_loss),
    "first_loss": lambda lane, _: lane.evidence.history.first_loss,
    "guess": lambda lane, _: lane.evidence.blind_guess,
    "relative_loss": lambda lane, curves: _loss(lane, curves) / lane.evidence.blind_guess,
    "train_accuracy": lambda _, curves: _newest(curves.train_accuracy),
    "test_accuracy": lambda _, curves: _newest(curves.test_accuracy),
    "learned_at": _learned_at,
    "decades": lambda lane, _: lane.judged.verdict.decades,
    "decades_per_layer": lambda lane, _: lane.judged.verdict.slope,
    "expected_decades": lambda lane, _: lane.judged.expected.decades,
    "verdict": lambda lane, _: lane.judged.verdict.kind,
    "learns": lambda lane, _: lane.judged.verdict.learns.state,
    "step_fits": lambda lane, _: lane.judged.verdict.step_fits.state,
    "lost": lambda lane, curves: _lost_at(lane, curves) < inf,
    "lost_at": _lost_at,
}
