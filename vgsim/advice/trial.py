"""A network is trained from the start for some updates: with a remedy, and as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf, isfinite, log10, nan

import numpy as np

from vgsim.advice.changes import Changes, alone, changed
from vgsim.compute.kernels import Kernels, twin
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.curves import Curves
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.recurrent_faults import steps_of
from vgsim.describe.spec import Experiment, NetworkSpec
from vgsim.parts.cells import CELLS
from vgsim.parts.datasets import DATASETS
from vgsim.theory.arrival import MILD, VANISHING, followed
from vgsim.theory.prediction import expected_ratio
from vgsim.theory.progress import BETTER

UPDATES, MOST_UPDATES, FEWEST = 300, 1000, 30
BUDGET = 2e10  # multiplications and additions of one trial
SLICE, BREATH = 20, 1e9  # updates, or multiplications, between two looks whether to stop
OUTPUTS = 10  # units, about, of an output layer
LOWER = 0.9  # of the loss without the remedy, at most
HALF = 0.5  # of it, where the network still does no better than a blind guess
HARMLESS = 1.02  # of that loss, at most, where the remedy is for the gradient
GAIN = 0.5  # decades that the gradient must come nearer to an even profile
WORTH = 1.02  # of a blind guess's loss, above which a lower loss is no help either
KNOWN = 0.05  # of a blind guess's loss, up to which no loss is a harm
LOOKS = (0.8, 0.85, 0.9, 0.95)  # of the updates, after which the loss is looked at, too
EXPLODED = 1000.0  # times a blind guess's loss, and the first: it is luck to come back from there


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a network has come to after some updates from the start."""

    updates: int
    loss: float  # of the evaluation of training examples
    guess: float  # loss of a blind guess
    score: float  # in the test: fraction right, or mean squared error
    classes: bool  # which of the two
    decades: float  # gradient of the first layer by that of the last, before learning
    expected: float | None  # the same by theory
    lost: bool  # whether a number was lost
    late: tuple[float, ...] = ()  # the loss at each of `LOOKS`
    peak: float = 0.0  # largest loss of a batch, by that of a blind guess or the first, if larger
    ended: float = 0.0  # decades as above, after the updates

    @property
    def relative(self) -> float:
        """The loss in blind guesses, so that different losses can be compared."""
        return self.loss / self.guess if self.guess > 0 else self.loss


def affordable(experiment: Experiment, lane: int, step: int = 0) -> int:
    """How many updates a trial has: as many as were made, within bounds of count and cost.

    The cost is estimated from the sizes alone, so that the same network always gets the same trial.
    """
    wanted = min(max(step, UPDATES), MOST_UPDATES)
    return max(min(wanted, int(BUDGET / _cost(alone(experiment, lane)))), FEWEST)


def _cost(one: Experiment) -> float:
    """Multiplications and additions of an update of a single network, about."""
    network, data = one.lanes[0].network, one.data
    cost = 6.0 * max(weights_of(network, DATASETS[data.name].features), 1) * data.batch_size
    return cost * steps_of(data) if network.cell != "none" else cost


def weights_of(network: NetworkSpec, features: int) -> int:
    """How many weights a network has, about."""
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
) -> Outcome | None:
    """Train a lane with some changes, alone and from the start.

    Args:
        experiment: with one lane or more.
        lane: its place.
        changes: settings; none for the network as it is.
        updates: how many are made.
        number: how much is added to the seed of data, weights and batches.
        kernels: which are ready; without them NumPy computes.
        stopped: asked now and then whether to give up.

    Returns:
        What came of it; None if it was stopped.

    Raises:
        SpecError: the changes do not fit the rest.
        OSError, TableError: the user's table cannot be read, or does not suit the network.
    """
    made = changed(alone(experiment, lane, number), 0, changes)
    trainer = Trainer(made, engine=kernels.engine(made) if kernels is not None else twin())
    stretch = max(1, min(SLICE, int(BREATH / _cost(made))))
    first = trainer.trace().lanes[0]
    late: list[float] = []
    for stop in (*(int(part * updates) for part in LOOKS), updates):
        while trainer.step < stop and trainer.lost is None:
            if stopped():
                return None
            trainer.advance(min(stretch, stop - trainer.step))
        trainer.evaluate()
        late.append(float(trainer.courses()[0].train_loss[-1]))
    curves, guess = trainer.courses()[0], first.evidence.blind_guess
    *late, loss = late
    lost = trainer.lost is not None or not isfinite(loss)
    return Outcome(
        updates=updates, loss=loss, guess=guess,
        score=float(curves.test_accuracy[-1]), classes=first.classes > 0,
        decades=_decades(first), expected=expected_ratio(first), lost=lost,
        late=tuple(late), peak=_peak(curves, guess),
        ended=nan if lost else _decades(trainer.trace().lanes[0]),
    )  # fmt: skip


