"""A window may resize and paint a panel before the panel has been given anything to show."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.recorder import Recorder
from ui.look.theme import LIGHT
from ui.panels import PANELS

SIZES = ((900, 600), (60, 40), (400, 1200))


def test_every_panel_is_resized_and_painted_with_nothing_to_show(qtbot: QtBot) -> None:
    for entry in PANELS:
        panel = entry.get()(Recorder())
        qtbot.addWidget(panel)
        panel.show()
        for width, height in SIZES:
            panel.resize(width, height)
            panel.grab()
        panel.show_theme(LIGHT)
        for width, height in SIZES:
            panel.resize(width, height)
            panel.grab()
