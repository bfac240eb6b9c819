"""No run is thrown away silently: new networks catch up, and a restart is said and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON
from ui.shell.application import Application
from ui.worker.job import keeps_networks
from vgsim.describe.edit_lane import add_lane, copy_lane, remove_lane, with_new_identities
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec

SMALL = with_new_identities(
    Experiment(
        data=DataSpec("moons", 16, 64),
        lanes=(
            Lane("A", NetworkSpec(depth=2, width=4, activation="tanh")),
            Lane("B", NetworkSpec(depth=2, width=4)),
        ),
    )
)


def _at(app: Application, qtbot: QtBot, step: int) -> None:
    session = app.session
    assert session is not None
    session.document.load(SMALL)
    session.learner.go_to(step)
    qtbot.waitUntil(
        lambda: session.dispatcher.settled and session.player.step == step, timeout=SOON
    )


def test_a_new_network_catches_up(app: Application, qtbot: QtBot) -> None:
    _at(app, qtbot, 40)
    session = app.session
    assert session is not None
    restarts: list[int] = []
    session.restarted.connect(restarts.append)
    before = session.player.trace
    session.document.add_lane()
    qtbot.waitUntil(
        lambda: (
            session.player.trace is not None
            and len(session.player.trace.lanes) == 3
            and session.player.step == 40
        ),
        timeout=SOON,
    )
    trace = session.player.trace
    assert trace is not None
    assert before is not None
    for old, new in zip(before.lanes, trace.lanes, strict=False):
        assert old.loss == pytest.approx(new.loss, rel=1e-9)
    assert restarts == []
    assert not session.learner.running
    assert trace.experiment.marks == (0, 1, 2)


def test_a_restart_is_said_and_taken_back(app: Application, qtbot: QtBot) -> None:
    _at(app, qtbot, 30)
    session, window = app.session, app.window
    assert session is not None
    assert window is not None
    before = session.player.trace
    session.document.edit("lanes.0.network.depth", 4)
    qtbot.waitUntil(lambda: "Learning starts again" in window.notice.accessibleName(), timeout=SOON)
    assert session.player.step == 0
    window.notice.buttons[0].click()
    qtbot.waitUntil(lambda: session.player.step == 30, timeout=SOON)
    trace = session.player.trace
    assert trace is not None
    assert before is not None
    assert trace.experiment == before.experiment
    losses = [[lane.loss for lane in each.lanes] for each in (trace, before)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-9)


def test_going_back_is_no_restart(app: Application, qtbot: QtBot) -> None:
    _at(app, qtbot, 20)
    session = app.session
    assert session is not None
    restarts: list[int] = []
    session.restarted.connect(restarts.append)
    session.learner.rewind()
    qtbot.waitUntil(lambda: session.player.step == 0, timeout=SOON)
    assert restarts == []


def test_which_changes_keep_the_networks() -> None:
    assert keeps_networks(SMALL, add_lane(SMALL))
    assert keeps_networks(add_lane(SMALL), SMALL)
    assert not keeps_networks(SMALL, replace(SMALL, seed=8))
    deeper = replace(SMALL.lanes[0], network=replace(SMALL.lanes[0].network, depth=3))
    assert not keeps_networks(SMALL, replace(SMALL, lanes=(deeper, SMALL.lanes[1])))
    assert not keeps_networks(SMALL, with_new_identities(SMALL))


def test_a_network_keeps_its_mark_for_life() -> None:
    three = add_lane(SMALL)
    assert three.marks == (0, 1, 2)
    two = remove_lane(three, 1)
    assert two.marks == (0, 2)
    again = copy_lane(two, 0)  # added at the end, with the mark that is free
    assert again.marks == (0, 2, 1)
    assert again.lanes[2].network == two.lanes[0].network
    assert [lane.identity for lane in again.lanes[:2]] == [lane.identity for lane in two.lanes]
    assert Experiment(lanes=(Lane(), Lane())).marks == (0, 1)
