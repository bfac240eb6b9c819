"""Compares activations and initializers: runs an experiment with each, for several seeds."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from statistics import median

import numpy as np

from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Watch
from vgsim.describe.edit import edit
from vgsim.describe.errors import SpecError
from vgsim.describe.same import equal_fields
from vgsim.describe.spec import Experiment, NetworkSpec
from vgsim.parts.activations import ACTIVATIONS, is_own
from vgsim.parts.cells import CELLS
from vgsim.theory.prediction import expected_ratio

SEEN = Watch(costly=frozenset({"dead"}))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to compare, and for how many updates."""

    experiment: Experiment
    lane: int
    activations: tuple[str, ...]
    initializers: tuple[str, ...]
    seeds: tuple[int, ...]
    updates: int


@dataclass(frozen=True, slots=True)
class SeedOutcome:
    """Results for one seed."""

    decades: float  # log10 of the gradient, first by last hidden layer, before training
    saturated: float  # fraction in the worst layer, before training
    dead: float  # fraction in the worst layer, after training; NaN if units cannot die
    loss: float  # after training
    score: float  # test accuracy, after training

    __eq__ = equal_fields


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row: a network, what theory expects of it, and its outcomes, one for each seed."""

    activation: str
    initializer: str
    network: NetworkSpec | None  # None: not valid
    fault: str = ""
    expected: float = float("nan")  # decades
    outcomes: tuple[SeedOutcome, ...] = ()

    __eq__ = equal_fields

    def values(self, name: str) -> tuple[float, ...]:
        """One result for every seed."""
        return tuple(getattr(outcome, name) for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class ComparisonResults:
    """All rows with the results so far."""

    comparison: Comparison
    candidates: tuple[Candidate, ...]

    @property
    def share(self) -> float:
        """Fraction of runs that are finished."""
        runnable = [each for each in self.candidates if each.network is not None]
        wanted = len(runnable) * len(self.comparison.seeds)
        return sum(len(each.outcomes) for each in runnable) / wanted if wanted else 1.0


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, smallest and largest value, ignoring NaN; NaN if there is none."""
    known = [value for value in values if value == value]
    if not known:
        return float("nan"), float("nan"), float("nan")
    return median(known), min(known), max(known)


def table(results: ComparisonResults) -> str:
    """The results as CSV with all digits, one line for each seed of each row."""
    names = ("decades", "saturated", "dead", "loss", "score")
    text = StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("activation", "initializer", "seed", *names, "expected_decades"))
    for row in results.candidates:
        for seed, outcome in zip(results.comparison.seeds, row.outcomes, strict=False):
            numbers = [repr(getattr(outcome, name)) for name in names]
            numbers.append(repr(row.expected))
            shown = ACTIVATIONS[row.activation].label if is_own(row.activation) else row.activation
            lines.writerow((shown, row.initializer, str(seed), *numbers))
    return text.getvalue()


def comparable(experiment: Experiment, lane: int) -> bool:
    """Whether the activation of this lane can be chosen."""
    cell = CELLS[experiment.lanes[lane].network.cell]
    return cell.name == "none" or cell.any_activation


def compare(
    wanted: Comparison, kernels: Kernels, stopped: Callable[[], bool] = lambda: False
) -> Iterator[ComparisonResults]:
    """Run all candidates with the first seed, then with the second, and so on.

    Yields:
        The standings at the start and after every run.

    Raises:
        OSError, TableError, ValueError: the user's table cannot be read, or does not fit.
    """
    rows = [
        _candidate(wanted, activation, initializer)
        for activation in wanted.activations
        for initializer in wanted.initializers
    ]
    yield ComparisonResults(wanted, tuple(rows))
    lanes = (_alone(wanted, row.network).lanes[0] for row in rows if row.network is not None)
    kernels.prepare(replace(wanted.experiment, lanes=tuple(lanes)), separately=True)
    for seed in wanted.seeds:
        for index, row in enumerate(rows):
            if stopped():
                return
            if row.network is not None:
                rows[index] = _with(row, wanted, seed, kernels)
                yield ComparisonResults(wanted, tuple(rows))


def _candidate(wanted: Comparison, activation: str, initializer: str) -> Candidate:
    prefix = f"lanes.{wanted.lane}.network."
    try:
        made = edit(wanted.experiment, prefix + "activation", activation)
        made = edit(made, prefix + "initializer", initializer)
    except SpecError as error:
        return Candidate(activation, initializer, None, " ".join(str(error).split()))
    return Candidate(activation, initializer, made.lanes[wanted.lane].network)


def _alone(wanted: Comparison, network: NetworkSpec, seed: int = 0) -> Experiment:
    """The experiment with only this network."""
    lane = replace(wanted.experiment.lanes[wanted.lane], title="", network=network, seed=None)
    return replace(wanted.experiment, seed=seed, lanes=(lane,))


def _with(row: Candidate, wanted: Comparison, seed: int, kernels: Kernels) -> Candidate:
    """The row with the outcome of one more seed."""
    assert row.network is not None
    made = _alone(wanted, row.network, seed)
    trainer = Trainer(made, SEEN, kernels.engine(made))
    before = trainer.trace().lanes[0]
    trainer.advance(wanted.updates)
    trace = trainer.trace()
    after, scores = trace.lanes[0], trace.curves[0].test_accuracy
    dead = after.measures.get("dead")
    outcome = SeedOutcome(
        decades=before.decades,
        saturated=float(np.max(before.measures["saturated"])),
        dead=float("nan") if dead is None else float(np.nanmax(dead)),
        loss=after.loss,
        score=float(scores[-1]) if len(scores) else float("nan"),
    )
    expected = expected_ratio(before)
    if expected is None:
        expected = row.expected
    return replace(row, expected=expected, outcomes=(*row.outcomes, outcome))
