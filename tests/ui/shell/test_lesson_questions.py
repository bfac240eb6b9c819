"""Questions of lessons in the window: predictions, votes, sketches and clicks on curves."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shell.lessons import at_question, click, complete, opened, parts, press
from tests.ui.shell.small_lesson import CHOICES, NUMBER
from tests.ui.windows import there
from ui.panels.activation.panel import ActivationPanel
from ui.panels.lesson.options import Options
from ui.panels.lesson.sketch import Sketch
from ui.plots.plot import Plot
from ui.shell.application import Application
from vgsim.teach.places import lessons_folder, progress_path


@pytest.fixture
def app(with_a_lesson: Application) -> Application:
    """The window on its first scenario, with one lesson of the user's own."""
    return with_a_lesson


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
