"""What the networks show, one example or the mean, is named over them and is chosen there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from windows import there

from ui.panels.network.panel import NetworkPanel
from ui.shell.application import Application


def test_the_button_names_the_example_that_is_shown(
    start: Callable[..., Application], qtbot: QtBot
) -> None:
    panel = there(start((1920, 1080)), NetworkPanel, qtbot)
    assert panel.more.isVisible()
    assert panel.more.text() == "Average of the batch …"
    qtbot.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    assert panel.example.isVisible()
    panel.example.lineEdit().selectAll()
    qtbot.keyClicks(panel.example, "3")
    qtbot.keyClick(panel.example, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.more.text() == "Example 3 (a 6) …")


def test_where_there_is_no_room_the_button_is_small(
    start: Callable[..., Application], qtbot: QtBot
) -> None:
    panel = there(start((1280, 720)), NetworkPanel, qtbot)
    assert panel.more.isVisible()
    assert panel.more.text() == "…"
    assert panel.legend.width() >= panel.more.width()
