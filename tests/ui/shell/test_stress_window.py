"""Some random events, and that what they would find is found."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.long import longer
from tests.stress.case import described
from tests.stress.window import checks
from tests.stress.window.freezes import Freezes
from tests.stress.window.host import Acts, write_guard
from tests.stress.window.start import acts_in, window_process
from tests.ui.shared import SharedWindow
from ui.panels.controls.panel import ControlsPanel
from ui.session.session import Session
from ui.shell.application import Application
from ui.widgets.slider import LabeledSlider

LIMIT = 600.0  # seconds
linux = pytest.mark.skipif(sys.platform != "linux", reason="memory and handles are read from /proc")


def test_the_last_acts_of_a_process_that_died_are_known(tmp_path: Path) -> None:
    acts = Acts(tmp_path)
    for number in range(20):
        acts.append(f"click \ud800 {number}\n")
    assert len(acts) == 12
    assert len(acts_in(tmp_path)) == 20
    assert acts_in(tmp_path)[-1].endswith("19\\n'")


def test_each_act_is_charged_with_its_own_time() -> None:
    times, found = iter([0.0, 1.0, 3.0, 8.0, 9.0]), dict[str, float]()
    freezes = Freezes(found.__setitem__, lambda: next(times))
    for act in ("dialog", "click", "", "next"):  # a click while the dialog is open, a checkpoint
        freezes.begin(act)
    assert found == {"dialog": 2.0, "click": 5.0}


@linux
@pytest.mark.parametrize("events", [150, *longer([300])])
def test_random_events(compiled: None, painters: object, events: int) -> None:
    tally = window_process("monkey", 5, events, LIMIT)
    assert not described(tally)
    assert tally.cases == events
    assert tally.outcomes["checkpoints"] >= 1


@linux
def test_a_short_soak(compiled: None, painters: object) -> None:
    tally = window_process("soak", 1, 0, 3.0)
    assert not described(tally)
    assert tally.worst["updates"][0] > 0


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


@pytest.fixture
def session(app: Application, qtbot: QtBot) -> Session:
    """The window at rest, with something to undo."""
    assert app.session is not None
    found = app.session
    for depth in (5, 6, 7):
        found.document.edit("lanes.0.network.depth", depth)
    found.document.undo()
    qtbot.waitUntil(lambda: checks.at_rest(found), timeout=20_000)
    return found


def test_a_window_in_order_has_no_faults(app: Application, session: Session) -> None:
    assert not checks.undone_and_redone(session)
    assert session.experiment.lanes[0].network.depth == 7
    session.document.undo()
    assert not checks.screen(app)
    assert not checks.numbers(session)


def test_a_control_that_shows_another_value_is_found(
    app: Application,
    session: Session,
) -> None:
    panel = app.window.findChild(ControlsPanel)
    assert panel is not None
    row = panel.network.rows["network.depth"]
    assert isinstance(row, LabeledSlider)
    row.field.setText("99")
    ((what, detail),) = checks.screen(app)
    assert "controls" in what
    assert "99" in detail


def test_a_wrong_number_on_the_screen_is_found(session: Session) -> None:
    trace = session.player.trace
    assert trace is not None
    first, *others = trace.lanes
    session.player.trace = replace(trace, lanes=(replace(first, loss=first.loss * 1.01), *others))
    ((what, _),) = checks.numbers(session)
    assert "loss" in what


def test_history_that_loses_a_step_is_found(session: Session) -> None:
    history = session.document.history
    session.document.history = replace(history, past=history.past[1:])
    assert any("undo" in what for what, _ in checks.undone_and_redone(session))


def test_a_file_written_elsewhere_is_found(tmp_path: Path) -> None:
    complaints: list[str] = []
    look = write_guard((str(tmp_path),), lambda what, detail: complaints.append(detail))
    look("open", (str(tmp_path / "a"), "w", os.O_WRONLY | os.O_CREAT))
    look("open", ("/etc/passwd", "r", os.O_RDONLY))
    look("open", (5, "w", os.O_WRONLY))
    assert not complaints
    look("open", ("/etc/vgsim", "w", os.O_WRONLY | os.O_CREAT))
    assert complaints == ["/etc/vgsim"]
