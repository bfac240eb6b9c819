"""The transport panel: play, step and scrub through a pass."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout

from ui.exchange.actions import ACTIONS, Action
from ui.exchange.menus import tooltip
from ui.exchange.preferences import Preferences
from ui.exchange.requests import Requests
from ui.look.icons import show_icon
from ui.look.theme import Theme, font
from ui.panels.panel import Panel
from ui.widgets.elided import ElidedLabel
from ui.widgets.plain import set_tooltip
from ui.widgets.scrubber import Scrubber, Segment
from ui.widgets.slider import LabeledSlider, SliderScale
from vgsim.compute.traces.trace import Trace
from vgsim.play.frame import Frame, Phase
from vgsim.play.playback import Playback, phase_words
from vgsim.play.timeline import SHARES, Timeline
from vgsim.words.language import tr

BUTTONS = ("start", "last_phase", "last_layer", "play", "next_layer", "next_phase", "end")
# seconds per pass on the slider; typed values and keys can go beyond
SPEEDS = SliderScale(0.2, 20.0, logarithmic=True)


class TransportPanel(Panel):
    """Buttons, the current phase, the time of a whole pass, and the scrubber."""

    name = "transport"
    title = tr("Transport")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._theme: Theme | None = None
        self._timeline = Timeline(1)
        self._playing = False
        self._running = self._short = False
        self._frame: Frame | None = None
        self._axis = "layer"
        entries = {entry.id: entry for entry in ACTIONS}
        self.buttons = {}
        self._layout, row = QVBoxLayout(self), QHBoxLayout()
        self._layout.addLayout(row)
        for name in BUTTONS:
            button = QToolButton()
            button.setProperty("role", "primary" if name == "play" else "flat")
            button.setAccessibleName(entries[name].text)
            button.clicked.connect(self._handler(entries[name]))
            row.addWidget(button)
            self.buttons[name] = button
        self.words = ElidedLabel("title", explained=False)
        self.speed = LabeledSlider(tr("Seconds per pass"), SPEEDS)
        self.scrubber = Scrubber(
            tr("Position in the pass"),
            tr("Drag to any layer or time step of any phase; arrow keys move by one"),
        )
        row.addWidget(self.words, 1)
        row.addWidget(self.speed)
        self._layout.addWidget(self.scrubber)
        self.scrubber.moved.connect(requests.player.seek)
        self.scrubber.stepped.connect(requests.player.step_layer)
        self.speed.changed.connect(lambda seconds, _: self.requests.player.set_seconds(seconds))
        self.speed.refused.connect(requests.document.refuse)
        self.show_preferences(Preferences())

    def show_preferences(self, preferences: Preferences) -> None:
        """Name only keys that work in the tooltips."""
        entries = {entry.id: entry for entry in ACTIONS}
        for name, button in self.buttons.items():
            set_tooltip(button, tooltip(entries[name], single=preferences.single_keys))
        help_text = tr("Time of a whole pass (+ and −)")
        plain = tr("Time of a whole pass")
        for widget in (self.speed.label, self.speed.slider, self.speed.field):
            set_tooltip(widget, help_text if preferences.single_keys else plain)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._layout.setContentsMargins(theme.spacing, theme.spacing // 2, theme.spacing, 4)
        self._layout.setSpacing(0)
        self.scrubber.set_theme(theme)
        metrics = QFontMetrics(font(theme))
        self.speed.set_columns(
            metrics.horizontalAdvance(tr("Seconds per pass")) + 4,
            metrics.horizontalAdvance("00.00") + 2 * theme.spacing + 8,
        )
        self.speed.slider.setFixedWidth(4 * theme.control_height)
        self._draw_icons()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Hide what does not fit: label of the speed, then its slider, then buttons, then words."""
        theme = self._theme
        if theme is None:
            return
        metrics = QFontMetrics(font(theme, theme.title_size, strong=True))
        words = metrics.horizontalAdvance(tr("Update: press Run to train"))
        button = self.buttons["start"].sizeHint().width() + theme.spacing
        field = self.speed.field.width() + 2 * theme.spacing
        room = self.width() - len(BUTTONS) * button - words - field - 2 * theme.spacing
        slider = self.speed.slider.width() + theme.spacing
        self.speed.slider.setVisible(room >= slider)
        self.speed.label.setVisible(room >= slider + self.speed.label.width() + theme.spacing)
        for name in ("start", "end"):
            self.buttons[name].setVisible(room >= 0)
        self._short = room + 2 * button < 0
        if self._frame is not None:
            self.words.show_text(self._sentence())

    def show_trace(self, trace: Trace) -> None:
        """Use the name of the columns: layers or time steps."""
        if trace.axis != self._axis:
            self._axis = trace.axis
            if self._frame is not None:
                self.words.show_text(self._sentence())

    def show_frame(self, frame: Frame) -> None:
        if frame.layers != self._timeline.layers or self._frame is None:
            self._timeline = Timeline(frame.layers)
            self.scrubber.set_segments(segments(self._timeline))
        self._frame = frame
        words = self._sentence()
        self.words.show_text(words)
        self.scrubber.set_position(position_of_frame(self._timeline, frame), words)

    def show_playback(self, playback: Playback) -> None:
        self.speed.set_value(playback.seconds_per_pass)
        if playback.playing != self._playing:
            self._playing = playback.playing
            self._draw_icons()

    def show_running(self, running: bool) -> None:
        self._running = running
        if self._frame is not None:
            self.words.show_text(self._sentence())

    def _sentence(self) -> str:
        """The current phase and layer as text."""
        frame = self._frame
        assert frame is not None
        if frame.phase is Phase.LOSS:
            return tr("Loss")
        if frame.phase is Phase.UPDATE:
            return (
                tr("Update") if self._running or self._short else tr("Update: press Run to train")
            )
        phase = phase_words(frame.phase)
        layer = frame.newest or frame.layer  # the layer just computed, as shown in the networks
        if self._short:
            return f"{phase} {layer}"
        if layer == frame.layers:
            return tr("{phase}, output", phase=phase)
        last = frame.layers - 1
        if self._axis == "step":
            return tr("{phase}, step {step} of {last}", phase=phase, step=layer, last=last)
        return tr("{phase}, layer {layer} of {last}", phase=phase, layer=layer, last=last)

    def _draw_icons(self) -> None:
        if self._theme is None:
            return
        size = round(self._theme.control_height * 0.6)
        for name, button in self.buttons.items():
            shape = "pause" if name == "play" and self._playing else name
            color = self._theme.on_accent if name == "play" else self._theme.text
            show_icon(button, shape, color, size)
        self.buttons["play"].setAccessibleName(tr("Pause") if self._playing else tr("Play"))

    def _handler(self, entry: Action) -> Callable[[], None]:
        def clicked() -> None:
            assert entry.ask is not None
            entry.ask(self.requests)

        return clicked


def segments(timeline: Timeline) -> tuple[Segment, ...]:
    """The segments of the scrubber: one per phase, with a tick per layer."""
    found = []
    for phase in Phase:
        start, end = timeline.span(phase)
        ticks = tuple(float(tick) for tick in range(start + 1, end))
        found.append(Segment(phase_words(phase), start, end, SHARES[phase], ticks))
    return tuple(found)


def position_of_frame(timeline: Timeline, frame: Frame) -> float:
    """The position on the timeline at which this frame is shown."""
    start, end = timeline.span(frame.phase)
    if frame.phase is Phase.LOSS:
        return start + frame.progress
    into = frame.reached + frame.progress
    if frame.phase is Phase.UPDATE:
        into /= timeline.layers
    return min(start + into, float(end))
