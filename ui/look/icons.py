"""Icons drawn from a few points in the theme's colors: sharp at every size, fit for every theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

Points = tuple[tuple[float, float], ...]

# polygons in a square of 24 x 24
_RIGHT: Points = ((7, 4), (20, 12), (7, 20))
_SHAPES: dict[str, tuple[Points, ...]] = {
    "play": (_RIGHT,),
    "pause": (((6, 4), (10, 4), (10, 20), (6, 20)), ((14, 4), (18, 4), (18, 20), (14, 20))),
    "stop": (((6, 6), (18, 6), (18, 18), (6, 18)),),
    "next_phase": (((5, 5), (12, 12), (5, 19)), ((12, 5), (19, 12), (12, 19))),
    "next_layer": (((8, 5), (16, 12), (8, 19)),),
    "end": (((5, 5), (15, 12), (5, 19)), ((16, 5), (19, 5), (19, 19), (16, 19))),
}
_MIRRORED = {"last_phase": "next_phase", "last_layer": "next_layer", "start": "end"}
_STROKES: dict[str, tuple[Points, ...]] = {
    "add": (((12, 5), (12, 19)), ((5, 12), (19, 12))),
    "remove": (((6, 6), (18, 18)), ((18, 6), (6, 18))),
    "more": (((5, 9), (12, 16), (19, 9)),),
    "branch": (((5, 17), (9, 17), (15, 6), (20, 6)), ((5, 17), (20, 17))),
    "film": (((3, 5), (21, 5), (21, 19), (3, 19), (3, 5)), ((7, 5), (7, 19)), ((17, 5), (17, 19))),
    "flag": (((6, 21), (6, 4), (18, 4), (15, 8), (18, 12), (6, 12)),),
    "less": (((9, 5), (16, 12), (9, 19)),),
}


def icon(name: str, color: str, size: int, ratio: float = 1.0) -> QIcon:
    """The named icon, `size` device-independent pixels wide."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size * ratio / 24, size * ratio / 24)
        _draw(painter, name, QColor(color))
    pixmap.setDevicePixelRatio(ratio)
    return QIcon(pixmap)


def swatch(color: str, size: int, ratio: float = 1.0) -> QIcon:
    """A round spot of a lane's color."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(color))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QRectF(0, 0, size * ratio, size * ratio).adjusted(1, 1, -1, -1))
    pixmap.setDevicePixelRatio(ratio)
    return QIcon(pixmap)


def _draw(painter: QPainter, name: str, color: QColor) -> None:
    if name in _MIRRORED:
        painter.translate(24, 0)
        painter.scale(-1, 1)
        name = _MIRRORED[name]
    painter.setPen(QPen(color, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    if name == "copy":
        painter.drawRoundedRect(QRectF(4, 4, 11, 11), 2, 2)
        painter.drawPolyline(_polygon(((9, 20), (20, 20), (20, 9))))
    elif name.endswith("column"):  # a window with its left or right column, filled if shown
        painter.drawRoundedRect(QRectF(3, 5, 18, 14), 2, 2)
        left = 3 if "left" in name else 14
        if name.startswith("no"):
            painter.drawRect(QRectF(left, 5, 7, 14))
        else:
            painter.fillRect(QRectF(left, 5, 7, 14), color)
    elif name == "link":
        for left in (3, 11):
            painter.drawRoundedRect(QRectF(left, 8, 10, 8), 4, 4)
    for points in _STROKES.get(name, ()):
        painter.drawPolyline(_polygon(points))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    for points in _SHAPES.get(name, ()):
        painter.drawPolygon(_polygon(points))


def _polygon(points: Points) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])
