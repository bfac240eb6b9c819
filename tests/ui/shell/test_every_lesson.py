"""The lessons of the program in the window, step by step.

From the last step to the first, so that no training is awaited; only the first step is measured
here. What is measured of the others, tests/teach/test_lessons.py tests without a window.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.long import longer
from tests.teach.opened import opened
from tests.ui.shell.lessons import complete, parts, visible_rows
from tests.ui.windows import there
from ui.panels.lesson.panel import LessonPanel
from ui.panels.lesson.text import PENDING
from ui.shell.application import Application
from vgsim.teach.lesson import Lesson, Step
from vgsim.teach.library import bundled

PATHS = {path.stem: path for path in bundled()}
EVERY_KIND = (  # together they have every kind of step that there is
    "01_forward_and_backward", "02_chain_rule_by_hand", "04_saturation",
    "05_quarter_to_the_depth", "06_tanh", "08_dying_relu", "12_batch_normalization",
    "16_recurrent_networks", "17_lstm", "18_optimizers", "20_edge_of_chaos", "22_four_statements",
    "31_wake_layer_1",
)  # fmt: skip
OTHERS = tuple(name for name in PATHS if name not in EVERY_KIND)
# those that share a test
PARTS = [EVERY_KIND[::2], EVERY_KIND[1::2], *longer([OTHERS[::2], OTHERS[1::2]])]


def kinds(lesson: Lesson) -> set[Hashable]:
    """What the window has to show of a lesson."""
    found = {kind for step in lesson.steps for kind in kinds_of_step(step)}
    return found | ({"challenge"} if lesson.challenge is not None else set())


def kinds_of_step(step: Step) -> Iterator[Hashable]:
    show, scene = step.show, step.scene
    yield from (("stage", show.stage), ("panel", show.panel), ("phase", show.phase))
    yield from (("measure", show.measure), ("lane", show.lane is None))
    yield "layer", show.layer if isinstance(show.layer, str) else type(show.layer)
    yield "controls", None if show.controls is None else bool(show.controls)
    for look in show.look:
        yield "look", look.kind, look.name * (look.kind == "part"), type(look.layer)
    yield from (("playback", scene.playback), ("networks", len(scene.experiment.lanes)))
    yield from (("cell", lane.network.cell) for lane in scene.experiment.lanes)
    if step.question is not None:
        yield "question", step.question.kind
    has = {"claims": step.claims, "statement": step.statement, "task": step.task,
           "formulas": step.formulas}  # fmt: skip
    yield from (name for name, value in has.items() if value)


def test_every_kind_of_step_is_shown_without_the_other_lessons() -> None:
    found = {name: kinds(opened(path)) for name, path in PATHS.items()}
    shown = {kind for name in EVERY_KIND for kind in found[name]}
    assert {name: found[name] - shown for name in OTHERS if found[name] - shown} == {}


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


@pytest.mark.parametrize("names", PARTS, ids=["kinds", "more kinds", "others", "more others"])
def test_every_step_of_every_lesson_shows(
    with_a_lesson: Application, qtbot: QtBot, names: tuple[str, ...]
) -> None:
    lessons, session = parts(with_a_lesson)
    before, experiment = visible_rows(with_a_lesson), session.experiment
    for name in names:
        lessons.open_path(PATHS[name])
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
