"""Repeats an experiment with many seeds, to show which results are typical."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from vgsim.compute.arrays.types import FloatArray, IntArray
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.curves import Curves
from vgsim.describe.spec import Experiment

SLICE = 64  # updates between two checks whether to stop


@dataclass(frozen=True, slots=True)
class Seeds:
    """A request for `runs` runs of `updates` updates: the experiment's seed and the next ones."""

    experiment: Experiment
    runs: int
    updates: int


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Median and quartiles over all runs, of one quantity of one lane at each update.

    A loss that is NaN counts as infinite.
    """

    steps: IntArray  # (n,)
    median: FloatArray  # (n,)
    low: FloatArray  # (n,) lower quartile
    high: FloatArray  # (n,) upper quartile


@dataclass(frozen=True, slots=True)
class SeedResults:
    """The results of all runs so far."""

    seeds: Seeds
    done: int  # number of finished runs
    losses: tuple[Quartiles, ...]  # of every lane
    results: tuple[Quartiles, ...]  # test score of every lane: accuracy, or mean squared error


def spread(
    seeds: Seeds, kernels: Kernels, stopped: Callable[[], bool] = lambda: False
) -> Iterator[SeedResults]:
    """Run one seed after the other and yield the results after each; end early if `stopped()`.

    Raises:
        OSError, TableError, ValueError: the user's table cannot be read or does not fit.
    """
    kernels.prepare(seeds.experiment)
    found: list[tuple[Curves, ...]] = []
    for number in range(seeds.runs):
        made = reseeded(seeds.experiment, number)
        trainer = Trainer(made, engine=kernels.engine(made))
        while trainer.step < seeds.updates:
            if stopped():
                return
            trainer.advance(min(SLICE, seeds.updates - trainer.step))
        found.append(trainer.curves())
        yield _spread(seeds, found)


def reseeded(experiment: Experiment, number: int) -> Experiment:
    """Return the experiment with `number` added to its seed and to the lanes' own seeds."""
    lanes = tuple(
        lane if lane.seed is None else replace(lane, seed=lane.seed + number)
        for lane in experiment.lanes
    )
    return replace(experiment, seed=experiment.seed + number, lanes=lanes)


def _spread(seeds: Seeds, found: list[tuple[Curves, ...]]) -> SeedResults:
    lanes = [[run[lane] for run in found] for lane in range(len(found[0]))]
    return SeedResults(
        seeds,
        len(found),
        tuple(_ranges([(run.steps, run.loss) for run in runs], np.inf) for runs in lanes),
        tuple(
            _ranges([(run.evaluated, run.test_accuracy) for run in runs], np.nan) for runs in lanes
        ),
    )


def _ranges(runs: list[tuple[IntArray, FloatArray]], lost: float) -> Quartiles:
    """Compute ranges at the steps recorded by all runs; each also recorded its own extremes."""
    steps = reduce(np.intersect1d, (steps for steps, _ in runs))
    values = np.array([values[np.isin(own, steps)] for own, values in runs])
    values = np.where(np.isnan(values), lost, values)
    quartiles = np.quantile(values, (0.25, 0.5, 0.75), axis=0, method="nearest")
    low, median, high = (np.asarray(row, np.float64) for row in quartiles)
    return Quartiles(steps, median, low, high)
