"""A line of text in a panel, and the lines it takes if it is too long for one."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget
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


LONG = "Layer 2 → 1: weights 1.06 × activation f′ 0.209 = 0.222, as measured"


def in_a_panel(qtbot: QtBot, width: int) -> tuple[QWidget, TextLine]:
    """A line above the widget that takes the rest of the height."""
    panel, line = QWidget(), TextLine()
    qtbot.addWidget(panel)
    layout = QVBoxLayout(panel)
    layout.addWidget(line)
    layout.addWidget(QWidget(), 1)
    panel.resize(width, 300)
    panel.show()
    return panel, line


def test_a_text_that_is_too_long_is_whole_in_several_lines_of_the_same_type(qtbot: QtBot) -> None:
    _panel, line = in_a_panel(qtbot, 300)
    one = line.height()
    line.show_text(LONG)
    qtbot.waitUntil(lambda: line.height() > one)
    family, text, _ = line._fitted()
    assert text == LONG
    assert family.pixelSize() == label_font(THEMES["light"]).pixelSize()


def test_a_shorter_version_that_fits_is_preferred_to_more_lines(qtbot: QtBot) -> None:
    _panel, line = in_a_panel(qtbot, 300)
    line.show_text(LONG, "Layer 2 → 1: 0.222")
    assert line._fitted()[1] == "Layer 2 → 1: 0.222"
    assert line.sizeHint() == TextLine().sizeHint()


def test_lines_are_kept_while_the_width_is_the_same(qtbot: QtBot) -> None:
    panel, line = in_a_panel(qtbot, 300)
    line.show_text(LONG)
    wrapped = line.sizeHint().height()
    line.show_text("Update 7")
    assert line.sizeHint().height() == wrapped  # no new layout in every frame
    panel.resize(900, 300)
    qtbot.waitUntil(lambda: line.sizeHint() == TextLine().sizeHint())


def test_a_percent_sign_stays_with_its_number(qtbot: QtBot) -> None:
    _panel, line = in_a_panel(qtbot, 140)
    line.show_text("36 of 355 correct, accuracy 10 %")
    qtbot.waitUntil(lambda: "10\u00a0%" in line._fitted()[1])
    assert "10 %" in line.accessibleName()


def test_a_text_that_is_too_long_for_all_lines_fills_them_before_it_is_cut(qtbot: QtBot) -> None:
    _panel, line = in_a_panel(qtbot, 300)
    one, text = line.height(), " ".join(f"number{count}" for count in range(200))
    line.show_text(text)
    qtbot.waitUntil(lambda: line.height() > 3 * one)
    family, cut, flags = line._fitted()
    metrics = QFontMetrics(family)
    assert text.startswith(cut.removesuffix("…"))
    assert metrics.horizontalAdvance(cut) > 3 * line.width()  # four lines, not one
    assert metrics.boundingRect(line.rect(), flags, cut).height() <= line.height()
    line.show_text("x" * 300)  # there is no word at which it could be wrapped
    assert line._fitted()[1].endswith("x…")
