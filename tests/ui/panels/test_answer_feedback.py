"""What is shown after the run of a question, with and without a prediction."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.recorder import Recorder
from ui.exchange.lessons import LessonState
from ui.panels.lesson.result import AnswerFeedback
from ui.widgets.prose import Prose
from vgsim.describe.spec import Experiment
from vgsim.teach.keys import AnswerKey
from vgsim.teach.lesson import AnswerOption, Lesson, Question, Scene, Step
from vgsim.teach.live import Measured

OPTIONS = tuple(
    AnswerOption(f"Option {name}", (), f"It is {name}.", "An idea") for name in ("one", "two")
)
SCENE = Scene(Experiment())
QUESTION = Question("choices", "Which?", SCENE, options=OPTIONS)
LESSON = Lesson("a", "A", "About.", 1, 1, "lesson", (Step("S", "T", SCENE, question=QUESTION),))


@pytest.mark.parametrize(
    ("answer", "right", "lines"),
    [
        (None, {1}, ["✓ It is two."]),  # not answered: nothing of it was chosen
        (frozenset({1}), {1}, ["✓ It is two."]),
        (None, {0, 1}, ["✓ Option one: It is one.", "✓ Option two: It is two."]),
        (frozenset({0}), {1}, ["✕ Option one: It is one.", "✓ Option two: It is two."]),
        (frozenset(), {1}, ["✓ It is two."]),
    ],
)
def test_only_what_was_chosen_or_is_right_is_listed(
    qtbot: QtBot, answer: frozenset[int] | None, right: set[int], lines: list[str]
) -> None:
    feedback = AnswerFeedback(Recorder().lessons)
    qtbot.addWidget(feedback)
    key = AnswerKey(frozenset(right), values=(1.0, 2.0))
    feedback.show_state(
        LessonState(LESSON, stage="answered", measured=Measured(key=key), answer=answer)
    )
    fixed = (feedback.verdict, feedback.explanation)
    shown = [each for each in feedback.findChildren(Prose) if each not in fixed]
    assert [each.text().splitlines()[0] for each in shown] == lines
