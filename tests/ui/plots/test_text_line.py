"""A line of text in a panel."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from ui.look.theme import THEMES
from ui.plots.frame import label_font
from ui.plots.text import TextLine


def test_a_text_that_just_fits_stays_in_its_line(qtbot: QtBot) -> None:
    line = TextLine()
    qtbot.addWidget(line)
    for length in range(10, 60):
        text = ("Layer 1 receives 15 % of the gradient " * 2)[:length].strip()
        line.show_text(text)
        width = QFontMetrics(label_font(THEMES["light"])).horizontalAdvance(text)
        found = []
        for room in (width, width + 40):
            line.resize(room, line.sizeHint().height())
            found.append(line.grab().toImage().copy(0, 0, width - 2, line.height()))
        assert found[0] == found[1], text
