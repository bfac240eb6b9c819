"""One lucky run, or the rule? The same experiment with many seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.curves import Curves, FloatArray, IntArray
from vgsim.describe.spec import Experiment

SLICE = 64  # updates between two looks whether to stop


@dataclass(frozen=True, slots=True)
class Seeds:
    """An experiment with its own seed and those that follow, for so many updates each."""

    experiment: Experiment
    runs: int
    updates: int


@dataclass(frozen=True, slots=True)
class Ranges:
    """Of one quantity of one lane over the updates: the middle of all runs, and their middle half.

    A loss that is not finite counts as larger than all others.
    """

    steps: IntArray  # (n,)
    median: FloatArray  # (n,)
    low: FloatArray  # (n,) a quarter of the runs is below
    high: FloatArray  # (n,) a quarter is above


@dataclass(frozen=True, slots=True)
class Spread:
    """What is known of all runs so far."""

    seeds: Seeds
    done: int  # runs that are finished
    losses: tuple[Ranges, ...]  # of every lane
    results: tuple[Ranges, ...]  # the share of right answers in the test, or the error


def spread(
    seeds: Seeds, kernels: Kernels, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Spread]:
    """One run after the other; after each what is known.

    Raises:
        OSError, TableError, ValueError: the user's table cannot be read, or does not fit.
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
        found.append(trainer.courses())
        yield _spread(seeds, found)


def reseeded(experiment: Experiment, number: int) -> Experiment:
    """The experiment with the seed that is so many further on, own seeds of lanes too."""
    lanes = tuple(
        lane if lane.seed is None else replace(lane, seed=lane.seed + number)
        for lane in experiment.lanes
    )
    return replace(experiment, seed=experiment.seed + number, lanes=lanes)


def _spread(seeds: Seeds, found: list[tuple[Curves, ...]]) -> Spread:
    lanes = [[run[lane] for run in found] for lane in range(len(found[0]))]
    return Spread(
        seeds,
        len(found),
        tuple(_ranges([(run.steps, run.loss) for run in runs], np.inf) for runs in lanes),
        tuple(
            _ranges([(run.evaluated, run.test_accuracy) for run in runs], np.nan) for runs in lanes
        ),
    )


def _ranges(runs: list[tuple[IntArray, FloatArray]], lost: float) -> Ranges:
    """At the steps all runs know; each also knows its own extremes."""
    steps = reduce(np.intersect1d, (steps for steps, _ in runs))
    values = np.array([values[np.isin(own, steps)] for own, values in runs])
    values = np.where(np.isnan(values), lost, values)
    quartiles = np.quantile(values, (0.25, 0.5, 0.75), axis=0, method="nearest")
    low, median, high = (np.asarray(row, np.float64) for row in quartiles)
    return Ranges(steps, median, low, high)
