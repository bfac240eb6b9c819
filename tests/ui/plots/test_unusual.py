"""Plots of unusual numbers and in unusual moments: gaps, nothing, huge values, tiny sizes."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.plots.hands import middle, ranges, shown
from tests.ui.plotting import drag, wheel
from ui.look.theme import DARK, LIGHT, PROJECTOR
from ui.plots.axes import BottomAxis, LeftAxis
from ui.plots.axis import Range, decade_ticks, decimal_ticks
from ui.plots.frame import Scale, Words
from ui.plots.marks import Bars, Colors, Dots, HeatMap, Line, Steps
from ui.plots.plot import Plot
from ui.plots.stack import stack
from ui.plots.surface import Surface
from ui.widgets.formats import plain_csv
from ui.widgets.pictures import pdf, png, svg

BLUE = "#1371c3"
NAN, INF = np.nan, np.inf
COLORS = Colors((0xFF000000, 0xFFFFFFFF), 0.0, 1.0, 0xFF00FF00, 0xFFFF0000)


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot(Words("A curve", "curve"), Words("update", "update"))
    shown(qtbot, made)
    return made


def strokes(plot: Plot) -> list[str]:
    """The polylines and paths that an SVG of the plot draws in the color of its curve."""
    return [
        each.get("points") or each.get("d") or ""
        for group in ElementTree.fromstring(svg(plot)).iter()
        if (group.get("stroke") or "").lower() == BLUE
        for each in group
        if each.tag.endswith(("polyline", "path"))
    ]


def colored(plot: Plot) -> int:
    """The number of pixels in the color of the curve."""
    image = plot.grab().toImage()
    found = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return int((found & 0xFFFFFF == int(BLUE[1:], 16)).sum())


def test_a_gap_is_no_line(plot: Plot) -> None:
    y = np.array([0.2, 0.4, NAN, 0.4, 0.2, INF, 0.5, 0.5])
    plot.show_live([Line(np.arange(1.0, 9.0), y, BLUE, 2.0)])
    assert len(strokes(plot)) == 3
    rows = list(csv.reader(io.StringIO(plain_csv(plot.rows()).decode(), newline="")))
    assert [row[3] for row in rows[1:]] == [repr(float(each)) for each in y]


@pytest.mark.parametrize("marks", [
    [], [Line(np.array([]), np.array([]), BLUE, 2.0)],
    [Line(np.array([NAN, NAN]), np.array([NAN, NAN]), BLUE, 2.0)],
    [Dots(np.array([]), np.array([]), BLUE, 2.0)],
    [Bars(np.array([0.0]), np.array([]), 0.0, BLUE, 1.0)],
    [Steps(np.array([0.0]), np.array([]), BLUE, 1.0, 1.0)],
])  # fmt: skip
def test_a_plot_without_points_is_an_empty_plot(
    plot: Plot, marks: list[Line], qtbot: QtBot
) -> None:
    plot.show_live(marks)
    assert colored(plot) == 0
    plot.setFocus()
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_X, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_A):
        qtbot.keyClick(plot, key)
    assert png(plot)
    assert pdf(plot).startswith(b"%PDF")
    assert svg(plot)
    assert plain_csv(plot.rows())


@pytest.mark.parametrize("size", [1e-100, 1e-9, 1e9, 1e300])
def test_huge_and_tiny_values_have_their_axis(plot: Plot, size: float, qtbot: QtBot) -> None:
    plot.show_scales(Scale(Range(0, size), of="a"), Scale(Range(-size, size), of="b"))
    plot.show_live([Line(np.linspace(0, size, 9), np.linspace(-size, size, 9), BLUE, 2.0)])
    assert colored(plot) > 40
    home = ranges(plot)
    wheel(plot, middle(plot), 3)
    drag(plot, middle(plot), middle(plot) + QPointF(20, 10))
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Y)
    assert ranges(plot)[1].span < home[1].span
    x, y = ranges(plot)
    assert np.isfinite([x.low, x.high, y.low, y.high]).all()
    assert colored(plot) > 40
    qtbot.keyClick(plot, Qt.Key.Key_A)
    assert ranges(plot) == home


def test_the_smallest_numbers_refuse_the_pointer(plot: Plot, qtbot: QtBot) -> None:
    plot.show_scales(Scale(Range(0, 1e-300), of="a"), Scale(Range(0, 1e-300), of="b"))
    home = ranges(plot)
    wheel(plot, middle(plot), 3)
    drag(plot, middle(plot), middle(plot) + QPointF(20, 10))
    drag(plot, middle(plot), middle(plot) + QPointF(20, 10), Qt.MouseButton.RightButton)
    assert ranges(plot) == home
    plot.show_scales(Scale(Range(0, 1), of="a"), Scale(Range(0, 1), of="b"))
    wheel(plot, middle(plot), 3)
    assert ranges(plot)[0].span < 1


def test_powers_of_ten_zoom_one_axis_and_keep_their_labels(plot: Plot, qtbot: QtBot) -> None:
    plot.show_scales(Scale(Range(0, 10), of="layer"), Scale(Range(-30, 0), decade_ticks, of="size"))
    plot.show_live([Line(np.linspace(0, 10, 20), np.linspace(-30, 0, 20), BLUE, 2.0)])
    plot.setFocus()
    for _ in range(20):
        qtbot.keyClick(plot, Qt.Key.Key_Y)
    x, y = ranges(plot)
    assert (x.low, x.high) == (0, 10)
    assert y.span == pytest.approx(30 * 0.8**20)
    texts = re.findall(r">([^<>]+)</text>", svg(plot).decode())
    inside = [text for text in texts if "10" in text or "·" in text]
    assert len(inside) >= 2, texts
    assert "Vertical axis: size from" in plot.accessibleDescription()


def test_two_hundred_updates_of_one_point_leave_one_point(plot: Plot) -> None:
    for k in range(200):
        plot.show_live([Dots(np.array([1.0 + k / 12]), np.array([0.5]), BLUE, 4.0)])
        QApplication.processEvents()
    moved = colored(plot)
    plot.show_live([])
    plot.show_live([Dots(np.array([1.0 + 199 / 12]), np.array([0.5]), BLUE, 4.0)])
    assert moved == colored(plot) > 10


def test_a_chosen_range_stays_while_the_data_grow(qtbot: QtBot) -> None:
    above, below = Plot(Words("loss", "loss")), Plot(Words("score", "score"))
    stack(above, below)
    shown(qtbot, above, below)
    for plot in (above, below):
        plot.show_scales(
            Scale(Range(0, 10), of="update"), Scale(Range(0, 1), of=plot.accessibleName())
        )
    wheel(above, middle(above), 3)
    chosen = ranges(above)[0]
    for update in range(20, 300, 20):
        for plot in (above, below):
            up = Range(0, update / 10)
            plot.show_scales(
                Scale(Range(0, update), of="update"), Scale(up, of=plot.accessibleName())
            )
            plot.show_live([Line(np.arange(update) * 1.0, np.ones(update), BLUE, 2.0)])
    assert ranges(above)[0] == ranges(below)[0] == chosen
    assert ranges(below)[1].high == 28.0  # nobody has moved this axis
    above.setFocus()
    qtbot.keyClick(above, Qt.Key.Key_A)
    assert ranges(above)[0] == ranges(below)[0] == Range(0, 280)


def test_a_theme_leaves_the_chosen_range(plot: Plot, qtbot: QtBot) -> None:
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_X)
    chosen = ranges(plot)
    for theme in (DARK, PROJECTOR, LIGHT):
        plot.show_theme(theme)
        QApplication.processEvents()
        assert ranges(plot) == chosen
        assert plot.back.isVisible()
    qtbot.keyClick(plot, Qt.Key.Key_A)
    assert not plot.back.isVisible()


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3), (20, 20), (60, 30)])
@pytest.mark.parametrize("equal", [False, True])
def test_a_tiny_plot_keeps_its_range(
    plot: Plot, size: tuple[int, int], equal: bool, qtbot: QtBot
) -> None:
    plot.show_scales(Scale(Range(0, 2), of="a"), Scale(Range(0, 2), of="b"), equal=equal)
    field = HeatMap(np.eye(4), 0, 2, 0, 2, COLORS)
    plot.show_still([field])
    large = plot.size()
    before = ranges(plot)
    plot.setMinimumSize(1, 1)
    plot.setFixedSize(*size)
    QApplication.processEvents()
    wheel(plot, middle(plot), 1)
    drag(plot, middle(plot), middle(plot), Qt.MouseButton.RightButton)
    plot.grab()
    assert svg(plot)
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_A)
    plot.setFixedSize(large)
    QApplication.processEvents()
    assert ranges(plot) == before


@pytest.mark.parametrize("y", [Range(1e6, 1e6 + 1), Range(1e9, 1.01e9), Range(0.0, 2e-9)])
def test_numbers_on_a_linear_axis_never_repeat(plot: Plot, qtbot: QtBot, y: Range) -> None:
    plot.show_scales(Scale(Range(0, 10), of="a"), Scale(y, decimal_ticks, of="b"))
    plot.setFocus()
    for _ in range(12):
        qtbot.keyClick(plot, Qt.Key.Key_Y)
        texts = [spec[2] for spec in plot.axes[1].generateDrawSpecs(None)[2]]
        assert len(set(texts)) == len(texts), texts


@pytest.mark.parametrize("owner", [Surface, LeftAxis, BottomAxis])
def test_an_error_while_painting_is_reported_and_the_plot_goes_on(
    plot: Plot, owner: type, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Qt calls methods of the other items afterwards, often enough to end the process."""

    def fail(*args: object) -> None:
        raise ValueError("a wrong mark")

    plot.show_live([Line(np.arange(3.0), np.arange(3.0), BLUE, 2.0)])
    with monkeypatch.context() as wrong:
        wrong.setattr(owner, "paint" if owner is Surface else "generateDrawSpecs", fail)
        with qtbot.captureExceptions() as found:
            for _ in range(20):
                plot.resize(plot.width() + 1, plot.height())
                plot.grab()
    assert {str(each[1]) for each in found} == {"a wrong mark"}
    plot.resize(plot.width() + 1, plot.height())
    assert colored(plot) > 40
