"""The pixels of one plot: the background kept, the inside painted anew for every set of marks."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter

from ui.plots.axis import Axis
from ui.plots.frame import Pixels, Still, background, label_font, wrapped
from ui.plots.marks import Mark
from ui.plots.painter import Place, paint_marks


def kernels_ready() -> bool:
    """Whether the raster kernels are loaded and compiled; plots never wait for them."""
    last = getattr(sys.modules.get("ui.raster.plots"), "stamps", None)  # warmed up last
    return last is not None and bool(last.signatures)


class Surface:
    """A background and the front that is shown: the same picture with the live marks on it."""

    def __init__(self, still: Still, size: QSize, ratio: float) -> None:
        self.ratio = ratio
        self._still = still
        self._back = background(still, size, ratio)
        self._front: Pixels = self._back.copy()
        self._mask = np.zeros(self._front.shape[::-1], np.uint8)
        self._quick = False
        self.image: QImage = wrapped(self._front, ratio)

    def paint(self, place: Place, marks: Sequence[Mark]) -> None:
        """Restore the inside and paint the marks, by the raster kernels or, before them, by Qt."""
        height, width = self._front.shape
        inner = place.inner
        across = (inner.left() + 1, inner.right())  # the axes' own lines stay
        down = (inner.top(), inner.bottom() - 1)
        left, right = (min(max(round(edge * self.ratio), 0), width) for edge in across)
        top, bottom = (min(max(round(edge * self.ratio), 0), height) for edge in down)
        self._front[top:bottom, left:right] = self._back[top:bottom, left:right]
        self._quick = self._quick or kernels_ready()
        if not self._quick:
            with QPainter(self.image) as painter:
                painter.setFont(label_font(self._still.theme))
                paint_marks(painter, place, marks)
            return
        from ui.plots import live as plot_live

        clip = np.array((left, top, right, bottom))
        x, y = _scaled(place.x, self.ratio), _scaled(place.y, self.ratio)
        canvas = plot_live.canvas(self._front, self._mask, clip, x, y, self.ratio)
        plot_live.paint_marks(canvas, marks)


def _scaled(axis: Axis, ratio: float) -> Axis:
    return Axis(axis.range, axis.start * ratio, axis.end * ratio)
