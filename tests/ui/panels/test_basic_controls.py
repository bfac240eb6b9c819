"""The controls begin with a few settings and can show all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.windows import there
from ui.panels.controls.panel import ControlsPanel
from ui.shell.application import Application
from ui.widgets.number import NumberField
from ui.widgets.slider import LabeledSlider
from vgsim.describe.edit import edit


@pytest.fixture
def app(at_rest: Application) -> Application:
    return at_rest


def controls_of(app: Application, qtbot: QtBot) -> ControlsPanel:
    return there(app, ControlsPanel, qtbot)


def rows(panel: ControlsPanel) -> set[str]:
    return {
        key for form in (panel.network, panel.data, panel.learning) if form.isVisible()
        for key in form.rows
    }  # fmt: skip


def test_a_first_start_shows_five_settings_and_two_buttons(app: Application, qtbot: QtBot) -> None:
    panel = controls_of(app, qtbot)
    assert rows(panel) == {
        "network.depth", "network.width", "network.activation", "network.initializer",
        "training.learning_rate",
    }  # fmt: skip
    buttons = [each for each in panel.findChildren(QAbstractButton) if each.isVisible()]
    tabs = panel.tabs.bar.tabs
    assert [each.text() for each in buttons if each not in tabs] == [
        "Run", "New seed", "All settings",
    ]  # fmt: skip


def test_all_settings_by_button_menu_and_key(app: Application, qtbot: QtBot) -> None:
    panel, action = controls_of(app, qtbot), app.window.actions_by_id["all_settings"]
    qtbot.mouseClick(panel.buttons.settings, Qt.MouseButton.LeftButton)
    assert panel.section.isVisible()
    assert {"data.name", "network.gain", "seed"} <= rows(panel)
    assert panel.buttons.settings.text() == "Basic settings"
    action.trigger()
    assert not panel.section.isVisible()
    app.window.activateWindow()
    qtbot.keyClick(app.window, Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier)
    assert panel.section.isVisible()


@pytest.mark.parametrize("wanted", [False, True])
def test_the_choice_is_remembered(
    start: Callable[..., Application], qtbot: QtBot, wanted: bool
) -> None:
    first = start()
    if wanted:
        first.window.actions_by_id["all_settings"].trigger()
    assert first.window.close()
    first.close()
    assert controls_of(start(), qtbot).section.isVisible() == wanted


def test_the_button_says_what_is_hidden(app: Application, qtbot: QtBot) -> None:
    panel, session = controls_of(app, qtbot), app.session
    assert session is not None
    button = panel.buttons.settings
    changed = edit(session.experiment, "lanes.1.network.normalization", "batch")
    session.document.load(edit(changed, "training.optimizer", "adam"))
    assert button.text() == "All settings (2 changed)" == button.accessibleName()
    assert "Normalize" in button.toolTip()
    assert "Optimizer" in button.toolTip()
    session.document.edit("lanes.0.network.depth", 5)  # is on the screen
    assert button.text() == "All settings (2 changed)"
    session.document.edit("training.optimizer", "sgd")
    assert button.text() == "All settings (1 changed)"
    session.document.undo()
    assert button.text() == "All settings (2 changed)"


def test_a_seed_is_typed_or_drawn_and_undone(app: Application, qtbot: QtBot) -> None:
    panel, session = controls_of(app, qtbot), app.session
    assert session is not None
    app.window.actions_by_id["all_settings"].trigger()
    row, before = panel.data.rows["seed"], session.experiment.seed
    assert not row.findChildren(QAbstractSlider)
    field = row.findChild(QLineEdit)
    assert isinstance(field, NumberField)
    app.window.activateWindow()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "123456789")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.experiment.seed == 123456789
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert session.experiment.seed == 123456790
    button = row.findChild(QAbstractButton)
    assert isinstance(button, QAbstractButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert session.experiment.seed != 123456790
    for _ in range(3):
        session.document.undo()
    assert session.experiment.seed == before
    assert field.value() == before


def test_the_rate_of_a_network_with_its_own(app: Application, qtbot: QtBot) -> None:
    """The basic controls show and change the rate with which the shown network learns."""
    panel, session = controls_of(app, qtbot), app.session
    assert session is not None
    session.document.edit("lanes.0.training.optimizer", "adam")
    session.document.edit("lanes.0.training.learning_rate", 0.25)
    shared, row = session.experiment.training, panel.data.rows["training.learning_rate"]
    assert isinstance(row, LabeledSlider)
    assert row.value() == 0.25
    row.changed.emit(0.5, "drag")
    own = session.experiment.lanes[0].training
    assert own is not None
    assert own.learning_rate == 0.5
    assert session.experiment.training == shared


def test_text_being_typed_is_taken_over_before_its_row_goes(app: Application, qtbot: QtBot) -> None:
    panel, session = controls_of(app, qtbot), app.session
    assert session is not None
    app.window.actions_by_id["all_settings"].trigger()
    row = panel.network.rows["network.gain"]
    assert isinstance(row, LabeledSlider)
    app.window.activateWindow()
    row.field.setFocus()
    row.field.selectAll()
    qtbot.keyClicks(row.field, "3")
    app.window.actions_by_id["all_settings"].trigger()
    assert session.experiment.lanes[0].network.gain == 3


def test_tab_goes_through_the_basic_settings(app: Application, qtbot: QtBot) -> None:
    panel = controls_of(app, qtbot)
    app.window.activateWindow()
    box = panel.network.rows["network.activation"].findChild(QComboBox)
    assert isinstance(box, QWidget)
    box.setFocus()
    names = []
    for _ in range(6):
        qtbot.keyClick(app.window.focusWidget(), Qt.Key.Key_Tab)
        names.append(app.window.focusWidget().accessibleName())
    assert names == [
        "Initializer", "Learning rate", "Learning rate", "Run", "New seed", "All settings",
    ]  # fmt: skip
