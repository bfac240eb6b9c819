"""Trains a network from the start for some updates, with and without a remedy, and compares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf, isfinite, log10, nan

import numpy as np

from vgsim.advice.changes import Changes, changed, single_lane
from vgsim.compute.kernels import Kernels, twin
from vgsim.compute.learning.recorder import Recorder
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.curves import Curves
from vgsim.compute.traces.trace import LaneTrace, Watch
from vgsim.describe.recurrent_faults import steps_of
from vgsim.describe.same import equal_fields
from vgsim.describe.spec import Experiment, NetworkSpec
from vgsim.parts.cells import CELLS
from vgsim.parts.datasets import DATASETS
from vgsim.parts.sequence_data import Sequences
from vgsim.theory.arrival import MILD, VANISHING, best_path, closed
from vgsim.theory.prediction import expected_ratio
from vgsim.theory.progress import BETTER

UPDATES, MOST_UPDATES, FEWEST = 300, 1000, 30
BUDGET = 2e10  # multiplications and additions of one trial
SLICE, BREATH = 20, 1e9  # updates, or multiplications, between two checks whether to stop
OUTPUTS = 10  # typical number of output units
# Multiples of the loss without the remedy that a remedy may have at most:
LOWER = 0.9  # if the network then beats a blind guess
HALF = 0.5  # if it still does not
HARMLESS = 1.02  # if the remedy improves the gradient
GAIN = 0.5  # decades by which a gradient must become more even
# Multiples of a blind guess's loss:
WORTH = 1.02  # above it, a lower loss does not count as help
KNOWN = 0.05  # below it, a higher loss does not count as harm
LOOKS = (0.8, 0.85, 0.9, 0.95)  # fractions of the updates after which the loss is compared too
LEAN = Watch(measured=False)  # the evidence has all that a trial needs
EXPLODED = 1000.0  # peak loss, relative to a blind guess and the first: recovery is only luck


@dataclass(frozen=True, slots=True)
class TrialResult:
    """The results of training a network for some updates from the start."""

    updates: int
    loss: float  # evaluated on training examples; if those are always new, on the test set
    guess: float  # a blind guess's loss
    score: float  # in the test: accuracy, or mean squared error
    classes: bool  # whether the score is an accuracy
    decades: float  # log10 of the gradient, first by last layer, before training
    expected: float | None  # decades expected by theory
    lost: bool  # whether NaN or infinity occurred
    late: tuple[float, ...] = ()  # losses at `LOOKS`
    peak: float = 0.0  # largest batch loss over a blind guess's or the first, whichever is larger
    ended: float = 0.0  # decades after the updates
    variance: float = 1.0  # of the targets of a regression, in their units
    recurrent: bool = False  # whether `decades` compare steps, not layers

    __eq__ = equal_fields

    @property
    def relative(self) -> float:
        """The loss as a multiple of a blind guess's, so that different losses are comparable."""
        return self.loss / self.guess if self.guess > 0 else self.loss


class _Compared(Recorder):
    """Only the evaluations that are compared are made; those of a curve would cost a fifth more."""

    def evaluation_due(self, step: int) -> bool:
        return False


def affordable(experiment: Experiment, lane: int, step: int = 0) -> int:
    """Number of updates of a trial: as many as were made (`step`), within bounds.

    The cost is estimated from sizes only, so that the same network always gets the same trial.
    """
    wanted = min(max(step, UPDATES), MOST_UPDATES)
    return max(min(wanted, int(BUDGET / _cost(single_lane(experiment, lane)))), FEWEST)


def _cost(one: Experiment) -> float:
    """Approximate multiplications and additions of one update."""
    network, data = one.lanes[0].network, one.data
    cost = 6.0 * max(weights_of(network, DATASETS[data.name].features), 1) * data.batch_size
    return cost * steps_of(data) if network.cell != "none" else cost


def weights_of(network: NetworkSpec, features: int) -> int:
    """Approximate number of weights of a network."""
    if network.cell != "none":
        inputs = features + network.width * (2 * network.stack - 1)
        return len(CELLS[network.cell].gates) * network.width * inputs + network.width * OUTPUTS
    widths = [features, *(network.widths or (network.width,) * network.depth), OUTPUTS]
    return sum(a * b for a, b in pairwise(widths))


