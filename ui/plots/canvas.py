"""Draws a plot: pyqtgraph's axes, and between them one picture that vgsim paints.

A frame copies the background back, paints the live marks over it with the raster kernels (with Qt
until they are loaded) and updates only the inside, as one opaque image.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QSizePolicy

from ui.look.theme import Theme
from ui.plots.axes import BottomAxis, LeftAxis, place_axes
from ui.plots.caption import caption_area, paint_caption, paint_grid, paint_inner_caption
from ui.plots.colorbar import ColorAxis
from ui.plots.frame import (
    Still,
    StrokeKey,
    Words,
    caption_is_inside,
    font_of,
    metrics_of,
    place_of,
)
from ui.plots.library import pg
from ui.plots.marks import ColorScale, Mark, Note, StillMark
from ui.plots.notes import cell_type, obstacles_of, paint_notes, placed_notes
from ui.plots.painter import Place, paint_marks
from ui.plots.surface import Surface
from ui.plots.view import Inside, PlotView
from ui.widgets.pictures import is_exporting

NOTHING = Words()


class Canvas(pg.GraphicsView):
    """The axes of pyqtgraph around a view with one picture; `show_...` sets what is drawn."""

    rearranged = Signal()  # its size, labels or visibility have changed

    def __init__(self, caption: Words = NOTHING, x_caption: Words = NOTHING) -> None:
        super().__init__(background=None)
        self.setAccessibleName(caption.long)
        self._still = Still(caption, x_caption=x_caption)
        self._live: tuple[Mark, ...] = ()
        self._notes: tuple[Note, ...] = ()
        self._noted: list[tuple[Note, QRectF]] | None = None  # and where; None: not placed
        self._cursor: float | None = None
        self._points: tuple[tuple[float, str], ...] = ()
        self._place: Place | None = None
        self._surface: Surface | None = None  # None: must be painted
        self._fresh = False  # whether the surface shows the live marks
        self._turn_off_unused()
        self.setCentralItem(None)
        self.view = PlotView()
        self.axes = BottomAxis(self.view), LeftAxis(self.view)
        self._color_axis = ColorAxis()
        for item in (self.view, *self.axes, self._color_axis):
            self.scene().addItem(item)
        self._inside = Inside(self.view, self._picture, self._paint_strokes, self._paint_over)
        self._redo_layout()

    def _turn_off_unused(self) -> None:
        """Turn off what a plot does not need from Qt."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the arrow keys to the window
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.setOptimizationFlags(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.scene().setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.viewport().setFocusProxy(None)  # otherwise the next line would affect the plot
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # --- values in

    def show_theme(self, theme: Theme) -> None:
        """Draw axes, captions and background in the colors and type of a theme."""
        self.view.color = theme.accent
        colors = self.palette()  # the background of a saved picture
        colors.setColor(QPalette.ColorRole.Window, QColor(theme.surface))
        colors.setColor(QPalette.ColorRole.WindowText, QColor(theme.muted))
        self.setPalette(colors)
        self._change(replace(self._still, theme=theme))

    def show_keys(self, keys: Iterable[StrokeKey]) -> None:
        """Set the strokes that the caption explains."""
        self._change(replace(self._still, keys=tuple(keys)))

    def show_still(self, marks: Iterable[StillMark]) -> None:
        """Set the marks of the background, which rarely change."""
        self._change(replace(self._still, marks=tuple(marks)))

    def show_live(self, marks: Iterable[Mark]) -> None:
        """Set the marks over the background, which may change every frame."""
        self._live = tuple(marks)
        self._fresh = False
        self._repaint_inside()

    def show_notes(self, notes: Iterable[Note]) -> None:
        """Set the short texts over everything else, the most important first."""
        wanted = tuple(notes)
        if wanted != self._notes:
            self._notes, self._noted = wanted, None
            self._repaint_inside()

    def show_cursor(self, x: float | None, points: Iterable[tuple[float, str]] = ()) -> None:
        """Show a vertical line at a value of x, with a ring at each (y, color) on it."""
        self._cursor, self._points = x, tuple(points)
        self._repaint_inside()

    def show_x_caption(self, words: Words) -> None:
        """Set the caption of the x axis."""
        self._change(replace(self._still, x_caption=words))

    def show_captions(self, caption: Words, x_caption: Words) -> None:
        """Set the captions of the plot and of its x axis."""
        self._change(replace(self._still, caption=caption, x_caption=x_caption))

    def show_colors(self, colors: ColorScale | None) -> None:
        """Explain the colors by a scale at the right; None: there are none to explain."""
        self._change(replace(self._still, colors=colors))

    def show_left(self, margin: float) -> None:
        """Set the minimum width of the left margin."""
        self._change(replace(self._still, left=margin))

    # --- values out

    @property
    def live(self) -> tuple[Mark, ...]:
        """The marks over the background."""
        return self._live

    @property
    def still(self) -> Still:
        """Everything that is in the background: theme, scales, captions, marks."""
        return self._still

    @property
    def cursor_value(self) -> float | None:
        """The value of x at the vertical line; None if there is no line."""
        return self._cursor

    def place(self) -> Place:
        """The inside of the plot and its axes, at the current size."""
        if self._place is None:
            self._place = place_of(self._still, self.size())
        return self._place

    def noted(self) -> list[tuple[Note, QRectF]]:
        """The notes that are drawn, with their rectangles."""
        if self._noted is None:
            place, theme = self.place(), self._still.theme
            size = cell_type(place, self._notes, theme)
            notes = self._notes if size else [note for note in self._notes if not note.cell]
            metrics = metrics_of(theme.font_family, size or theme.label_size)
            lines = obstacles_of(place, self._still.marks)
            caption = caption_area(self._still, place, self.size())
            self._noted = placed_notes(place, notes, metrics, lines, caption)
        return self._noted

    def notes_fit(self, colors: ColorScale | None) -> bool:
        """Whether the notes in cells would have room next to this scale of colors."""
        place = place_of(replace(self._still, colors=colors), self.size())
        return cell_type(place, self._notes, self._still.theme) > 0

    def sizeHint(self) -> QSize:
        return QSize(24 * self._still.theme.label_size, 10 * self._still.theme.label_size)

    def minimumSizeHint(self) -> QSize:
        return QSize(8 * self._still.theme.label_size, 3 * self._still.theme.label_size)

    # --- layout and painting

    def _change(self, still: Still) -> None:
        if still != self._still:
            self._still = still
            self._redo_layout()

    def _redo_layout(self) -> None:
        self._place = self._surface = self._noted = None
        place = self.place()
        self.view.setGeometry(place.inner)
        self._inside.set_area(place.inner)
        place_axes(self.axes, place, self.height(), self._still)
        self._color_axis.show_in(place, self.width(), self._still)
        self.viewport().update()
        self.rearranged.emit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:  # there is nothing to lay out before
            self._redo_layout()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rearranged.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.rearranged.emit()

    def _repaint_inside(self) -> None:
        self.viewport().update(self.place().inner.toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint one image if only the inside has changed; otherwise pyqtgraph paints everything."""
        inner = self.place().inner.toAlignedRect()
        if self.view.box_drawn or not inner.contains(event.rect()):
            super().paintEvent(event)
            return
        with QPainter(self.viewport()) as painter:
            painter.drawImage(*self._picture(self.devicePixelRatioF()))
            self._paint_over(painter)

    def drawBackground(self, painter: QPainter, area: QRectF | QRect) -> None:
        painter.fillRect(area, QColor(self._still.theme.surface))
        inner = self.place().inner
        if area.top() < inner.top() and not caption_is_inside(self._still, self.size()):
            paint_caption(painter, self._still, inner.left(), inner.right())

    def drawForeground(self, painter: QPainter, area: QRectF | QRect) -> None:
        if self.hasFocus() and not is_exporting():
            painter.setPen(QPen(QColor(self._still.theme.focus), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _picture(self, ratio: float) -> tuple[QPointF, QImage]:
        """The image of the inside with the newest marks, and its place."""
        if self._surface is None or self._surface.ratio != ratio:
            self._surface = Surface(self._still, self.size(), ratio)
            self._fresh = False
        if not self._fresh:
            self._surface.paint(self._live)
            self._fresh = True
        return self._surface.area.topLeft(), self._surface.image

    def _paint_strokes(self, painter: QPainter) -> None:
        """Paint the inside into a vector file."""
        still, place = self._still, self.place()
        paint_grid(painter, still, place)
        paint_marks(painter, place, still.marks)
        paint_inner_caption(painter, still, place, self.size())
        paint_marks(painter, place, self._live)

    def _paint_over(self, painter: QPainter) -> None:
        """Paint the notes, the vertical line and its rings."""
        place, theme = self.place(), self._still.theme
        if self._notes:
            size = cell_type(place, self._notes, theme) or theme.label_size
            painter.setFont(font_of(theme.font_family, size))
            paint_notes(painter, self.noted(), theme.surface)
        if self._cursor is None or not place.x.range.contains(self._cursor):
            return
        x = place.x.pixel(self._cursor)
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, place.inner.top()), QPointF(x, place.inner.bottom()))
        painter.setClipRect(place.inner, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(theme.surface))
        reach, top, bottom = theme.line_width * 1.8, place.inner.top(), place.inner.bottom()
        for y, color in self._points:
            down = place.y.pixel(y)
            if top - reach < down < bottom + reach:  # not where a curve has no value
                painter.setPen(QPen(QColor(color), theme.line_width * 0.75))
                painter.drawEllipse(QPointF(x, down), reach, reach)
        painter.setBrush(Qt.BrushStyle.NoBrush)
