"""A refused text in other panels and dialogs, and when the window is left or saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tests.ui.shared import SharedWindow, session_of
from tests.ui.window.fields import all_controls, enter, field_of, state, type_into
from tests.ui.windows import brought
from ui.dialogs.limits import LimitsDialog
from ui.panels.controls.panel import ControlsPanel
from ui.panels.inspector.panel import InspectorPanel
from ui.panels.phase.panel import PhasePanel
from ui.shell.application import Application


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    """The window on the first scenario, at rest; no refused text is left."""
    return shared.on_first_scenario()


@pytest.fixture
def controls(app: Application, qtbot: QtBot) -> ControlsPanel:
    return all_controls(app, qtbot)


def test_leaving_the_window_is_leaving_the_field(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    """What a button of another window does is done with the number that is on the screen."""
    session = session_of(app)
    gain, rate = field_of(controls, "network.gain"), field_of(controls, "training.learning_rate")
    for field, text, taken in ((gain, "0.7", True), (rate, "1e999", False)):
        app.window.activateWindow()
        qtbot.waitUntil(app.window.isActiveWindow)
        type_into(qtbot, field, text)
        app.window.show_help("first_steps")
        other = next(each for each in app.window.findChildren(QDialog) if each.isVisible())
        other.activateWindow()
        qtbot.waitUntil(other.isActiveWindow)
        assert state(field) == (text, not taken)
        other.close()
    assert session.experiment.lanes[0].network.gain == 0.7


def test_what_is_typed_is_saved(
    app: Application, controls: ControlsPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    """A key of the window or a menu leaves the focus in the field."""
    assert app.documents is not None
    app.documents.ask_save = lambda *_: str(tmp_path / "saved.vgsim")
    type_into(qtbot, field_of(controls, "network.gain"), "0.7")
    app.window.actions_by_id["save"].trigger()
    assert '"gain": 0.7' in (tmp_path / "saved.vgsim").read_text("utf-8")


def test_a_unit_that_exists_is_not_marked_and_a_weight_that_is_refused_stays(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session = session_of(app)
    panel = brought(app, InspectorPanel, qtbot)
    session.viewer.select(0, 2, 1)
    qtbot.waitUntil(panel.weight_field.isVisible)
    unit, weight = panel.unit_field, panel.weight_field
    enter(qtbot, unit, "3", Qt.Key.Key_Return)
    assert state(unit) == ("3", False)
    qtbot.waitUntil(lambda: session.player.trace is not None
                    and session.player.trace.watch.unit == 2)  # fmt: skip
    assert state(unit) == ("3", False)
    enter(qtbot, unit, "999", Qt.Key.Key_Return)
    assert state(unit) == ("999", True)
    enter(qtbot, weight, "0.25", Qt.Key.Key_Return)
    assert state(weight) == ("0.25", False)
    assert session.experiment.lanes[0].network.edits[-1].value == 0.25
    enter(qtbot, weight, "inf", Qt.Key.Key_Return)
    assert panel.fault.isVisible()
    session.learner.step_update(2)
    qtbot.waitUntil(lambda: session.player.step == 2)
    assert (state(unit), state(weight)) == (("999", True), ("inf", True))
    qtbot.keyClick(weight, Qt.Key.Key_Escape)
    assert not weight.marked
    assert panel.fault.isHidden()
    session.viewer.select(0, 2, 4)
    qtbot.waitUntil(lambda: state(unit) == ("5", False))


def test_stop_conditions_with_a_refused_number_are_not_closed(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    session = session_of(app)
    dialog = LimitsDialog(session.learner, app.window)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    switch, field = dialog._rows["updates"]
    switch.click()
    before = session.learner.goal
    for text in ("inf", "0"):
        enter(qtbot, field, text)
        for _ in range(2):
            dialog.accept()
            assert dialog.isVisible()
            assert state(field) == (text, True)
            assert dialog.fault.isVisible()
    assert session.learner.goal == before
    enter(qtbot, field, "40")
    assert dialog.fault.isHidden()
    enter(qtbot, dialog.memory, "1")
    switch.click()
    enter(qtbot, dialog.memory, "8")
    dialog.accept()
    assert not dialog.isVisible()


def test_a_reversed_range_of_the_phase_diagram_is_marked(
    app: Application, controls: ControlsPanel, qtbot: QtBot
) -> None:
    panel = brought(app, PhasePanel, qtbot)
    panel.controls.range_button.setChecked(True)
    low, high = panel.controls.ends["x from"], panel.controls.ends["x to"]
    qtbot.waitUntil(low.isVisible)
    enter(qtbot, low, "1000")
    assert low.marked
    assert high.marked
    enter(qtbot, low, "1e")
    assert state(low) == ("1e", True)
    enter(qtbot, low, "1000")
    enter(qtbot, high, "2000")
    assert (state(low), state(high)) == (("1000", False), ("2000", False))
