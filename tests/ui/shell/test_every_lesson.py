"""Every lesson of the program in the window, step by step."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shell.lessons import parts, visible_rows
from tests.ui.windows import there
from ui.panels.lesson.panel import LessonPanel
from ui.shell.application import Application
from vgsim.teach.library import bundled

PARTS = 4  # tests that share the lessons


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
        lessons.leave()
        assert session.experiment is experiment
    qtbot.waitUntil(lambda: visible_rows(with_a_lesson) == before)
