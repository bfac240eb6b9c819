"""Losses of an experiment before any update, by the engine that needs no compiled kernels."""

from __future__ import annotations

from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Watch
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.tables.table import TableError

_TOLERANCES = {"float64": 1e-6, "float32": 1e-2}  # of deep networks; others are not compared


def twin_losses(experiment: Experiment) -> list[tuple[float, float]]:
    """Loss and relative tolerance of every network."""
    try:
        trace = Trainer(experiment, engine=twin()).trace(Watch())
    except (SpecError, TableError, OSError, ValueError):
        return [(0.0, float("inf")) for _ in experiment.lanes]  # its table has gone
    return [(lane.loss, _TOLERANCES.get(lane.network.dtype, float("inf"))) for lane in trace.lanes]
