"""Where both axes are lengths, a circle stays a circle."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.plots.hands import middle
from tests.ui.plots.hands import shown as put
from tests.ui.plotting import drag, wheel
from ui.look.theme import PROJECTOR
from ui.plots.axis import Range
from ui.plots.frame import Scale
from ui.plots.plot import Plot

SQUARE = Scale(Range(-2.0, 2.0), of="length")


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot()
    put(qtbot, made)
    made.show_scales(SQUARE, SQUARE, equal=True)
    return made


def is_equal(plot: Plot) -> bool:
    place = plot.place()
    view_x, view_y = plot.view.seen()
    for seen, placed in ((view_x, place.x.range), (view_y, place.y.range)):
        assert (seen.low, seen.high) == pytest.approx(
            (placed.low, placed.high), abs=1e-9 * placed.span
        )
    return place.x.slope == pytest.approx(-place.y.slope, rel=0.02)


def test_all_values_are_seen_and_a_unit_is_as_long_on_both_axes(plot: Plot) -> None:
    assert is_equal(plot)
    x, y = plot.still.x.range, plot.still.y.range
    assert x.low < -2 < 2 < x.high  # the plot is wider than high
    assert (y.low, y.high) == pytest.approx((-2.0, 2.0), rel=0.02)
    assert not plot.range_chosen


@pytest.mark.parametrize("size", [(260, 500), (900, 220)])
def test_it_stays_so_in_another_size_and_type(plot: Plot, size: tuple[int, int]) -> None:
    plot.window().resize(*size)
    QApplication.processEvents()
    assert is_equal(plot)
    plot.show_theme(PROJECTOR)
    assert is_equal(plot)


def test_it_stays_so_however_it_is_zoomed(plot: Plot) -> None:
    inner = plot.place().inner
    home = plot.still.x.range, plot.still.y.range
    below = QPointF(inner.center().x(), inner.bottom() + 8)
    beside = QPointF(inner.left() / 2, inner.center().y())
    for place in (middle(plot), below, beside):
        before = plot.still.x.range.span, plot.still.y.range.span
        wheel(plot, place, 1)
        assert is_equal(plot)
        assert plot.still.x.range.span < before[0]
        assert plot.still.y.range.span < before[1]
    start = middle(plot) - QPointF(60, 20)
    drag(plot, start, middle(plot), keys=Qt.KeyboardModifier.ShiftModifier)
    assert is_equal(plot)
    drag(plot, below, below + QPointF(40, 0))
    assert is_equal(plot)
    plot.view_all()
    assert (plot.still.x.range, plot.still.y.range) == home
