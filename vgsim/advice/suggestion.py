"""The question and the results of a search for remedies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vgsim.advice.changes import Changes, single_lane
from vgsim.advice.effect import Effect
from vgsim.advice.faults import NetworkFault
from vgsim.advice.trial import TrialResult
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.spec import Experiment

MOST = 4  # suggestions at most
SEEDS = 10  # seeds on which a remedy must help


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """The lane of an experiment that needs help."""

    experiment: Experiment
    lane: int
    seen: LaneTrace  # its current trace, with the costly measures that the states need
    updates: int | None = None  # of each trial; None: as many as made so far, within bounds

    @property
    def single_lane(self) -> Experiment:
        """An experiment with only this lane."""
        return single_lane(self.experiment, self.lane)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A remedy that helped this network, or at least keeps its numbers finite."""

    label: str
    changes: Changes  # "network.activation" -> "relu"
    edits: dict[str, Any]  # the same by path in the scenario file
    tried: TrialResult
    before: TrialResult  # without it, after the same number of updates
    brief: str = ""  # a shorter label for small spaces
    effect: Effect | None = "clear"  # over all seeds; None: numbers stay finite, no more


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The results of the search so far; `done` of `runs` trials are finished."""

    question: HelpRequest
    found: frozenset[NetworkFault]
    offers: tuple[Suggestion, ...] = ()
    tried: tuple[str, ...] = ()  # labels of single remedies
    pairs: tuple[str, ...] = ()  # labels of pairs, tried if no single remedy helps enough
    series: tuple[str, ...] = ()  # labels of series, tried if no pair does
    updates: int = 0
    done: int = 0
    runs: int = 0
    over: bool = False
    # if numbers are lost and nothing helps: the best remedy with which they stay finite
    finite: Suggestion | None = None
    all_lost: bool = False  # whether they are lost with every remedy

    @property
    def combined(self) -> tuple[str, ...]:
        """Labels of all combinations that were tried."""
        return self.pairs + self.series

    def about(self, experiment: Experiment, lane: int) -> bool:
        """Whether the search is about this lane, with these data and this training."""
        return self.question.single_lane == single_lane(experiment, lane)
