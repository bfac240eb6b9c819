"""A sketch of the gradient over the layers: the line's left end is dragged before it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, log10

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from ui.look.theme import THEMES, Theme, font
from vgsim.words.language import tr
from vgsim.words.numbers import power_of_ten

LOW, HIGH = -20.0, 10.0  # powers of ten of layer 1 ÷ the last layer
STEP, FINE = 1.0, 0.25  # of the arrow keys, without and with Shift
TICKS = (10, 0, -10, -20)
HANDLE = 7
HIGH_USUALLY, HIGH_IN_LARGE, LARGE = 13, 8, 16  # in label sizes


class Sketch(QWidget):
    """Layer 1 is at the left. The last layer counts as 1; its end of the line stays there."""

    answered = Signal()

    def __init__(self, layers: int) -> None:
        super().__init__()
        self._theme: Theme = THEMES["light"]
        self._layers = max(layers, 2)
        self._end: float | None = None  # power of ten at layer 1; None: not drawn yet
        self._measured: tuple[float, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setAccessibleName(tr("Sketch of the gradient over the layers"))
        self._describe()

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        high = HIGH_IN_LARGE if self._theme.label_size > LARGE else HIGH_USUALLY
        return QSize(16 * self._theme.label_size, high * self._theme.label_size)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def answer(self) -> tuple[float, ...] | None:
        """The power of ten of every layer; None: nothing was drawn."""
        if self._end is None:
            return None
        last = self._layers - 1
        return tuple(self._end * (last - k) / last for k in range(self._layers))

    def show_answer(self, answer: object) -> None:
        """Draw what was drawn before."""
        if isinstance(answer, tuple) and answer:
            self._draw(float(answer[0]))

    def set_open(self, open_: bool) -> None:
        """Allow another sketch, or no longer."""
        self.setEnabled(open_)

    def show_measured(self, values: Sequence[float]) -> None:
        """Draw what the run gave: the gradient of every layer."""
        if values and values[-1] > 0:
            ratios = (each / values[-1] for each in values)
            self._measured = tuple(log10(r) if r > 0 and isfinite(r) else LOW for r in ratios)
            self.update()

    def _draw(self, end: float) -> None:
        self._end = min(max(end, LOW), HIGH)
        self._describe()
        self.update()
        self.answered.emit()

    def _describe(self) -> None:
        if self._end is None:
            text = tr(
                "Nothing has been drawn yet. Draw with the mouse, or with the keys Up and Down."
            )
        else:
            text = tr(
                "Layer 1 gets 10 to the power of {power} times the gradient of the last layer.",
                power=f"{self._end:.1f}",
            )
        self.setAccessibleDescription(text)

    # mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def _drag(self, event: QMouseEvent) -> None:
        """Let the line run through the pointer."""
        left, right, top, bottom = self._frame()
        share = min(max((right - event.position().x()) / (right - left), 0.2), 1.0)
        power = HIGH - (event.position().y() - top) / (bottom - top) * (HIGH - LOW)
        self._draw(power / share)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() not in steps:
            super().keyPressEvent(event)
            return
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._draw((self._end or 0.0) + steps[Qt.Key(event.key())] * (FINE if fine else STEP))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    # painting

    def _frame(self) -> tuple[float, float, float, float]:
        size = self._theme.label_size
        return 3.6 * size, self.width() - 1.2 * size, 0.8 * size, self.height() - 2.0 * size

    def _point(self, layer: int, power: float) -> QPointF:
        left, right, top, bottom = self._frame()
        x = left + (right - left) * layer / (self._layers - 1)
        power = min(max(power, LOW), HIGH)
        return QPointF(x, top + (HIGH - power) / (HIGH - LOW) * (bottom - top))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        family = font(theme, min(theme.label_size, theme.font_size))
        line = QFontMetricsF(family).height()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(theme.surface))
            painter.setFont(family)
            left, right, _, bottom = self._frame()
            for power in TICKS:
                y = self._point(0, power).y()
                painter.setPen(QColor(theme.grid))
                painter.drawLine(QPointF(left, y), QPointF(right, y))
                painter.setPen(QColor(theme.muted))
                painter.drawText(QPointF(2, y + line / 3), power_of_ten(power))
            painter.drawText(QPointF(left, bottom + line), tr("layer 1"))
            last = tr("layer {layer}", layer=self._layers)
            width = QFontMetricsF(family).horizontalAdvance(last)
            painter.drawText(QPointF(right - width, bottom + line), last)
            self._paint_lines(painter)
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.focus), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_lines(self, painter: QPainter) -> None:
        theme, last = self._theme, self._layers - 1
        end = self._end if self._end is not None else 0.0
        style = Qt.PenStyle.DashLine if self._end is None else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(theme.accent), theme.line_width, style))
        painter.drawLine(self._point(0, end), self._point(last, 0.0))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(self._point(0, end), HANDLE, HANDLE)
        if self._measured:
            painter.setPen(QPen(QColor(theme.text), theme.line_width))
            points = [self._point(k, each) for k, each in enumerate(self._measured)]
            painter.drawPolyline(QPolygonF(points))
