"""A panel that gets all the room, and gives it back."""

from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.long import longer
from ui.panels.activation.panel import ActivationPanel
from ui.panels.checks import ChecksPanel
from ui.panels.gradients.panel import GradientsPanel
from ui.panels.learning.panel import LearningPanel
from ui.panels.network.panel import NetworkPanel
from ui.panels.panel import Panel
from ui.shell.application import Application

PANELS = GradientsPanel, LearningPanel, NetworkPanel, ActivationPanel
EVERY = tuple(product(PANELS, (Qt.Key.Key_Escape, Qt.Key.Key_F4)))
FEW = EVERY[0], EVERY[3], EVERY[4], EVERY[7]  # every panel, and both keys
Case = tuple[type[Panel], Qt.Key]


def visible(app: Application) -> set[str]:
    return {each.name for each in app.window.findChildren(Panel) if each.isVisible()}


def spot(app: Application, kind: type[QWidget]) -> QWidget:
    panel = app.window.findChild(kind)
    assert isinstance(panel, QWidget)
    return panel


@pytest.mark.parametrize("cases", [FEW, *longer([EVERY])], ids=["few", "every"])
def test_a_panel_gets_the_room_and_gives_it_back(
    app: Application, qtbot: QtBot, cases: tuple[Case, ...]
) -> None:
    window = app.window
    window.resize(1920, 1080)
    window.stage.show_part("both")
    qtbot.waitUntil(lambda: {"gradients", "learning", "predictions"} <= visible(app))
    before = visible(app)
    for kind, key in cases:
        panel = spot(app, kind)
        width = panel.width()
        focus = next(
            each for each in panel.findChildren(QWidget) if each.focusPolicy() and each.isVisible()
        )
        focus.setFocus()
        window.maximize.maximize(panel)
        qtbot.waitUntil(lambda: panel.width() > 0.9 * window.width() > width)  # noqa: B023
        assert panel.height() > 0.7 * window.height(), kind
        others = [each for each in PANELS if each is not kind]
        assert not any(spot(app, each).isVisible() for each in others), kind
        qtbot.keyClick(window, key)
        assert visible(app) == before, kind
        qtbot.waitUntil(lambda: panel.width() == width)  # noqa: B023


def test_a_double_click_on_a_tab_maximizes_its_panel(app: Application, qtbot: QtBot) -> None:
    window = app.window
    window.resize(1920, 1080)
    bar = window.tabs.tabBar()
    qtbot.waitUntil(lambda: bar.isVisible() and {"gradients", "learning"} <= visible(app))
    index = next(k for k in range(bar.count()) if bar.tabText(k) == "Checks")
    place = bar.tabRect(index).center()
    for shown in (False, True):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(bar, Qt.MouseButton.LeftButton, pos=place)
        qtbot.waitUntil(spot(app, ChecksPanel).isVisible)
        assert spot(app, NetworkPanel).isVisible() == shown


def test_another_stage_ends_it(app: Application, qtbot: QtBot) -> None:
    window = app.window
    window.resize(1920, 1080)
    window.stage.show_part("both")
    window.maximize.maximize(spot(app, ActivationPanel))
    assert not spot(app, NetworkPanel).isVisible()
    qtbot.keyClick(window, Qt.Key.Key_1)
    assert not window.maximize.active
    assert spot(app, NetworkPanel).isVisible()
    assert window.right.isVisible()
