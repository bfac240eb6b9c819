"""Space plays wherever no text is typed, Enter presses buttons, single keys can be switched off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.shared import SharedWindow
from tests.ui.windows import show_all_settings, there
from ui.dialogs.help import HelpDialog
from ui.panels.controls.panel import ControlsPanel
from ui.panels.transport import TransportPanel
from ui.shell.application import Application

KINDS = (QAbstractButton, QCheckBox, QAbstractSlider, QComboBox, QAbstractItemView, QTabBar)


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def playing(app: Application) -> bool:
    assert app.session is not None
    return app.session.player.playback.playing


def focused(app: Application, kind: type[QWidget]) -> QWidget:
    """A visible widget of a kind, with the focus."""
    app.window.activateWindow()
    for each in app.window.findChildren(kind):
        if each.isVisible() and each.isEnabled():
            each.setFocus()
            if each.hasFocus():
                return each
    raise AssertionError(f"no {kind.__name__} to be seen")


def test_space_plays_whatever_has_the_focus(app: Application, qtbot: QtBot) -> None:
    app.window.resize(1920, 1080)  # room for the titles of all tabs
    app.window.right.bring("Diagnosis")
    qtbot.waitUntil(
        lambda: any(each.isVisible() for each in app.window.findChildren(QAbstractItemView))
    )
    assert app.session is not None
    before, experiment = playing(app), app.session.experiment
    for kind in KINDS:
        widget = focused(app, kind)
        checked = isinstance(widget, QAbstractButton) and widget.isChecked()
        qtbot.keyClick(widget, Qt.Key.Key_Space)
        assert playing(app) != before, kind
        qtbot.keyClick(widget, Qt.Key.Key_Space)
        assert playing(app) == before, kind
        assert (isinstance(widget, QAbstractButton) and widget.isChecked()) == checked, kind
        assert app.session.experiment == experiment, kind


def test_space_is_typed_into_text(app: Application, qtbot: QtBot) -> None:
    panel = there(app, ControlsPanel, qtbot)
    show_all_settings(app)
    if panel.section.content.isHidden():
        panel.section.button.click()
    before = playing(app)
    field = panel.more.rows["title"].findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    app.window.activateWindow()
    field.setFocus()
    field.clear()
    qtbot.keyClicks(field, "a b")
    assert field.text() == "a b"
    assert playing(app) == before


def test_enter_presses_buttons_and_check_boxes(app: Application, qtbot: QtBot) -> None:
    panel = there(app, ControlsPanel, qtbot)
    if app.window.preferred.now.all_settings:
        app.window.actions_by_id["all_settings"].trigger()
    app.window.activateWindow()
    for key, shown in ((Qt.Key.Key_Return, True), (Qt.Key.Key_Enter, False)):
        panel.buttons.settings.setFocus()
        qtbot.keyClick(panel.buttons.settings, key)
        assert panel.section.isVisible() == shown
        box = focused(app, QCheckBox)
        assert isinstance(box, QCheckBox)
        before = box.isChecked()
        qtbot.keyClick(box, key)
        assert box.isChecked() != before


def test_enter_opens_a_list(app: Application, qtbot: QtBot) -> None:
    panel = there(app, ControlsPanel, qtbot)
    box = panel.network.rows["network.activation"].findChild(QComboBox)
    assert isinstance(box, QComboBox)
    app.window.activateWindow()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: box.view().isVisible())
    box.hidePopup()


def test_single_keys_can_be_switched_off_and_stay_off(
    start: Callable[..., Application], qtbot: QtBot
) -> None:
    app = start()
    assert app.session is not None
    app.session.player.pause()
    app.window.actions_by_id["single_keys"].trigger()
    app.window.activateWindow()
    app.window.rest()
    stage = app.window.stage.shown
    for key in (Qt.Key.Key_R, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_B, Qt.Key.Key_Period):
        qtbot.keyClick(app.window.center, key)
    assert not app.session.learner.running
    assert app.window.stage.shown == stage
    assert not app.window.presentation.black_screen.isVisible()
    qtbot.keyClick(app.window.center, Qt.Key.Key_Space)
    assert playing(app)
    seed = app.session.experiment.seed
    qtbot.keyClick(
        app.window.center, Qt.Key.Key_R,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    assert app.session.experiment.seed != seed
    buttons = there(app, ControlsPanel, qtbot).buttons
    assert "(R)" not in buttons.run.toolTip()
    assert "(+" not in there(app, TransportPanel, qtbot).speed.slider.toolTip()
    app._remember()
    app.close()
    again = start()
    assert not again.window.preferred.now.single_keys
    again.window.actions_by_id["single_keys"].trigger()
    again.window.activateWindow()
    again.window.rest()
    qtbot.keyClick(again.window.center, Qt.Key.Key_2)
    assert again.window.stage.shown == "curves"
    assert "(R)" in there(again, ControlsPanel, qtbot).buttons.run.toolTip()


def test_the_page_of_keys_tells_it(qtbot: QtBot) -> None:
    with_all, without = HelpDialog(page="keys"), HelpDialog(page="keys", single=False)
    for dialog in (with_all, without):
        qtbot.addWidget(dialog)
    assert "switches off" in with_all.browser.toPlainText()
    assert "switched off now" not in with_all.browser.toPlainText()
    assert "switched off now" in without.browser.toPlainText()
