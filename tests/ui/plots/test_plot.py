"""The plot widget: what stands still is painted once, and every pointer has a key."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.look.theme import DARK, LIGHT
from ui.plots import surface as plot_surface
from ui.plots.axis import Range, layer_ticks
from ui.plots.caption import caption_area
from ui.plots.frame import Scale, Words
from ui.plots.marks import Dots, Line, Note, Span
from ui.plots.plot import Plot
from ui.plots.stack import stack
from ui.raster import plots

X: np.ndarray = np.linspace(0, 1, 50)


@pytest.fixture
def plot(qtbot: Any) -> Plot:
    host = QWidget()
    made = Plot(Words("A curve", "curve"), Words("x", "x"))
    made.setParent(host)
    made.destroyed.connect(lambda: host)
    qtbot.addWidget(host)
    host.resize(400, 240)
    made.resize(400, 240)
    host.show()
    QApplication.processEvents()
    return made


def picture(plot: Plot) -> np.ndarray:
    image = plot.grab().toImage()
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()


def test_only_the_live_marks_are_painted_again(plot: Plot, monkeypatch: Any) -> None:
    painted = []
    original = plot_surface.paint_grid
    monkeypatch.setattr(plot_surface, "paint_grid", lambda *a: painted.append(1) or original(*a))
    plot.show_still([Line(X, X, "#1371c3", 2.0)])
    before = picture(plot)
    assert painted == [1]
    plot.show_live([Dots(np.array([0.5]), np.array([0.2]), "#c8450b", 6.0)])
    with_dot = picture(plot)
    plot.show_live([])
    after = picture(plot)
    assert painted == [1]
    assert (before != with_dot).sum() > 60
    assert (before == after).all()
    plot.show_theme(DARK)
    picture(plot)
    assert painted == [1, 1]


def test_both_ways_of_painting_show_the_same_plot(
    plot: Plot, painters: object, monkeypatch: Any
) -> None:
    plots.warm_up()
    plot.show_live([Line(X, np.sqrt(X), "#1371c3", 3.0), Dots(X[::9], X[::9], "#c8450b", 5.0)])
    pictures = []
    for ready in (False, True):
        monkeypatch.setattr(plot_surface, "kernels_ready", lambda ready=ready: ready)
        plot.show_theme(DARK)  # a new surface
        plot.show_theme(LIGHT)
        pictures.append(picture(plot))
    red = [(p >> 16 & 255).astype(np.int64) for p in pictures]
    assert np.abs(red[0] - red[1]).mean() < 1.0
    assert (pictures[0] != pictures[1]).any()  # they are not one and the same way


def test_a_frame_paints_no_axis_and_shows_what_the_scene_would(
    plot: Plot, painters: object, monkeypatch: Any
) -> None:
    """The inside alone is one image; a picture of everything goes through pyqtgraph's scene."""
    painted: list[object] = []
    original = pg.GraphicsView.paintEvent
    monkeypatch.setattr(
        pg.GraphicsView, "paintEvent", lambda *of: painted.append(1) or original(*of)
    )
    host = plot.window()
    for ranges in (Range(0, 1), Range(0.25, 0.5)):
        plot.show_scales(Scale(ranges), Scale(Range(0, 1)))
        plot.show_cursor(0.4, [(0.5, "#1371c3")])
        plot.show_notes([Note(0.3, 0.7, "max", "#1371c3")])
        QApplication.processEvents()
        painted.clear()
        plot.show_live([Line(X, np.sqrt(X), "#c8450b", 3.0)])
        QApplication.processEvents()
        inner = plot.place().inner.toAlignedRect()
        alone = host.grab(inner.translated(plot.mapTo(host, QPoint())))
        assert not painted
        whole = plot.grab().copy(inner)
        assert painted
        kind = QImage.Format.Format_RGB32
        assert alone.toImage().convertToFormat(kind) == whole.toImage().convertToFormat(kind)


def test_plots_that_are_gone_leave_nothing(qtbot: Any) -> None:
    before = len(pg.ViewBox.AllViews)
    for _ in range(200):
        plot = Plot()
        plot.show_scales(Scale(Range(0, 1)), Scale(Range(0, 1)))
        plot.deleteLater()
        del plot
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert len(pg.ViewBox.AllViews) <= before


