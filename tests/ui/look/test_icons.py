"""Icons: every file draws something, in the color asked for, as sharp as the screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from resources import find
from ui.look.icons import drawn, show_icon

NAMES = sorted(path.stem for path in find("icons").glob("*.svg") if path.stem != "vgsim")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_has_the_color_and_the_pixels_it_is_asked_for(
    qtbot: QtBot, name: str, ratio: float
) -> None:
    pixmap = drawn(name, "#1d5bd6", 20, ratio)
    assert pixmap.size() == QSize(round(20 * ratio), round(20 * ratio))
    assert pixmap.deviceIndependentSize().toSize() == QSize(20, 20)
    image = pixmap.toImage()
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    colors = [image.pixelColor(x, y) for x, y in places]
    inked = {color.name() for color in colors if color.alpha() == 255}
    assert inked == {QColor("#1d5bd6").name()}
    assert any(color.alpha() == 0 for color in colors)


def test_a_button_gets_its_icon(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    show_icon(button, "play", "#000000", 18)
    assert button.iconSize() == QSize(18, 18)
    assert not button.icon().isNull()
    with pytest.raises(FileNotFoundError):
        show_icon(button, "no such icon", "#000000", 18)
