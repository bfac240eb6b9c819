"""A bar with a handle, for the position within a pass or among the updates of learning."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import LIGHT, Theme, font
from ui.look.vector import takes_text
from ui.widgets.elided import fitting_font
from ui.widgets.plain import set_tooltip


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar, from position `start` to `end`, with ticks in between.

    `share` is its fraction of the bar's width: the phase's fraction of the time, so that the handle
    moves evenly.
    """

    label: str
    start: float
    end: float
    share: float
    ticks: tuple[float, ...] = ()


LEAST_TICK_GAP = 4.0  # pixels; if ticks are closer, only every fifth, tenth ... is drawn


class Scrubber(QWidget):
    """Shows a position and emits `moved(position)` while it is dragged."""

    moved = Signal(float)
    stepped = Signal(int)  # Up and Down keys: +1 or -1

    def __init__(
        self, name: str, help_text: str, marks: bool = False, parent: QWidget | None = None
    ) -> None:
        """`marks`: ticks are events and are drawn more prominently."""
        super().__init__(parent)
        self._marks = marks
        self._theme: Theme = LIGHT
        self._segments: tuple[Segment, ...] = ()
        self._position = 0.0
        self._pictured: object = None  # what the cached pictures show
        # by the segment of the handle
        self._kept: dict[Segment | None, tuple[QPixmap, QPixmap]] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        set_tooltip(self, help_text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # the widget paints its whole area
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_theme(self, theme: Theme) -> None:
        """Fit the height to the handle of a theme, and paint in its colors."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_segments(self, segments: tuple[Segment, ...]) -> None:
        """Set the colored parts of the bar."""
        if segments != self._segments:
            self._segments = segments
            self.update()

    def set_position(self, position: float, description: str = "") -> None:
        """Move the handle without emitting `moved`; `description` is for screen readers."""
        if position != self._position:
            before, reach = self.x_of(self._position), self._theme.handle
            other = [each for each in self._segments if self._within(each)]
            self._position = position
            if other == [each for each in self._segments if self._within(each)]:
                left, right = sorted((before, self.x_of(position)))
                self.update(int(left - reach), 0, int(right - left + 2 * reach) + 1, self.height())
            else:
                self.update()
        if description != self.accessibleDescription():
            self.setAccessibleDescription(description)

    def position(self) -> float:
        """The position of the handle."""
        return self._position

    def sizeHint(self) -> QSize:
        theme = self._theme
        height = max(theme.control_height, theme.font_size + theme.handle + theme.spacing)
        return QSize(20 * theme.control_height, height + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * self._theme.control_height, self.sizeHint().height())

    # positions

    def x_of(self, position: float) -> float:
        """Horizontal pixel coordinate of a position."""
        left, right = self._span()
        before = 0.0
        for segment in self._segments:
            if position < segment.end or segment is self._segments[-1]:
                into = (position - segment.start) / (segment.end - segment.start)
                return left + (right - left) * (before + segment.share * min(max(into, 0), 1))
            before += segment.share
        return left

    def position_at(self, x: float) -> float:
        """The position at a pixel coordinate, within the bar."""
        left, right = self._span()
        share = min(max((x - left) / max(right - left, 1.0), 0.0), 1.0)
        for segment in self._segments:
            if share <= segment.share or segment is self._segments[-1]:
                into = min(share / segment.share, 1.0)
                return segment.start + into * (segment.end - segment.start)
            share -= segment.share
        return 0.0

    def _span(self) -> tuple[float, float]:
        margin = self._theme.handle / 2 + 3
        return margin, max(self.width() - margin, margin + 1)

    # input

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.moved.emit(self.position_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.moved.emit(self.position_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        x, height = self.x_of(self._position), self.height()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if takes_text(painter):
                self._draw_segments(painter)
                self._draw_handle(painter, self._line())
                return
            for picture, part in zip(
                self._pictures(), (QRectF(0, 0, x, height), QRectF(x, 0, self.width() - x, height)),
                strict=True,
            ):  # fmt: skip
                painter.setClipRect(part)
                painter.drawPixmap(0, 0, picture)
            painter.setClipping(False)
            self._draw_handle(painter, self._line())

    def _draw_segments(self, painter: QPainter) -> None:
        """Draw the bar without cached pictures; segments up to the handle's are drawn as done."""
        for segment in self._segments:
            done = segment.start < self._position
            self._draw_segment(
                painter, segment, self._theme.accent if done else self._theme.outline
            )

    def _pictures(self) -> tuple[QPixmap, QPixmap]:
        """The bar as it looks left and right of the handle, cached until something changes."""
        state = self._theme, self._segments, self.size(), self.devicePixelRatioF()
        if state != self._pictured:
            self._pictured, self._kept = state, {}
        current = next((each for each in self._segments if self._within(each)), None)
        if current not in self._kept:
            done, ahead = self._picture(self._theme.accent), self._picture(self._theme.outline)
            self._kept[current] = done, ahead
        return self._kept[current]

    def _picture(self, color: str) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(self._theme.window))
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for segment in self._segments:
                self._draw_segment(painter, segment, color)
        return picture

    def _line(self) -> float:
        """Vertical pixel coordinate of the bar."""
        return self.height() - self._theme.handle / 2 - 3

    def _within(self, segment: Segment) -> bool:
        return segment.start <= self._position < segment.end

    def _draw_segment(self, painter: QPainter, segment: Segment, color: str) -> None:
        theme, y = self._theme, self._line()
        thick = max(5.0, theme.handle / 3)
        left = self.x_of(segment.start) + 1
        right = left + (self._span()[1] - self._span()[0]) * segment.share - 2
        bar = QRectF(left, y - thick / 2, max(right - left, 1.0), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(bar, thick / 3, thick / 3)
        tick_color, out = (theme.text, thick / 2) if self._marks else (theme.surface, 0.0)
        painter.setPen(QPen(QColor(tick_color), max(1.0, theme.line_width / 2)))
        for tick in segment.ticks if self._marks else self._thinned(segment):
            x = self.x_of(tick)
            painter.drawLine(QPointF(x, bar.top() - out), QPointF(x, bar.bottom() + out))
        current = self._within(segment)
        wide = round(right - left)
        family = fitting_font(font(theme, strong=current), (segment.label,), wide)[1]
        painter.setFont(family)
        painter.setPen(QColor(theme.text if current else theme.muted))
        text = painter.fontMetrics().elidedText(segment.label, Qt.TextElideMode.ElideRight, wide)
        box = QRectF(left, 0, right - left, y - theme.handle / 2)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _thinned(self, segment: Segment) -> tuple[float, ...]:
        inner = segment.ticks
        for every in (1, 5, 10, 50):
            shown = inner[every - 1 :: every]
            if len(shown) < 2 or self.x_of(shown[1]) - self.x_of(shown[0]) >= LEAST_TICK_GAP:
                return tuple(tick for tick in shown if segment.start < tick < segment.end)
        return ()

    def _draw_handle(self, painter: QPainter, y: float) -> None:
        theme = self._theme
        radius = theme.handle / 2
        center = QPointF(self.x_of(self._position), y)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.drawEllipse(center, radius + 1.5, radius + 1.5)
        painter.setBrush(QColor(theme.surface))
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawEllipse(center, radius - 1, radius - 1)
