"""Lessons in the window, used as a learner and a teacher would."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell.small_lesson import CHOICES, NUMBER
from tests.ui.windows import there
from ui.dialogs.lessons import LessonContents
from ui.panels.activation.panel import ActivationPanel
from ui.panels.controls.panel import ControlsPanel
from ui.panels.lesson.footer import Footer
from ui.panels.lesson.options import Options
from ui.panels.lesson.panel import LessonPanel
from ui.panels.lesson.sketch import Sketch
from ui.plots.plot import Plot
from ui.session.session import Session
from ui.shell.application import Application
from ui.shell.lessons import Lessons
from vgsim.play.frame import Phase
from vgsim.teach.library import bundled
from vgsim.teach.places import lessons_folder, progress_path

PARTS = 4  # tests that share the lessons of the program


@pytest.fixture
def app(with_a_lesson: Application) -> Application:
    """The window on its first scenario, with one lesson of the user's own."""
    return with_a_lesson


def parts(app: Application) -> tuple[Lessons, Session]:
    assert app.lessons is not None
    assert app.session is not None
    return app.lessons, app.session


def opened(app: Application, qtbot: QtBot, step: int = 0) -> LessonPanel:
    """The panel of the small lesson at a step, measured."""
    lessons, session = parts(app)
    lessons.open_named("small")
    lessons.course.go(step)
    panel = there(app, LessonPanel, qtbot)
    qtbot.waitUntil(lambda: complete(lessons) and session.dispatcher.settled)
    return panel


def complete(lessons: Lessons) -> bool:
    measured = lessons.state.measured
    return measured is not None and measured.complete


