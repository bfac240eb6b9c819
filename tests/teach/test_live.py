"""What the window measures of a step: numbers of the run, keys, and attempts at challenges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.teach.opened import opened
from vgsim.describe.edit import edit
from vgsim.teach.keys import AnswerKey, key_of, lanes_of
from vgsim.teach.lesson import Lesson
from vgsim.teach.library import bundled
from vgsim.teach.live import _number, attempted, measured
from vgsim.teach.outcome import Outcome
from vgsim.teach.runs import Runs


@pytest.fixture(scope="module")
def first() -> Lesson:
    return opened(bundled()[0])


@pytest.fixture(scope="module")
def challenge() -> Lesson:
    lessons = map(opened, reversed(bundled()))
    return next(lesson for lesson in lessons if lesson.challenge is not None)


def test_a_step_is_measured_bit_by_bit(first: Lesson) -> None:
    step = next(each for each in first.steps if each.question is not None and each.claims)
    assert step.question is not None
    found = list(measured(first, step, Runs(), lambda: False))
    assert [each.complete for each in found] == [False, False, True]
    assert found[0].drawn
    assert found[1].key == key_of(step.question, Runs())
    assert all(claim.true for claim in found[-1].claims)
    assert not any("{value}" in claim.text for claim in found[-1].claims)


def test_a_challenge_only_has_formulas(challenge: Lesson) -> None:
    (found,) = measured(challenge, None, Runs(), lambda: False)
    assert (found.drawn, found.complete, found.claims) == (True, True, ())


def test_a_claim_that_the_run_does_not_bear_out_says_so(first: Lesson) -> None:
    step = next(each for each in first.steps if each.claims and each.question is None)
    (condition, *_), claim = step.claims[0].conditions, step.claims[0]
    never = replace(condition, under=-1.0, over=None, about=None, equals=())
    broken = replace(step, claims=(replace(claim, conditions=(never,)),))
    *_, last = measured(first, broken, Runs(), lambda: False)
    assert not last.claims[0].true


def test_the_networks_of_the_right_answer_come_first() -> None:
    path = next(each for each in bundled() if each.stem == "17_lstm")
    question = next(step.question for step in opened(path).steps if step.question is not None)
    assert lanes_of(question) == (0, 1, 2)
    assert lanes_of(question, AnswerKey(frozenset({2}))) == (2, 0, 1)


def test_what_is_stopped_ends(first: Lesson) -> None:
    step = next(each for each in first.steps if each.claims)
    found = list(measured(first, step, Runs(), lambda: True))
    assert not any(each.complete for each in found)


def test_an_attempt_without_or_with_forbidden_changes_does_not_count(challenge: Lesson) -> None:
    given = challenge.challenge
    assert given is not None
    start = given.scene.experiment
    (nothing,) = attempted(given, start, Runs(), lambda: False)
    assert nothing.fault
    assert not nothing.reached
    narrow = replace(given, allowed=("lanes.0.network.activation",))
    (forbidden,) = attempted(narrow, edit(start, "seed", start.seed + 1), Runs(), lambda: False)
    assert "seed" in forbidden.fault
    assert not forbidden.reached


def test_a_solution_reaches_the_goal(challenge: Lesson, runs: Runs) -> None:
    given = challenge.challenge
    assert given is not None
    (found,) = attempted(given, given.solutions[0].scene.experiment, runs, lambda: False)
    assert found.reached
    assert found.numbers


def test_every_goal_of_the_program_is_named_in_words() -> None:
    goals = [
        (lesson.name, condition)
        for lesson in map(opened, bundled()) if lesson.challenge is not None
        for condition in lesson.challenge.goal
    ]  # fmt: skip
    assert len(goals) > 12
    for name, condition in goals:
        found = Outcome(condition, True, condition.equals[0] if condition.equals else 0.5, 0.5)
        text = _number(found).text
        assert text[0].isalpha() or text[0] in "‖∂", name
        assert "(the goal: )" not in text, name
        assert "true" not in text.split(), name
        assert ("compared with" in text) == (condition.than is not None), name
