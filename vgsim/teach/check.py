"""Checks a lesson by running it: every claim, every key, every solution, on several seeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from vgsim.describe.spec import Experiment
from vgsim.teach.keys import AnswerKey, key_of, readings_in
from vgsim.teach.lesson import Challenge, Condition, Lesson, Question, Reading, Statement, Step
from vgsim.teach.outcome import (
    Outcome,
    bound_text,
    hold,
    near,
    outcomes,
    reading_text,
    readings_of,
    value_text,
)
from vgsim.teach.prose import paragraphs, plain_text
from vgsim.teach.runs import SEEDS, Runs
from vgsim.teach.sentences import filled
from vgsim.teach.typeset import typeset_fault
from vgsim.words.language import tr


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was checked: its place, what it says, the numbers, and the result.

    `fault` is empty if all is well.
    """

    place: str
    say: str
    numbers: tuple[str, ...]
    fault: str = ""


def check(
    lesson: Lesson,
    runs: Runs,
    seeds: Sequence[int] = SEEDS,
    workers: int = 1,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Checked, ...]:
    """Check a whole lesson.

    Args:
        lesson: the lesson.
        runs: keeps what is computed; several lessons may share it.
        seeds: what is added to the experiments' own seeds; each claim has to be true for all.
        workers: threads.
        stopped: True stops; then the result is empty.
    """
    if not runs.compute(readings_of_lesson(lesson), seeds, workers, stopped):
        return ()
    return tuple(_checked(lesson, runs, seeds))


def readings_of_lesson(lesson: Lesson) -> list[Reading]:
    """Every reading that a lesson needs."""
    found: list[Reading] = []
    for step in lesson.steps:
        for claim in step.claims:
            found += readings_of(claim.conditions)
        if step.question is not None:
            found += readings_in(step.question)
        if step.statement is not None:
            found += readings_of((*step.statement.helps, *step.statement.reason))
    if lesson.challenge is not None:
        found += readings_of(lesson.challenge.goal)
        for solution in lesson.challenge.solutions:
            found += readings_of(goal_of(lesson.challenge, solution.scene.experiment))
    return found


