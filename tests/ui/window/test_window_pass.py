"""The pass and the training in the window: keys, the scrubber, running, going back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON, Start
from tests.ui.shared import SharedWindow, session_of
from tests.ui.windows import controls_of, show_all_settings, transport_of
from ui.shell.application import Application
from vgsim.play.frame import Phase


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def wait_for_kernels(app: Application, qtbot: QtBot) -> None:
    """Until the fast engine has computed: it differs from the twin in the last digits."""
    assert app.warmer is not None
    engine, session = app.warmer.engine, session_of(app)
    qtbot.waitUntil(lambda: engine(session.experiment).name == "numba", timeout=4 * SOON)
    status = app.window.status
    qtbot.waitUntil(lambda: "numba" in status.engine, timeout=SOON)
    wanted = session.dispatcher.job.engine + 1
    with qtbot.waitSignal(
        session.dispatcher.arrived,
        timeout=SOON,
        check_params_cb=lambda result, _: result.job.engine == wanted,
    ):
        session.engine_ready()


def test_keys_step_through_the_pass(app: Application, qtbot: QtBot) -> None:
    session, window = session_of(app), app.window
    frames: list[Any] = []
    session.player.frame_changed.connect(frames.append)
    window.rest()
    qtbot.keyClick(window, Qt.Key.Key_Home)
    assert session.player.playback.position == 0
    qtbot.keyClick(window, Qt.Key.Key_Right)
    assert frames[-1].phase is Phase.LOSS
    qtbot.keyClick(window, Qt.Key.Key_PageDown)
    assert frames[-1].phase is Phase.BACKWARD
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert (frames[-1].phase, frames[-1].layer) == (Phase.BACKWARD, 20)
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(window, Qt.Key.Key_P)
    assert frames[-1].phase is Phase.LOSS
    qtbot.keyClick(window, Qt.Key.Key_End)
    assert session.player.playback.position == session.player.timeline.length
    qtbot.keyClick(window, Qt.Key.Key_Space)
    assert session.player.playback.playing
    seconds = session.player.playback.seconds_per_pass
    qtbot.keyClick(window, Qt.Key.Key_Plus)
    assert session.player.playback.seconds_per_pass < seconds


def test_the_scrubber_reaches_every_layer_of_every_phase(app: Application, qtbot: QtBot) -> None:
    session, scrubber = session_of(app), transport_of(app).scrubber
    frames: list[Any] = []
    session.player.frame_changed.connect(frames.append)
    y = scrubber.height() - 8
    qtbot.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(4, y))
    for x in range(4, scrubber.width(), 1):
        qtbot.mouseMove(scrubber, QPoint(x, y))
    qtbot.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(scrubber.width() - 2, y))
    assert {f.layer for f in frames if f.phase is Phase.FORWARD} == set(range(1, 22))
    assert {f.layer for f in frames if f.phase is Phase.BACKWARD} == set(range(1, 22))
    assert {f.phase for f in frames} == set(Phase)
    assert session.player.playback.position == session.player.timeline.length
    assert "Update" in transport_of(app).words.text()


def test_running_lowers_the_loss_and_rewind_brings_the_same_weights(
    app: Application, qtbot: QtBot
) -> None:
    show_all_settings(app)
    session, controls = session_of(app), controls_of(app)
    wait_for_kernels(app, qtbot)
    first = session.player.trace
    assert first is not None
    qtbot.mouseClick(controls.buttons.run, Qt.MouseButton.LeftButton)
    assert controls.buttons.run.text() == "Stop"
    player = session.player
    qtbot.waitUntil(lambda: player.trace is not None and player.trace.step > 300, timeout=SOON)
    learned = player.trace
    assert learned is not None
    assert min(learned.curves[1].loss) < 0.8 * first.lanes[1].loss
    qtbot.waitUntil(lambda: session.learner.rate > 0, timeout=SOON)
    qtbot.mouseClick(controls.buttons.rewind, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: player.trace is not None and player.trace.step == 0, timeout=SOON)
    again = player.trace
    assert again is not None
    assert not session.learner.running
    for before, after in zip(first.lanes, again.lanes, strict=True):
        assert before.loss == after.loss
        assert (before.gradient == after.gradient).all()


def test_one_update_on_and_back(app: Application, qtbot: QtBot) -> None:
    session, window = session_of(app), app.window
    control = Qt.KeyboardModifier.ControlModifier
    window.rest()
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_Right, control)
    qtbot.keyClick(window, Qt.Key.Key_Left, control)
    player = session.player
    qtbot.waitUntil(lambda: player.trace is not None and player.trace.step == 2, timeout=SOON)


def test_while_playing_the_shown_pass_stays_until_its_end(start: Start, qtbot: QtBot) -> None:
    app = start()
    session = session_of(app)
    session.player.set_seconds(60.0)
    session.player.to_start()
    session.player.play()
    live: list[int] = []
    shown: list[int] = []
    session.live_changed.connect(lambda trace: live.append(trace.step))
    session.player.trace_changed.connect(lambda trace: shown.append(trace.step))
    session.learner.run(True)
    # on a busy machine the first ones are of one update
    qtbot.waitUntil(lambda: len(live) > 2 and live[-1] > live[0], timeout=SOON)
    assert live == sorted(live)
    assert not shown
    session.player.set_seconds(0.05)
    qtbot.waitUntil(lambda: bool(shown), timeout=SOON)


def test_alt_r_brings_back_the_start(app: Application, qtbot: QtBot) -> None:
    session = session_of(app)
    before = session.experiment
    session.document.edit("lanes.1.network.activation", "tanh")
    session.document.add_lane()
    app.window.rest()
    qtbot.keyClick(app.window, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert session.experiment == before
    assert session.player.playback.playing