def test_deep_in_a_plot_nothing_is_odd(plot: Plot, painters: object) -> None:
    """Positions a hundred thousand times beyond the picture, by Qt and by the kernels."""
    plot.show_still([Span(0.1, 0.9, "#1371c3", 0.2, hatched=True)])
    plot.show_live([Line(X, X, "#1371c3", 2.0, (4.0, 2.0)), Dots(X, X, "#c8450b", 4.0)])
    plot.show_scales(Scale(Range(0, 1)), Scale(Range(0, 1)))
    for _ in range(40):
        plot.view.zoom(0.7, 0.7, 0.5, 0.5)
    assert plot.still.x.range.span == pytest.approx(1e-5)
    colors = set(picture(plot).ravel().tolist())
    assert 0xFF1371C3 in colors


def test_hidden_plots_paint_nothing(plot: Plot, monkeypatch: Any) -> None:
    plot.hide()
    monkeypatch.setattr(plot_surface.Surface, "paint", lambda *a: pytest.fail("painted"))
    plot.show_live([Line(X, X, "#1371c3", 2.0)])
    QApplication.processEvents()


def test_keys_move_the_hair_line_and_click(plot: Plot, qtbot: Any) -> None:
    plot.show_scales(Scale(Range(0.5, 9.5), layer_ticks, stride=1.0), Scale(Range(0, 1)))
    hovered: list[QPointF | None] = []
    clicked: list[QPointF] = []
    plot.hovered.connect(hovered.append)
    plot.clicked.connect(clicked.append)
    plot.show_cursor(4.0)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert [point.x() for point in hovered] == [5.0, 3.0]
    assert clicked[0].x() == 4.0


@pytest.mark.parametrize("y", [float("nan"), float("inf"), -1e308, 1e300])
def test_no_ring_where_a_curve_has_no_value(plot: Plot, y: float) -> None:
    plot.show_scales(Scale(Range(0.0, 1.0)), Scale(Range(0.0, 1.0)))
    plot.show_cursor(0.5)
    before = picture(plot)
    plot.show_cursor(0.5, [(y, "#d03030")])
    assert (picture(plot) == before).all()  # and Qt warns of nothing
    plot.show_cursor(0.5, [(0.5, "#d03030")])
    assert (picture(plot) != before).any()


def test_a_click_of_the_pointer_leaves_the_focus_where_it_was(plot: Plot, qtbot: Any) -> None:
    plot.clearFocus()
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.rect().center())
    assert not plot.hasFocus()


def test_a_stack_shares_its_left_margin_whatever_changes(qtbot: Any) -> None:
    """Other ranges, another height (and so other labels), a plot that comes or goes."""
    host, wide, narrow = QWidget(), Plot(), Plot()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    stack(wide, narrow)
    for plot, high in ((wide, 1e-7), (narrow, 1.0)):
        layout.addWidget(plot, 1)
        plot.show_scales(Scale(Range(0, 1)), Scale(Range(0, high)))

    def lefts() -> set[float]:
        QApplication.processEvents()
        return {plot.place().inner.left() for plot in (wide, narrow) if not plot.isHidden()}

    seen = set()
    host.show()
    for height in (90, 500, 120):
        host.resize(300, height)
        seen |= lefts()
        assert len(lefts()) == 1
    narrow.show_scales(Scale(Range(0, 1)), Scale(Range(0, 1e-9)))
    assert len(lefts()) == 1
    wide.show_scales(Scale(Range(0, 1)), Scale(Range(0, 1)))
    narrow.hide()
    assert max(lefts()) < min(seen)  # the hidden one asks for nothing
    narrow.show()
    assert len(lefts()) == 1


def test_a_note_stands_beside_the_line_that_it_tells_of(plot: Plot) -> None:
    x = np.linspace(-8, 8, 400)
    bell = Line(x, np.exp(-x * x / 4) / 4, "#1371c3", 2.0)
    plot.show_scales(Scale(Range(-8, 8)), Scale(Range(-0.02, 0.28)))
    plot.show_still([bell])
    for height in (70, 240):
        plot.resize(400, height)
        plot.show_notes([Note(0.0, 0.25, "max 0.25", "#1371c3", far=True)])
        ((_, area),) = plot.noted()
        place = plot.place()
        points = [place.point(a, b) for a, b in zip(bell.x, bell.y, strict=True)]
        assert not any(area.contains(point) for point in points)
    plot.resize(400, 70)  # the caption lies inside
    plot.show_notes([Note(-8.0, 0.28, "max 0.25", "#1371c3", far=True)])
    ((_, area),) = plot.noted()
    assert not area.intersects(caption_area(plot.still, plot.place(), plot.size()))
    plot.show_still([Line(x, np.full(x.size, y), "#1371c3", 2.0) for y in np.linspace(0, 0.3, 60)])
    assert plot.noted()  # there is no better place
    plot.show_notes([Note(0.0, 0.25, "max 0.25", "#1371c3", far=True, yields=True)])
    assert plot.noted() == []
