"""Where does a short text go? Beside its point, inside the frame, over no other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath

from ui.items.plots.marks import Note
from ui.items.plots.painter import Place, tinted


def placed_notes(
    place: Place, notes: Sequence[Note], metrics: QFontMetricsF
) -> list[tuple[Note, QRectF]]:
    """Each note with the first free place beside its point; one that would cover another lacks."""
    result: list[tuple[Note, QRectF]] = []
    for note in notes:
        size = QSizeF(metrics.horizontalAdvance(note.text) + 6, metrics.height())
        beside = _corners(place.point(note.x, note.y), size)
        within = [area for area in beside if place.inner.contains(area)]
        pushed = [_inside(area, place.inner) for area in beside]
        taken = [area for _, area in result]
        free = (a for a in within + pushed if not any(a.intersects(t) for t in taken))
        area = next(free, None)
        if area is not None:
            result.append((note, area))
    return result


def paint_notes(painter: QPainter, place: Place, notes: Sequence[Note], paper: str) -> None:
    """The notes, each on a patch of paper."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for note, area in placed_notes(place, notes, QFontMetricsF(painter.font())):
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


def _inside(area: QRectF, frame: QRectF) -> QRectF:
    """The same rectangle pushed into the frame."""
    x = min(max(area.left(), frame.left() + 2), frame.right() - area.width() - 2)
    y = min(max(area.top(), frame.top() + 2), frame.bottom() - area.height() - 2)
    return QRectF(QPointF(x, y), area.size())
