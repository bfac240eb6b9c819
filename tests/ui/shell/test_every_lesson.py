"""Every lesson of the program in the window, step by step.

From the last step to the first, so that no training is awaited; only the first step is measured
here. What is measured of the others, tests/teach/test_lessons.py tests without a window.
"""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shell.lessons import complete, parts, visible_rows
from tests.ui.windows import there
from ui.panels.lesson.panel import LessonPanel
from ui.panels.lesson.text import PENDING
from ui.shell.application import Application
from vgsim.teach.library import bundled

PARTS = 4  # tests that share the lessons


def assert_measured(panel: LessonPanel, qtbot: QtBot) -> None:
    """The panel shows the formulas of its step, and every number that does not tell an answer."""
    step = panel.state.step
    if step is None:
        return  # a challenge has no claims
    texts = [panel.heading, panel.text, *panel._formulas]
    assert not any(PENDING in each.text() for each in texts)
    assert panel.claims.isVisible() == bool(
        (step.claims or step.statement) and not panel.state.early
    )
    if panel.claims.isVisible():
        sentences = panel.claims.sentences
        qtbot.waitUntil(lambda: all(each.prose.isVisible() for each in sentences))
        signs = [each.sign.text() for each in sentences if each.sign.isVisible()]
        assert signs[: len(step.claims)] == ["✓"] * len(step.claims)
        assert PENDING not in signs


@pytest.mark.parametrize("part", range(PARTS))
def test_every_step_of_every_lesson_shows(
    with_a_lesson: Application, qtbot: QtBot, part: int
) -> None:
    lessons, session = parts(with_a_lesson)
    before, experiment = visible_rows(with_a_lesson), session.experiment
    for path in bundled()[part::PARTS]:
        lessons.open_path(path)
        panel = there(with_a_lesson, LessonPanel, qtbot)
        for step in reversed(range(lessons.state.count)):
            lessons.course.go(step)
            assert lessons.state.index == step
            assert panel.heading.text()
        qtbot.waitUntil(lambda: session.dispatcher.settled)  # training on the way is passed over
        qtbot.waitUntil(lambda: complete(lessons))
        assert_measured(panel, qtbot)
        lessons.leave()
        assert session.experiment is experiment
    qtbot.waitUntil(lambda: visible_rows(with_a_lesson) == before)
