"""Panels hear what is new while they can be seen, and everything when they appear."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.board import Board
from ui.panels.panel import Panel
from ui.theme import THEMES, Theme


class Listener(Panel):
    name = "listener"
    title = "Listener"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.heard: list[tuple[str, object]] = []

    def show_theme(self, theme: Theme) -> None:
        self.heard.append(("theme", theme.name))

    def show_rate(self, rate: float) -> None:
        self.heard.append(("rate", rate))

    def show_running(self, running: bool) -> None:
        self.heard.append(("running", running))


def test_a_hidden_panel_does_no_work_and_appears_up_to_date(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    board, panel = Board(window), Listener(window)
    board.dress(THEMES["dark"])
    board.add(panel)
    window.show()
    panel.heard.clear()
    board.tell("show_rate", 1.0)
    assert panel.heard == [("rate", 1.0)]
    panel.hide()
    panel.heard.clear()
    for rate in (2.0, 3.0, 4.0):
        board.tell("show_rate", rate)
    board.tell("show_running", True)
    assert not panel.heard
    panel.show()
    assert panel.heard == [("theme", "dark"), ("running", True), ("rate", 4.0)]


def test_wishes_of_all_panels_come_out_of_one_signal(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    board = Board(window)
    panels = [Listener(window) for _ in range(2)]
    wishes: list[tuple[str, tuple[object, ...]]] = []
    board.wish.connect(lambda name, arguments: wishes.append((name, arguments)))
    for panel in panels:
        board.add(panel)
        panel.wish.emit("select", (0, 1, None))
    assert wishes == [("select", (0, 1, None))] * 2