def click(qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def press(
    app: Application, qtbot: QtBot, key: Qt.Key | str,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:  # fmt: skip
    """Press a key while the animation has the focus."""
    app.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is app.window)
    app.window.rest()
    qtbot.keyClick(app.window, key, modifier)


def visible_rows(app: Application) -> set[str]:
    controls = app.window.findChild(ControlsPanel)
    assert controls is not None
    return {
        key for form in controls._forms if form.isVisible()
        for key, row in form.rows.items() if row.isVisible()
    }  # fmt: skip


def test_a_step_shows_its_text_its_numbers_and_its_controls_alone(
    app: Application, qtbot: QtBot
) -> None:
    lessons, session = parts(app)
    before = visible_rows(app)
    panel = opened(app, qtbot)
    assert panel.heading.text() == "The first step"
    assert "f'(z)" in panel.text.text()
    assert "of that at layer 4" in panel.claims.sentences[0].prose.text()
    assert panel.claims.sentences[0].sign.text() == "✓"
    qtbot.waitUntil(lambda: visible_rows(app) == {"network.activation"})
    rings = app.window.lesson.rings
    qtbot.waitUntil(lambda: all(ring.isVisible() for ring in rings.rings))
    assert "layer 1" in rings.rings[0].accessibleName()
    controls = app.window.findChild(ControlsPanel)
    assert controls is not None
    row = controls.row_of("network.activation")
    assert row is not None
    click(qtbot, panel.footer.look)
    click(qtbot, panel.footer.look)
    focus = app.window.focusWidget()
    assert focus is not None
    assert row.isAncestorOf(focus)
    lessons.leave()
    qtbot.waitUntil(lambda: visible_rows(app) == before)
    assert not rings.rings
    assert session.dispatcher.job.experiment == session.experiment


def test_the_buttons_of_a_narrow_lesson_show_their_whole_text(
    app: Application, qtbot: QtBot
) -> None:
    lessons, _ = parts(app)
    column, footer = QWidget(), Footer(lessons)
    qtbot.addWidget(column)
    footer.setParent(column)
    column.resize(1000, 300)
    column.show()
    buttons = footer.back, footer.next, footer.redo, footer.leave
    rows = set()
    for less in (0, 10, 100, 150):
        footer.resize(footer.row_width - less, 200)
        footer.show()
        qtbot.waitUntil(lambda: all(each.isVisible() for each in buttons))
        assert footer.layout() is not None
        footer.layout().activate()  # not only when the next event is handled
        assert all(each.width() >= each.sizeHint().width() for each in buttons), less
        rows.add(len({each.y() for each in buttons}))
    assert rows == {1, 2}


def test_leaving_brings_everything_back(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    window = app.window
    session.player.play()
    session.document.edit("training.learning_rate", 0.7)
    session.viewer.select(1, 5)
    window.stage.show_part("both")
    qtbot.waitUntil(lambda: session.dispatcher.settled)
    experiment, history, watch = session.experiment, session.document.history, session.viewer.watch
    tabs, columns = window.right.arrangement(), window.columns.shown
    opened(app, qtbot)
    assert session.experiment != experiment
    session.document.edit("training.learning_rate", 0.2)
    assert lessons.state.changed
    session.document.undo()
    assert not lessons.state.changed
    session.document.undo()  # not further back than where the lesson began
    assert session.experiment.lanes[0].network.width == 6
    window.actions_by_id["leave_lesson"].trigger()
    assert not lessons.open
    assert session.experiment is experiment
    assert session.document.history is history
    assert (session.viewer.watch.lane, session.viewer.watch.layer) == (watch.lane, watch.layer)
    assert window.stage.shown == "both"
    assert (window.right.arrangement(), window.columns.shown) == (tabs, columns)
    assert not session.learner.locked
    qtbot.waitUntil(lambda: session.results.shown)
    session.document.undo()
    assert session.experiment.training.learning_rate != 0.7


def test_presenter_keys_go_through_the_steps(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    opened(app, qtbot)
    press(app, qtbot, Qt.Key.Key_PageDown)
    assert lessons.state.index == 1
    assert session.experiment.lanes[0].network.width == 5
    session.document.undo()  # a step is one change
    assert session.experiment.lanes[0].network.width == 6
    press(app, qtbot, Qt.Key.Key_PageUp)
    assert lessons.state.index == 0
    press(app, qtbot, Qt.Key.Key_PageUp)
    assert lessons.state.index == 0


def test_nothing_runs_and_nothing_is_told_before_a_prediction(
    app: Application, qtbot: QtBot
) -> None:
    lessons, session = parts(app)
    panel = opened(app, qtbot, 1)
    question = panel.question
    said: list[str] = []
    session.document.message.connect(lambda _, text: said.append(text))
    press(app, qtbot, Qt.Key.Key_R)
    press(app, qtbot, Qt.Key.Key_Space)
    press(app, qtbot, Qt.Key.Key_End)
    assert not session.learner.running
    assert not session.player.playback.playing
    assert session.player.playback.position == 0
    assert not session.results.shown
    assert any("Predict first" in each for each in said)
    assert not panel.claims.isVisible()
    assert not question.predict.isEnabled()
    assert isinstance(question.field, Options)
    click(qtbot, question.field.rows[1].button)
    click(qtbot, question.predict)
    assert lessons.state.stage == "ready"
    click(qtbot, question.again)
    assert lessons.state.stage == "ask"
    click(qtbot, question.predict)
    click(qtbot, question.run)
    qtbot.waitUntil(lambda: lessons.state.stage == "answered")
    qtbot.waitUntil(question.result.isVisible)
    assert "In layer 1" in question.result.verdict.text()
    assert question.field.rows[0].prose.text().startswith("✓")
    assert session.results.shown
    (attempt,) = question.result.tries
    click(qtbot, attempt)
    assert session.experiment.lanes[0].network.depth == 6
    lessons.page(1)
    lessons.page(-1)
    assert lessons.state.stage == "answered"  # it stays answered


def test_a_teacher_can_skip(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    panel = opened(app, qtbot, 1)
    click(qtbot, panel.question.skip)
    click(qtbot, panel.question.run)
    qtbot.waitUntil(panel.question.result.isVisible)
    assert "The run shows" in panel.question.result.verdict.text()
    assert lessons.state.answer is None


def test_hands_are_counted_by_keys_and_hidden_until_the_end(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    panel = opened(app, qtbot, 1)
    stage = app.window.stage.shown
    vote = panel.question.vote
    app.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is app.window)
    for keys in ("1222", "1111112"):
        vote.open.setFocus()
        click(qtbot, vote.open)
        assert vote.close_.hasFocus()  # not what leads back a step
        for key in keys:
            press(app, qtbot, key)
        shown = [each.text() for each in vote._counts if hasattr(each, "text")]
        assert not any(f"({25 * keys.count('1')} %)" in each for each in shown[-2:])
        click(qtbot, vote.close_)
    assert lessons.state.vote.counts == ((1, 3), (6, 1))
    assert app.window.stage.shown == stage  # the digits are no shortcuts meanwhile
    assert "More than 70 %" in vote.hint.text()
    assert not vote.open.isVisible()  # two votes
    press(app, qtbot, "2")
    assert app.window.stage.shown == "curves"
    lessons.leave()
    kept = json.loads(progress_path().read_text("utf-8"))["lessons"]["small"]
    assert set(kept) == {"furthest", "last", "done"}  # nothing about the class


def test_hands_for_several_right_answers_have_a_hint(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    (lessons_folder() / "choices.toml").write_text(CHOICES, "utf-8")
    panel = at_question(app, "choices", "choices", qtbot)
    qtbot.waitUntil(lambda: complete(lessons))
    assert lessons.state.question is not None
    assert lessons.state.measured is not None
    key = lessons.state.measured.key
    assert key is not None
    assert len(key.right) == 2
    for right, hint in ((True, "More than 70 %"), (False, "Fewer than 30 %")):
        lessons.open_vote()
        for option in range(len(lessons.state.question.options)):
            if (option in key.right) == right:
                lessons.count_hand(option, 1)
        lessons.close_vote()
        assert hint in panel.question.vote.hint.text()
    lessons.leave()


def test_a_task_is_done_by_hand_or_by_the_button(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    panel = opened(app, qtbot, 2)
    assert "Your turn" in panel.task.text()
    session.document.edit("lanes.0.network.activation", "tanh")
    qtbot.waitUntil(lambda: lessons.state.done)
    assert "Done" in panel.task.text()
    lessons.leave()
    panel = opened(app, qtbot, 2)
    click(qtbot, panel.footer.redo)
    qtbot.waitUntil(lambda: lessons.state.done)
    assert session.experiment.lanes[0].network.activation == "tanh"


def test_a_sketch_is_drawn_by_mouse_or_keys(app: Application, qtbot: QtBot) -> None:
    panel = opened(app, qtbot, 3)
    sketch = panel.question.field
    assert isinstance(sketch, Sketch)
    assert not panel.question.predict.isEnabled()
    for _ in range(3):
        qtbot.keyClick(sketch, Qt.Key.Key_Down)
    assert sketch.answer() == pytest.approx((-3.0, -2.0, -1.0, 0.0))
    click(qtbot, panel.question.predict)
    click(qtbot, panel.question.run)
    qtbot.waitUntil(panel.question.result.isVisible)
    assert "powers of ten" in panel.question.result.verdict.text()


def at_question(app: Application, lesson: str, kind: str, qtbot: QtBot) -> LessonPanel:
    """A lesson at its first question of a kind, with its networks on the screen."""
    lessons, session = parts(app)
    lessons.open_named(lesson)
    assert lessons.state.lesson is not None
    steps = lessons.state.lesson.steps
    kinds = [step.question.kind if step.question is not None else "" for step in steps]
    lessons.course.go(kinds.index(kind))
    panel = there(app, LessonPanel, qtbot)
    qtbot.waitUntil(lambda: session.dispatcher.settled)
    return panel


def click_curve(qtbot: QtBot, plot: Plot, z: float, value: float) -> None:
    """Click with the mouse where a curve is."""
    place = plot.place().point(z, value).toPoint()
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_curve_is_clicked_in_the_plot(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    panel = at_question(app, "06_tanh", "curve", qtbot)
    activation = there(app, ActivationPanel, qtbot)
    asked = activation.clickable
    qtbot.waitUntil(lambda: asked.open and activation.values.isVisible())
    # f′ would tell the answer, and so would its numbers under the pointer
    assert [plot for plot, cover in asked.covers.items() if cover.isHidden()] == [activation.values]
    reading = activation._read(1.0, 0.01)
    assert {cell for row in reading.table.rows for cell in row.cells} == {"Sigmoid", "Tanh"}
    assert not panel.question.predict.isEnabled()
    top = activation.values.still.y.range.high
    click_curve(qtbot, activation.values, -4.0, top)  # far from both curves
    assert lessons.state.chosen is None
    click_curve(qtbot, activation.values, -4.0, 0.018)
    assert panel.question.field.answer() == 1
    assert asked.chosen == "sigmoid"
    click_curve(qtbot, activation.values, -4.0, -1.0)
    assert panel.question.field.answer() == 0
    field = panel.question.field
    assert isinstance(field, Options)
    field.rows[1].button.setFocus()
    qtbot.keyClick(field.rows[1].button, Qt.Key.Key_Return)  # by keyboard in the list
    assert asked.chosen == "sigmoid"
    for answer, name in enumerate(("tanh", "sigmoid")):  # and in the plot
        qtbot.keyClick(activation.values, Qt.Key.Key_Return)
        assert (field.answer(), asked.chosen) == (answer, name)
    click(qtbot, panel.question.predict)
    click(qtbot, panel.question.run)
    assert all(cover.isHidden() for cover in asked.covers.values())
    assert not asked.open
    qtbot.waitUntil(panel.question.result.isVisible)
    assert "was right" in panel.question.result.verdict.text()


def test_a_network_is_clicked_where_its_curve_is_asked_for(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    panel = at_question(app, "09_elu_and_later", "curve", qtbot)
    qtbot.waitUntil(lambda: session.dispatcher.settled)
    other = 1 - session.viewer.watch.lane
    session.viewer.select(other, 3)
    assert panel.question.field.answer() == other
    assert panel.question.predict.isEnabled()
    assert lessons.state.chosen == other


def test_curves_that_would_tell_a_number_are_covered(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    (lessons_folder() / "number.toml").write_text(NUMBER, "utf-8")
    lessons.open_named("number")
    asked = there(app, ActivationPanel, qtbot).clickable
    qtbot.waitUntil(asked.cover.isVisible)
    lessons.skip()
    assert asked.cover.isVisible()
    lessons.start_run()
    assert asked.cover.isHidden()


def test_contents_show_progress_and_faults(app: Application, qtbot: QtBot) -> None:
    lessons, _ = parts(app)
    (lessons_folder() / "broken.toml").write_text('format = "vgsim-lesson/1"\ntitle = 3', "utf-8")
    opened(app, qtbot, 1)
    lessons.leave()
    press(app, qtbot, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    contents = app.window.findChild(LessonContents)
    assert contents is not None
    items = [contents.list.topLevelItem(k) for k in range(contents.list.topLevelItemCount())]
    found = {item.text(0).strip(): item for item in items if item is not None}
    assert "step 2" in found["A small lesson"].text(3)
    contents.list.setCurrentItem(found["broken"])
    assert "title" in contents.about.text()
    click(qtbot, contents.clear)
    assert not progress_path().exists()
    contents.reject()


def test_a_new_lesson_from_here_opens(app: Application, qtbot: QtBot) -> None:
    lessons, session = parts(app)
    experiment = session.experiment
    app.window.actions_by_id["new_lesson"].trigger()
    lessons.open_named("my_lesson_1")
    assert lessons.open
    assert session.experiment == experiment


def test_another_document_ends_the_lesson_and_undo_leads_to_the_own_work(
    app: Application, qtbot: QtBot
) -> None:
    lessons, session = parts(app)
    session.document.edit("training.learning_rate", 0.7)
    mine = session.experiment
    opened(app, qtbot)
    app.window.actions_by_id["next_scenario"].trigger()
    assert not lessons.open
    session.document.undo()
    assert session.experiment == mine


def test_a_phase_without_motion_is_shown_to_its_end(
    app: Application, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    lessons, session = parts(app)
    app.window.actions_by_id["still"].trigger()
    request.addfinalizer(app.window.actions_by_id["still"].trigger)
    lessons.open_path(bundled()[0])
    lessons.course.go(1)
    assert lessons.state.step is not None
    assert lessons.state.step.show.phase == "forward"
    qtbot.waitUntil(lambda: session.dispatcher.settled)
    player = session.player
    qtbot.waitUntil(lambda: player.playback.position == player.timeline.span(Phase.FORWARD)[1])
    end = player.playback.position
    player.to_end()
    assert player.playback.position > end


@pytest.mark.parametrize("part", range(PARTS))
def test_every_step_of_every_lesson_shows(app: Application, qtbot: QtBot, part: int) -> None:
    lessons, session = parts(app)
    before, experiment = visible_rows(app), session.experiment
    for path in bundled()[part::PARTS]:
        lessons.open_path(path)
        panel = there(app, LessonPanel, qtbot)
        for step in reversed(range(lessons.state.count)):
            lessons.course.go(step)
            assert lessons.state.index == step
            assert panel.heading.text()
        qtbot.waitUntil(lambda: session.dispatcher.settled)  # training on the way is passed over
        lessons.leave()
        assert session.experiment is experiment
    qtbot.waitUntil(lambda: visible_rows(app) == before)


def test_the_check_of_a_challenge_keeps_the_focus(app: Application, qtbot: QtBot) -> None:
    """Otherwise the next key presses a button that leaves the lesson."""
    lessons, session = parts(app)
    lessons.open_named("41_make_the_lstm_forget")
    lessons.course.go(lessons.state.count - 1)
    panel = there(app, LessonPanel, qtbot)
    qtbot.waitUntil(lambda: panel.challenge.check.isVisible() and session.dispatcher.settled)
    app.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is app.window)
    session.document.edit("lanes.0.network.forget_bias", 0.0)
    panel.challenge.check.setFocus()
    click(qtbot, panel.challenge.check)
    qtbot.waitUntil(lambda: lessons.state.checking)
    assert QApplication.focusWidget() is None
    qtbot.waitUntil(lambda: lessons.state.tried is not None, timeout=60_000)
    assert panel.challenge.check.hasFocus()
    lessons.leave()
