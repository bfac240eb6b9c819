"""The network view as it is used: marks over the pixels, pointer and keyboard focus."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from ui.network.front import draw_lane_marks, draw_tie
from ui.network.picture import NetworkPicture
from ui.network.pixels import draw_pixel_lines, has_pixel_lines
from ui.network.pointing import input_pointed, place_at
from ui.network.reading import NetworkPlace, early_words, input_words, pointed_words
from ui.widgets.pictures import is_exporting
from ui.widgets.plain import show_tooltip
from vgsim.compute.traces.trace import Trace

DIM = 0.6  # opacity of what covers an old picture


class NetworkCanvas(NetworkPicture):
    """Shows one instant of a trace. Clicks choose a layer, a unit or a weight."""

    chosen = Signal(int, int, object, object)  # a NetworkPlace

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.dimmed = False  # because the picture is out of date
        self._pointed: NetworkPlace | None = None
        self._input: tuple[int, int] | None = None  # the lane and the input pointed at
        self._tooltip_at = QPointF()
        self._tied: QRect | None = None  # the card to which a line leads from the watched unit

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim the picture, because it is out of date."""
        if dimmed != self.dimmed:
            self.dimmed = dimmed
            self.update()

    def set_trace(self, trace: Trace) -> None:
        super().set_trace(trace)
        self._point_again()

    def renew(self) -> None:
        super().renew()
        self._point_again()

    def overlay(self, painter: QPainter, area: QRect) -> None:
        trace, theme = self._trace, self._theme
        if trace is None or theme is None or self._plan is None:
            return
        for index, (scene, words) in enumerate(zip(self._scenes, self._words, strict=True)):
            draw_lane_marks(
                painter,
                index,
                scene,
                words.lane,
                NetworkPlace.watched(trace),
                self._pointed,
                self._frame,
            )
        watched = NetworkPlace.watched(trace)
        for place in {watched, self._pointed} - {None}:
            if place is not None and place.layer == 1 and place.unit is not None:
                scene, lane = self._scenes[place.lane], trace.lanes[place.lane]
                draw_pixel_lines(painter, scene, lane, place.unit, place.source)
        if self._tied is not None:
            draw_tie(painter, theme, self.watched_area(), self._tied)
        if self.dimmed:
            surface = QColor(theme.surface)
            surface.setAlphaF(DIM)
            painter.fillRect(area, surface)
        if self.hasFocus() and not is_exporting():
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # places, in pixels of the widget

    def lane_area(self, lane: int) -> QRect:
        """The place of a network; empty if it is not drawn."""
        self.settle()
        if lane >= len(self._scenes):
            return QRect()
        place = self._scenes[lane].place
        return self._area(0, place.top, self.width() * self.ratio, place.numbers[1])

    def header_area(self, lane: int) -> QRect:
        """The place of the sentence about a network; empty if it is not drawn."""
        self.settle()
        if lane >= len(self._scenes):
            return QRect()
        place = self._scenes[lane].place
        return self._area(0, place.top, self.width() * self.ratio, place.header)

    def layer_area(self, lane: int, layer: int | str) -> QRect:
        """The place of a layer: a number, "last" or "output"; empty if it is not drawn."""
        self.settle()
        if lane >= len(self._scenes):
            return QRect()
        scene = self._scenes[lane]
        number = {"last": scene.layers - 1, "output": scene.layers}.get(str(layer), layer)
        if not isinstance(number, int) or not 1 <= number <= scene.layers:
            return QRect()
        left, right = scene.box(number)
        return self._area(left, scene.place.signal[0], right, scene.place.numbers[1])

    def watched_area(self) -> QRect:
        """The place of the watched unit's signal; of its layer if no unit is watched."""
        self.settle()
        if self._trace is None or self._plan is None:
            return QRect()
        watched = NetworkPlace.watched(self._trace)
        scene = self._scenes[self._trace.watched]
        layer = min(watched.layer, scene.layers)
        (left, right), band = scene.box(layer), scene.place.signal
        if watched.unit is not None and watched.unit < scene.widths[layer - 1]:
            band = scene.unit_rows(band, layer, watched.unit)
        return self._area(left, band[0], right, band[1])

    def show_tie(self, card: QRect | None) -> None:
        """Draw a line from the watched unit to its card at this place; None: there is no card."""
        if card != self._tied:
            self._tied = card
            self.update()

    def _area(self, left: float, top: float, right: float, bottom: float) -> QRect:
        found = QRectF(left, top, right - left, bottom - top)
        return QRectF(
            found.left() / self.ratio, found.top() / self.ratio, found.width() / self.ratio,
            found.height() / self.ratio,
        ).toAlignedRect()  # fmt: skip

    # the pointer

    def at(self, x: float, y: float) -> NetworkPlace | None:
        """What is at a point of the widget: discs take precedence over lines, lines over layers."""
        self.settle()
        if self._plan is None or self._trace is None:
            return None
        return place_at(self._scenes, self._skips, self._trace, x * self.ratio, y * self.ratio)

    def _input_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The lane and the input of the watched example at a point of the widget."""
        self.settle()
        if self._plan is None or self._trace is None:
            return None
        return input_pointed(self._scenes, self._trace, x * self.ratio, y * self.ratio)

    def _weight_of_pixel(self, x: float, y: float) -> NetworkPlace | None:
        """The weight from the pixel of an image at this point to the watched unit of layer 1."""
        pixel, trace = self._input_at(x, y), self._trace
        if pixel is None or trace is None:
            return None
        watched, (lane, index) = NetworkPlace.watched(trace), pixel
        if (watched.lane, watched.layer) != (lane, 1) or watched.unit is None:
            return None
        if not has_pixel_lines(self._scenes[lane], trace.lanes[lane]):
            return None
        return NetworkPlace(lane, 1, watched.unit, index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        found = self.at(x, y) or self._weight_of_pixel(x, y)
        if event.button() is not Qt.MouseButton.LeftButton or found is None:
            super().mousePressEvent(event)
            return
        assert self._trace is not None
        if found == NetworkPlace.watched(self._trace):
            found = NetworkPlace(found.lane, found.layer)  # a second click deselects
        self.chosen.emit(*found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x, y = event.position().x(), event.position().y()
        if (self.at(x, y), self._input_at(x, y)) != (self._pointed, self._input):
            self._show_tooltip(event.position())

    def _show_tooltip(self, at: QPointF) -> None:
        """Show a tooltip with the numbers of the cell, line or input at this point."""
        self._point_at(at)
        found = self._pointed
        if self._trace is None:
            return
        if found is None and self._input is not None:
            words = input_words(self._trace, *self._input)
            show_tooltip(self.mapToGlobal(at).toPoint(), words, self)
        elif found is None:
            QToolTip.hideText()
        else:
            if self._results_shown:
                most = self._scenes[found.lane].rows.most_units
                words = pointed_words(self._trace, found, most)
            else:
                words = early_words(self._trace, found)
            show_tooltip(self.mapToGlobal(at).toPoint(), words, self)

    def leaveEvent(self, event: object) -> None:
        self._input = None
        self._point(None)

    def _point_again(self) -> None:
        """The pointer rests, but other numbers, another place or nothing may now be under it."""
        if (self._pointed or self._input) is None:
            return
        if QToolTip.isVisible():
            self._show_tooltip(self._tooltip_at)
        else:
            self._point_at(self._tooltip_at)

    def _point_at(self, at: QPointF) -> None:
        self._tooltip_at = at
        self._input = self._input_at(at.x(), at.y())
        self._point(self.at(at.x(), at.y()))

    def _point(self, place: NetworkPlace | None) -> None:
        before, self._pointed = self._pointed, place
        if any(each is not None and each.link is not None for each in (before, place)):
            self.update()