def formulas_of(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """All formulas of a lesson, each with its place."""
    for number, step in enumerate(lesson.steps, 1):
        place = tr("step {number}", number=number)
        yield from ((place, tex) for tex in formulas_of_step(step))
    if (challenge := lesson.challenge) is not None:
        texts = [challenge.say, *challenge.hints, *(each.cost for each in challenge.solutions)]
        yield from ((tr("start"), tex) for tex in _inline(texts))


def formulas_of_step(step: Step) -> tuple[str, ...]:
    """All formulas of a step: those on lines of their own, then those in its texts."""
    return (*step.formulas, *_inline(_texts(step)))


def _texts(step: Step) -> list[str]:
    """All texts of a step that may have formulas in them."""
    texts = [step.title, step.text, *(claim.say for claim in step.claims)]
    if (question := step.question) is not None:
        texts += [question.ask, question.explain, question.hint]
        texts += [each.text for each in question.items]
        for option in question.options:
            texts += [option.text, option.answer, option.misconception]
    if step.task is not None:
        texts.append(step.task.say)
    if (statement := step.statement) is not None:
        texts += [statement.text, statement.because]
    return texts


def _inline(texts: Sequence[str]) -> Iterator[str]:
    """The formulas in these texts."""
    pieces = (piece for text in texts for part in paragraphs(text) for piece in part)
    return (piece.text for piece in pieces if piece.formula)


def goal_of(challenge: Challenge, experiment: Experiment) -> tuple[Condition, ...]:
    """The conditions of a challenge's goal for a changed experiment."""

    def moved(reading: Reading) -> Reading:
        return replace(reading, experiment=experiment)

    return tuple(
        replace(each, reading=moved(each.reading), than=each.than and moved(each.than))
        for each in challenge.goal
    )


def _checked(lesson: Lesson, runs: Runs, seeds: Sequence[int]) -> Iterator[Checked]:
    for place, tex in formulas_of(lesson):
        if fault := typeset_fault(tex):
            yield Checked(place, tex, (), fault)
    for number, step in enumerate(lesson.steps, 1):
        yield from _step(tr("step {number}", number=number), step, runs, seeds)
    if lesson.challenge is not None:
        yield from _challenge(lesson.challenge, runs, seeds)


def _step(place: str, step: Step, runs: Runs, seeds: Sequence[int]) -> Iterator[Checked]:
    for claim in step.claims:
        yield _claim(place, plain_text(claim.say), claim.conditions, runs, seeds)
    if step.statement is not None:
        yield from _statement(place, step.statement, runs, seeds)
    if step.question is not None:
        yield _question(place, step.question, runs, seeds)


def _claim(
    place: str, say: str, conditions: Sequence[Condition], runs: Runs, seeds: Sequence[int]
) -> Checked:
    by_seed = [outcomes(conditions, runs, seed) for seed in seeds]
    false = any(not each.true for found in by_seed for each in found)
    say = filled(say, by_seed[0][0].value if by_seed and by_seed[0] else None)
    return Checked(place, say, _numbers(by_seed), tr("this is false") if false else "")


def _statement(
    place: str, statement: Statement, runs: Runs, seeds: Sequence[int]
) -> Iterator[Checked]:
    """Both judgements have to be the same on all seeds, whatever they are."""
    parts = ((tr("does it help?"), statement.helps), (tr("is the reason true?"), statement.reason))
    for question, conditions in parts:
        if not conditions:
            continue
        by_seed = [outcomes(conditions, runs, seed) for seed in seeds]
        answers = {all(each.true for each in found) for found in by_seed}
        fault = tr("the answer depends on the seed") if len(answers) > 1 else ""
        answer = "" if fault else tr("yes") if answers == {True} else tr("no")
        say = f"{plain_text(statement.text)} {question} {answer}".strip()
        yield Checked(place, say, _numbers(by_seed), fault)


def _question(place: str, question: Question, runs: Runs, seeds: Sequence[int]) -> Checked:
    keys = [key_of(question, runs, seed) for seed in seeds]
    say = tr("question: {ask}", ask=plain_text(question.ask))
    return Checked(place, say, tuple(_key_numbers(question, keys)), _key_fault(question, keys))


def _key_numbers(question: Question, keys: Sequence[AnswerKey]) -> Iterator[str]:
    """The right answer and the numbers it is based on, for all seeds."""
    named = [option.text for option in question.options]
    named += [item.text for item in question.items]
    for place, text in enumerate(named):
        values = " · ".join(value_text(key.values[place]) for key in keys)
        mark = tr("right") if all(place in key.right for key in keys) else ""
        if question.kind == "order":
            mark = str(keys[0].order.index(place) + 1)
        yield f"{mark:>5} {values}  {plain_text(text)}"
    if question.kind == "layer":
        right = (min(key.right, default=0) for key in keys)
        yield tr("layer {layers}", layers=" · ".join(map(str, right)))
    elif question.kind == "number":
        yield " · ".join(value_text(key.values[0]) for key in keys)
    elif question.kind == "sketch":
        slopes = " · ".join(f"{key.slope:+.3f}" for key in keys)
        yield tr("{slopes} powers of ten per layer", slopes=slopes)


def _key_fault(question: Question, keys: Sequence[AnswerKey]) -> str:
    """What is wrong with a question's keys; empty: nothing."""
    first = keys[0]
    if question.kind == "number":
        same = all(
            near(key.values[0], first.values[0], question.tolerance, question.factor)
            for key in keys
        )
        return "" if same else tr("the number depends on the seed by more than its tolerance")
    if question.kind == "sketch":
        assert question.tolerance is not None
        same = all(abs(key.slope - first.slope) <= question.tolerance for key in keys)
        return "" if same else tr("the slope depends on the seed by more than its tolerance")
    if any((key.right, key.order) != (first.right, first.order) for key in keys):
        return tr("what is right depends on the seed")
    if question.kind == "order":
        return ""
    if question.kind in ("choice", "curve", "layer") and len(first.right) != 1:
        return tr("%n answer(s) are right: exactly one has to be", "", len(first.right))
    if question.kind == "choices" and not 0 < len(first.right) < len(question.options):
        return tr("at least one answer has to be right, and one wrong")
    return _options_fault(question, first)


def _options_fault(question: Question, key: AnswerKey) -> str:
    """Whether each wrong option names its misconception and has its counter-example."""
    for place, option in enumerate(question.options):
        if place in key.right:
            continue
        if not option.misconception:
            return tr(
                '"{option}" is wrong, so the key misconception is needed',
                option=plain_text(option.text),
            )
        if option.attempt is None:
            return tr(
                '"{option}" is wrong, so the key try is needed', option=plain_text(option.text)
            )
    return ""


def _challenge(challenge: Challenge, runs: Runs, seeds: Sequence[int]) -> Iterator[Checked]:
    start = [outcomes(challenge.goal, runs, seed) for seed in seeds]
    reached = any(hold(challenge.goal, runs, seed) for seed in seeds)
    fault = tr("the goal is reached before anything is changed") if reached else ""
    yield Checked(tr("start"), plain_text(challenge.say), _numbers(start), fault)
    for solution in challenge.solutions:
        goal = goal_of(challenge, solution.scene.experiment)
        yield _claim(tr("solution"), solution.title, goal, runs, seeds)


def _numbers(by_seed: Sequence[tuple[Outcome, ...]]) -> tuple[str, ...]:
    """For each condition its quantity, the values for all seeds, and what they should be."""
    lines = []
    for same in zip(*by_seed, strict=True):
        values = " · ".join(each.text for each in same)
        condition = same[0].condition
        named = reading_text(condition.reading)
        if condition.than is not None:
            named = f"{named} ÷ {reading_text(condition.than)}"
        lines.append(f"{named}: {values} ({bound_text(condition)})")
    return tuple(lines)
