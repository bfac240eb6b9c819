"""Qt and the raster kernels paint the same marks: either is the other's oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter

from ui.plots import live as plot_live
from ui.plots.axis import Axis, Range
from ui.plots.frame import wrapped
from ui.plots.marks import (
    DASHES,
    Band,
    Bars,
    Cells,
    Dots,
    FloatArray,
    Line,
    Mark,
    Rule,
    Shape,
    Span,
    Stamps,
    Steps,
)
from ui.plots.painter import Place, paint_marks
from ui.raster import plots as kernels

pytestmark = pytest.mark.usefixtures("painters")
SIZE = QSize(220, 160)
X, Y = Range(-4.0, 4.0), Range(-1.5, 2.0)
xs: FloatArray = np.linspace(-4, 4, 60)
edges: FloatArray = np.linspace(-4, 4, 33)
heights: FloatArray = np.exp(-(edges[:-1] ** 2)) - 1.5
points: FloatArray = np.array([-3.2, -0.4, 1.1, 2.7])

MARKS: dict[str, Mark] = {
    "line": Line(xs, np.tanh(xs), "#c8450b", 2.0),
    "thick": Line(xs, np.sin(2 * xs), "#1371c3", 5.0),
    "faint": Line(xs, np.sin(xs), "#1371c3", 3.0, opacity=0.4),
    "steep": Line(np.array([-1.0, -1.0, 1.0]), np.array([-1.4, 1.9, -1.0]), "#7a2fa8", 3.0),
    "gap": Line(xs, np.where(abs(xs) < 1, np.nan, xs / 4), "#1371c3", 3.0),
    "band": Band(xs, np.sin(xs) - 0.3, np.sin(xs) + 0.3, "#54730a", 0.5),
    "bars": Bars(edges, heights, -1.5, "#c8450b", 0.5),
    "dots": Dots(points, points / 3, "#1371c3", 5.0, 1.5, "#ffffff"),
    "span": Span(-1.0, 2.0, "#7a2fa8", 0.3),
    "level": Rule(0.5, "#1371c3", 2.0, vertical=False),
    "upright": Rule(0.5, "#1371c3", 2.0, vertical=True),
}


def place(ratio: float = 1.0) -> Place:
    width, height = SIZE.width() * ratio, SIZE.height() * ratio
    inner = QRectF(10 * ratio, 8 * ratio, width - 20 * ratio, height - 16 * ratio)
    x = Axis(X, inner.left(), inner.right())
    return Place(inner, x, Axis(Y, inner.bottom(), inner.top()))


def blank(ratio: float) -> np.ndarray:
    shape = (round(SIZE.height() * ratio), round(SIZE.width() * ratio))
    return np.full(shape, 0xFFFFFFFF, np.uint32)


def by_qt(mark: Mark, ratio: float) -> np.ndarray:
    pixels = blank(ratio)
    image = wrapped(pixels, ratio)
    with QPainter(image) as painter:
        paint_marks(painter, place(), [mark])
    return pixels


def by_kernels(mark: Mark, ratio: float) -> np.ndarray:
    pixels, scaled = blank(ratio), place(ratio)
    inner = scaled.inner
    sides = (inner.left(), inner.top(), inner.right(), inner.bottom())
    clip = np.array([round(side) for side in sides])
    mask = np.zeros(pixels.shape[::-1], np.uint8)
    target = plot_live.PixelTarget(pixels, mask, clip, scaled.x, scaled.y, ratio)
    plot_live.paint_marks(target, [mark])
    assert not mask.any()  # the scratch is left clean for the next stroke
    return pixels


def channels(pixels: np.ndarray) -> np.ndarray:
    return np.stack([pixels >> shift & 255 for shift in (0, 8, 16)]).astype(np.int64)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("name", MARKS)
def test_both_painters_paint_the_same_picture(name: str, ratio: float, qapp: object) -> None:
    one, other = (channels(paint(MARKS[name], ratio)) for paint in (by_qt, by_kernels))
    painted = (one < 255).any(axis=0)
    assert painted.sum() > 50
    away = np.abs(one - other).max(axis=0)
    assert away[painted].mean() < 14  # edges are smoothed a little differently
    assert away[~painted].mean() < 1
    assert (away > 140).sum() <= 0.02 * painted.sum() + 4


PIXEL = st.integers(-40, 480).map(lambda half: half / 2) | st.just(np.nan)  # halves: centers too


@given(
    st.lists(st.tuples(PIXEL, PIXEL), max_size=12),
    st.sampled_from([0.5, 1.0, 2.5]),
    st.sampled_from([(), (4.0, 2.0), (1.0, 3.0, 5.0, 2.0)]),
)
def test_no_row_of_points_is_too_odd_for_a_stroke(
    drawn: list[tuple[float, float]], half: float, dash: tuple[float, ...]
) -> None:
    """Points that repeat, stand upon each other or lie on pixel centers; gaps; nothing at all."""
    at: FloatArray = np.array(drawn, float).reshape(-1, 2)
    pixels, mask = np.zeros((120, 200), np.uint32), np.zeros((200, 120), np.uint8)
    clip = np.array([5, 5, 195, 115])
    columns = [np.ascontiguousarray(at[:, k]) for k in (0, 1)]
    kernels.polyline(pixels, mask, clip, *columns, half, 0xFFFFFFFF, 1.0, np.array(dash))
    assert not mask.any()
    pixels[5:115, 5:195] = 0
    assert not pixels.any()
    inside = [(x, y) for x, y in drawn if 10 < x < 190 and 10 < y < 110]
    if len(drawn) > 1 and len(inside) == len(drawn) and not dash:
        kernels.polyline(pixels, mask, clip, *columns, half, 0xFFFFFFFF, 1.0, np.array(dash))
        assert all(pixels[int(y), int(x)] & 255 > 60 for x, y in inside)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("shape", Shape)
def test_a_stamp_is_the_same_shape_on_the_nearest_pixel(
    shape: Shape, ratio: float, qapp: object
) -> None:
    mark = Stamps(np.array([1.1]), np.array([0.3]), shape, "#000000", 12.0)
    ink = [255.0 - channels(paint(mark, ratio))[0] for paint in (by_qt, by_kernels)]
    assert ink[0].sum() == pytest.approx(ink[1].sum(), rel=0.06)
    rows, columns = np.indices(ink[0].shape)
    for axis in (rows, columns):
        one, other = ((axis * each).sum() / each.sum() for each in ink)
        assert one == pytest.approx(other, abs=0.75)


@pytest.mark.parametrize("paint", [by_qt, by_kernels])
def test_a_dashed_line_leaves_gaps(paint, qapp: object) -> None:  # type: ignore[no-untyped-def]
    solid = Line(np.array([-4.0, 4.0]), np.array([0.0, 0.0]), "#000000", 2.0)
    dashed = Line(solid.x, solid.y, "#000000", 2.0, DASHES[1])
    dark = [(channels(paint(mark, 2.0))[0] < 128).sum() for mark in (solid, dashed)]
    drawn, left_out = DASHES[1]
    assert dark[1] / dark[0] == pytest.approx(drawn / (drawn + left_out), abs=0.06)


@pytest.mark.parametrize("paint", [by_qt, by_kernels])
def test_the_edge_of_a_histogram_follows_its_bars(paint, qapp: object) -> None:  # type: ignore[no-untyped-def]
    pixels = channels(paint(Steps(edges, heights, "#000000", 1.0, 1.0), 1.0))[0]
    here = place()
    for k in (11, 13, 16, 19):
        column = round(here.x.pixel((edges[k] + edges[k + 1]) / 2))
        darkest = int(np.argmin(pixels[:, column]))
        assert darkest == pytest.approx(here.y.pixel(heights[k]), abs=1.5)


@pytest.mark.parametrize("paint", [by_qt, by_kernels])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300, -1e300, 1.7e308, -1.7e308])
def test_values_without_a_place_neither_warn_nor_spill(paint, bad, qapp: object) -> None:  # type: ignore[no-untyped-def]
    wild: FloatArray = np.array([0.0, bad, 0.5, bad, 1.0])
    x: FloatArray = np.linspace(-3, 3, 5)
    for mark in (
        Line(x, wild, "#000000", 2.0),
        Dots(x, wild, "#000000", 4.0),
        Stamps(x, wild, Shape.CROSS, "#000000", 8.0),
        Band(x, wild - 0.1, wild + 0.1, "#000000", 0.5),
        Bars(np.linspace(-3, 3, 6), wild, -1.5, "#000000", 0.5),
    ):
        pixels = paint(mark, 1.0)
        assert (pixels[:8] == 0xFFFFFFFF).all()  # nothing outside the plot's inside
        assert (pixels[-8:] == 0xFFFFFFFF).all()


def test_a_curve_is_painted_where_its_values_are(qapp: object) -> None:
    """The center of the stroke, column by column, against the axis."""
    pixels = 255 - channels(by_kernels(MARKS["line"], 2.0))[0]
    here = place(2.0)
    rows = np.arange(pixels.shape[0]) + 0.5
    for column in range(30, 410, 19):
        weights = pixels[:, column]
        center = float((rows * weights).sum() / weights.sum())
        z = here.x.value(column + 0.5)
        assert center == pytest.approx(here.y.pixel(float(np.tanh(z))), abs=0.6)


def test_colors_are_not_mixed_up(qapp: object) -> None:
    pixels = by_kernels(Span(-9, 9, "#ff0000", 1.0), 1.0)
    assert QColor.fromRgb(int(pixels[80, 110])) == QColor("#ff0000")


@pytest.mark.parametrize(("bottom", "top"), [(0.5, 0.5), (3.0, 4.0), (-1.5, 2.0)])
def test_cells_are_painted_only_where_they_are_seen(bottom: float, top: float) -> None:
    """A plane can be flat, or above what is shown."""
    ground = 0xFFFFFFFF
    pixels = np.full((SIZE.height(), SIZE.width()), ground, np.uint32)
    cells = Cells(np.full((2, 2), 0xFF1371C3, np.uint32), -4.0, 4.0, bottom, top)
    image = wrapped(pixels, 1.0)
    with QPainter(image) as painter:
        paint_marks(painter, place(), [cells])
    assert bool((pixels != ground).any()) == (bottom < top <= Y.high)
