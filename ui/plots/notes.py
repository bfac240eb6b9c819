"""Places short texts next to their points, inside the frame, without overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath

from ui.look.theme import Theme
from ui.plots.frame import metrics_of
from ui.plots.marks import FloatArray, Line, Note, StillMark
from ui.plots.painter import Place, tinted

REACH = 7  # maximum distance of a note from its point, in halves of its width


@dataclass(frozen=True, slots=True)
class Obstacles:
    """Points of lines (n,), (n,) in pixels, which notes avoid."""

    x: FloatArray
    y: FloatArray

    def under(self, area: QRectF) -> bool:
        """Whether a note in this rectangle would cover a point."""
        across = (self.x > area.left()) & (self.x < area.right())
        return bool((across & (self.y > area.top()) & (self.y < area.bottom())).any())


NOTHING = Obstacles(np.zeros(0), np.zeros(0))


def obstacles_of(place: Place, marks: Iterable[StillMark]) -> Obstacles:
    """Points of all lines among the marks, without NaN and infinity."""
    lines = [mark for mark in marks if isinstance(mark, Line)]
    if not lines:
        return NOTHING
    x = np.concatenate([line.x for line in lines])
    y = np.concatenate([line.y for line in lines])
    known = np.isfinite(x) & np.isfinite(y)
    return Obstacles(place.x.pixels(x[known]), place.y.pixels(y[known]))


def placed_notes(
    place: Place,
    notes: Sequence[Note],
    metrics: QFontMetricsF,
    obstacles: Obstacles = NOTHING,
    caption: QRectF | None = None,
) -> list[tuple[Note, QRectF]]:
    """Place each note at the first free position, if possible one that covers no line.

    Notes that fit nowhere are left out. Those in cells have to fit there; see `cell_type`.
    """
    result: list[tuple[Note, QRectF]] = []
    for note in notes:
        size = _size(note, metrics)
        if note.cell:
            middle = place.point(note.x, note.y) - QPointF(size.width(), size.height()) / 2
            area = QRectF(middle, size)
            if place.inner.contains(area):  # cells may be outside, where the user has zoomed
                result.append((note, area))
            continue
        candidates = _corners(place.point(note.x, note.y), size)
        if note.far:
            candidates += _further(place.point(note.x, note.y), size)
        within = [area for area in candidates if place.inner.contains(area)]
        pushed = [_inside(area, place.inner) for area in candidates]
        taken = [area for _, area in result] + ([caption] if caption else [])
        free = [a for a in within + pushed if not any(a.intersects(t) for t in taken)]
        clear = (area for area in free if not obstacles.under(area))
        found = next(clear, free[0] if free and not note.yields else None)
        if found is not None:
            result.append((note, found))
    return result


def cell_type(place: Place, notes: Sequence[Note], theme: Theme) -> int:
    """The type size in which every note in a cell fits there, at most that of labels.

    Returns:
        The size in pixels; 0 if they do not fit in the smallest type of the theme. Then none is
        shown, not even those that fit: a cell without its number would look like an empty one.
    """
    inside = [note for note in notes if note.cell]
    for size in range(theme.label_size, min(theme.font_size, theme.label_size) - 1, -1):
        metrics = metrics_of(theme.font_family, size)
        if all(_fits(place, note, metrics) for note in inside):
            return size
    return 0


def _fits(place: Place, note: Note, metrics: QFontMetricsF) -> bool:
    size = _size(note, metrics)
    across, up = abs(place.x.slope) * note.cell, abs(place.y.slope) * note.cell
    return size.width() <= across and size.height() <= up


def _size(note: Note, metrics: QFontMetricsF) -> QSizeF:
    return QSizeF(metrics.horizontalAdvance(note.text) + 6, metrics.height())


def paint_notes(painter: QPainter, placed: Iterable[tuple[Note, QRectF]], paper: str) -> None:
    """Paint the notes, each on a patch of the background color or in its cell."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for note, area in placed:
        if not note.cell:
            path = QPainterPath()
            path.addRoundedRect(area, 3, 3)
            painter.fillPath(path, tinted(paper, 0.85))
        painter.setPen(QColor(note.color))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, note.text)


def _corners(point: QPointF, size: QSizeF) -> list[QRectF]:
    gap = size.height() / 2
    x, y, w, h = point.x(), point.y(), size.width(), size.height()
    return [
        QRectF(x - w / 2, y - gap - h, w, h),
        QRectF(x + gap, y - h / 2, w, h),
        QRectF(x - gap - w, y - h / 2, w, h),
        QRectF(x - w / 2, y + gap, w, h),
        QRectF(x + gap, y + gap, w, h),
        QRectF(x - gap - w, y + gap, w, h),
    ]


def _further(point: QPointF, size: QSizeF) -> list[QRectF]:
    """Candidates: left and right at the same height, then a line higher or lower, nearest first."""
    x, w, h = point.x(), size.width(), size.height()
    return [
        QRectF(x + side * (h / 2 + step * w / 2) - w / 2, point.y() + row * h - h / 2, w, h)
        for row in (0, 1, -1, 2)
        for step in range(1, REACH + 1)
        for side in (1, -1)
    ]


def _inside(area: QRectF, frame: QRectF) -> QRectF:
    """The rectangle moved into the frame."""
    x = min(max(area.left(), frame.left() + 2), frame.right() - area.width() - 2)
    y = min(max(area.top(), frame.top() + 2), frame.bottom() - area.height() - 2)
    return QRectF(QPointF(x, y), area.size())
