"""Searches remedies that help a network: tries each, and confirms it on further seeds."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from vgsim.advice.catalogue import STAGES
from vgsim.advice.changes import Changes, changed, edits_of, single_lane
from vgsim.advice.effect import Effect, effect
from vgsim.advice.faults import network_faults
from vgsim.advice.options import ALIKE, CLOSE, candidates, ranked, valid_options
from vgsim.advice.pairs import PAIRS, Single, pairs
from vgsim.advice.remedy import Remedy
from vgsim.advice.series import Series, best
from vgsim.advice.suggestion import MOST, SEEDS, HelpRequest, Suggestion, Suggestions
from vgsim.advice.trial import TrialResult, affordable, helps, learns, tried
from vgsim.compute.kernels import Kernels
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.parts.precision import FORMATS
from vgsim.tables.table import TableError

FEW = 2  # suggestions at most if no single remedy makes the network learn; then pairs are tried
WALKS = 2  # through the stages of the catalogue, for a series
MOST_FINITE = 4  # remedies at most that are tried on all seeds only because numbers stay finite


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
    made: list[Single] = field(default_factory=list)  # all that were tried, in this order

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

    def confirmed(self, changes: Changes) -> Effect | None:
        """How much the remedy helps on all seeds; None if it does not, or hardly.

        Twice as many are tried where more depends on the seed: for networks that become NaN, and
        in half precision, where the largest number is near.
        """
        own, made = self.outcome({}), changed(single_lane(self.experiment, self.lane), 0, changes)
        often = own is None or own.lost or FORMATS[made.lanes[0].network.dtype].needs_rounding
        pairs: list[tuple[TrialResult, TrialResult]] = []
        for number in range(2 * SEEDS if often else SEEDS):
            before, after = self.outcome({}, number), self.outcome(changes, number)
            if before is None or after is None or not helps(before, after):
                return None
            pairs.append((before, after))
        return effect(pairs)

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
                self.made.append(made[-1])
                self.report(**{where: (*getattr(self.news, where), remedy.label)})
            yield self.news

    def offers(
        self, made: list[Single], before: TrialResult, most: int, *, clear: bool = False
    ) -> Iterator[Suggestions]:
        """Confirm remedies on further seeds and offer them: one of a kind, `most` in total.

        `clear`: only those that help clearly.
        """
        kinds: set[str] = set()
        for remedy, changes, after in ranked(made):
            if self.stopped():
                return
            news = self.news
            if len(news.offers) >= most or remedy.kind in kinds:
                continue
            helped = self.confirmed(changes)
            if helped == "clear" or not (helped is None or clear):
                kinds.add(remedy.kind)
                offer = self.suggestion((remedy, changes, after), before, helped)
                done = min(news.done + SEEDS - 1, news.runs)
                yield self.report(offers=best_first((*news.offers, offer)), done=done)

    def suggestion(self, made: Single, before: TrialResult, helped: Effect | None) -> Suggestion:
        """A remedy that was tried, as a suggestion."""
        remedy, changes, after = made
        edits = edits_of(self.experiment, self.lane, changes)
        return Suggestion(remedy.label, changes, edits, after, before, remedy.brief, helped)

    def keeps_finite(self, before: TrialResult) -> Generator[Suggestions, None, Suggestion | None]:
        """The remedy with the lowest loss of those with which no number is lost on any seed.

        Single remedies take precedence over pairs, and pairs over longer series.
        """
        finite = [each for each in self.made if not each[2].lost]
        single, paired = set(self.news.tried), set(self.news.pairs)
        finite.sort(
            key=lambda each: (
                each[0].label not in single, each[0].label not in paired, each[2].relative
            )
        )  # fmt: skip
        for made in finite[:MOST_FINITE]:
            yield self.report(runs=self.news.runs + SEEDS - 1)
            for number in range(1, SEEDS):
                after = self.outcome(made[1], number)
                if after is None or after.lost:
                    break
                yield self.report(done=self.news.done + 1)
            else:
                return self.suggestion(made, before, None)
        return None

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
    if not any(map(_solves, search.news.offers)) and not stopped():
        both = valid_options(experiment, lane, pairs(singles, before))[:PAIRS]
        runs = search.news.runs
        search.report(done=runs, runs=runs + len(both) + (SEEDS - 1) * MOST if both else runs)
        together: list[Single] = []
        yield from search.tries(both, "pairs", together)
        helped = [pair for pair in together if helps(before, pair[2]) and learns(pair[2])]
        known = any(learns(offer.tried) for offer in search.news.offers)
        yield from search.offers(helped, before, MOST, clear=known)
    if not any(learns(offer.tried) for offer in search.news.offers) and not stopped():
        yield from search.in_series(before)
    if before.lost and not search.news.offers and not stopped():
        lost = all(after.lost for _, _, after in search.made)
        search.report(done=search.news.runs)
        finite = yield from search.keeps_finite(before)
        search.report(finite=finite, all_lost=lost)
    if not stopped():
        yield search.report(done=search.news.runs, over=True)


def _solves(offer: Suggestion) -> bool:
    """Whether the network learns with a remedy, and clearly better than without it."""
    return learns(offer.tried) and offer.effect == "clear"


def best_first(offers: tuple[Suggestion, ...]) -> tuple[Suggestion, ...]:
    """Those that help clearly first; if the network learns with some, only these."""
    learning = tuple(offer for offer in offers if learns(offer.tried))
    return tuple(sorted(learning or offers, key=lambda offer: offer.effect != "clear"))
