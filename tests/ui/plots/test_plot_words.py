"""Labels and notes of a plot have room: they neither touch nor cover one another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.look.theme import DARK, LIGHT, PROJECTOR, font, load_fonts
from ui.plots.axis import Axis, Range, decade_ticks, decimal_ticks, share_ticks
from ui.plots.frame import Scale, Still, Words, label_font, label_metrics, place_of, y_ticks
from ui.plots.marks import Note
from ui.plots.notes import placed_notes
from ui.plots.painter import Place


@pytest.mark.parametrize("height", range(30, 300, 9))
@pytest.mark.parametrize(
    ("ticks", "interval"),
    [
        (share_ticks, Range(-0.06, 1.06)),
        (decimal_ticks, Range(-2.24, 2.24)),
        (decimal_ticks, Range(-0.4, 0.84)),
        (decimal_ticks, Range(-4.5, 3.3)),
        (decade_ticks, Range(-14, 1)),
        (decade_ticks, Range(-5, -4)),
    ],
)
def test_an_axis_with_room_has_two_labels_that_do_not_touch(
    height: int, ticks: Any, interval: Range, qapp: Any
) -> None:
    """One label says where something is, but not how much it is."""
    text = label_metrics(LIGHT).height()
    found = y_ticks(Scale(interval, ticks), text, height)
    assert len(found) >= 2
    pixels = np.array([tick.value for tick in found]) * height / interval.span
    assert np.diff(pixels).min() >= 0.95 * text


class Ruler(QWidget):
    """Measures a text with the font that a painter really draws labels with."""

    theme, text, drawn = LIGHT, "", 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(label_font(self.theme))
            self.drawn = QFontMetricsF(painter.font()).horizontalAdvance(self.text)


@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR])
@pytest.mark.parametrize("text", ["0.1335", "3.87·10⁻⁷", "update 5\u2009776", "z = −1.87", "1 111"])
def test_a_text_is_drawn_as_wide_as_it_is_measured(qtbot: Any, theme: Any, text: str) -> None:
    """A painter takes over from the widget's font whatever the label's font leaves open."""
    load_fonts()
    ruler = Ruler()
    qtbot.addWidget(ruler)
    ruler.setFont(font(theme, strong=True))
    ruler.theme, ruler.text = theme, text
    ruler.grab()
    assert ruler.drawn == label_metrics(theme).horizontalAdvance(text)


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR])
@pytest.mark.parametrize("size", [(1, 1), (40, 20), (384, 110), (560, 420), (1900, 900)])
def test_every_size_has_a_place_for_the_curves(theme: Any, size: Any, qapp: Any) -> None:
    still = Still(Words("A long caption", "short"), theme=theme)
    inner = place_of(still, QSize(*size)).inner
    assert inner.width() >= 1
    assert inner.height() >= 1
    if size[1] >= 420:
        assert inner.height() > 0.5 * size[1]


@given(
    st.lists(
        st.tuples(st.floats(-1, 2), st.floats(-1, 2), st.text("max 0.25", max_size=12)), max_size=9
    )
)
def test_notes_never_cover_each_other_and_stay_inside(
    drawn: list[tuple[float, float, str]],
) -> None:
    inner = QRectF(20, 10, 360, 200)
    place = Place(inner, Axis(Range(0, 1), 20, 380), Axis(Range(0, 1), 210, 10))
    notes = [Note(x, y, text, "#000000") for x, y, text in drawn]
    areas = [area for _, area in placed_notes(place, notes, label_metrics(LIGHT))]
    assert len(areas) >= min(len(notes), 1)
    for index, area in enumerate(areas):
        assert inner.contains(area)
        assert not any(area.intersects(other) for other in areas[:index])
