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


def test_where_there_is_little_room_the_button_has_a_short_name(
    start: Callable[..., Application], qtbot: QtBot
) -> None:
    panel = there(start((1280, 720)), NetworkPanel, qtbot)
    assert panel.more.isVisible()
    assert panel.more.text() == "Average …"
    assert "Average of the batch" in panel.more.toolTip()
    panel.example.setValue(3)
    qtbot.waitUntil(lambda: panel.more.text() == "Example 3 …")
    qtbot.waitUntil(lambda: "Example 3 (a 6)" in panel.more.toolTip())
    assert panel.legend.width() >= panel.more.width()


def test_the_legend_gets_no_higher_for_the_name_on_the_button(
    start: Callable[..., Application], qtbot: QtBot
) -> None:
    """The networks below would move, and without room for any name there is none."""
    panel = there(start((1280, 720)), NetworkPanel, qtbot)
    head, seen = panel.head, set()
    for width in range(200, 1400, 20):
        head.resize(width, head.height())
        seen.add(head.more.text())
        beside = width - head.more.sizeHint().width()
        head.more.setText("…")
        bare = width - head.more.sizeHint().width()
        assert head.legend.heightForWidth(beside) == head.legend.heightForWidth(bare), width
    assert seen == {"…", "Average …", "Average of the batch …"}
