"""The NaN story in the window: it stops, says where, replays, and goes on more slowly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from ui.shell.application import Application
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, TrainingSpec

WILD = Experiment(
    data=DataSpec("moons", 16, 64),
    training=TrainingSpec(learning_rate=40.0),
    lanes=(
        Lane("Calm", NetworkSpec(depth=2, width=4, activation="tanh")),
        Lane("Wild", NetworkSpec(depth=6, width=16, activation="relu", initializer="he_normal")),
    ),
)


def offers(app: Application) -> list[QPushButton]:
    return app.window.notice.buttons


def test_it_stops_says_where_and_goes_on(app: Application, qtbot: QtBot) -> None:
    session, notice = app.session, app.window.notice
    assert session is not None
    session.document.load(WILD)
    session.learner.run(True)
    qtbot.waitUntil(lambda: len(offers(app)) == 2, timeout=SOON)
    assert not session.learner.running
    said = notice.label.text()
    assert said.startswith("Wild: at update ")
    step = int(said.split("update ")[1].split()[0])
    qtbot.waitUntil(lambda: session.player.trace.step == step, timeout=SOON)
    assert session.player.trace.lanes[1].first_nonfinite is not None
    steps: list[int] = []
    session.player.trace_changed.connect(lambda trace: steps.append(trace.step))
    qtbot.mouseClick(offers(app)[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: steps[-1:] == [step] and not session.learner.replayer.running)
    shown = list(dict.fromkeys(steps))
    assert set(shown) <= set(range(max(step - 10, 0), step + 1))  # a slow machine leaves some out
    assert shown == sorted(shown)
    assert len(shown) > 1
    qtbot.mouseClick(offers(app)[1], Qt.MouseButton.LeftButton)
    assert session.experiment.training.learning_rate == 4.0
    qtbot.waitUntil(lambda: session.player.newest is not None
                    and session.player.newest.step >= step - 1, timeout=SOON)  # fmt: skip
    session.learner.run(False)


def test_run_again_after_a_break_goes_on(app: Application, qtbot: QtBot) -> None:
    session = app.session
    assert session is not None
    lost = replace(WILD.lanes[1], network=replace(WILD.lanes[1].network, gain=1e200))
    session.document.load(replace(WILD, lanes=(lost,)))
    session.learner.run(True)
    qtbot.waitUntil(lambda: len(offers(app)) == 2 and not session.learner.running, timeout=SOON)
    session.learner.run(True)
    assert not app.window.notice.isVisible()  # it has not stopped any more
    traces = []
    session.live_changed.connect(traces.append)
    qtbot.waitUntil(lambda: bool(traces) and traces[-1].step > 5, timeout=SOON)
    assert np.isnan(traces[-1].lanes[0].loss)
    session.learner.run(False)
