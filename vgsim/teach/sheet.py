"""Lays out the handout of a lesson as a list of blocks; `html` and the window's PDF write them.

Questions come first, with the pictures of what is known before them; the answers, with what the
runs gave, follow on a page of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vgsim.describe.spec import Experiment
from vgsim.teach.condition_reader import depth_of
from vgsim.teach.keys import AnswerKey, key_of, readings_in
from vgsim.teach.lesson import Challenge, Claim, Lesson, Question, Reading, Scene, Step
from vgsim.teach.measure import Value
from vgsim.teach.outcome import hold, outcomes, value_text
from vgsim.teach.prose import Paragraph, paragraphs
from vgsim.teach.runs import Runs
from vgsim.teach.sentences import answer_text, claim_text, explanation_text, statement_text
from vgsim.words.language import tr
from vgsim.words.lists import listed

BlockKind = Literal[
    "title", "about", "heading", "text", "strong", "formula", "option", "chart", "write", "break"
]  # fmt: skip
LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class ChartLine:
    """The course of a quantity over the layers of one network, as a line of a chart."""

    name: str
    values: tuple[float, ...]  # of layers 1, 2, ...; drawn on a logarithmic scale


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the handout. Which fields are used follows from the kind."""

    kind: BlockKind
    text: Paragraph = ()  # of a chart: its caption
    formula: str = ""  # in TeX
    mark: str = ""  # of an option: its letter
    lines: tuple[ChartLine, ...] = ()  # of a chart; none: empty axes to draw in
    count: int = 0  # of empty axes: the layers; of "write": the lines to write on


def sheet(lesson: Lesson, runs: Runs) -> tuple[Block, ...]:
    """The blocks of a lesson's handout.

    Args:
        lesson: a lesson without faults.
        runs: computes what is shown; only the lesson's own seed is run.
    """
    return (*_questions(lesson, runs), Block("break"), *_answers(lesson, runs))


def _questions(lesson: Lesson, runs: Runs) -> Iterator[Block]:
    yield _plain("title", lesson.title)
    yield _plain("about", lesson.about)
    shown: Experiment | None = None
    hidden = {reading.experiment for step in lesson.steps if step.question is not None
             for reading in readings_in(step.question)}  # fmt: skip
    for number, step in enumerate(lesson.steps, 1):
        yield _heading(f"{number}. ", step.title)
        yield from _texts(step.text)
        yield from (Block("formula", formula=tex) for tex in step.formulas)
        if step.task is not None:
            yield from _texts(step.task.say, "strong")
        if step.statement is not None:
            yield from _texts(step.statement.text, "strong")
            yield from _plain_texts(tr("Does it help here? Is the reason true?"))
            yield Block("write", count=2)
        if step.question is not None:
            yield from _question(step.question)
        if step.question is not None or step.statement is not None:
            continue
        for claim in step.claims:
            yield from _texts(_claim(claim, runs))
        if step.scene.experiment in hidden:
            continue  # a picture would give the answer away
        if shown is None or step.scene.experiment != shown:
            yield from _chart(step.scene, runs)
            shown = step.scene.experiment
    if lesson.challenge is not None:
        yield from _texts(lesson.challenge.say)
        yield Block("write", count=4)


def _question(question: Question) -> Iterator[Block]:
    yield from _texts(question.ask, "strong")
    texts = [option.text for option in question.options]
    texts += [item.text for item in question.items]
    for letter, text in zip(LETTERS, texts, strict=False):
        yield from _texts(text, "option", letter)
    match question.kind:
        case "number":
            yield from _plain_texts(tr("Your answer: ________ {unit}", unit=question.unit))
        case "layer":
            yield from _plain_texts(tr("Your answer: layer ________"))
        case "order":
            yield from _plain_texts(tr("From the smallest to the largest: ________"))
        case "sketch":
            assert question.reading is not None  # the reader sees to it
            lane = question.reading.experiment.lanes[question.reading.lane]
            yield Block("chart", count=depth_of(question.reading.experiment, lane))
        case "choices":
            yield from _plain_texts(tr("More than one may be right."))


def _answers(lesson: Lesson, runs: Runs) -> Iterator[Block]:
    yield _plain("title", tr("Answers: {title}", title=lesson.title))
    for number, step in enumerate(lesson.steps, 1):
        if step.question is None and step.statement is None:
            continue
        yield _heading(f"{number}. ", step.title)
        if step.statement is not None:
            yield from _judged(step, runs)
        if step.question is not None:
            yield from _key(step.question, key_of(step.question, runs))
        for claim in step.claims:
            yield from _texts(_claim(claim, runs))
        yield from _chart(step.scene if step.question is None else step.question.run, runs)
    if lesson.challenge is not None:
        yield from _solutions(lesson.challenge)


