"""The network view: all lanes, one above the other, with the wave of the pass."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from ui.look.theme import Theme, argb
from ui.network.axis import write_axis, write_layers
from ui.network.front import (
    draw_choice,
    draw_front,
    draw_link,
    draw_target,
    front_layer,
    front_span,
)
from ui.network.inputs import paint_inputs
from ui.network.layout import Layout, layout, shape_of
from ui.network.marks import write_marks
from ui.network.pictures import Shown
from ui.network.reading import Place, pointed_words, selected_words, told
from ui.network.scene import LaneScene, scale_for
from ui.network.skips import Skips, show_all
from ui.network.words import LaneWords, words_of, write_again
from ui.plots.framebuffer import Framebuffer, image_of
from ui.widgets.pictures import being_taken
from ui.widgets.plain import show_tooltip
from vgsim.compute.traces.trace import Trace
from vgsim.play.frame import Frame, Phase
from vgsim.play.geometry import Scale
from vgsim.words.language import tr

LEAST = 24  # pixels of the window; in a smaller view nothing is drawn


class NetworkCanvas(Framebuffer):
    """Shows one instant of a trace. Clicks choose a layer, a unit or a weight."""

    chosen = Signal(int, int, object, object)  # a Place
    scaled = Signal(object)  # the Scale now in use

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_canvas")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(340, 120)  # at least a pixel for each of 200 layers
        self.scale = Scale()
        self._automatic = False
        self._theme: Theme | None = None
        self._trace: Trace | None = None
        self._live: Trace | None = None  # the newest pass, which may not be shown yet
        self._frame = Frame(Phase.FORWARD, 1, 0, 1, 0.0)
        self._plan: Layout | None = None
        self._scenes: list[LaneScene] = []
        self._words: list[LaneWords] = []
        self._numbers: list[list[str]] = []  # of each lane, as written under the columns
        self._skips: list[Skips] = []
        self._readings: list[str] = []
        self._pointed: Place | None = None
        self._told_at = QPointF()

    # values

    def set_theme(self, theme: Theme) -> None:
        if theme != self._theme:
            self._theme = theme
            self.renew()

    def set_automatic(self, automatic: bool) -> None:
        """Fit the scale to the current values instead of keeping an absolute one."""
        self._automatic = automatic
        self.renew()

    def set_trace(self, trace: Trace) -> None:
        """Show another pass at the same instant."""
        old, self._trace = self._trace, trace
        scale = scale_for(trace, self._automatic)
        if old is not None and old.experiment == trace.experiment:
            scale = scale.united(self.scale)
        if (
            scale != self.scale
            or old is None
            or shape_of(old) != shape_of(trace)
            or not self._scenes
        ):
            self._set_scale(scale)
            self._arrange()
        else:
            self._show_values()
        # the tooltip shows numbers of the last pass
        if self._pointed is not None and QToolTip.isVisible():
            self._tell(self._told_at)

    def set_live(self, trace: Trace) -> None:
        """Show how far the networks have been trained, whichever pass is shown."""
        self._live = trace
        self._show_readings()

    def set_frame(self, frame: Frame) -> None:
        """Show another instant; paints only the columns between the old and the new wave front."""
        before, self._frame = self._frame, frame
        if self._plan is None:
            return
        for scene in self._scenes:
            touched = scene.pictures.show(self.pixels, Shown.of(frame, scene.layers))
            if touched is not None:
                reach = self._plan.columns.pitch
                left, right = (scene.columns.span(layer)[k] for k, layer in enumerate(touched))
                self.update_columns(left - reach, right + reach)
        self._show_skips()
        for span in {front_span(self._plan, before), front_span(self._plan, frame)} - {None}:
            assert span is not None
            self.update_columns(*span)
        self._show_readings()

    def renew(self) -> None:
        """Repeat the layout after a change of the size, the theme or the kind of scale."""
        if self._trace is not None:
            self._set_scale(scale_for(self._trace, self._automatic))
        self._arrange()

    # from values to pixels

    def _set_scale(self, scale: Scale) -> None:
        if scale != self.scale:
            self.scale = scale
            self.scaled.emit(scale)

    def _arrange(self) -> None:
        self.fit()
        self._plan, self._scenes, self._words, self._skips = None, [], [], []
        theme, trace = self._theme, self._trace
        if theme is None:
            return
        self.pixels[...] = argb(theme.surface)
        self.update()
        if trace is None or min(self.width(), self.height()) < LEAST:
            return
        size = float(self.width()), float(self.height())
        self._plan = layout(theme, trace, self.scale, *size, self.ratio)
        self._scenes = [LaneScene(self._plan, k, lane) for k, lane in enumerate(trace.lanes)]
        self._numbers = [[] for _ in self._scenes]
        pairs = zip(self._scenes, trace.lanes, strict=True)
        self._skips = [Skips(scene, lane) for scene, lane in pairs]
        for scene in self._scenes:
            scene.pictures.place_on(self.pixels)
        with QPainter(self.image) as painter:
            write_layers(painter, self._plan, trace.axis)
            for scene in self._scenes:
                write_axis(painter, scene)
        self._show_values()

    def _show_values(self) -> None:
        """Paint the values of the current trace into the existing scenes."""
        plan, trace = self._plan, self._trace
        if plan is None or trace is None:
            return
        assert self._theme is not None
        self._words = words_of(plan, self._scenes, trace, self._theme.lanes)
        self._readings = []
        for index, words in enumerate(self._words):
            scene = words.scene
            scene.set_trace(words.lane)
            self._skips[index].set_trace(words.lane)
            numbers, old = words.numbers(), self._numbers[index]
            if numbers != old:
                picture = image_of(scene.pictures.after, plan.ratio)
                with QPainter(picture) as painter:
                    words.write_numbers(painter, numbers, old)
                self._numbers[index] = numbers
            scene.pictures.compose(self.pixels, Shown.of(self._frame, scene.layers))
            if plan.inputs is not None and words.lane.inputs.size:
                paint_inputs(self.pixels, plan, scene, words.lane, words.lane.image_shape)
        with QPainter(self.image) as painter:
            for words in self._words:
                words.write(painter)
                write_marks(painter, words.scene, words.lane)
        self._show_skips()
        self._show_readings()
        self._describe(trace)
        self.update()

    def _show_skips(self) -> None:
        """Repaint the arcs whose gradient has arrived or is no longer there."""
        if not any(skips.lane.skips for skips in self._skips):
            return
        shown = [Shown.of(self._frame, scene.layers) for scene in self._scenes]
        with QPainter(self.image) as painter:
            for box in show_all(painter, self._skips, shown):
                self.update_box(box)

    def _show_readings(self) -> None:
        trace, live = self._trace, self._live or self._trace
        if trace is None or live is None:
            return
        readings = [told(trace, live, k, self._frame) for k in range(len(self._words))]
        if readings == self._readings:
            return
        self._readings = readings
        with QPainter(self.image) as painter:
            for words, text in zip(self._words, readings, strict=True):
                words.write_reading(painter, text)
                self.update_box(words.reading_box().adjusted(0, 0, 0, 2))

    def _describe(self, trace: Trace) -> None:
        """Describe the picture in words for screen readers."""
        said = [f"{words.lane.title}: {words.verdict.sentence}" for words in self._words]
        self.setAccessibleName(tr("Networks at update {step}", step=trace.step))
        self.setAccessibleDescription(" ".join([*said, selected_words(trace)]))

    def write_text(self, painter: QPainter) -> None:
        if self._trace is not None and self._words:
            axis, size = self._trace.axis, QSizeF(self.size())
            write_again(painter, axis, size, self._words, self._numbers, self._readings)

    def overlay(self, painter: QPainter, area: QRect) -> None:
        trace, theme = self._trace, self._theme
        if trace is None or theme is None or self._plan is None:
            return
        watched, pointed, line = Place.watched(trace), self._pointed, theme.line_width
        for index, (scene, words) in enumerate(zip(self._scenes, self._words, strict=True)):
            own = index == watched.lane
            draw_choice(painter, scene, watched.layer, watched.unit if own else None)
            if pointed is not None and pointed.link is not None and pointed.lane == index:
                draw_link(painter, scene, pointed.link, theme.text, line)
            if own and watched.link is not None:
                draw_link(painter, scene, watched.link, theme.accent, 2 * line)
            draw_target(painter, scene, words.lane)
            if front_layer(self._frame, scene.layers) is not None:
                draw_front(painter, scene, words.lane, self._frame)
        if self.hasFocus() and not being_taken():
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # the pointer

    def at(self, x: float, y: float) -> Place | None:
        """What is at a point of the widget: discs take precedence over lines, lines over layers."""
        if self._plan is None or self._trace is None:
            return None
        px, py = x * self.ratio, y * self.ratio
        watched = Place.watched(self._trace)
        for index, scene in enumerate(self._scenes):
            link = scene.link_at(px, py, watched.link if index == watched.lane else None)
            if link is not None:
                return Place(index, *link)
            source = self._skips[index].at(px, py)
            if source is not None:
                return Place(index, source)
            layer = scene.columns.layer_at(px)
            place = scene.place
            inside = place.signal[0] <= py < place.numbers[1] and px >= 0
            if inside and layer is not None and layer <= scene.layers:
                return Place(index, layer, scene.unit_at(py, layer, self._trace.lanes[index]))
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.at(event.position().x(), event.position().y())
        if event.button() is not Qt.MouseButton.LeftButton or found is None:
            super().mousePressEvent(event)
            return
        assert self._trace is not None
        if found == Place.watched(self._trace):
            found = Place(found.lane, found.layer)  # a second click deselects
        self.chosen.emit(*found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.at(event.position().x(), event.position().y()) != self._pointed:
            self._tell(event.position())

    def _tell(self, at: QPointF) -> None:
        """Show a tooltip with the numbers of the cell or line at this point."""
        self._told_at, found = at, self.at(at.x(), at.y())
        self._point(found)
        if found is None or self._trace is None:
            QToolTip.hideText()
        else:
            words = pointed_words(self._trace, found, self._scenes[found.lane].rows.most_units)
            show_tooltip(self.mapToGlobal(at).toPoint(), words, self)

    def leaveEvent(self, event: object) -> None:
        self._point(None)

    def _point(self, place: Place | None) -> None:
        before, self._pointed = self._pointed, place
        if any(each is not None and each.link is not None for each in (before, place)):
            self.update()
