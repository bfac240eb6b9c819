"""The pixels of the network view: all lanes, one above the other, at an instant of a pass."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.look.theme import Theme, argb
from ui.network.afterimage import Afterimage
from ui.network.axis import write_axis, write_layers
from ui.network.front import front_span
from ui.network.inputs import paint_inputs, write_names
from ui.network.layout import NetworkLayout, layout
from ui.network.marks import write_marks
from ui.network.reading import header_reading, selected_words
from ui.network.scene import LaneScene, scale_for
from ui.network.shapes import inputs_shown, shape_of
from ui.network.skips import Skips, show_all
from ui.network.words import LaneWords, words_of, write_again
from ui.plots.framebuffer import Framebuffer, image_of
from vgsim.compute.traces.trace import Trace
from vgsim.play.frame import Frame, Phase
from vgsim.play.geometry import DecadeRange
from vgsim.play.reached import Reached
from vgsim.words.language import tr

LEAST = 24  # pixels of the window; in a smaller view nothing is drawn


class NetworkPicture(Framebuffer):
    """Paints one instant of a trace; a frame costs only what has changed."""

    scaled = Signal(object)  # the Scale now in use

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_canvas")
        self.setMinimumSize(340, 120)  # at least a pixel for each of 200 layers
        self.scale = DecadeRange()
        self._automatic = False
        self._theme: Theme | None = None
        self._trace: Trace | None = None
        self._frame = Frame(Phase.FORWARD, 1, 0, 1, 0.0)
        self._results_shown = True  # whether verdicts are shown
        self._predicting = False  # whether they wait for a prediction
        self._afterimage = Afterimage()
        self._plan: NetworkLayout | None = None
        self._scenes: list[LaneScene] = []
        self._words: list[LaneWords] = []
        self._numbers: list[list[str]] = []  # of each lane, as written under the columns
        self._skips: list[Skips] = []
        self._readings: list[str] = []

    # values

    def set_theme(self, theme: Theme) -> None:
        """Repeat the layout and paint everything in another theme."""
        if theme != self._theme:
            self._theme = theme
            self.renew()

    def set_automatic(self, automatic: bool) -> None:
        """Fit the scale to the current values instead of keeping an absolute one."""
        self._automatic = automatic
        self.renew()

    def show_results(self, results_shown: bool) -> None:
        """Show the verdicts, or a text that says to wait for the backward pass."""
        self.settle()
        self._results_shown = results_shown
        self._afterimage.set_secret(not results_shown)
        if not results_shown:  # the afterimage of the last pass shows the result, too
            self._afterimage.keep(self._scenes)
            for scene in self._scenes:
                scene.pictures.compose(self.pixels, Reached.of(self._frame, scene.layers))
        if self._plan is not None and self._trace is not None:
            self._show_words()
            self.update()

    def set_predicting(self, predicting: bool) -> None:
        """Say that the verdicts wait for a prediction, not only for the backward pass."""
        if predicting != self._predicting:
            self.settle()
            self._predicting = predicting
            if self._plan is not None and self._trace is not None and not self._results_shown:
                self._show_words()
                self.update()

    def set_leaving(self, pale: bool) -> None:
        """Keep the picture of a pass for the next one in pale colors, or in full colors."""
        if pale != self._afterimage.pale:
            self.settle()
            self._afterimage.set_pale(pale)

    def set_trace(self, trace: Trace) -> None:
        """Show another pass at the same instant."""
        self.settle()
        old, self._trace = self._trace, trace
        self._afterimage.another(
            document=old is None or not old.experiment.shares_network_with(trace.experiment)
        )
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
            self._afterimage.keep(self._scenes)
            self._show_values()

    def set_frame(self, frame: Frame) -> None:
        """Show another instant; paints only the columns between the old and the new wave front."""
        self.settle()
        before, self._frame = self._frame, frame
        if self._plan is None:
            return
        self._afterimage.follow(self._scenes, before, frame)
        for scene in self._scenes:
            touched = scene.pictures.show(self.pixels, Reached.of(frame, scene.layers))
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._trace is not None:  # at once: the legend may not change while this is painted
            self._set_scale(scale_for(self._trace, self._automatic))

    def _set_scale(self, scale: DecadeRange) -> None:
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
            for scene, lane in zip(self._scenes, trace.lanes, strict=True):
                write_axis(painter, scene)
                write_names(painter, scene, lane)
        self._show_values()
        self._afterimage.keep(self._scenes)  # the afterimage does not fit this layout
        for scene in self._scenes:
            scene.pictures.compose(self.pixels, Reached.of(self._frame, scene.layers))

    def _show_values(self) -> None:
        """Paint the values of the current trace into the existing scenes."""
        plan, trace = self._plan, self._trace
        if plan is None or trace is None:
            return
        self._make_words(plan, trace)
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
            scene.pictures.compose(self.pixels, Reached.of(self._frame, scene.layers))
            if plan.inputs is not None and inputs_shown(trace, words.lane):
                paint_inputs(self.pixels, scene, words.lane)
        with QPainter(self.image) as painter:
            for words in self._words:
                words.write(painter)
                write_marks(painter, words.scene, words.lane)
        self._show_skips()
        self._show_readings()
        self._describe(trace)
        self.update()

    def _make_words(self, plan: NetworkLayout, trace: Trace) -> None:
        assert self._theme is not None
        colors = self._theme.lanes
        self._words = words_of(
            plan,
            self._scenes,
            trace,
            colors,
            results_shown=self._results_shown,
            predicting=self._predicting,
        )
        self._readings = []

    def _show_words(self) -> None:
        """Write the headers again."""
        assert self._plan is not None
        assert self._trace is not None
        self._make_words(self._plan, self._trace)
        with QPainter(self.image) as painter:
            for words in self._words:
                words.write(painter)
        self._show_readings()
        self._describe(self._trace)

    def _show_skips(self) -> None:
        """Repaint the arcs whose gradient has arrived or is no longer there."""
        if not any(skips.lane.skips for skips in self._skips):
            return
        shown = [Reached.of(self._frame, scene.layers) for scene in self._scenes]
        with QPainter(self.image) as painter:
            for box in show_all(painter, self._skips, shown):
                self.update_box(box)

    def _show_readings(self) -> None:
        trace = self._trace
        if trace is None:
            return
        readings = [header_reading(trace, k, self._frame) for k in range(len(self._words))]
        if readings == self._readings:
            return
        self._readings = readings
        with QPainter(self.image) as painter:
            for words, text in zip(self._words, readings, strict=True):
                words.write_reading(painter, text)
                self.update_box(words.reading_box().adjusted(0, 0, 0, 2))

    def _describe(self, trace: Trace) -> None:
        """Describe the picture in words for screen readers."""
        sentences = [f"{words.lane.title}: {words.accessible_text()}" for words in self._words]
        if self._results_shown:
            sentences.append(selected_words(trace))
        self.setAccessibleName(tr("Networks at update {step}", step=trace.step))
        self.setAccessibleDescription(" ".join(sentences))

    def write_text(self, painter: QPainter) -> None:
        if self._trace is not None and self._words:
            axis, size = self._trace.axis, QSizeF(self.size())
            reached = [Reached.of(self._frame, each.layers).gradients for each in self._scenes]
            write_again(painter, axis, size, self._words, self._numbers, self._readings, reached)
