"""Which remedies help this network? Each is tried, and confirmed on further seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from vgsim.advice.catalogue import CATALOGUE
from vgsim.advice.changes import Changes, alone, changed, edits_of, parts_of
from vgsim.advice.ills import Ill, ills
from vgsim.advice.pairs import PAIRS, Single, pairs
from vgsim.advice.remedy import Remedy, case_of
from vgsim.advice.trial import Outcome, affordable, helps, learns, tried
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.tables.table import TableError

MOST = 4  # suggestions
FEW = 2  # of remedies by which alone nothing is learned yet; the others are left for pairs
SEEDS = 10  # on which a remedy must help
ALIKE = 1.5  # losses, or what they gained, within this factor are alike: then the order of the
# catalogue counts
CLOSE = 0.02  # blind guesses by which losses may differ all the same


@dataclass(frozen=True, slots=True)
class Question:
    """What helps this lane of the experiment?"""

    experiment: Experiment
    lane: int
    seen: LaneTrace  # at the moment, with the costly measures that states are judged by
    updates: int | None = None  # of a training; None: as many as it has made, within bounds

    @property
    def alone(self) -> Experiment:
        """The experiment of this lane only."""
        return alone(self.experiment, self.lane)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A remedy that has helped this network."""

    label: str
    changes: Changes  # "network.activation" -> "relu"
    edits: dict[str, Any]  # the same as paths of the scenario file
    tried: Outcome
    before: Outcome  # without it, after as many updates
    brief: str = ""  # of a long label, where there is little room


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is known so far; `done` of `runs` trainings are finished."""

    question: Question
    found: frozenset[Ill]
    offers: tuple[Suggestion, ...] = ()
    tried: tuple[str, ...] = ()  # labels
    pairs: tuple[str, ...] = ()  # labels of pairs that were tried, where nothing helps alone
    updates: int = 0
    done: int = 0
    runs: int = 0
    over: bool = False


@dataclass(slots=True)
class _Search:
    """The trainings of one lane; each is made once."""

    experiment: Experiment
    lane: int
    updates: int
    kernels: Kernels | None
    stopped: Callable[[], bool]
    compiling: bool
    news: Suggestions
    known: dict[tuple[Any, ...], Outcome | None] = field(default_factory=dict)

    def outcome(self, changes: Changes, number: int = 0) -> Outcome | None:
        """None: it was stopped, or the network cannot be."""
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
            made = changed(alone(self.experiment, self.lane), 0, changes)
            if self.compiling or not self.kernels.unkept(made):
                self.kernels.prepare(made, apart=True)

    def confirmed(self, changes: Changes) -> bool:
        """Whether the remedy helps on further seeds, too.

        Where numbers are lost, more depends on the seed: there are twice as many.
        """
        own = self.outcome({})
        for number in range(1, 2 * SEEDS if own is not None and own.lost else SEEDS):
            before, after = self.outcome({}, number), self.outcome(changes, number)
            if before is None or after is None or not helps(before, after):
                return False
        return True

    def tries(
        self, options: list[tuple[Remedy, Changes]], where: str, made: list[Single]
    ) -> Iterator[Suggestions]:
        """Train once with each.

        Args:
            options: what is tried.
            where: name of the field of the news that lists them.
            made: what came of them is added to it.
        """
        for remedy, changes in options:
            if self.stopped():
                return
            after = self.outcome(changes)
            self.tell(done=self.news.done + 1)
            if after is not None:
                made.append((remedy, changes, after))
                self.tell(**{where: (*getattr(self.news, where), remedy.label)})
            yield self.news

    def offers(self, made: list[Single], before: Outcome, most: int) -> Iterator[Suggestions]:
        """Those that help, on further seeds too; at most one of a kind, and so many in all."""
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
                yield self.tell(offers=(*news.offers, offer), done=done)

    def tell(self, **new: Any) -> Suggestions:
        self.news = replace(self.news, **new)
        return self.news


def suggestions(
    question: Question,
    kernels: Kernels | None = None,
    stopped: Callable[[], bool] = lambda: False,
    *,
    compiling: bool = True,
) -> Iterator[Suggestions]:
    """Try what may help a lane; after every training what is known.

    Args:
        question: which lane of which experiment.
        kernels: what is needed is made ready; without them NumPy computes.
        stopped: asked now and then whether to give up.
        compiling: whether kernels that are not kept on the disk are compiled, which cannot be
            stopped; else NumPy computes in their place.

    Raises:
        OSError, TableError, ValueError: the user's table cannot be read, or does not fit.
    """
    experiment, lane, seen = question.experiment, question.lane, question.seen
    found, updates = ills(seen), question.updates
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
    search.tell(done=1)
    singles: list[Single] = []
    yield from search.tries(options, "tried", singles)
    helped = [single for single in singles if helps(before, single[2])]
    enough = any(learns(after) for _, _, after in helped)
    yield from search.offers(helped, before, MOST if enough else FEW)
    if not any(learns(offer.tried) for offer in search.news.offers) and not stopped():
        rate = parts_of(experiment, lane)["training"].learning_rate
        both = able(experiment, lane, pairs(singles, before, rate))[:PAIRS]
        runs = search.news.runs
        search.tell(done=runs, runs=runs + len(both) + (SEEDS - 1) * MOST if both else runs)
        together: list[Single] = []
        yield from search.tries(both, "pairs", together)
        helped = [pair for pair in together if helps(before, pair[2]) and learns(pair[2])]
        yield from search.offers(helped, before, MOST)
    if not stopped():
        yield search.tell(done=search.news.runs, over=True)


def candidates(
    experiment: Experiment, lane: int, seen: LaneTrace, found: frozenset[Ill]
) -> list[tuple[Remedy, Changes]]:
    """The remedies against these ills that this lane can take, in the order of the catalogue."""
    case = case_of(experiment, lane, seen)
    chosen = ((each, each.on(case)) for each in CATALOGUE if each.against & found)
    return able(experiment, lane, ((remedy, changes) for remedy, changes in chosen if changes))


def able(
    experiment: Experiment, lane: int, options: Iterable[tuple[Remedy, Changes]]
) -> list[tuple[Remedy, Changes]]:
    """Those that the lane can take, each only once."""
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
    """The lowest loss first; of losses that are alike the one the catalogue has first."""
    left = list(helped)
    while left:
        best = min(after.relative for _, _, after in left)
        most = min(ALIKE * best, 1 - (1 - best) / ALIKE) if best < 1 else best
        near = next(each for each in left if each[2].relative <= most + CLOSE)
        left.remove(near)
        yield near