def _key(question: Question, key: AnswerKey) -> Iterator[Block]:
    """What is right, the feedback to every option, and the explanation."""
    match question.kind:
        case "number":
            right = f"{value_text(key.values[0])} {question.unit}".strip()
        case "layer":
            right = tr("layer {number}", number=min(key.right, default=0))
        case "order":
            right = ", ".join(LETTERS[place] for place in key.order)
        case "sketch":
            right = tr("{slope} powers of ten per layer", slope=f"{key.slope:+.2f}")
        case _:
            right = listed(tuple(LETTERS[place] for place in sorted(key.right)))
    yield from _plain_texts(tr("Right: {answer}", answer=right))
    for place, option in enumerate(question.options):
        text = answer_text(option, key.values[place])
        if place not in key.right and option.misconception:
            wrong = tr("Behind it: {misconception}", misconception=option.misconception)
            text = f"{text} {wrong}"
        yield from _texts(text, "option", LETTERS[place])
    for place, item in enumerate(question.items):
        text = f"{item.text}: {value_text(key.values[place])}"
        yield from _texts(text, "option", LETTERS[place])
    yield from _texts(explanation_text(question, key.values))


def _judged(step: Step, runs: Runs) -> Iterator[Block]:
    statement = step.statement
    assert statement is not None
    yield from _texts(statement.text, "strong")
    parts = ((tr("Does it help here?"), statement.helps),
             (tr("Is the reason true?"), statement.reason))  # fmt: skip
    for question, conditions in parts:
        if conditions:
            answer = tr("Yes.") if hold(conditions, runs) else tr("No.")
            yield from _plain_texts(f"{question} {answer}")
    helps, reason = outcomes(statement.helps, runs), outcomes(statement.reason, runs)
    yield from _texts(statement_text(statement, helps, reason))


def _solutions(challenge: Challenge) -> Iterator[Block]:
    for hint in challenge.hints:
        yield from _texts(hint)
    for letter, solution in zip(LETTERS * 2, challenge.solutions, strict=False):
        yield from _texts(f"{solution.title} {solution.cost}", "option", letter)


def _claim(claim: Claim, runs: Runs) -> str:
    return claim_text(claim, outcomes(claim.conditions, runs))


def _chart(scene: Scene, runs: Runs) -> Iterator[Block]:
    """The gradient of every network before the first update, and what it has learned after all."""
    experiment = scene.experiment
    names = [
        lane.title or tr("Network {number}", number=place)
        for place, lane in enumerate(experiment.lanes, 1)
    ]
    lanes = range(len(names))
    gradients = [Reading("gradient", experiment, 0, lane, "all") for lane in lanes]
    losses = [Reading("relative_loss", experiment, scene.updates, lane) for lane in lanes]
    runs.compute([*gradients, *(losses if scene.updates else ())], [0])
    lines = (ChartLine(name, _numbers(runs.value(each)))
             for name, each in zip(names, gradients, strict=True))  # fmt: skip
    (caption,) = _plain_texts(tr("The gradient in every layer before the first update:"))
    yield Block("chart", caption.text, lines=tuple(lines))
    if scene.updates:
        pairs = zip(names, losses, strict=True)
        found = (f"{name} {value_text(runs.value(reading))}" for name, reading in pairs)
        text = tr(
            "After {updates} updates, as a multiple of a blind guess's loss: {losses}.",
            updates=scene.updates, losses="; ".join(found),
        )  # fmt: skip
        yield from _plain_texts(text)


def _numbers(value: Value) -> tuple[float, ...]:
    whole = value if isinstance(value, tuple) else (value,)
    return tuple(float(each) for each in whole)


def _texts(text: str, kind: BlockKind = "text", mark: str = "") -> Iterator[Block]:
    """A block for each paragraph; only the first one has the mark."""
    for place, paragraph in enumerate(paragraphs(text)):
        yield Block(kind, paragraph, mark=mark if place == 0 else "")


def _plain_texts(text: str) -> Iterator[Block]:
    return _texts(text.replace("$", "\\$"))


def _plain(kind: BlockKind, text: str) -> Block:
    return next(_texts(text.replace("$", "\\$"), kind), Block(kind))


def _heading(number: str, title: str) -> Block:
    return next(_texts(f"{number}{title}", "heading"), Block("heading"))
