"""The pixels inside a plot: a stored background, and every new set of marks painted on it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from math import ceil, floor

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from ui.plots.axis import Axis
from ui.plots.caption import paint_grid, paint_inner_caption
from ui.plots.frame import Pixels, Still, place_of, wrapped
from ui.plots.marks import Cells, HeatMap, Mark, Span, StillMark
from ui.plots.painter import paint_marks


def kernels_ready() -> bool:
    """Whether the raster kernels are loaded and compiled; plots never wait for them."""
    last = getattr(sys.modules.get("ui.raster.plots"), "stamps", None)  # compiled last
    return last is not None and bool(last.signatures)


class Surface:
    """A background image, and the visible image: the background with the live marks on it.

    `area` is the part of the plot that it covers: the inside, rounded to device pixels.
    """

    def __init__(self, still: Still, size: QSize, ratio: float) -> None:
        self.ratio = ratio
        self._place = place_of(still, size)
        inner = self._place.inner
        left, top = floor(inner.left() * ratio), floor(inner.top() * ratio)
        width = max(ceil(inner.right() * ratio) - left, 1)
        height = max(ceil(inner.bottom() * ratio) - top, 1)
        self.area = QRectF(left / ratio, top / ratio, width / ratio, height / ratio)
        self._quick = kernels_ready()
        self._mask = np.zeros((width, height), np.uint8)
        self._front: Pixels = np.empty((height, width), np.uint32)
        self.image: QImage = wrapped(self._front, ratio)
        self._paint_background(still, size)
        self._back = self._front.copy()

    def paint(self, marks: Iterable[Mark]) -> None:
        """Restore the background and paint these marks over it."""
        self._front[:] = self._back
        self._quick = self._quick or kernels_ready()
        self._add(marks)

    def _paint_background(self, still: Still, size: QSize) -> None:
        self.image.fill(QColor(still.theme.surface))
        with QPainter(self.image) as painter:
            painter.translate(-self.area.topLeft())
            paint_grid(painter, still, self._place)
        self._add(still.marks)
        with QPainter(self.image) as painter:
            painter.translate(-self.area.topLeft())
            paint_inner_caption(painter, still, self._place, size)

    def _add(self, marks: Iterable[StillMark]) -> None:
        """Use the raster kernels for the marks they know, once they are loaded; Qt for others."""
        for quick, some in groupby(marks, self._quickly):
            if quick:
                self._add_quickly(some)
                continue
            with QPainter(self.image) as painter:
                painter.translate(-self.area.topLeft())
                paint_marks(painter, self._place, some)

    def _quickly(self, mark: StillMark) -> bool:
        return (
            self._quick
            and not isinstance(mark, HeatMap | Cells)
            and not (isinstance(mark, Span) and mark.hatched)
        )

    def _add_quickly(self, marks: Iterable[StillMark]) -> None:
        from ui.plots import live  # imports Numba, for which the first picture must not wait

        height, width = self._front.shape
        clip = np.array((0, 0, width, height))
        corner, ratio = self.area.topLeft(), self.ratio
        x, y = _scaled(self._place.x, corner.x(), ratio), _scaled(self._place.y, corner.y(), ratio)
        live.paint_marks(live.PixelTarget(self._front, self._mask, clip, x, y, ratio), marks)


def _scaled(axis: Axis, corner: float, ratio: float) -> Axis:
    return Axis(axis.range, (axis.start - corner) * ratio, (axis.end - corner) * ratio)
