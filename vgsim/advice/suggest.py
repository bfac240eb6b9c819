"""Which remedies help this network? Each is tried, and confirmed on further seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from vgsim.advice.catalogue import CATALOGUE
from vgsim.advice.changes import Changes, alone, changed, edits_of
from vgsim.advice.ills import Ill, ills
from vgsim.advice.remedy import Remedy, case_of
from vgsim.advice.trial import Outcome, affordable, helps, tried
from vgsim.compute.kernels import Kernels
from vgsim.compute.traces.trace import LaneTrace
from vgsim.describe.errors import SpecError
from vgsim.describe.spec import Experiment
from vgsim.tables.table import TableError

MOST = 4  # suggestions
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


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is known so far; `done` of `runs` trainings are finished."""

    question: Question
    found: frozenset[Ill]
    offers: tuple[Suggestion, ...] = ()
    tried: tuple[str, ...] = ()  # labels
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
    search = _Search(experiment, lane, updates, kernels, stopped, compiling)
    before = search.outcome({})
    helped: list[tuple[Remedy, Changes, Outcome]] = []
    for count, (remedy, changes) in enumerate(options, start=1):
        if stopped() or before is None:
            return
        after = search.outcome(changes)
        if after is not None and helps(before, after):
            helped.append((remedy, changes, after))
        if after is not None:
            news = replace(news, tried=(*news.tried, remedy.label))
        news = replace(news, done=1 + count)
        yield news
    assert before is not None
    families: set[str] = set()
    for remedy, changes, after in ranked(helped):
        if stopped():
            return
        family = remedy.family or remedy.label
        if len(news.offers) < MOST and family not in families and search.confirmed(changes):
            families.add(family)
            edits = edits_of(experiment, lane, changes)
            offer = Suggestion(remedy.label, changes, edits, after, before)
            news = replace(news, offers=(*news.offers, offer))
            yield replace(
                news, done=min(news.done + (SEEDS - 1) * (1 + len(news.offers)), news.runs)
            )
    if not stopped():
        yield replace(news, done=news.runs, over=True)


def candidates(
    experiment: Experiment, lane: int, seen: LaneTrace, found: frozenset[Ill]
) -> list[tuple[Remedy, Changes]]:
    """The remedies against these ills that this lane can take, in the order of the catalogue."""
    case = case_of(experiment, lane, seen)
    able: list[tuple[Remedy, Changes]] = []
    for remedy in CATALOGUE:
        changes = remedy.on(case) if remedy.against & found else {}
        if not changes or any(changes == other for _, other in able):
            continue
        try:
            changed(experiment, lane, changes)
        except SpecError:
            continue
        able.append((remedy, changes))
    return able


def ranked(
    helped: list[tuple[Remedy, Changes, Outcome]],
) -> Iterator[tuple[Remedy, Changes, Outcome]]:
    """The lowest loss first; of losses that are alike the one the catalogue has first."""
    left = list(helped)
    while left:
        best = min(after.relative for _, _, after in left)
        most = min(ALIKE * best, 1 - (1 - best) / ALIKE) if best < 1 else best
        near = next(each for each in left if each[2].relative <= most + CLOSE)
        left.remove(near)
        yield near
