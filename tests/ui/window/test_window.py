"""The window used as a person uses it: drag, type, choose, open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QSlider
from pytestqt.qtbot import QtBot

from tests.ui.conftest import SOON, Start
from tests.ui.shared import SharedWindow, session_of
from tests.ui.windows import controls_of, show_all_settings, slider_of
from tests.ui.wrappers import computing
from ui.panels.controls.panel import ControlsPanel
from ui.shell.application import Application
from ui.widgets.possible import is_possible
from ui.widgets.slider import LabeledSlider


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def drag(qtbot: QtBot, slider: QSlider, shares: list[float]) -> None:
    """Press on the groove, move over the shares of its width, let go."""
    points = [QPoint(round(slider.width() * share), slider.height() // 2) for share in shares]
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        qtbot.mouseMove(slider, point)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=points[-1])


def test_something_happens_without_a_click(start: Start, qtbot: QtBot) -> None:
    app = start()
    session = session_of(app)
    frames: list[Any] = []
    session.player.frame_changed.connect(frames.append)
    qtbot.waitUntil(lambda: len({(f.phase, f.layer) for f in frames}) > 3, timeout=SOON)
    assert len(session.experiment.lanes) == 2


def test_depth_follows_the_drag_and_one_undo_takes_it_back(app: Application, qtbot: QtBot) -> None:
    session, slider = session_of(app), slider_of(app, "network.depth")
    traces: list[Any] = []
    session.player.trace_changed.connect(traces.append)
    before = session.experiment
    drag(qtbot, slider.slider, [0.2, 0.3, 0.4, 0.5, 0.6])
    depth = session.experiment.lanes[0].network.depth
    assert depth > 40
    assert slider.field.value() == depth
    qtbot.waitUntil(lambda: bool(traces) and traces[-1].lanes[0].depth == depth, timeout=SOON)
    qtbot.keyClick(app.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.experiment == before
    assert slider.field.value() == before.lanes[0].network.depth
    assert not session.document.history.past


def test_keys_are_the_windows_again_once_a_number_is_taken_over(
    app: Application, qtbot: QtBot
) -> None:
    session, field = session_of(app), slider_of(app, "network.depth").field
    control = Qt.KeyboardModifier.ControlModifier
    before = session.experiment
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "41")
    qtbot.keyClick(field, Qt.Key.Key_Z, control)  # what is being typed
    assert session.experiment == before
    assert field.text() == "20"
    qtbot.keyClicks(field, "41")
    qtbot.keyClick(field, Qt.Key.Key_R)  # a slip while typing starts nothing
    assert not session.learner.running
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.experiment.lanes[0].network.depth == 41
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert session.player.playback.playing
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert not session.player.playback.playing
    qtbot.keyClick(field, Qt.Key.Key_Z, control)
    assert session.experiment == before
    assert field.text() == "20"


def test_typed_numbers_and_a_refused_one(app: Application, qtbot: QtBot) -> None:
    show_all_settings(app)
    session, slider = session_of(app), slider_of(app, "network.gain")
    slider.field.setFocus()
    slider.field.selectAll()
    qtbot.keyClicks(slider.field, "1,5")
    qtbot.keyClick(slider.field, Qt.Key.Key_Return)
    assert session.experiment.lanes[0].network.gain == 1.5
    slider.field.selectAll()
    qtbot.keyClicks(slider.field, "1,234.5")
    qtbot.keyClick(slider.field, Qt.Key.Key_Return)
    assert session.experiment.lanes[0].network.gain == 1.5
    assert app.window.notice.isVisible()
    depth = slider_of(app, "network.depth")
    depth.field.setFocus()
    depth.field.selectAll()
    qtbot.keyClicks(depth.field, "5000")
    depth.field.clearFocus()  # leaving the field commits it
    assert session.experiment.lanes[0].network.depth == 20
    assert "200" in app.window.notice.label.text()
    assert depth.field.value() == 20
    assert depth.field.text() == "5000"  # to be corrected
    assert depth.field.marked


def test_another_activation_brings_its_parameters_and_its_title(
    app: Application, qtbot: QtBot
) -> None:
    show_all_settings(app)
    session, controls = session_of(app), controls_of(app)
    box = controls.network.rows["network.activation"].findChild(QComboBox)
    box.setFocus()
    index = box.findText("Leaky ReLU")
    box.setCurrentIndex(index)
    box.activated.emit(index)
    assert session.experiment.lanes[0].network.activation == "leaky_relu"
    slider = slider_of(app, "network.alpha")
    assert slider.field.value() == 0.01
    drag(qtbot, slider.slider, [0.1, 0.5])
    assert session.experiment.lanes[0].network.alpha == pytest.approx(0.25, abs=0.03)
    assert "Sigmoid" not in controls.tabs.bar.tabs[0].title


def test_linked_lanes_change_together(app: Application, qtbot: QtBot) -> None:
    session, controls = session_of(app), controls_of(app)
    qtbot.mouseClick(controls.tabs.link_button, Qt.MouseButton.LeftButton)
    drag(qtbot, slider_of(app, "network.width").slider, [0.1, 0.3])
    first, second = (lane.network.width for lane in session.experiment.lanes)
    assert first == second != 32
    session.document.undo()
    assert [lane.network.width for lane in session.experiment.lanes] == [32, 32]


def test_lanes_are_added_copied_and_removed(app: Application, qtbot: QtBot) -> None:
    session, tabs = session_of(app), controls_of(app).tabs
    click = Qt.MouseButton.LeftButton
    qtbot.mouseClick(tabs.add_button, click)
    qtbot.mouseClick(tabs.copy_button, click)
    assert len(session.experiment.lanes) == len(tabs.bar.tabs) == 4
    assert not is_possible(tabs.add_button)
    assert session.experiment.lanes[0].network == session.experiment.lanes[-1].network
    for _ in range(3):
        qtbot.mouseClick(tabs.remove_button, click)
    assert len(session.experiment.lanes) == len(tabs.bar.tabs) == 1
    assert not is_possible(tabs.remove_button)
    shown = session.player
    qtbot.waitUntil(lambda: shown.trace is not None and len(shown.trace.lanes) == 1, timeout=SOON)


def test_arrows_in_a_slider_belong_to_the_slider(app: Application, qtbot: QtBot) -> None:
    session, slider = session_of(app), slider_of(app, "network.depth").slider
    position = session.player.playback.position
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert session.experiment.lanes[0].network.depth == 21
    assert session.player.playback.position == pytest.approx(position, abs=2)
    assert not session.player.playback.playing


def test_a_scenario_from_the_strip_is_opened_played_and_named(
    app: Application, qtbot: QtBot
) -> None:
    session, header = session_of(app), app.window.header
    chosen = app.scenarios[3]
    groups = [action.menu() for action in app.window.scenario_menu.actions() if action.menu()]
    groups[0].actions()[3].trigger()
    qtbot.waitUntil(lambda: session.experiment == chosen.experiment, timeout=SOON)
    assert header.scenarios.title == chosen.title
    assert header.note.text() == chosen.about.note
    assert chosen.title in app.window.windowTitle()
    assert session.player.playback.playing
    assert app.window.center.hasFocus()
    groups[0].actions()[0].trigger()
    assert session.experiment == app.scenarios[0].experiment


def test_classic_results_stand_together_and_name_their_source(
    app: Application, qtbot: QtBot
) -> None:
    session, header = session_of(app), app.window.header
    menu = app.window.scenario_menu.actions()[-1].menu()
    assert menu is not None
    assert menu.title() == "Classic results"
    classics = [each for each in app.scenarios if each.group == "Classic results"]
    assert [action.text() for action in menu.actions()] == [each.title for each in classics]
    for scenario, action in zip(classics, menu.actions(), strict=True):
        assert scenario.about.source in action.toolTip().replace("\n", " ")
    groups = [action.menu().title() for action in app.window.scenario_menu.actions()
              if action.menu() is not None]  # fmt: skip
    assert groups == list(dict.fromkeys(each.group for each in app.scenarios))
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: session.experiment == classics[0].experiment, timeout=SOON)
    assert header.scenarios.title == classics[0].title
    assert header.note.source.text() == f"Source: {classics[0].about.source}."


def test_closing_while_learning_leaves_no_thread(start: Start, qtbot: QtBot) -> None:
    app = start()
    session = session_of(app)
    session.learner.run(True)
    steps: list[int] = []
    session.live_changed.connect(lambda trace: steps.append(trace.step))
    qtbot.waitUntil(lambda: bool(steps) and steps[-1] > 0, timeout=SOON)
    assert session.learner.running
    assert app.window.close()
    app.close()
    assert not computing()


def test_what_is_typed_for_a_network_stays_with_it(app: Application, qtbot: QtBot) -> None:
    session, panel = app.session, app.window.findChild(ControlsPanel)
    assert session is not None
    assert panel is not None
    app.window.activateWindow()
    depth = panel.network.rows["network.depth"]
    assert isinstance(depth, LabeledSlider)
    depth.field.setFocus()
    depth.field.selectAll()
    qtbot.keyClicks(depth.field, "7")
    qtbot.mouseClick(panel.tabs.bar.tabs[1], Qt.MouseButton.LeftButton)
    assert [lane.network.depth for lane in session.experiment.lanes] == [7, 20]
    assert depth.field.text() == "20"


def test_the_controls_change_the_network_that_is_selected(app: Application) -> None:
    session, panel = app.session, app.window.findChild(ControlsPanel)
    assert session is not None
    assert panel is not None
    for lane in (1, 0, 1):
        session.viewer.select(lane, 1)
        assert panel.tabs.bar.tabs[lane].isChecked()
    app.window.actions_by_id["controls"].trigger()
    session.viewer.select(0, 1)
    app.window.actions_by_id["controls"].trigger()
    assert panel.tabs.bar.tabs[0].isChecked()
    session.viewer.select(1, 1)
    session.document.load(app.scenarios[3].experiment)
    assert panel.tabs.bar.tabs[session.viewer.watch.lane].isChecked()


def test_what_was_saved_is_no_scenario_any_more(app: Application, tmp_path: Path) -> None:
    session, button = app.session, app.window.header.scenarios
    assert session is not None
    assert button.title == session.experiment.title
    session.document.edit("lanes.0.network.depth", 9)
    assert button.title == session.experiment.title  # a change of it
    session.document.save(str(tmp_path / "mine.vgsim"))
    assert (button.title, button.text().strip()) == ("", "Your own experiment")
    session.document.load(app.scenarios[2].experiment)
    assert button.title == app.scenarios[2].title
