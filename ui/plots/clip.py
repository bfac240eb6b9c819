"""Clips strokes and areas to a rectangle, for files without clipping."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from ui.plots.marks import FloatArray


def strokes_within(x: FloatArray, y: FloatArray, area: QRectF) -> Iterator[QPolygonF]:
    """The parts of a stroke through points (n,), (n,) inside the area; NaN is a gap.

    Source: Liang and Barsky 1984.
    """
    dx, dy = np.diff(x), np.diff(y)
    enter, leave = np.zeros(dx.size), np.ones(dx.size)
    inside = np.isfinite(dx) & np.isfinite(dy)
    borders = (
        (-dx, x[:-1] - area.left()), (dx, area.right() - x[:-1]),
        (-dy, y[:-1] - area.top()), (dy, area.bottom() - y[:-1]),
    )  # fmt: skip
    with np.errstate(all="ignore"):
        for outwards, room in borders:
            share = room / outwards
            enter = np.where(outwards < 0, np.fmax(enter, share), enter)
            leave = np.where(outwards > 0, np.fmin(leave, share), leave)
            inside &= (outwards != 0) | (room >= 0)
    inside &= enter <= leave
    run: list[QPointF] = []
    for k in np.flatnonzero(inside).tolist():
        if run and (enter[k] > 0 or not inside[k - 1]):
            yield QPolygonF(run)
            run = []
        if not run:
            run.append(QPointF(x[k] + enter[k] * dx[k], y[k] + enter[k] * dy[k]))
        run.append(QPointF(x[k] + leave[k] * dx[k], y[k] + leave[k] * dy[k]))
        if leave[k] < 1:
            yield QPolygonF(run)
            run = []
    if run:
        yield QPolygonF(run)


def area_within(corners: list[QPointF], area: QRectF) -> QPolygonF:
    """The part of a polygon inside the area."""
    return QPolygonF(corners).intersected(QPolygonF(area))
