"""Losses of an experiment before any update, by the engine that needs no compiled kernels."""

from __future__ import annotations

from math import inf

import numpy as np

from vgsim.compute.kernels import twin
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Watch
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.tables.table import TableError

_TOLERANCES = {"float64": 1e-6, "float32": 1e-2}  # of deep networks; others are not compared
_DRAWS = 3  # of weights with other last digits
_STABLE = 0.1  # fraction of the tolerance by which the last digits of the weights may move a loss


def twin_losses(experiment: Experiment) -> list[tuple[float, float]]:
    """Loss and relative tolerance of every network.

    The tolerance is infinite where the last digits of the weights decide the loss: in sums of
    numbers like ±10³⁰⁰, for example, only rounding is left, and it depends on their order.
    """
    try:
        trainer = Trainer(experiment, engine=twin())
        losses = _losses(trainer)
        others = [_losses(_rounded_elsewhere(trainer, draw)) for draw in range(_DRAWS)]
    except (SpecError, TableError, OSError, ValueError):
        return [(0.0, inf) for _ in experiment.lanes]  # its table has gone
    found = []
    for lane, loss, *moved in zip(experiment.lanes, losses, *others, strict=True):
        tolerance = _TOLERANCES.get(lane.network.dtype, inf)
        close = _STABLE * min(tolerance, 1.0)
        stable = np.allclose(moved, loss, close, 0.0, equal_nan=True)
        found.append((loss, tolerance if stable else inf))
    return found


def _losses(trainer: Trainer) -> list[float]:
    return [lane.loss for lane in trainer.trace(Watch()).lanes]


def _rounded_elsewhere(trainer: Trainer, draw: int) -> Trainer:
    """A trainer of the same experiment, its weights changed in their last digits."""
    other = Trainer(trainer.experiment, engine=twin())
    rng = np.random.default_rng(draw)
    for run in other.lanes:
        learned = run.tape.learned
        learned *= 1 + np.finfo(learned.dtype).eps * rng.integers(-2, 3, learned.shape)
        run.tape.refresh()
    return other
