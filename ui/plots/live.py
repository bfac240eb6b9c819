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
class PixelTarget:
    """A framebuffer, the part that a plot's marks may change, and the axes in device pixels."""

    pixels: Pixels
    mask: Mask  # (width, height) scratch for strokes, zero between calls
    clip: NDArray[np.int64]  # (4,) left, top, right, bottom
    x: Axis
    y: Axis
    ratio: float  # device pixels per device-independent pixel


def paint_marks(target: PixelTarget, marks: Iterable[StillMark]) -> None:
    """Paint all marks in order, except fields of cells, which Qt paints."""
    for mark in marks:
        match mark:
            case Line():
                _line(target, mark)
            case Dots():
                _dots(target, mark)
            case Bars():
                _bars(target, mark)
            case Steps():
                _steps(target, mark)
            case Band():
                _band(target, mark.x, mark.low, mark.high, mark.color, mark.opacity)
            case Stamps():
                _stamps(target, mark)
            case Span():
                _span(target, mark)
            case Rule():
                _rule(target, mark)


def _stroke(
    target: PixelTarget,
    xs: FloatArray,
    ys: FloatArray,
    color: str,
    width: float,
    dash: tuple[float, ...],
    opacity: float = 1.0,
) -> None:
    pattern = np.array(dash) * (width * target.ratio) if dash else NO_DASH
    half = width * target.ratio / 2
    args = (target.clip, xs, ys, half, argb(color), opacity, pattern)
    plots.polyline(target.pixels, target.mask, *args)


def _line(target: PixelTarget, mark: Line) -> None:
    xs, ys = target.x.pixels(mark.x), target.y.pixels(mark.y)
    _stroke(target, xs, ys, mark.color, mark.width, mark.dash, mark.opacity)


def _rule(target: PixelTarget, mark: Rule) -> None:
    left, top, right, bottom = target.clip.tolist()
    if mark.vertical:
        x = target.x.pixel(mark.value)
        xs, ys = np.array((x, x)), np.array((float(top), float(bottom)))
    else:
        y = target.y.pixel(mark.value)
        xs, ys = np.array((float(left), float(right))), np.array((y, y))
    _stroke(target, xs, ys, mark.color, mark.width, mark.dash)


def _dots(target: PixelTarget, mark: Dots) -> None:
    plots.discs(
        target.pixels,
        target.clip,
        target.x.pixels(mark.x),
        target.y.pixels(mark.y),
        mark.radius * target.ratio,
        argb(mark.color),
        mark.ring * target.ratio,
        argb(mark.ring_color),
    )


def _bars(target: PixelTarget, mark: Bars) -> None:
    base = target.y.pixel(mark.base)
    edges, tops = target.x.pixels(mark.edges), target.y.pixels(mark.heights)
    plots.bars(target.pixels, target.clip, edges, tops, base, argb(mark.color), mark.opacity)


def _steps(target: PixelTarget, mark: Steps) -> None:
    edges, tops = target.x.pixels(mark.edges), target.y.pixels(mark.heights)
    width = max(round(mark.width * target.ratio), 1)
    plots.outline(target.pixels, target.clip, edges, tops, width, argb(mark.color), mark.opacity)


def _band(
    target: PixelTarget,
    x: FloatArray,
    low: FloatArray,
    high: FloatArray,
    color: str,
    opacity: float,
) -> None:
    upper, lower = target.y.pixels(high), target.y.pixels(low)
    plots.band(target.pixels, target.clip, target.x.pixels(x), upper, lower, argb(color), opacity)


def _span(target: PixelTarget, mark: Span) -> None:
    x = np.array((mark.low, mark.high))
    low, high = np.full(2, target.y.range.low), np.full(2, target.y.range.high)
    _band(target, x, low, high, mark.color, mark.opacity)


def _stamps(target: PixelTarget, mark: Stamps) -> None:
    picture = stamp(mark.shape, round(mark.size * target.ratio))
    xs, ys = target.x.pixels(mark.x), target.y.pixels(mark.y)
    plots.stamps(target.pixels, target.clip, xs, ys, picture, argb(mark.color))


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
