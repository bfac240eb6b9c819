"""Texts for which there is little room: titles stay different, sentences stay whole."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics
from pytestqt.qtbot import QtBot

from ui.look.stylesheet import stylesheet
from ui.look.theme import THEMES
from ui.plots.lane_legend import LaneLegend, lane_keys
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.elided import elided_apart
from ui.widgets.lane_tabs import LaneBar
from ui.widgets.two_lines import TwoLines

TITLES = ("Forget bias 0", "Forget bias 1", "Forget bias 5")
SENTENCE = (
    "ReLU: All units of layer 2 are dead: f′ = 0 for every example. Layer 2 outputs only 0, so "
    "only the output layer's biases can learn: the output is the same for every example."
)


def test_titles_lose_their_ends_only_where_they_stay_different(qtbot: QtBot) -> None:
    label = TwoLines()
    qtbot.addWidget(label)
    metrics = QFontMetrics(label.font())
    room = metrics.horizontalAdvance("Forget bi…")
    shown = elided_apart((*TITLES, "Sigmoid with weights"), metrics, room)
    assert len(set(shown)) == 4
    assert [text[-1] for text in shown] == ["0", "1", "5", "…"]
    assert all(metrics.horizontalAdvance(text) <= room for text in shown)
    assert elided_apart(TITLES, metrics, 10 * room) == list(TITLES)
    assert elided_apart(TITLES, metrics, -5) is not None


def test_titles_that_differ_in_their_middles_lose_what_they_have_in_common(qtbot: QtBot) -> None:
    label = TwoLines()
    qtbot.addWidget(label)
    metrics = QFontMetrics(label.font())
    titles = [f"ReLU, He weights, {depth} layers, batch norm" for depth in (10, 20, 20)]
    room = metrics.horizontalAdvance("ReLU, He …")
    shown = elided_apart([*titles, "Tanh"], metrics, room)
    assert [text[:3] for text in shown] == ["…10", "…20", "…20", "Tan"]
    assert all(metrics.horizontalAdvance(text) <= room for text in shown)
    assert elided_apart(["A B", "A B"], metrics, 10 * room) == ["A B", "A B"]


@pytest.mark.parametrize("width", [180, 260, 600])
def test_tabs_and_keys_of_networks_differ(qtbot: QtBot, width: int) -> None:
    bar, legend = LaneBar(), LaneLegend()
    for widget in (bar, legend):
        qtbot.addWidget(widget)
        widget.resize(width, 100)
    bar.setStyleSheet(stylesheet(THEMES["light"]))
    bar.show_titles(TITLES, 1)
    legend.show_keys(lane_keys(TITLES, THEMES["light"]))
    for widget in (bar, legend):
        widget.show()
    qtbot.waitUntil(lambda: len({tab.text() for tab in bar.tabs}) == 3)
    assert all(tab.text()[-1] == title[-1] for tab, title in zip(bar.tabs, TITLES, strict=True))
    assert len({key.label for key in legend.keys}) == 3
    assert [tab.accessibleName() for tab in bar.tabs] == list(TITLES)


def test_a_sentence_in_two_lines_is_smaller_before_it_is_cut(qtbot: QtBot) -> None:
    label = TwoLines()
    qtbot.addWidget(label)
    label.show_texts(SENTENCE, SENTENCE)
    label.resize(10_000, 40)
    assert label.lines() == [SENTENCE]
    whole, sizes = QFontInfo(label.font()).pixelSize(), set()
    for width in range(900, 200, -10):
        label.resize(width, 40)
        family, lines = label._fitted()
        sizes.add(family.pixelSize())
        if family.pixelSize() > 0.85 * whole:
            assert " ".join(lines) == SENTENCE
    assert len(sizes) > 1
    assert label.lines()[-1].endswith("…")


def test_a_choice_is_smaller_before_it_is_cut(qtbot: QtBot) -> None:
    box = ChoiceBox([Option(0, "Weight σ")])
    qtbot.addWidget(box)
    shown = {}
    for width in range(150, 40, -1):
        box.resize(width, 30)
        text, family = box._fitted()
        shown.setdefault((text, QFontInfo(family).pixelSize()), width)
    whole = QFontInfo(box.font()).pixelSize()
    texts = [text for text, _ in shown]
    smaller = [size for text, size in shown if text == "Weight σ" and size < whole]
    assert texts[0] == "Weight σ"
    assert smaller
    assert all(size == whole for text, size in shown if text.endswith("…"))
    assert texts[-1].endswith("…")
