"""A button shows the longest of its texts that fits, and never half a word at its beginning."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.fitting import FittingButton

LONG, SHORT = "ReLU with He: 94 % after 300 updates instead of 10 %", "ReLU with He: 94 %"


def test_the_longest_text_that_fits(qtbot: QtBot) -> None:
    button = FittingButton()
    qtbot.addWidget(button)
    button.show_texts((LONG, SHORT))
    button.show()
    shown = []
    for width in (1200, 250, 80):
        button.resize(width, 30)
        shown.append(button.text())
    assert shown[:2] == [LONG, SHORT]
    assert shown[2].endswith("…")
    assert SHORT.startswith(shown[2][:-1])
