"""Searches remedies that help a network: tries each, and confirms it on further seeds."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from vgsim.advice.catalogue import CATALOGUE, STAGES
from vgsim.advice.changes import Changes, changed, edits_of, single_lane
from vgsim.advice.faults import NetworkFault, network_faults
from vgsim.advice.pairs import PAIRS, Single, pairs
from vgsim.advice.remedy import Remedy, case_of
from vgsim.advice.series import Series, best
from vgsim.advice.trial import TrialResult, affordable, helps, learns, tried
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.parts.precision import FORMATS
from vgsim.tables.table import TableError

MOST = 4  # suggestions at most
FEW = 2  # suggestions at most if no single remedy makes the network learn; then pairs are tried
WALKS = 2  # through the stages of the catalogue, for a series
SEEDS = 10  # seeds on which a remedy must help
# Losses (or gains) within this factor count as equal; then the order of the catalogue decides.
ALIKE = 1.5
CLOSE = 0.02  # losses that differ by less, in units of a blind guess's loss, count as equal too


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
    """A remedy that helped this network."""

    label: str
    changes: Changes  # "network.activation" -> "relu"
    edits: dict[str, Any]  # the same by path in the scenario file
    tried: TrialResult
    before: TrialResult  # without it, after the same number of updates
    brief: str = ""  # a shorter label for small spaces


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

    @property
    def combined(self) -> tuple[str, ...]:
        """Labels of all combinations that were tried."""
        return self.pairs + self.series

    def about(self, experiment: Experiment, lane: int) -> bool:
        """Whether the search is about this lane, with these data and this training."""
        return self.question.single_lane == single_lane(experiment, lane)


@dataclass(slots=True)
class _Search:
    """The trials of one lane; each is run only once."""

    experiment: Experiment
    lane: int
    updates: int
    kernels: Kernels | None
    stopped: Callable[[], bool]
    compiling: bool
    news: Suggestions
    known: dict[tuple[Any, ...], TrialResult | None] = field(default_factory=dict)

    def outcome(self, changes: Changes, number: int = 0) -> TrialResult | None:
        """The outcome of a trial; None if it was stopped or the changes are not valid."""
        key = (tuple(sorted(changes.items())), number)
        if key not in self.known:
            try:
                self._prepare(changes)
                self.known[key] = tried(
                    self.experiment, self.lane, changes, self.updates, number, self.kernels,
                    self.stopped,
                )  # fmt: skip
            except (SpecError, TableError):
                if not changes:
                    raise
                self.known[key] = None
        return self.known[key]

    def _prepare(self, changes: Changes) -> None:
        if self.kernels is not None:
            made = changed(single_lane(self.experiment, self.lane), 0, changes)
            if self.compiling or not self.kernels.unkept(made):
                self.kernels.prepare(made, separately=True)

    def confirmed(self, changes: Changes) -> bool:
        """Whether the remedy also helps on further seeds.

        Twice as many are tried where more depends on the seed: for networks that lose numbers, and
        in half precision, where the largest number is near.
        """
        own, made = self.outcome({}), changed(single_lane(self.experiment, self.lane), 0, changes)
        often = own is None or own.lost or FORMATS[made.lanes[0].network.dtype].needs_rounding
        for number in range(1, 2 * SEEDS if often else SEEDS):
            before, after = self.outcome({}, number), self.outcome(changes, number)
            if before is None or after is None or not helps(before, after):
                return False
        return True

    def tries(
        self, options: list[tuple[Remedy, Changes]], where: str, made: list[Single]
    ) -> Iterator[Suggestions]:
        """Try each option once; yields the results after each.

        Args:
            options: the remedies to try.
            where: the field of `Suggestions` that lists them.
            made: the outcomes are appended to it.
        """
        for remedy, changes in options:
            if self.stopped():
                return
            after = self.outcome(changes)
            self.report(done=self.news.done + 1)
            if after is not None:
                made.append((remedy, changes, after))
                self.report(**{where: (*getattr(self.news, where), remedy.label)})
            yield self.news

    def offers(self, made: list[Single], before: TrialResult, most: int) -> Iterator[Suggestions]:
        """Confirm remedies on further seeds and offer them: one of a kind, `most` in total.

        Those with which the network learns come first.
        """
        kinds: set[str] = set()
        for remedy, changes, after in ranked(made):
            if self.stopped():
                return
            news = self.news
            if len(news.offers) < most and remedy.kind not in kinds and self.confirmed(changes):
                kinds.add(remedy.kind)
                edits = edits_of(self.experiment, self.lane, changes)
                offer = Suggestion(remedy.label, changes, edits, after, before, remedy.brief)
                done = min(news.done + SEEDS - 1, news.runs)
                offers = sorted((*news.offers, offer), key=lambda each: not learns(each.tried))
                yield self.report(offers=tuple(offers), done=done)

    def in_series(self, before: TrialResult) -> Iterator[Suggestions]:
        """Keep the best remedy of every stage, until all of them together help."""
        now = Series(single_lane(self.experiment, self.lane), before, self.news.found)
        for stage in STAGES * WALKS:
            further = yield from self.tries_series(now.further(stage))
            chosen = best(now, further, stage)
            if chosen is now or self.stopped():
                continue
            now = chosen
            if learns(now.outcome) and helps(before, now.outcome):
                short = yield from self.shorter(now, before)
                self.report(runs=self.news.runs + SEEDS - 1)
                offered = self.news.offers
                yield from self.offers([short.single, now.single], before, MOST)
                if self.news.offers != offered:
                    return

    def shorter(self, series: Series, before: TrialResult) -> Generator[Suggestions, None, Series]:
        """Leave out the remedies that are not needed."""
        fewer = yield from self.tries_series(series.shorter())
        for each in fewer:
            most = ALIKE * series.outcome.relative + CLOSE
            if helps(before, each.outcome) and each.outcome.relative <= most:
                return (yield from self.shorter(each, before))
        return series

    def tries_series(self, options: list[Series]) -> Generator[Suggestions, None, list[Series]]:
        """Try each remedy; return those with a valid outcome, each with it."""
        self.report(runs=self.news.runs + len(options))
        made: list[Single] = []
        yield from self.tries([(each.remedy, each.changes) for each in options], "series", made)
        known = {remedy.label: after for remedy, _, after in made}
        pairs = ((each, known.get(each.remedy.label)) for each in options)
        return [replace(each, outcome=after) for each, after in pairs if after is not None]

    def report(self, **new: Any) -> Suggestions:
        self.news = replace(self.news, **new)
        return self.news


def suggestions(
    question: HelpRequest,
    kernels: Kernels | None = None,
    stopped: Callable[[], bool] = lambda: False,
    *,
    compiling: bool = True,
) -> Iterator[Suggestions]:
    """Search remedies for a lane; yields the results after every trial.

    Args:
        question: the lane that needs help.
        kernels: are prepared as needed; None: NumPy computes.
        stopped: is called now and then; True stops the search.
        compiling: whether to compile kernels that are not cached on disk, which cannot be stopped;
            otherwise NumPy replaces them.

    Raises:
        OSError, TableError, ValueError: the user's table cannot be read, or does not fit.
    """
    experiment, lane, seen = question.experiment, question.lane, question.seen
    found, updates = network_faults(seen), question.updates
    options = candidates(experiment, lane, seen, found)
    if updates is None:
        updates = affordable(experiment, lane, seen.evidence.history.step)
    runs = 1 + len(options) + (SEEDS - 1) * (1 + MOST) if options else 0
    news = Suggestions(question, found, updates=updates, runs=runs)
    if not options:
        yield replace(news, over=True)
        return
    yield news
    search = _Search(experiment, lane, updates, kernels, stopped, compiling, news)
    before = search.outcome({})
    if before is None:
        return
    search.report(done=1)
    singles: list[Single] = []
    yield from search.tries(options, "tried", singles)
    helped = [single for single in singles if helps(before, single[2])]
    enough = any(learns(after) for _, _, after in helped)
    yield from search.offers(helped, before, MOST if enough else FEW)
    if not any(learns(offer.tried) for offer in search.news.offers) and not stopped():
        both = valid_options(experiment, lane, pairs(singles, before))[:PAIRS]
        runs = search.news.runs
        search.report(done=runs, runs=runs + len(both) + (SEEDS - 1) * MOST if both else runs)
        together: list[Single] = []
        yield from search.tries(both, "pairs", together)
        helped = [pair for pair in together if helps(before, pair[2]) and learns(pair[2])]
        yield from search.offers(helped, before, MOST)
    if not any(learns(offer.tried) for offer in search.news.offers) and not stopped():
        yield from search.in_series(before)
    if not stopped():
        yield search.report(done=search.news.runs, over=True)


def candidates(
    experiment: Experiment, lane: int, seen: LaneTrace, found: frozenset[NetworkFault]
) -> list[tuple[Remedy, Changes]]:
    """The remedies that address these faults and fit this lane, in the order of the catalogue."""
    case = case_of(experiment, lane, seen)
    chosen = ((each, each.on(case)) for each in CATALOGUE if each.against & found)
    return valid_options(
        experiment, lane, ((remedy, changes) for remedy, changes in chosen if changes)
    )


def valid_options(
    experiment: Experiment, lane: int, options: Iterable[tuple[Remedy, Changes]]
) -> list[tuple[Remedy, Changes]]:
    """The options that are valid for the lane, without duplicates."""
    found: list[tuple[Remedy, Changes]] = []
    for remedy, changes in options:
        if any(changes == other for _, other in found):
            continue
        try:
            changed(experiment, lane, changes)
        except SpecError:
            continue
        found.append((remedy, changes))
    return found


def ranked(helped: list[Single]) -> Iterator[Single]:
    """Remedies by rising loss; among nearly equal losses the catalogue's order decides."""
    left = list(helped)
    while left:
        best = min(after.relative for _, _, after in left)
        most = min(ALIKE * best, 1 - (1 - best) / ALIKE) if best < 1 else best
        near = next(each for each in left if each[2].relative <= most + CLOSE)
        left.remove(near)
        yield near
