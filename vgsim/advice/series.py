"""Combines any number of remedies, for a network that no single remedy and no pair helps.

An expert first corrects the fault that makes all others meaningless, then examines the network
again. The search does the same: it goes through the stages of the catalogue in order and keeps, in
each, the remedy that improves the network most, even if the loss does not fall yet. A second round
corrects faults that the first could not see, such as the step size of units that were dead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import Any

from vgsim.advice.catalogue import INPUTS
from vgsim.advice.changes import Changes, changed, effective, parts_of
from vgsim.advice.faults import NetworkFault, network_faults
from vgsim.advice.pairs import RemedyPart, Single, joined
from vgsim.advice.remedy import Remedy, case_of
from vgsim.advice.trial import TrialResult, learns, tilt
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.measures import COSTLY
from vgsim.compute.traces.trace import LaneTrace, Watch
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.theory.judge import Judge

STUCK: frozenset[NetworkFault] = frozenset({"stuck"})
FAR = 2.0  # blind guesses' losses; below it, losses of networks that do not learn are alike


@dataclass(frozen=True, slots=True)
class Series:
    """The remedies that have been kept so far."""

    experiment: Experiment  # of one lane, without the remedies
    outcome: TrialResult  # with the remedies
    found: frozenset[NetworkFault]  # before any remedy
    parts: tuple[RemedyPart, ...] = ()

    @property
    def changes(self) -> Changes:
        """All changes together; a later remedy overrides an earlier one."""
        merged: dict[str, Any] = {}
        for _, changes in self.parts:
            merged |= changes
        return effective(merged, parts_of(self.experiment, 0))

    @property
    def remedy(self) -> Remedy:
        """All remedies as one."""
        label, brief = joined(self.parts)
        return Remedy(label, self.found, self.changes, family="series", brief=brief)

    @property
    def single(self) -> Single:
        """All remedies as one, with its changes and its outcome."""
        return self.remedy, self.changes, self.outcome

    def further(self, stage: tuple[Remedy, ...]) -> list[Series]:
        """The series with one more remedy of a stage that addresses what is wrong now."""
        now = changed(self.experiment, 0, self.changes)
        seen = _seen(now)
        found, case = network_faults(seen) | self.found | STUCK, case_of(now, 0, seen)
        chosen = ((each, each.on(case)) for each in stage if each.against & found)
        longer = [self._with((each, changes)) for each, changes in chosen if changes]
        return [each for each in longer if each.changes != self.changes and _valid(each)]

    def _with(self, part: RemedyPart) -> Series:
        kept = tuple(each for each in self.parts if not each[1].keys() <= part[1].keys())
        return replace(self, parts=(*kept, part))

    def shorter(self) -> list[Series]:
        """The series without one of its remedies."""
        if len(self.parts) < 2:
            return []
        kept = (self.parts[:k] + self.parts[k + 1 :] for k in range(len(self.parts)))
        fewer = (replace(self, parts=parts) for parts in kept)
        return [each for each in fewer if _valid(each)]


def best(now: Series, tried: list[Series], stage: tuple[Remedy, ...]) -> Series:
    """The series that did best; `now` if none did better.

    Inputs are standardized even if nothing is better yet.
    """
    if not tried:
        return now
    found = min(tried, key=_rank)
    better, same = _rank(found), _rank(now)
    return found if better < same or (stage is INPUTS and better <= same) else now


def _rank(series: Series) -> tuple[bool, float, int, float, float]:
    """Sort key: the loss if the network learns, else the number of faults, then the gradient.

    If it does not learn, its loss comes last: a dead network has the loss of a blind guess, and one
    whose units are active again may be worse until the step size suits them.
    """
    after = series.outcome
    loss = after.relative if isfinite(after.relative) else inf
    wrong = len(network_faults(_seen(changed(series.experiment, 0, series.changes))))
    even = round(2 * tilt(after)) / 2 if isfinite(tilt(after)) else inf
    return after.lost, loss if learns(after) else 1.0, wrong, even, max(loss, FAR)


def _seen(experiment: Experiment) -> LaneTrace:
    """The judged first pass."""
    trainer = Trainer(experiment, judge=Judge())
    return trainer.trace(Watch(costly=COSTLY)).lanes[0]


def _valid(series: Series) -> bool:
    try:
        changed(series.experiment, 0, series.changes)
    except SpecError:
        return False
    return True
