"""The network view: lanes stacked over each other, waves travelling through them."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.items.framebuffer import Framebuffer
from ui.items.network_scene import LaneScene, Shown
from ui.items.network_text import TIGHT, WIDE, Fonts, LaneText, header_height, log10_range
from ui.theme import Theme, argb
from vgsim.compute.trace import LaneTrace, Trace
from vgsim.play.frame import Frame, Phase
from vgsim.play.geometry import Columns, LanePlace, Scale, lane_places, unit_at
from vgsim.play.text import scientific
from vgsim.theory.verdict import verdict


class NetworkCanvas(Framebuffer):
    """Shows a trace at an instant. Clicks choose a layer or a unit."""

    chosen = Signal(int, int, object)  # lane, layer, unit or None
    pointed = Signal(str)  # exact numbers of what lies under the pointer; empty: nothing
    scaled = Signal(object)  # Scale now in use

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_canvas")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 120)
        self.scale = Scale()
        self._automatic = False
        self._theme: Theme | None = None
        self._trace: Trace | None = None
        self._frame = Frame(Phase.FORWARD, 1, 0, 1, 0.0)
        self._scenes: list[LaneScene] = []
        self._texts: list[LaneText] = []
        self._margin = 0.0

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.renew()

    def set_automatic(self, automatic: bool) -> None:
        """Fit the scale to the numbers at hand instead of keeping an absolute one."""
        self._automatic = automatic
        self.renew()

    def set_trace(self, trace: Trace) -> None:
        """Another pass; the instant stays."""
        old, self._trace = self._trace, trace
        same = old is not None and [lane.widths for lane in old.lanes] == [
            lane.widths for lane in trace.lanes
        ]
        if not same or self._choose_scale() or not self._scenes:
            self.renew()
        else:
            self._color()

    def set_frame(self, frame: Frame) -> None:
        """Another instant: only the strip between the old and the new front is painted."""
        before, self._frame = self._frame, frame
        if self._theme is None or not self._scenes:
            return
        if before.phase is not frame.phase and frame.phase in (Phase.FORWARD, Phase.LOSS):
            self.update()  # the loss appears or goes
        for scene in self._scenes:
            touched = scene.show(self.pixels, self._theme, Shown.of(frame, scene.layers))
            if touched is not None:
                self.update_columns(*touched)
        for layer in {self._front(before), self._front(frame)} - {None}:
            assert layer is not None
            if self._front(before) != self._front(frame):
                left, right = self._scenes[0].columns.span(layer)
                self.update_columns(left - self._reach(), right + self._reach())

    def _reach(self) -> int:
        assert self._theme is not None
        return round((self._theme.line_width * 4 + 8) * self.ratio)

    @staticmethod
    def _front(frame: Frame) -> int | None:
        if frame.reached == 0 or frame.phase not in (Phase.FORWARD, Phase.BACKWARD):
            return None
        if frame.phase is Phase.FORWARD:
            return frame.reached
        return frame.layers + 1 - frame.reached

    def _choose_scale(self) -> bool:
        """Whether the scale became another one."""
        assert self._trace is not None
        span = log10_range(self._trace.lanes)
        scale = Scale.fitted(*span) if self._automatic else Scale.absolute(*span)
        changed, self.scale = scale != self.scale, scale
        if changed:
            self.scaled.emit(scale)
        return changed

    def renew(self) -> None:
        """Lay everything out anew: size, theme, shape of the networks or scale changed."""
        self.fit()
        theme, trace = self._theme, self._trace
        if theme is None:
            return
        self.pixels[...] = argb(theme.surface)
        self._scenes, self._texts = [], []
        if trace is None or self.width() < 20 or self.height() < 20:
            self.update()
            return
        self._choose_scale()
        fonts = self._fonts()
        metrics = QFontMetricsF(fonts.label)
        self._margin = metrics.horizontalAdvance("gradient") + 2.5 * theme.spacing
        layers = max(len(lane.widths) - 1 for lane in trace.lanes)
        width = self.pixels.shape[1]
        right = max(width - round(theme.spacing * self.ratio), 2)
        columns = Columns(min(round(self._margin * self.ratio), right - 1), right, layers)
        for lane, place in zip(trace.lanes, self._places(fonts, columns), strict=True):
            scene = LaneScene(place, columns, lane.widths[1:], self.ratio)
            scene.arrange(lane, theme, width)
            scene.reset(Shown.of(self._frame, scene.layers))
            self._scenes.append(scene)
        self._color()

    def _fonts(self) -> Fonts:
        assert self._theme is not None
        assert self._trace is not None
        lane_height = self.height() // len(self._trace.lanes)
        return Fonts.of(self._theme, self.width(), lane_height, self._longest())

    def _longest(self) -> str:
        """The longest sentence usual at this depth, so that a new verdict does not move lanes."""
        assert self._trace is not None
        depth = max(lane.depth for lane in self._trace.lanes)
        return (
            f"Layer 1 receives 5·10⁻¹³ of the gradient that reaches layer {depth}: every layer can."
        )

    def _places(self, fonts: Fonts, columns: Columns) -> tuple[LanePlace, ...]:
        assert self._theme is not None
        assert self._trace is not None
        theme, ratio = self._theme, self.ratio
        metrics = QFontMetricsF(fonts.label)
        flat = columns.pitch / ratio >= metrics.horizontalAdvance(TIGHT)
        numbers = metrics.height() if flat else metrics.horizontalAdvance(WIDE) + 2
        count = len(self._trace.lanes)
        header = header_height(fonts, theme, self.width(), self._longest())
        footer = metrics.height() + theme.spacing / 2
        least = 60.0 * count  # where there is no room for words, cells come first
        room = self.height() - footer - count * (header + numbers)
        if room < least:
            numbers = metrics.height() if flat else 0.0
        return lane_places(
            self.pixels.shape[0], count, round(header * ratio), round((numbers + 4) * ratio),
            max(2, round(theme.spacing * 0.5 * ratio)), round(footer * ratio),
        )  # fmt: skip

    def _color(self) -> None:
        """The values of the present trace into the scenes that stand."""
        theme, trace = self._theme, self._trace
        assert theme is not None
        assert trace is not None
        fonts = self._fonts()
        self._texts = []
        for index, (scene, lane) in enumerate(zip(self._scenes, trace.lanes, strict=True)):
            scene.set_trace(lane, theme, self.scale)
            scene.paint(self.pixels, theme)
            self._texts.append(
                LaneText(
                    scene, lane, verdict(lane), theme.lanes[index % len(theme.lanes)], theme,
                    fonts, self.scale, float(self.width()), self._margin,
                )
            )  # fmt: skip
        self._describe(trace)
        self.update()

    def _describe(self, trace: Trace) -> None:
        sentences = [f"{text.lane.title}: {text.verdict.sentence}" for text in self._texts]
        self.setAccessibleName("Networks, " + f"update {trace.step}")
        self.setAccessibleDescription(" ".join(sentences))

    def write(self, painter: QPainter, area: QRect) -> None:
        for text in self._texts:
            text.write(painter, self._frame, Shown.of(self._frame, text.scene.layers), area)
        if self._texts:
            self._write_layers(painter, area)
            self._write_choice(painter)

    def _write_layers(self, painter: QPainter, area: QRect) -> None:
        """Names of the layers along the foot, thinned where they would touch."""
        assert self._theme is not None
        text = self._texts[0]
        metrics = QFontMetricsF(text.fonts.label)
        painter.setFont(text.fonts.label)
        painter.setPen(QColor(self._theme.muted))
        columns = self._scenes[0].columns
        pitch = columns.pitch / self.ratio
        every = next(
            each for each in (1, 2, 5, 10, 20, 50, 100, 1000)
            if each * pitch >= metrics.horizontalAdvance("000")
        )  # fmt: skip
        top = self.height() - metrics.height() - 2
        flags = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRect(0, int(top), int(self._margin - self._theme.spacing),
                               int(metrics.height())),
                         Qt.AlignmentFlag.AlignRight, "layer")  # fmt: skip
        outputs = {scene.layers for scene in self._scenes}
        for layer in range(1, columns.layers + 1):
            named = "out" if outputs == {layer} else str(layer)
            last = layer == columns.layers and len(outputs) == 1
            if not last and (layer % every or columns.layers - layer < every) and layer != 1:
                continue
            center = columns.center(layer) / self.ratio
            rect = QRect(int(center - 40), int(top), 80, int(metrics.height()))
            if rect.intersects(area):
                painter.drawText(rect, flags, named)

    def _write_choice(self, painter: QPainter) -> None:
        """The selected layer in all lanes, the selected unit in its own."""
        assert self._theme is not None
        assert self._trace is not None
        watch = self._trace.watch
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for index, scene in enumerate(self._scenes):
            layer = min(watch.layer, scene.layers)
            first, last = (x / self.ratio for x in scene.columns.span(layer))
            top, bottom = scene.place.signal[0] / self.ratio, scene.place.bars[1] / self.ratio
            painter.setPen(
                QPen(QColor(self._theme.accent), max(1.5, self._theme.line_width * 0.75))
            )
            painter.drawRect(QRect(round(first) - 1, round(top) - 1, round(last - first) + 1,
                                   round(bottom - top) + 1))  # fmt: skip
            if index == watch.lane and watch.unit is not None:
                self._mark_unit(painter, scene, layer, watch.unit)

    def _mark_unit(self, painter: QPainter, scene: LaneScene, layer: int, unit: int) -> None:
        first, last = (x / self.ratio for x in scene.columns.cells(layer))
        units = scene.widths[layer - 1]
        for start, end in (scene.place.signal, scene.place.gradient):
            height = (end - start) / units
            top = (start + unit * height) / self.ratio
            painter.drawRect(QRect(round(first), round(top), round(last - first),
                                   max(3, round(height / self.ratio))))  # fmt: skip

    # what lies where

    def _at(self, x: float, y: float) -> tuple[int, int, int | None] | None:
        """Lane, layer and unit under a point of the widget."""
        px, py = x * self.ratio, y * self.ratio
        for lane, scene in enumerate(self._scenes):
            if not scene.place.top <= py < scene.place.bottom:
                continue
            layer = scene.columns.layer_at(px)
            if layer is None or layer > scene.layers or py < scene.place.signal[0]:
                return None
            for start, end in (scene.place.signal, scene.place.gradient):
                unit = unit_at(py, start, end, scene.widths[layer - 1])
                if unit is not None:
                    return lane, layer, unit
            return lane, layer, None
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().x(), event.position().y())
        if event.button() is not Qt.MouseButton.LeftButton or found is None or self._trace is None:
            super().mousePressEvent(event)
            return
        lane, layer, unit = found
        watch = self._trace.watch
        if (watch.lane, watch.layer, watch.unit) == found:
            unit = None  # a second click lets go
        self.chosen.emit(lane, layer, unit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().x(), event.position().y())
        self.pointed.emit("" if found is None or self._trace is None else self._words(*found))

    def leaveEvent(self, event: object) -> None:
        self.pointed.emit("")

    def _words(self, lane: int, layer: int, unit: int | None) -> str:
        assert self._trace is not None
        shown = self._trace.lanes[lane]
        name = "output layer" if layer == shown.depth + 1 else f"layer {layer}"
        size = float(shown.measures["gradient_preactivation"][layer - 1])
        words = f"{shown.title}, {name}: gradient {scientific(size, 4)}"
        if unit is None:
            mean = float(shown.measures["activation_mean"][layer - 1])
            deviation = float(shown.measures["activation_std"][layer - 1])
            return f"{words}, signal {scientific(mean, 3)} ± {scientific(deviation, 3)}"
        index = int(shown.offsets[layer - 1]) + unit
        return f"{words}; unit {unit + 1}: {self._unit_words(shown, index)}"

    def _unit_words(self, shown: LaneTrace, index: int) -> str:
        assert self._trace is not None
        signal = scientific(float(shown.activation[index]), 4)
        gradient = scientific(float(shown.gradient[index]), 4)
        if self._trace.watch.sample is None:
            return f"mean |a| {signal}, mean |∂L/∂z| {gradient}"
        return f"a {signal}, ∂L/∂z {gradient}"