def _peak(curves: Curves, guess: float) -> float:
    """Of the losses that are finite, by the larger one of a blind guess's and the first."""
    losses = curves.loss[np.isfinite(curves.loss)]
    usual = max(guess, float(losses[0])) if len(losses) else 0.0
    return float(losses.max()) / usual if usual > 0 else 0.0


def _decades(lane: LaneTrace) -> float:
    """Of the gradient at the first layer or step, by that at the last; NaN where it is 0."""
    gradient = followed(lane)[0]
    first, last = float(gradient[0]), float(gradient[lane.depth - 1])
    if not (first > 0 and last > 0 and isfinite(first) and isfinite(last)):
        return nan  # the same object, so that equal outcomes are equal
    return log10(first) - log10(last)


def helps(before: Outcome, after: Outcome) -> bool:
    """Whether a remedy clearly lowers the loss, or mends the gradient without harm; never NaN.

    A loss that is still worse than a blind guess is no help, and one that is no better only if it
    was far worse before. Where numbers were lost, it must be better.

    One loss of a training that leaps says little of the next training. So it has to be as good at
    every late look, and it must not have exploded or died on the way.
    """
    if _spoils(before, after) or after.peak > EXPLODED or _died(after):
        return False
    lower = LOWER if after.relative < BETTER else HALF
    return _better(before, after, lower) and all(
        _better(replace(before, loss=was), replace(after, loss=loss), 1.0)
        for was, loss in zip(before.late, after.late, strict=True)
    )


def _better(before: Outcome, after: Outcome, lower: float) -> bool:
    """Whether the loss is lower by this factor, or the gradient is mended without harm."""
    if after.lost or not after.relative <= WORTH:
        return False
    if before.lost:
        return learns(after)
    if after.relative <= lower * before.relative:
        return True
    return mends(before, after) and after.relative <= max(HARMLESS * before.relative, KNOWN)


def learns(after: Outcome) -> bool:
    """Whether it is better than a blind guess after the updates."""
    return not after.lost and after.relative < BETTER


def _died(after: Outcome) -> bool:
    """Whether a network has learned nothing, and never will: no gradient arrives any more."""
    return after.relative >= BETTER and not isfinite(after.ended)


def mends(before: Outcome, after: Outcome) -> bool:
    """Whether the gradient comes clearly nearer to an even profile, and is so after the updates.

    Where the loss is nearly 0 then, its profile tells nothing any more.
    """
    stays = isfinite(after.ended) and abs(after.ended) <= _tilt(before) - GAIN
    return arrives_better(before, after) and (stays or after.relative <= KNOWN)


def arrives_better(before: Outcome, after: Outcome) -> bool:
    """Whether the gradient comes clearly nearer to an even profile before learning."""
    arrives = isfinite(after.decades) and _tilt(before) >= -MILD
    return arrives and _tilt(after) <= _tilt(before) - GAIN


def _spoils(before: Outcome, after: Outcome) -> bool:
    """Whether the gradient vanishes or explodes by the remedy, or more than without it."""
    return _tilt(after) >= -VANISHING and _tilt(after) > _tilt(before) + GAIN


def _tilt(outcome: Outcome) -> float:
    """Decades between the gradients of the first and the last layer, whichever is larger."""
    return abs(outcome.decades) if isfinite(outcome.decades) else inf
