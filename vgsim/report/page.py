"""The content of a report, as values without any drawing."""

from __future__ import annotations

from dataclasses import dataclass

from vgsim.compute.traces.judgement import Severity
from vgsim.describe.values import Difference

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value: Optimizer, Adam."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question about a network, and the sentence that the window shows."""

    question: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed, and when: an update, or from the start."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class LossCurves:
    """The losses over the updates; points that are NaN or infinite are left out.

    `lost` is the first update with such a loss, or None. `fresh`: every update draws new examples,
    so those of `train` are not yet learned.
    """

    batch: Points
    train: Points  # of the evaluations
    test: Points
    lost: int | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class LayerRows:
    """The table of layers: titles, and rows of as many cells; an empty row stands for a gap."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    gap: str = ""  # which layers are not in the table; empty if all are


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """Everything about one network."""

    title: str
    setup: tuple[Fact, ...]
    results: tuple[Fact, ...]
    verdict: str
    severity: Severity
    answers: tuple[Answer, ...]
    curves: LossCurves
    axis: str  # what the gradient is drawn over: "layer" or "step"
    gradient: tuple[float, ...]  # of every layer or step, the output layer last
    differing: tuple[Difference, ...]  # from the defaults
    more_differing: int  # how many are not listed
    changes: tuple[Change, ...]
    more_changes: int
    no_changes: str  # a sentence if there are none
    layers: LayerRows


@dataclass(frozen=True, slots=True)
class Report:
    """The pages, and what is the same on all of them."""

    title: str
    made: str  # program, date
    comparison: str  # of several networks; empty for one
    pages: tuple[NetworkPage, ...]
    notes: str
    code: str  # the share code; empty if there is none
    no_code: str  # why there is no share code
