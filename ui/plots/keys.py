"""Keys of a focused plot; there is one for every gesture of the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

if TYPE_CHECKING:
    from ui.plots.plot import Plot

ZOOM, PAN = 1.25, 0.1  # of the range, per key press
_KEYS = Qt.Key
_ARROWS = {
    _KEYS.Key_Left: (-1, 0), _KEYS.Key_Right: (1, 0), _KEYS.Key_Down: (0, -1), _KEYS.Key_Up: (0, 1),
}  # fmt: skip
_ALL = {_KEYS.Key_A, _KEYS.Key_Home, _KEYS.Key_0}
_ZOOMS = {_KEYS.Key_Plus: 1 / ZOOM, _KEYS.Key_Equal: 1 / ZOOM, _KEYS.Key_Minus: ZOOM}
_ONE_AXIS = {_KEYS.Key_X, _KEYS.Key_Y}  # with Shift, zooms out
_CLICKS = {_KEYS.Key_Return, _KEYS.Key_Enter}
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_PANS = _SHIFT | Qt.KeyboardModifier.AltModifier  # planes use Shift otherwise
_OTHERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


def wants(event: QKeyEvent) -> bool:
    """Whether a focused plot needs this key, which is also a shortcut of the window."""
    key, held = Qt.Key(event.key()), event.modifiers()
    if held & _OTHERS:
        return event.matches(QKeySequence.StandardKey.Copy)
    if key in _ARROWS:
        return bool(held & _PANS) or not _ARROWS[key][1]
    if key in _ONE_AXIS:
        return not held & Qt.KeyboardModifier.AltModifier
    return key in _ZOOMS or (key in _ALL | _CLICKS and not held & _PANS)


def press(plot: Plot, event: QKeyEvent) -> None:
    """Move the vertical line or the view, zoom, or reset; Return clicks at the line.

    If the plot `picks` curves, Return goes to its next curve.
    """
    key = Qt.Key(event.key())
    x, y = plot.still.x, plot.still.y.range.center
    at = plot.cursor_value if plot.cursor_value is not None else x.range.center
    about = at if x.range.contains(at) else x.range.center
    if key in _ZOOMS:
        plot.view.zoom(_ZOOMS[key], _ZOOMS[key], about, y)
    elif key in _ONE_AXIS:
        factor = ZOOM if event.modifiers() & _SHIFT else 1 / ZOOM
        across, up = (factor, 1.0) if key == _KEYS.Key_X else (1.0, factor)
        plot.view.zoom(across, up, about, y)
    elif event.matches(QKeySequence.StandardKey.Copy):
        plot.copy_picture()
    elif key in _ALL:
        plot.view_all()
    elif key in _CLICKS and plot.picks:
        plot.stepped.emit()
    elif key in _CLICKS:
        plot.clicked.emit(QPointF(at, y))
    elif event.modifiers() & _PANS:
        right, up = _ARROWS[key]
        plot.view.pan(PAN * right, PAN * up)
    else:
        stride = x.stride or x.range.span / 40
        plot.hovered.emit(QPointF(at + _ARROWS[key][0] * stride, y))
