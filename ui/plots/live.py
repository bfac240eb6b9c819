"""Paints marks with the raster kernels, for what changes with every trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from ui.look.theme import argb
from ui.plots.axis import Axis
from ui.plots.marks import (
    Band,
    Bars,
    Dots,
    FloatArray,
    Line,
    Rule,
    Shape,
    Span,
    Stamps,
    Steps,
    StillMark,
)
from ui.plots.painter import paint_shape
from ui.raster import plots

Pixels = NDArray[np.uint32]  # (height, width) 0xffRRGGBB
Mask = NDArray[np.uint8]
NO_DASH: FloatArray = np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A framebuffer, the part that a plot's marks may change, and the axes in device pixels."""

    pixels: Pixels
    mask: Mask  # (width, height) scratch for strokes, zero between calls
    clip: NDArray[np.int64]  # (4,) left, top, right, bottom
    x: Axis
    y: Axis
    ratio: float  # device pixels per device-independent pixel
    across: tuple[float, float]  # slope and offset from values of x to pixels
    down: tuple[float, float]


def canvas(
    pixels: Pixels, mask: Mask, clip: NDArray[np.int64], x: Axis, y: Axis, ratio: float
) -> Canvas:
    """Compute the slopes and offsets of the axes."""
    across, down = (x.slope, x.offset), (y.slope, y.offset)
    return Canvas(pixels, mask, clip, x, y, ratio, across, down)


def paint_marks(canvas: Canvas, marks: Iterable[StillMark]) -> None:
    """Paint all marks in order, except fields of cells, which Qt paints."""
    for mark in marks:
        match mark:
            case Line():
                _line(canvas, mark)
            case Dots():
                _dots(canvas, mark)
            case Bars():
                _bars(canvas, mark)
            case Steps():
                _steps(canvas, mark)
            case Band():
                _band(canvas, mark.x, mark.low, mark.high, mark.color, mark.opacity)
            case Stamps():
                _stamps(canvas, mark)
            case Span():
                _span(canvas, mark)
            case Rule():
                _rule(canvas, mark)


def _xs(canvas: Canvas, values: FloatArray) -> FloatArray:
    slope, offset = canvas.across
    return np.multiply(values, slope, dtype=np.float64) + offset


def _ys(canvas: Canvas, values: FloatArray) -> FloatArray:
    slope, offset = canvas.down
    return np.multiply(values, slope, dtype=np.float64) + offset


def _stroke(
    canvas: Canvas,
    xs: FloatArray,
    ys: FloatArray,
    color: str,
    width: float,
    dash: tuple[float, ...],
    opacity: float = 1.0,
) -> None:
    pattern = np.array(dash) * (width * canvas.ratio) if dash else NO_DASH
    half = width * canvas.ratio / 2
    args = (canvas.clip, xs, ys, half, argb(color), opacity, pattern)
    plots.polyline(canvas.pixels, canvas.mask, *args)


def _line(canvas: Canvas, mark: Line) -> None:
    xs, ys = _xs(canvas, mark.x), _ys(canvas, mark.y)
    _stroke(canvas, xs, ys, mark.color, mark.width, mark.dash, mark.opacity)


def _rule(canvas: Canvas, mark: Rule) -> None:
    left, top, right, bottom = canvas.clip.tolist()
    if mark.vertical:
        x = canvas.x.pixel(mark.value)
        xs, ys = np.array((x, x)), np.array((float(top), float(bottom)))
    else:
        y = canvas.y.pixel(mark.value)
        xs, ys = np.array((float(left), float(right))), np.array((y, y))
    _stroke(canvas, xs, ys, mark.color, mark.width, mark.dash)


def _dots(canvas: Canvas, mark: Dots) -> None:
    plots.discs(
        canvas.pixels,
        canvas.clip,
        _xs(canvas, mark.x),
        _ys(canvas, mark.y),
        mark.radius * canvas.ratio,
        argb(mark.color),
        mark.ring * canvas.ratio,
        argb(mark.ring_color),
    )


def _bars(canvas: Canvas, mark: Bars) -> None:
    base = canvas.y.pixel(mark.base)
    edges, tops = _xs(canvas, mark.edges), _ys(canvas, mark.heights)
    plots.bars(canvas.pixels, canvas.clip, edges, tops, base, argb(mark.color), mark.opacity)


def _steps(canvas: Canvas, mark: Steps) -> None:
    edges, tops = _xs(canvas, mark.edges), _ys(canvas, mark.heights)
    width = max(round(mark.width * canvas.ratio), 1)
    plots.outline(canvas.pixels, canvas.clip, edges, tops, width, argb(mark.color), mark.opacity)


def _band(
    canvas: Canvas, x: FloatArray, low: FloatArray, high: FloatArray, color: str, opacity: float
) -> None:
    upper, lower = _ys(canvas, high), _ys(canvas, low)
    plots.band(canvas.pixels, canvas.clip, _xs(canvas, x), upper, lower, argb(color), opacity)


def _span(canvas: Canvas, mark: Span) -> None:
    x = np.array((mark.low, mark.high))
    low, high = np.full(2, canvas.y.range.low), np.full(2, canvas.y.range.high)
    _band(canvas, x, low, high, mark.color, mark.opacity)


def _stamps(canvas: Canvas, mark: Stamps) -> None:
    picture = stamp(mark.shape, round(mark.size * canvas.ratio))
    xs, ys = _xs(canvas, mark.x), _ys(canvas, mark.y)
    plots.stamps(canvas.pixels, canvas.clip, xs, ys, picture, argb(mark.color))


@cache
def stamp(shape: Shape, size: int) -> Mask:
    """The coverage of a shape, (size + 2, size + 2), drawn once by Qt."""
    side = size + 2
    image = QImage(side, side, QImage.Format.Format_Alpha8)
    image.fill(0)
    with QPainter(image) as painter:
        center = QPointF(side / 2, side / 2)
        paint_shape(painter, shape, center, float(size), QColor("#000000"))
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(side, image.bytesPerLine())
    return rows[:, :side].copy()  # the image is deleted with its memory
