"""A line that compares networks: where it is too long, their titles are cut, not what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontInfo, QFontMetrics
from pytestqt.qtbot import QtBot
from windows import there

from ui.panels.verdicts import VerdictsPanel
from ui.shell.application import Application
from ui.widgets.naming import NamingLabel, pieces_of, room_for_each

TITLES = (
    "Twenty layers of rectified linear units with He weights (as in the lecture)",
    "Twenty layers of sigmoid units with the Xavier weights of 2010 (as in the lecture)",
)
START, MIDDLE = "At layer 1 the gradient is 3.2·10¹² times as large in ", " as in "
SENTENCE = f"{START}{TITLES[0]}{MIDDLE}{TITLES[1]}."


def line(qtbot: QtBot, text: str = SENTENCE, titles: tuple[str, ...] = TITLES) -> NamingLabel:
    label = NamingLabel()
    qtbot.addWidget(label)
    label.show_sentence(text, titles)
    return label


def wide(label: NamingLabel, text: str) -> int:
    return label.fontMetrics().horizontalAdvance(text)


def test_a_sentence_that_fits_is_whole_in_its_type(qtbot: QtBot) -> None:
    label = line(qtbot)
    text, family = label.fitted(wide(label, SENTENCE))
    assert text == SENTENCE
    assert QFontInfo(family).pixelSize() == QFontInfo(label.font()).pixelSize()


def test_titles_are_cut_and_the_number_stays(qtbot: QtBot) -> None:
    label = line(qtbot)
    least, most = 1.15 * wide(label, START + MIDDLE), wide(label, SENTENCE)
    for width in range(round(least), most, 20):
        text, family = label.fitted(width)
        assert text.startswith(START), width
        assert QFontMetrics(family).horizontalAdvance(text) <= width
        first, found, second = text.removeprefix(START).partition(MIDDLE)
        assert found, text
        for shown, word in ((first, "rectified"), (second, "sigmoid")):
            assert word[:2] in shown, text
    assert label.toolTip().replace("\n", " ") == SENTENCE
    assert label.accessibleName() == SENTENCE


def test_a_short_title_is_whole_next_to_a_long_one(qtbot: QtBot) -> None:
    label = line(qtbot, f"{START}ReLU{MIDDLE}{TITLES[1]}.", ("ReLU", TITLES[1]))
    text, _ = label.fitted(wide(label, START + MIDDLE) + 150)
    assert text.startswith(f"{START}ReLU{MIDDLE}Twenty")
    assert text.endswith("…")


def test_without_any_room_for_titles_the_sentence_loses_its_end(qtbot: QtBot) -> None:
    label = line(qtbot)
    assert label.fitted(60)[0] == SENTENCE  # painted without its end
    label.resize(60, 30)
    label.grab()


def test_a_title_within_another_one_is_not_mistaken_for_it() -> None:
    pieces = pieces_of("NaN in ReLU, He, 0.1 in ReLU.", ("ReLU", "ReLU, He", ""))
    assert pieces == ["NaN in ", "ReLU, He", ", 0.1 in ", "ReLU", "."]
    assert pieces_of("a (b) c", ("(b)",)) == ["a ", "(b)", " c"]
    assert pieces_of("One network.", ()) == ["One network."]


@given(st.lists(st.floats(0, 1e4), max_size=6), st.floats(0, 1e4))
def test_titles_share_the_room(widths: list[float], room: float) -> None:
    each = room_for_each(widths, room)
    taken = sum(min(width, each) for width in widths)
    assert taken <= room + 1e-6
    assert taken == pytest.approx(min(room, sum(widths)), abs=1e-6)


@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_the_window_compares_networks_with_long_titles(
    start: Callable[..., Application], qtbot: QtBot, tmp_path: Path, theme: str
) -> None:
    network = {"depth": 20, "width": 8}
    lanes = [
        {"title": TITLES[0], "network": {**network, "activation": "relu"}},
        {"title": TITLES[1], "network": {**network, "activation": "sigmoid"}},
    ]
    file = tmp_path / "long.vgsim"
    file.write_text(json.dumps({"format": "vgsim/1", "title": "Long", "lanes": lanes}))
    app = start((1280, 720), scenario=file, theme=theme)
    sentence = there(app, VerdictsPanel, qtbot).sentence
    qtbot.waitUntil(lambda: TITLES[0] in sentence.text())
    text, family = sentence.fitted(sentence.contentsRect().width())
    assert QFontMetrics(family).horizontalAdvance(text) <= sentence.contentsRect().width()
    assert "times as large in" in text
    assert MIDDLE in text
