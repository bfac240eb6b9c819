"""One plot: a still background, live marks painted over it, and what the pointer asks for.

A frame copies the inside of the background back and paints the live marks, by the raster kernels
once they are loaded and by Qt until then; the screen gets one opaque image.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import Theme
from ui.look.vector import takes_text
from ui.plots.frame import (
    Scale,
    Still,
    StrokeKey,
    Words,
    caption_area,
    label_font,
    label_metrics,
    paint_still,
    place_of,
)
from ui.plots.marks import Mark, Note, StillMark
from ui.plots.notes import obstacles_of, paint_notes, placed_notes
from ui.plots.painter import Place
from ui.plots.surface import Surface

DRAG = 4  # pixels the pointer moves before a press is a drag and no click
WHEEL_STEP = 120  # eighths of a degree of one notch
ZOOM = 1.2  # of one notch
NOTHING = Words()
KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Plot(QWidget):
    """See the module. Values go in by `show_...`; the pointer comes out as signals."""

    hovered = Signal(object)  # QPointF in values, or None when the pointer has left
    clicked = Signal(QPointF)  # in values
    zoomed = Signal(float, float)  # factor of the x range, value of x that stays in place
    panned = Signal(float)  # how far the x range is to move, in values
    reset = Signal()
    rearranged = Signal()  # it has another size, other labels, or comes or goes

    def __init__(
        self, caption: Words = NOTHING, x_caption: Words = NOTHING, navigable: bool = False
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the arrow keys to the window
        self.setAccessibleName(caption.long)
        self._navigable = navigable
        self._still = Still(caption, x_caption=x_caption)
        self._live: tuple[Mark, ...] = ()
        self._notes: tuple[Note, ...] = ()
        self._noted: list[tuple[Note, QRectF]] | None = None  # and where; None: to be placed
        self._cursor: float | None = None
        self._points: tuple[tuple[float, str], ...] = ()
        self._press: QPointF | None = None
        self._dragged = False
        self._place: Place | None = None
        self._surface: Surface | None = None  # None: to be painted anew
        self._fresh = False  # whether the surface shows the live marks

    # --- values in

    def show_theme(self, theme: Theme) -> None:
        self._change(replace(self._still, theme=theme))

    def show_keys(self, keys: Iterable[StrokeKey]) -> None:
        """The strokes explained in the caption."""
        self._change(replace(self._still, keys=tuple(keys)))

    def show_scales(self, x: Scale, y: Scale) -> None:
        self._change(replace(self._still, x=x, y=y))

    def show_still(self, marks: Iterable[StillMark]) -> None:
        self._change(replace(self._still, marks=tuple(marks)))

    def show_live(self, marks: Iterable[Mark]) -> None:
        self._live = tuple(marks)
        self._fresh = False
        self.update(self.place().inner.toAlignedRect())

    def show_notes(self, notes: Iterable[Note]) -> None:
        """Short texts over everything else, the important ones first."""
        wanted = tuple(notes)
        if wanted != self._notes:
            self._notes, self._noted = wanted, None
            self.update()

    def show_cursor(self, x: float | None, points: Iterable[tuple[float, str]] = ()) -> None:
        """A vertical hair line at a value of x, with a ring at each (y, color) on it."""
        self._cursor, self._points = x, tuple(points)
        self.update()

    def show_x_caption(self, words: Words) -> None:
        """What the x axis is."""
        self._change(replace(self._still, x_caption=words))

    def show_captions(self, caption: Words, x_caption: Words) -> None:
        """What the plot shows, and what its x axis is."""
        self._change(replace(self._still, caption=caption, x_caption=x_caption))

    def show_left(self, margin: float) -> None:
        """The least width of the left margin."""
        self._change(replace(self._still, left=margin))

    def _change(self, still: Still) -> None:
        if still != self._still:
            self._still = still
            self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        self._place = self._surface = self._noted = None
        self.update()
        self.rearranged.emit()

    # --- what it shows, for its owner and the tests

    @property
    def live(self) -> tuple[Mark, ...]:
        return self._live

    @property
    def still(self) -> Still:
        return self._still

    @property
    def cursor_value(self) -> float | None:
        return self._cursor

    def place(self) -> Place:
        if self._place is None:
            self._place = place_of(self._still, self.size())
        return self._place

    def noted(self) -> list[tuple[Note, QRectF]]:
        """The notes that found a place, and where."""
        if self._noted is None:
            place, metrics = self.place(), label_metrics(self._still.theme)
            lines = obstacles_of(place, self._still.marks)
            caption = caption_area(self._still, place, self.size())
            self._noted = placed_notes(place, self._notes, metrics, lines, caption)
        return self._noted

    def value_at(self, position: QPointF) -> QPointF:
        place = self.place()
        return QPointF(place.x.value(position.x()), place.y.value(position.y()))

    def sizeHint(self) -> QSize:
        return QSize(24 * self._still.theme.label_size, 10 * self._still.theme.label_size)

    def minimumSizeHint(self) -> QSize:
        return QSize(8 * self._still.theme.label_size, 3 * self._still.theme.label_size)

    # --- painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_anew()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rearranged.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.rearranged.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._surface is None or self._surface.ratio != ratio:
            self._surface = Surface(self._still, self.size(), ratio)
            self._fresh = False
        if not self._fresh:
            self._surface.paint(self.place(), self._live)
            self._fresh = True
        area = QRectF(event.rect())
        with QPainter(self) as painter:
            part = QRectF(area.topLeft() * ratio, area.size() * ratio)
            if takes_text(painter):
                self._write_text(painter)
            else:
                painter.drawImage(area, self._surface.image, part)
            self._paint_over(painter)

    def _write_text(self, painter: QPainter) -> None:
        """The inside as an image, and around it the same as in an image, but as text."""
        assert self._surface is not None
        inner, ratio = self.place().inner.toAlignedRect(), self._surface.ratio
        part = QRectF(inner.topLeft() * ratio, inner.size() * ratio).toRect()
        paint_still(painter, self._still, self.size(), marks=False)  # files know no clipping
        painter.drawImage(QRectF(inner), self._surface.image.copy(part))

    def _paint_over(self, painter: QPainter) -> None:
        place, theme = self.place(), self._still.theme
        if self._notes:
            painter.setFont(label_font(theme))
            paint_notes(painter, self.noted(), theme.surface)
        if self._cursor is not None and place.x.range.contains(self._cursor):
            x = place.x.pixel(self._cursor)
            painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, place.inner.top()), QPointF(x, place.inner.bottom()))
            painter.setClipRect(place.inner)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for y, color in self._points:
                painter.setPen(QPen(QColor(color), theme.line_width * 0.75))
                painter.setBrush(QColor(theme.surface))
                reach = theme.line_width * 1.8
                painter.drawEllipse(place.point(self._cursor, y), reach, reach)
            painter.setClipping(False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    # --- pointer and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        if self._press is not None and self._navigable:
            moved = position.x() - self._press.x()
            if self._dragged or abs(moved) >= DRAG:
                self._dragged = True
                self._press = position
                self.panned.emit(-moved / self.place().x.slope)
        self.hovered.emit(self.value_at(position))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            if self._press is not None and not self._dragged:
                self.clicked.emit(self.value_at(event.position()))
            self._press = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._navigable:
            self.reset.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._navigable or event.angleDelta().y() == 0:
            event.ignore()  # the area around may scroll
            return
        notches = event.angleDelta().y() / WHEEL_STEP
        self.zoomed.emit(ZOOM**-notches, self.value_at(event.position()).x())

    def event(self, event: QEvent) -> bool:
        """Focused by Tab, the plot keeps the keys that the window's shortcuts also want."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the hair line, Return is a click there."""
        scale, middle = self._still.x, self._still.y.range.center
        current = self._cursor if self._cursor is not None else scale.range.center
        stride = scale.stride or scale.range.span / 40
        match event.key():
            case Qt.Key.Key_Left:
                self.hovered.emit(QPointF(current - stride, middle))
            case Qt.Key.Key_Right:
                self.hovered.emit(QPointF(current + stride, middle))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.clicked.emit(QPointF(current, middle))
            case _:
                super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hovered.emit(None)
