"""The color scale right of a plot: an axis of pyqtgraph, part of all that leaves the plot."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.ui.plots.hands import ranges, shown
from tests.ui.plotting import drag, send, wheel
from ui.plots.axis import Range, Tick
from ui.plots.frame import Scale, Words, label_metrics
from ui.plots.library import pg
from ui.plots.marks import Colors, ColorScale, HeatMap
from ui.plots.plot import Plot

RED, BLUE, GREEN, YELLOW = 0xFFFF0000, 0xFF0000FF, 0xFF00FF00, 0xFFFFFF00
MAP = Colors((RED, BLUE), 0.0, 10.0, GREEN, YELLOW)
TICKS = Tick(0.0, "none"), Tick(5.0, "half"), Tick(10.0, "full")


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot(Words("A map", "map"), Words("x", "x"))
    shown(qtbot, made)
    made.show_scales(Scale(Range(0, 2)), Scale(Range(0, 2)))
    made.show_still([HeatMap(np.array([[0.0, 5.0], [5.0, 10.0]]), 0, 2, 0, 2, MAP)])
    made.show_colors(ColorScale(MAP, TICKS, above=(YELLOW, "NaN"), below=(GREEN, "zero")))
    return made


def beside(plot: Plot, height: float) -> QPointF:
    """On the strip, this fraction of its height above its lower end."""
    inner, gap = plot.place().inner, plot.still.theme.spacing
    return QPointF(inner.right() + gap + 3, inner.bottom() - height * inner.height())


def color_at(plot: Plot, at: QPointF) -> QColor:
    return plot.grab().toImage().pixelColor(at.toPoint())


def test_the_strip_runs_from_the_lowest_value_to_the_highest(plot: Plot) -> None:
    low, high = color_at(plot, beside(plot, 0.02)), color_at(plot, beside(plot, 0.98))
    assert (low.red(), low.blue()) == pytest.approx((255, 0), abs=16)
    assert (high.red(), high.blue()) == pytest.approx((0, 255), abs=16)


def test_special_values_have_their_color_beyond_the_ends(plot: Plot) -> None:
    height = plot.place().inner.height()
    text = plot.still.theme.label_size * 1.2
    assert color_at(plot, beside(plot, 1 + 0.5 * text / height)) == QColor.fromRgb(YELLOW)
    assert color_at(plot, beside(plot, -0.8 * text / height)) == QColor.fromRgb(GREEN)


def test_it_is_an_axis_and_moves_nothing(plot: Plot) -> None:
    axes = [item for item in plot.scene().items() if isinstance(item, pg.AxisItem)]
    assert [axis.orientation for axis in axes].count("right") == 1
    before = ranges(plot)
    wheel(plot, beside(plot, 0.5), 2)
    drag(plot, beside(plot, 0.5), beside(plot, 0.2))
    assert ranges(plot) == before
    assert not plot.range_chosen


def test_nothing_is_read_from_it(plot: Plot) -> None:
    from PySide6.QtCore import QEvent

    read: list[QPointF | None] = []
    plot.hovered.connect(read.append)
    send(plot, QEvent.Type.MouseMove, beside(plot, 0.5))
    assert read == [None]


def test_it_leaves_with_the_picture_and_is_said(plot: Plot, qtbot: QtBot) -> None:
    saved: list[bytes] = []
    plot.export_requested.connect(lambda _, formats: saved.append(formats[0].write()))
    plot.save("svg")
    texts = re.findall(r">([^<>]+)</text>", saved[0].decode())
    assert {"none", "half", "full", "NaN", "zero"} <= {text.strip() for text in texts}
    plot.setFocus()
    assert "Colors: none, half, full." in plot.accessibleDescription()


def test_without_one_the_plot_has_the_room(plot: Plot) -> None:
    narrow = QRectF(plot.place().inner)
    plot.show_colors(None)
    assert plot.place().inner.right() > narrow.right() + 10
    plot.setFocus()
    assert "Colors" not in plot.accessibleDescription()


@pytest.mark.parametrize("words", ["∞, NaN", "2.4·10⁻¹²", "a longer explanation"])
def test_a_label_fits_into_the_plot(plot: Plot, words: str) -> None:
    plot.show_colors(ColorScale(MAP, TICKS, above=(YELLOW, words)))
    _, _, labels = plot._color_axis.generateDrawSpecs(None)
    metrics = label_metrics(plot.still.theme)
    for area, _, text in labels:
        right = plot._color_axis.pos().x() + area.left() + metrics.horizontalAdvance(text)
        assert right <= plot.width()
        assert metrics.horizontalAdvance(text) <= area.width()


@pytest.mark.parametrize("height", [40, 60, 120])
def test_labels_never_overlap(plot: Plot, height: int) -> None:
    every = tuple(Tick(float(k), str(k)) for k in range(11))
    plot.show_colors(ColorScale(MAP, every))
    plot.resize(300, height)
    _, _, labels = plot._color_axis.generateDrawSpecs(None)
    areas = [area for area, _, _ in labels]
    assert areas
    for k, area in enumerate(areas):
        assert not any(area.intersects(other) for other in areas[k + 1 :])
