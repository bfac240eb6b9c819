"""Measures one step of a lesson for the window: its claims, its statement, its question's key.

It takes as long as the networks need; the window runs it in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vgsim.compute.traces.measures import MEASURES
from vgsim.describe.spec import Experiment
from vgsim.teach.challenge_reader import may_change
from vgsim.teach.changed import changed_paths
from vgsim.teach.check import formulas_of, formulas_of_step, goal_of
from vgsim.teach.keys import AnswerKey, key_of, readings_in
from vgsim.teach.lesson import Challenge, Condition, Lesson, Step
from vgsim.teach.measure import Value
from vgsim.teach.outcome import Outcome, outcomes, readings_of, value_text
from vgsim.teach.quantities import QUANTITIES
from vgsim.teach.runs import Runs
from vgsim.teach.sentences import claim_text, statement_text
from vgsim.teach.typeset import svg
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A sentence with its measured numbers, and whether the run makes it true."""

    text: str
    true: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a common statement is true, by measuring. None: this part is not judged."""

    helps: bool | None
    reason: bool | None
    because: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What has been measured of a step so far, or of a challenge, which only has formulas.

    `drawn`: its formulas have been typeset. `complete`: nothing is left to be typeset or measured.
    """

    drawn: bool = False
    claims: tuple[Measurement, ...] = ()
    judged: Judged | None = None
    key: AnswerKey | None = None
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at a challenge: the changes, whether they are allowed, and the goal's numbers."""

    changes: tuple[str, ...]  # paths
    fault: str  # why these changes do not count; empty if they count
    numbers: tuple[Measurement, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the goal is reached with changes that are allowed."""
        return not self.fault and bool(self.numbers) and all(each.true for each in self.numbers)


def measured(lesson: Lesson, step: Step | None, runs: Runs, stopped: Stopped) -> Iterator[Measured]:
    """Measure a step bit by bit: first its formulas, then its question, then its claims.

    The formulas of the other steps are typeset at the end.

    Args:
        lesson: the lesson.
        step: the step; None: a challenge has none.
        runs: keeps what is computed for the whole lesson.
        stopped: True stops.
    """
    _typeset(formulas_of_step(step) if step is not None else _formulas(lesson))
    found = Measured(drawn=True, complete=step is None)
    yield found
    if step is None:
        return
    own_seed, question, statement = (0,), step.question, step.statement
    if question is not None:
        if not runs.compute(readings_in(question), own_seed, 1, stopped):
            return
        found = replace(found, key=key_of(question, runs))
        yield found
    wanted = [reading for claim in step.claims for reading in readings_of(claim.conditions)]
    if statement is not None:
        wanted += readings_of((*statement.helps, *statement.reason))
    if not runs.compute(wanted, own_seed, 1, stopped):
        return
    claims = []
    for claim in step.claims:
        results = outcomes(claim.conditions, runs)
        claims.append(Measurement(claim_text(claim, results), all(each.true for each in results)))
    judged = None
    if statement is not None:
        helps, reason = outcomes(statement.helps, runs), outcomes(statement.reason, runs)
        because = statement_text(statement, helps, reason)
        judged = Judged(_all(helps), _all(reason), because)
    yield replace(found, claims=tuple(claims), judged=judged, complete=True)
    _typeset(tex for tex in _formulas(lesson) if not stopped())  # the next step finds them drawn


def _formulas(lesson: Lesson) -> Iterator[str]:
    return (tex for _, tex in formulas_of(lesson))


def _typeset(formulas: Iterable[str]) -> None:
    """Typeset formulas; the cache of `typeset` keeps them."""
    for tex in formulas:
        svg(tex)
        svg(tex, block=True)


def attempted(
    challenge: Challenge, experiment: Experiment, runs: Runs, stopped: Stopped
) -> Iterator[Attempt]:
    """Check whether an experiment reaches the goal of a challenge."""
    start = challenge.scene.experiment
    changes = changed_paths(start, experiment)
    fault = _fault(challenge, changes)
    if fault:
        yield Attempt(changes, fault)
        return
    goal = goal_of(challenge, experiment)
    if runs.compute(readings_of(goal), (0,), 1, stopped):
        yield Attempt(changes, "", tuple(_number(each) for each in outcomes(goal, runs)))


def _fault(challenge: Challenge, changes: Sequence[str]) -> str:
    """Why these changes do not count; empty if they count."""
    if not changes:
        return tr("Nothing has been changed yet.")
    others = [path for path in changes if not may_change(path, challenge.allowed)]
    if others:
        return tr("This may not be changed here: {settings}.", settings=", ".join(others))
    if len(changes) > challenge.at_most:
        return tr("Only %n setting(s) may be changed.", "", challenge.at_most)
    return ""


def _number(found: Outcome) -> Measurement:
    text = tr(
        "{quantity}: {value} (the goal: {bound})",
        quantity=_label(found.condition), value=_text(found.value), bound=_bound(found.condition),
    )  # fmt: skip
    return Measurement(text, found.true)


def _label(condition: Condition) -> str:
    """What was measured, in which layer, and compared with which."""
    reading, than = condition.reading, condition.than
    entry = QUANTITIES[reading.quantity]
    label = entry.label or MEASURES[entry.name].label
    if entry.where == "layer" and isinstance(reading.layer, int):
        label = tr("{quantity}, layer {layer}", quantity=label, layer=reading.layer)
    if than is None or entry.where != "layer":
        return label
    if than.layer == "last":
        return tr("{quantity}, compared with the last hidden layer", quantity=label)
    return tr("{quantity}, compared with layer {layer}", quantity=label, layer=than.layer)


def _text(value: Value) -> str:
    """A measured value in the learner's words."""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return value_text(value)


def _bound(condition: Condition) -> str:
    """What a condition demands, in words."""
    parts = []
    if condition.over is not None:
        parts.append(tr("over {bound}", bound=scientific(condition.over, 2)))
    if condition.under is not None:
        parts.append(tr("under {bound}", bound=scientific(condition.under, 2)))
    if condition.about is not None:
        parts.append(tr("about {bound}", bound=scientific(condition.about, 2)))
    parts += [_text(each) for each in condition.equals]
    return ", ".join(parts)


def _all(found: Sequence[Outcome]) -> bool | None:
    return all(each.true for each in found) if found else None
