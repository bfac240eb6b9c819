"""Every lesson that is shipped: it loads, its formulas are typeset, its claims and keys are true.

A new lesson is tested by being there.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.long import longer
from tests.teach.opened import opened
from vgsim.describe.spec import Experiment
from vgsim.describe.validate import validate
from vgsim.teach.check import check, formulas_of, readings_of_lesson
from vgsim.teach.lesson import Lesson, Reading, Scene, Step
from vgsim.teach.library import bundled, entries
from vgsim.teach.live import Measured, measured
from vgsim.teach.prose import MARKS
from vgsim.teach.quantities import QUANTITIES
from vgsim.teach.runs import SEEDS, Runs, alone
from vgsim.teach.typeset import svg, typeset_fault

ALL = pytest.mark.parametrize("path", bundled(), ids=lambda path: path.stem)


def scenes(lesson: Lesson) -> list[Scene]:
    """Everything that the lesson may show."""
    found = [step.scene for step in lesson.steps]
    found += [step.task.scene for step in lesson.steps if step.task is not None]
    for question in (step.question for step in lesson.steps):
        if question is not None:
            found += [question.run, *(o.attempt for o in question.options if o.attempt)]
    if lesson.challenge is not None:
        found += [lesson.challenge.scene, *(each.scene for each in lesson.challenge.solutions)]
    return found


@ALL
def test_every_experiment_is_valid(path: Path) -> None:
    lesson = opened(path)
    for scene in scenes(lesson):
        validate(scene.experiment)
    for reading in readings_of_lesson(lesson):
        validate(reading.experiment)


@ALL
def test_every_formula_is_typeset(path: Path) -> None:
    for place, tex in formulas_of(opened(path)):
        assert typeset_fault(tex) == "", place
        assert svg(tex).startswith("<svg")


def network_of(reading: Reading) -> Experiment | None:
    """The experiment that has to run for a reading; None: it is of a function."""
    function = QUANTITIES[reading.quantity].where == "function"
    return None if function else alone(reading, 0)


@pytest.fixture(scope="module")
def readings(request: pytest.FixtureRequest) -> dict[Experiment | None, list[Reading]]:
    """What all lessons that are checked read of each network, which is trained once for them."""
    wanted = test_every_claim_and_key_is_true.__name__
    items = [each for each in request.session.items if isinstance(each, pytest.Function)]
    paths = [each.callspec.params["path"] for each in items if each.originalname == wanted]
    found: dict[Experiment | None, list[Reading]] = {}
    for path in dict.fromkeys(paths):
        for reading in readings_of_lesson(opened(path)):
            found.setdefault(network_of(reading), []).append(reading)
    return found


def on_screen(lesson: Lesson, step: Step, runs: Runs) -> Measured:
    """What the window shows of a step in the end."""
    return next(each for each in measured(lesson, step, runs, lambda: False) if each.complete)


@ALL
@pytest.mark.parametrize("seeds", [SEEDS[:1], *longer([SEEDS])], ids=len)
@pytest.mark.timeout(600)
def test_every_claim_and_key_is_true(
    path: Path, seeds: tuple[int, ...], runs: Runs, readings: dict[Experiment | None, list[Reading]]
) -> None:
    """On one seed; then on three, which is what is asked of a lesson."""
    lesson = opened(path)
    networks = dict.fromkeys(map(network_of, readings_of_lesson(lesson)))
    assert runs.compute([each for one in networks for each in readings[one]], seeds, workers=2)
    found = check(lesson, runs, seeds)
    assert found
    assert [f"{each.place}: {each.say} {each.fault}" for each in found if each.fault] == []
    for each in found:  # what was measured stands in the sentences
        assert not any(mark in each.say for mark in MARKS)
    for step in lesson.steps:  # all of it is known by now, and shown by the window like this
        shown = on_screen(lesson, step, runs)
        assert len(shown.claims) == len(step.claims)
        assert all(claim.true for claim in shown.claims)
        assert not any(mark in claim.text for claim in shown.claims for mark in MARKS)
        assert (shown.key is None) == (step.question is None)
        assert (shown.judged is None) == (step.statement is None)
        assert shown.judged is None or not any(mark in shown.judged.because for mark in MARKS)


def test_contents_name_every_lesson_in_order() -> None:
    found = entries()
    assert [each.name for each in found] == sorted(each.name for each in found)
    assert [each.path for each in found] == list(bundled())
    for each in found:
        assert each.fault == ""
        assert each.title
        assert each.about
        assert 1 <= each.minutes <= 60
    assert len({each.title for each in found}) == len(found)
