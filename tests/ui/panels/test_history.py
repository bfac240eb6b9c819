"""Training over time with mouse and keys: back, forward, branch, change, stop conditions."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON, Start
from tests.ui.plotting import RELU, SIGMOID, experiment, picked, shown, trace_of
from tests.ui.recorder import Recorder
from tests.ui.shared import SharedWindow
from ui.dialogs.limits import LimitsDialog
from ui.panels.changes import changes
from ui.panels.history.panel import HistoryPanel
from ui.panels.history.words import duration, words
from ui.panels.learning.panel import LearningPanel
from ui.session.session import Session
from ui.shell.application import Application
from vgsim.cli.run import run
from vgsim.compute.kernels import Kernels
from vgsim.compute.learning.training import Trainer
from vgsim.compute.traces.trace import Trace
from vgsim.describe.goal import Goal
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec
from vgsim.files.scenario import save_scenario

SMALL = Experiment(
    title="Small",
    data=DataSpec("moons", 16, 64),
    training=TrainingSpec(learning_rate=0.1),
    lanes=(
        Lane("One", NetworkSpec(depth=3, width=8, activation="sigmoid")),
        Lane("Two", NetworkSpec(depth=3, width=8, activation="tanh")),
    ),
)


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def opened(app: Application, qtbot: QtBot, made: Experiment = SMALL) -> Session:
    session = app.session
    assert session is not None
    session.document.load(made)
    qtbot.waitUntil(lambda: newest(session).experiment == made, timeout=SOON)
    # otherwise passes that NumPy computed would be repeated, with other last digits
    qtbot.waitUntil(lambda: app.window.status.engine == "Kernels: numba", timeout=10 * SOON)
    return session


def newest(session: Session) -> Trace:
    assert session.player.newest is not None
    return session.player.newest


def learn(session: Session, qtbot: QtBot, updates: int) -> None:
    session.learner.set_goal(Goal(updates=updates))
    session.learner.run(True)
    qtbot.waitUntil(
        lambda: not session.learner.running and newest(session).step == updates, timeout=SOON
    )


def panel_of(app: Application) -> HistoryPanel:
    found = app.window.findChild(HistoryPanel)
    assert found is not None
    return found


def test_going_back_and_forward_with_the_bar(app: Application, qtbot: QtBot) -> None:
    session = opened(app, qtbot)
    learn(session, qtbot, 120)
    panel = panel_of(app)
    losses = newest(session).curves[0].loss
    bar = panel.scrubber
    middle = QPoint(round(bar.x_of(60.0)), bar.height() - 8)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.waitUntil(lambda: newest(session).step < 120, timeout=SOON)
    trace = newest(session)
    assert abs(trace.step - 60) <= 1
    assert trace.furthest == 120
    assert trace.curves[0].loss.tobytes() == losses.tobytes()  # nothing is forgotten
    straight = Trainer(SMALL)
    straight.advance(trace.step)
    expected = straight.trace().lanes[0].loss
    np.testing.assert_allclose(trace.lanes[0].loss, expected, rtol=1e-9)
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: newest(session).step == trace.step + 1, timeout=SOON)


def test_the_window_learns_what_a_headless_run_learns(
    app: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    """Number for number, in whatever slices the window trains."""
    session = opened(app, qtbot)
    assert app.warmer is not None
    warmer = app.warmer
    qtbot.waitUntil(lambda: warmer.engine(SMALL).name == "numba", timeout=4 * SOON)
    session.engine_ready()
    learn(session, qtbot, 300)
    save_scenario(tmp_path / "small.vgsim", SMALL)
    run(tmp_path / "small.vgsim", 300, tmp_path / "report.json", None)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    trace = newest(session)
    for lane, curves, reported in zip(trace.lanes, trace.curves, report["networks"], strict=True):
        assert reported["curves"]["loss"] == curves.loss.tolist()
        assert reported["curves"]["evaluated_step"] == curves.evaluated.tolist()
        assert reported["curves"]["test_accuracy"] == curves.test_accuracy.tolist()
        assert reported["loss"] == lane.loss


def test_training_is_replayed(app: Application, qtbot: QtBot) -> None:
    session = opened(app, qtbot)
    learn(session, qtbot, 15)
    steps: list[int] = []
    session.player.trace_changed.connect(lambda trace: steps.append(trace.step))
    replay, panel = session.learner.replayer, panel_of(app)
    replay.show_steps(0, 15)
    replay._timer.setInterval(3_600_000)  # the test requests each picture after the previous one
    for step in range(16):
        qtbot.waitUntil(lambda wanted=step: steps[-1:] == [wanted], timeout=SOON)
        replay._timer.timeout.emit()
    assert not replay.running
    assert steps == list(range(16))
    qtbot.mouseClick(panel.buttons["replay"], Qt.MouseButton.LeftButton)
    assert session.learner.replayer.running
    qtbot.mouseClick(panel.buttons["replay"], Qt.MouseButton.LeftButton)
    assert not session.learner.replayer.running


def test_a_branch_with_another_activation(app: Application, qtbot: QtBot) -> None:
    session = opened(app, qtbot)
    learn(session, qtbot, 80)
    session.learner.go_to(50)
    qtbot.waitUntil(lambda: newest(session).step == 50, timeout=SOON)
    qtbot.mouseClick(panel_of(app).buttons["branch"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(newest(session).lanes) == 3, timeout=SOON)
    qtbot.waitUntil(lambda: newest(session).watched == 2, timeout=SOON)
    trace = newest(session)
    assert trace.step == 50
    assert trace.lanes[0].loss == trace.lanes[2].loss
    session.document.edit("lanes.2.network.activation", "relu")
    qtbot.waitUntil(lambda: newest(session).lanes[2].network.activation == "relu", timeout=SOON)
    trace = newest(session)
    assert trace.step == 50
    assert trace.lanes[0].loss != trace.lanes[2].loss
    before = trace.curves[2].loss[:50]
    assert before.tobytes() == trace.curves[0].loss[:50].tobytes()
    assert "from update 50" in trace.lanes[2].title
    session.document.undo()
    session.document.undo()
    qtbot.waitUntil(lambda: len(newest(session).lanes) == 2, timeout=SOON)
    assert newest(session).step == 50


def test_after_a_change_training_continues_from_there(app: Application, qtbot: QtBot) -> None:
    session = opened(app, qtbot)
    session.learner.run(True)
    qtbot.waitUntil(lambda: newest(session).step > 20, timeout=SOON)
    session.document.edit("lanes.0.network.activation", "relu")
    session.document.edit("lanes.0.network.alpha", None)
    stage = session.experiment.lanes[0].before[0]
    assert (stage.until > 20, stage.network.activation) == (True, "sigmoid")

    def changed() -> bool:
        trace = newest(session)
        return trace.lanes[0].network.activation == "relu" and trace.step > stage.until + 20

    qtbot.waitUntil(changed, timeout=SOON)
    session.learner.run(False)
    trace = newest(session)
    assert trace.lanes[0].network.activation == "relu"
    assert trace.curves[0].steps[0] == 0
    assert (stage.until, "One: another network") not in changes(trace)  # it lost its title
    assert stage.until in [step for step, _ in changes(trace)]
    session.learner.rewind()
    session.document.edit(
        "lanes.1.network.activation", "elu"
    )  # while stopped: another network from the start
    assert not session.experiment.lanes[1].before


def test_training_stops_at_the_stop_conditions(app: Application, qtbot: QtBot) -> None:
    session = opened(app, qtbot)
    session.learner.set_goal(Goal(accuracy=0.6, updates=2000))
    with qtbot.waitSignal(session.learner.ended, timeout=SOON) as caught:
        session.learner.run(True)
    result = caught.args[0]
    qtbot.waitUntil(lambda: not session.learner.running, timeout=SOON)
    assert None not in result.arrivals
    assert result.trace.step == max(result.arrivals) < 2000
    for curves, at in zip(result.trace.curves, result.arrivals, strict=True):
        assert curves.test_accuracy[curves.evaluated.tolist().index(at)] >= 0.6
    assert "Training stopped after" in app.window.notice.label.text()


def test_the_user_sets_stop_conditions(app: Application, qtbot: QtBot) -> None:
    session = opened(app, qtbot)
    qtbot.mouseClick(panel_of(app).buttons["stop_at"], Qt.MouseButton.LeftButton)
    dialog = app.window.findChild(LimitsDialog)
    assert dialog is not None
    switch, field = dialog._rows["updates"]
    switch.click()
    field.selectAll()
    qtbot.keyClicks(field, "0")
    dialog.accept()
    assert dialog.isVisible()
    assert "at least 1 update" in dialog.fault.text()
    field.selectAll()
    qtbot.keyClicks(field, "40")
    dialog.memory.selectAll()
    qtbot.keyClicks(dialog.memory, "8")
    field.setFocus()
    dialog.accept()
    assert session.learner.goal == Goal(updates=40)
    assert session.learner.memory == 8 * 2**20
    session.learner.run(True)
    qtbot.waitUntil(lambda: not session.learner.running, timeout=SOON)
    assert newest(session).step == 40


def test_the_last_run_is_offered(start: Start, qtbot: QtBot) -> None:
    first = start()
    session = opened(first, qtbot)
    learn(session, qtbot, 150)
    losses = newest(session).curves[1].loss
    first.close()
    second = start()
    notice = second.window.notice
    offer = "Small, stopped at update 150"
    qtbot.waitUntil(lambda: offer in notice.label.text(), timeout=SOON)
    qtbot.mouseClick(notice.buttons[0], Qt.MouseButton.LeftButton)
    session = second.session
    assert session is not None
    qtbot.waitUntil(lambda: newest(session).step == 150, timeout=SOON)
    trace = newest(session)
    assert trace.experiment == SMALL
    assert trace.curves[1].loss.tobytes() == losses.tobytes()
    session.learner.run(True)
    qtbot.waitUntil(lambda: newest(session).step > 200, timeout=SOON)
    session.learner.run(False)


def test_texts_about_progress(qtbot: QtBot) -> None:
    trace = trace_of(experiment(replace(SIGMOID, depth=2), replace(RELU, depth=2)), updates=3)
    assert words(trace, Goal(), 0.0) == "Update 3"
    assert words(replace(trace, step=1), Goal(), 0.0) == "Update 1 of 3"
    assert words(trace, Goal(updates=63), 12.0) == "Update 3 of 63, 5 s left"
    assert [duration(s) for s in (0.2, 80, 300, 8000)] == ["1 s", "80 s", "5 min", "2.2 h"]
    panel = HistoryPanel(Recorder())
    shown(qtbot, panel, trace)
    assert not panel.buttons["replay"].isHidden()


def test_median_and_band_of_many_seeds(app: Application, qtbot: QtBot) -> None:
    session = opened(app, qtbot)
    learn(session, qtbot, 60)
    panel = app.window.findChild(LearningPanel)
    assert panel is not None
    with qtbot.waitSignal(
        session.studies.spread_changed, timeout=SOON, check_params_cb=lambda progress: progress.over
    ) as caught:
        picked(panel.view, "runs", 5)
    found = caught.args[0].picture
    assert found.done == 5
    losses = []
    for number in range(5):
        made = replace(SMALL, seed=SMALL.seed + number)
        kernels = Kernels()
        kernels.prepare(made)
        trainer = Trainer(made, engine=kernels.engine(made))
        trainer.advance(60)
        losses.append(trainer.curves()[1].loss)
    np.testing.assert_array_equal(found.losses[1].median, np.median(losses, axis=0))
    ordered = np.sort(losses, axis=0)
    np.testing.assert_array_equal(found.losses[1].low, ordered[1])
    np.testing.assert_array_equal(found.losses[1].high, ordered[3])
    session.document.edit("lanes.0.network.width", 9)
    assert panel.view.runs == 1  # the runs belong to the previous experiment