def tried(
    experiment: Experiment,
    lane: int,
    changes: Changes,
    updates: int,
    number: int = 0,
    kernels: Kernels | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> TrialResult | None:
    """Train a lane with some changes from the start, without the other lanes.

    Args:
        experiment: an experiment with one or more lanes.
        lane: index of the lane.
        changes: changes of settings; empty for the network as it is.
        updates: number of updates.
        number: is added to the seed of data, weights and batches.
        kernels: prepared kernels; None: NumPy computes.
        stopped: is called now and then; True stops the trial.

    Returns:
        The outcome; None if it was stopped.

    Raises:
        SpecError: the changes do not fit the other settings.
        OSError, TableError: the user's table cannot be read, or does not suit the network.
    """
    made = changed(single_lane(experiment, lane, number), 0, changes)
    trainer = Trainer(made, engine=kernels.engine(made) if kernels is not None else twin())
    for run in trainer.lanes:
        run.recorder = _Compared()
    stretch = max(1, min(SLICE, int(BREATH / _cost(made))))
    first = trainer.trace(LEAN).lanes[0]
    late: list[float] = []
    for stop in (*(int(part * updates) for part in LOOKS), updates):
        while trainer.step < stop and trainer.nonfinite_at is None:
            if stopped():
                return None
            trainer.advance(min(stretch, stop - trainer.step))
        trainer.evaluate()
        late.append(_loss(trainer))
    curves, guess = trainer.curves()[0], first.evidence.blind_guess
    *late, loss = late
    lost = trainer.nonfinite_at is not None or not isfinite(loss)
    return TrialResult(
        updates=updates, loss=loss, guess=guess,
        score=float(curves.test_accuracy[-1]), classes=first.classes > 0,
        decades=_decades(first), expected=expected_ratio(first), lost=lost,
        late=tuple(late), peak=_peak(curves, guess),
        ended=nan if lost else _decades(trainer.trace(LEAN).lanes[0]),
        variance=_variance(trainer), recurrent=first.recurrent,
    )  # fmt: skip


def _loss(trainer: Trainer) -> float:
    """The newest evaluated loss.

    On training examples, or, if those are new in every update, on the test set, which stays: a
    loss on other examples would differ by chance from a blind guess's.
    """
    curves, data = trainer.curves()[0], trainer.lanes[0].plan.data
    drawn = isinstance(data, Sequences) and data.drawn
    return float((curves.test_loss if drawn else curves.train_loss)[-1])


def _variance(trainer: Trainer) -> float:
    """The variance of the training targets; 1 for classes, and for sequences, which keep units."""
    data = trainer.lanes[0].plan.data
    return 1.0 if isinstance(data, Sequences) or data.classes else float(data.y_train.var())


def _peak(curves: Curves, guess: float) -> float:
    """The largest finite loss, relative to a blind guess's or the first, whichever is larger."""
    losses = curves.loss[np.isfinite(curves.loss)]
    usual = max(guess, float(losses[0])) if len(losses) else 0.0
    return float(losses.max()) / usual if usual > 0 else 0.0


def _decades(lane: LaneTrace) -> float:
    """Log10 of the gradient at the first layer or step over that at the last; NaN if one is 0.

    Where ReZero's branches are closed, that is the gradient along the skips, as in the verdict.
    """
    gradient = lane.evidence.arriving if closed(lane) else best_path(lane)[0]
    first, last = float(gradient[0]), float(gradient[lane.depth - 1])
    if not (first > 0 and last > 0 and isfinite(first) and isfinite(last)):
        return nan  # the same object, so that equal outcomes are equal
    return log10(first) - log10(last)


def helps(before: TrialResult, after: TrialResult) -> bool:
    """Whether a remedy clearly lowers the loss, or improves the gradient without harm.

    A loss worse than a blind guess's never counts as help; one that only equals it counts if the
    loss was far worse before. If numbers were lost before, the loss must beat a blind guess.

    A single loss of an unsteady training run is not reliable. So at none of `LOOKS` may the loss be
    higher than without the remedy, it must not have exploded in between, and the gradient must not
    have become 0.
    """
    if _worsens_gradient(before, after) or after.peak > EXPLODED or _died(after):
        return False
    lower = LOWER if after.relative < BETTER else HALF
    return _better(before, after, lower) and all(
        _better(replace(before, loss=was), replace(after, loss=loss), 1.0)
        for was, loss in zip(before.late, after.late, strict=True)
    )


def _better(before: TrialResult, after: TrialResult, lower: float) -> bool:
    """Whether the loss is lower by this factor, or the gradient improves without harm."""
    if after.lost or not after.relative <= WORTH:
        return False
    if before.lost:
        return learns(after)
    if after.relative <= lower * before.relative:
        return True
    return evens_gradient(before, after) and after.relative <= max(
        HARMLESS * before.relative, KNOWN
    )


def learns(after: TrialResult) -> bool:
    """Whether the network beats a blind guess after the updates."""
    return not after.lost and after.relative < BETTER


def _died(after: TrialResult) -> bool:
    """Whether a network has learned nothing and never will, because no gradient arrives."""
    return after.relative >= BETTER and not isfinite(after.ended)


def evens_gradient(before: TrialResult, after: TrialResult) -> bool:
    """Whether the gradient profile is clearly more even, before training and after the updates.

    If the loss is nearly 0 after the updates, only the profile before training counts.
    """
    stays = isfinite(after.ended) and abs(after.ended) <= tilt(before) - GAIN
    return arrives_better(before, after) and (stays or after.relative <= KNOWN)


def arrives_better(before: TrialResult, after: TrialResult) -> bool:
    """Whether the remedy makes the gradient profile before training clearly more even."""
    arrives = isfinite(after.decades) and tilt(before) >= -MILD
    return arrives and tilt(after) <= tilt(before) - GAIN


def _worsens_gradient(before: TrialResult, after: TrialResult) -> bool:
    """Whether the remedy makes the gradient vanish or explode, or do so more than before."""
    return tilt(after) >= -VANISHING and tilt(after) > tilt(before) + GAIN


def tilt(outcome: TrialResult) -> float:
    """Decades between the gradients of the first and last layer, without sign."""
    return abs(outcome.decades) if isfinite(outcome.decades) else inf
