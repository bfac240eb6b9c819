"""Goes through a lesson whose own texts are in the pseudo-language, and reads the contents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.pseudo import pseudo
from tests.ui.shell.small_lesson import LESSON
from ui.dialogs.lessons import LessonContents
from ui.panels.lesson.panel import LessonPanel
from vgsim.teach.places import lessons_folder

if TYPE_CHECKING:
    from tests.ui.translated.visit import Visitor

TEXTS = "title", "about", "text", "say", "ask", "answer", "misconception"
GOAL = """
[goal]
say = "Reach it."
updates = 5
when = [{ quantity = "relative_loss", under = 1e-9 }]
allowed = ["lanes.0.network"]
at_most = 1
hints = ["HINT"]

[[solution]]
title = "Tanh"
edits = { "lanes.0.network.activation" = "tanh" }
cost = "Little."
"""


def visit_lesson(visitor: Visitor) -> None:
    """Read every step, a question before and after its run, a vote, a challenge, the contents."""
    lessons = visitor.main.lessons
    assert lessons is not None
    folder = lessons_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.toml").write_text(_spoken(LESSON), "utf-8")
    head = LESSON.partition("[[step]]")[0].replace("level = 1", 'level = 1\nkind = "challenge"')
    (folder / "other.toml").write_text(
        _spoken(head + GOAL).replace("HINT", pseudo("Think.")), "utf-8"
    )
    lessons.open_path(folder / "small.toml")
    panel = visitor.window.findChild(LessonPanel)
    assert panel is not None
    for step in range(lessons.state.count):
        lessons.course.go(step)
        visitor.wait(lambda: lessons.state.measured is not None and lessons.state.measured.complete)
        visitor.look()
        if lessons.state.question is not None:
            lessons.open_vote()
            lessons.count_hand(0, 1)
            visitor.look()
            lessons.close_vote()
            lessons.skip()
            visitor.look()
            lessons.start_run()
            visitor.wait(lambda: lessons.state.stage == "answered")
            visitor.look()
            visitor.reader.measure(visitor.window)
    lessons.open_path(folder / "other.toml")
    lessons.show_hint()
    lessons.check_goal()
    visitor.wait(lambda: not lessons.state.checking)
    visitor.look()
    lessons.leave()
    lessons.browse()
    contents = visitor.window.findChild(LessonContents)
    assert contents is not None
    visitor.look(contents)
    contents.reject()


def _spoken(lesson: str) -> str:
    """The lesson with its texts in the pseudo-language."""
    names = "|".join(TEXTS)
    return re.sub(
        rf'^((?:{names}) = ")(.*)(")$', lambda found: found[1] + pseudo(found[2]) + found[3],
        lesson, flags=re.MULTILINE,
    )  # fmt: skip
