"""The columns of the tables of a run: layers, curves, verdicts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vgsim.compute.traces.curves import Curves, Losses
from vgsim.compute.traces.measured import measured
from vgsim.compute.traces.measures import MEASURES
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.notebook.result_table import joined

Columns = dict[str, NDArray[Any]]


def layers(trace: Trace) -> Columns:
    """A row for each layer of each network: its state, and all measures."""
    columns = joined([_layers(lane) for lane in trace.lanes])
    first = ("network", "layer", "output", "units", "state")
    return {name: columns[name] for name in (*first, *(n for n in MEASURES if n in columns))}


def _layers(lane: LaneTrace) -> dict[str, Any]:
    numbers = np.arange(1, lane.depth + 2)
    values = {
        name: np.array([_value(measured(lane, name, int(layer))) for layer in numbers])
        for name in lane.measures
    }
    states = np.array([each.state for each in lane.judged.states], dtype=object)
    return {
        "network": lane.title, "layer": numbers, "output": numbers == lane.depth + 1,
        "units": np.array(lane.widths[1:]), "state": states, **values,
    }  # fmt: skip


def _value(found: float | None) -> float:
    return np.nan if found is None else found


def curves(trace: Trace) -> Columns:
    """A row for each recorded update of each network; NaN where it was not evaluated."""
    every = zip(trace.lanes, trace.losses, trace.curves, strict=True)
    return joined([_curves(lane, losses, found) for lane, losses, found in every])


def _curves(lane: LaneTrace, losses: Losses, found: Curves) -> dict[str, Any]:
    steps = np.union1d(losses.steps, found.evaluated)
    score = "accuracy" if lane.classes else "mean_squared_error"
    evaluations = {
        "train_loss": found.train_loss, "test_loss": found.test_loss,
        f"train_{score}": found.train_accuracy, f"test_{score}": found.test_accuracy,
    }  # fmt: skip
    return {
        "network": lane.title, "step": steps, "loss": _at(steps, losses.steps, losses.values),
        **{name: _at(steps, found.evaluated, row) for name, row in evaluations.items()},
    }  # fmt: skip


def _at(steps: NDArray[Any], known: NDArray[Any], values: NDArray[Any]) -> NDArray[Any]:
    """Values at all steps; NaN where they are not known."""
    row = np.full(steps.size, np.nan)
    if values.size:
        row[np.searchsorted(steps, known)] = values
    return row


def verdicts(trace: Trace) -> Columns:
    """A row for each network: the answers of the diagnosis."""
    return joined([_verdict(lane) for lane in trace.lanes])


def _verdict(lane: LaneTrace) -> dict[str, Any]:
    judged = lane.judged.verdict
    decades = np.nan if judged.kind == "broken" else judged.decades
    return {
        "network": lane.title, "loss": np.array([lane.loss]), "kind": judged.kind,
        "severity": judged.severity, "decades": np.array([decades]),
        "arrives": judged.arrives.state, "step_fits": judged.step_fits.state,
        "learns": judged.learns.state, "sentence": judged.sentence, "cause": lane.judged.cause,
    }  # fmt: skip
