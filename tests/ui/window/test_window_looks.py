"""What the window looks like and what can be reached in it: sizes, themes, names, the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shared import SharedWindow, session_of
from tests.ui.windows import controls_of, slider_of, transport_of
from ui.look.theme import THEMES
from ui.shell.application import Application


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def test_tab_comes_by_everything_and_back(app: Application, qtbot: QtBot) -> None:
    window = app.window
    controls = controls_of(app)
    window.rest()
    seen: list[QWidget] = []
    for _ in range(120):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in seen:
            break
        seen.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert seen[0] is QApplication.focusWidget()
    depth = slider_of(app, "network.depth")
    for wanted in (depth.slider, depth.field, controls.buttons.run, transport_of(app).scrubber):
        assert wanted in seen


def test_resize_from_tiny_to_huge(app: Application, qtbot: QtBot) -> None:
    window = app.window
    for width, height in ((640, 480), (1280, 720), (1920, 1080), (3840, 2160), (200, 100)):
        window.resize(width, height)
        qtbot.wait(1)
        image = window.grab().toImage()
        assert image.width() >= min(width, window.minimumWidth())


def test_every_theme_dresses_the_window(app: Application, qtbot: QtBot) -> None:
    for name in reversed(THEMES):
        button = app.window.header.themes[name]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert app.window.looks.theme.name == name
        color = app.window.palette().window().color().name()
        assert color == THEMES[name].window


def test_projector_by_key_and_back(app: Application, qtbot: QtBot) -> None:
    window = app.window
    window.rest()
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert app.window.looks.theme.name == "projector"
    assert not window.left.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.left.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert app.window.looks.theme.name == "light"
    assert window.left.isVisible()


def test_a_remote_presents_blanks_and_never_quits(app: Application, qtbot: QtBot) -> None:
    window = app.window
    window.rest()
    before = session_of(app).experiment
    for _ in range(3):
        for key in (Qt.Key.Key_F5, Qt.Key.Key_Escape):
            qtbot.keyClick(window, key)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.left.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert not window.left.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Period)
    assert window.presentation.black_screen.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_PageDown)
    assert not window.presentation.black_screen.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.left.isVisible()
    assert session_of(app).experiment == before


def test_every_focusable_control_has_a_name_and_a_short_tooltip(app: Application) -> None:
    controls_of(app).section.button.click()
    focusable = [
        widget
        for widget in app.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(app.window)
    ]
    assert len(focusable) > 30
    nameless = [
        widget
        for widget in focusable
        if not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
        and not (isinstance(widget, QLineEdit) and isinstance(widget.parent(), QWidget)
                 and widget.parent().inherits("QAbstractSpinBox"))
    ]  # fmt: skip
    assert not [f"{w.metaObject().className()} in {w.parent()}" for w in nameless]
    long = [w.toolTip() for w in focusable if max(map(len, w.toolTip().split("\n"))) > 120]
    assert not long


def test_no_label_takes_text_for_markup(app: Application) -> None:
    session = session_of(app)
    session.document.edit("lanes.0.title", "<b>bold</b><img src='file:///x'>")
    for label in app.window.findChildren(QLabel):
        if "<b>" in label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText
