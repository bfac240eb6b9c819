"""The history panel: go to earlier updates, replay training, branch, and set stop conditions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton

from ui.exchange.preferences import Preferences
from ui.exchange.requests import Requests
from ui.look.icons import show_icon
from ui.look.theme import Theme, font
from ui.panels.changes import changed
from ui.panels.history.words import words
from ui.panels.panel import Panel
from ui.widgets.plain import set_tooltip
from ui.widgets.possible import allow, is_possible
from ui.widgets.scrubber import Scrubber, Segment
from vgsim.compute.traces.trace import Trace
from vgsim.describe.goal import Goal
from vgsim.describe.spec import Experiment
from vgsim.words.language import tr
from vgsim.words.numbers import grouped

BUTTONS = {  # name -> text, tooltip
    "run": (tr("Run"), tr("Start or stop training")),
    "replay": (tr("Replay"), tr("Replay training, from here or from the start")),
    "branch": (tr("Branch"), tr("Copy the selected network as it was at this update")),
    "stop_at": (
        tr("Stop at …"),
        tr("Conditions at which training stops, and the memory for rewinding"),
    ),
}
ROOM = 44  # minimum width for texts on the buttons, in text heights


class HistoryPanel(Panel):
    """A bar over all updates so far; moving its handle shows the networks at that update."""

    name = "history"
    title = tr("Training over time")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._theme: Theme | None = None
        self._trace: Trace | None = None
        self._running = self._replaying = False
        self._rate = 0.0
        self._goal = Goal()
        self._wanted: int | None = None  # the update the handle was dragged to, until it is shown
        self.buttons: dict[str, QToolButton] = {}
        self._layout = QHBoxLayout(self)
        for name, (text, help_text) in BUTTONS.items():
            button = QToolButton()
            button.setProperty("role", "primary" if name == "run" else "flat")
            button.setText(text)
            button.setAccessibleName(text)
            set_tooltip(button, help_text)
            self.buttons[name] = button
        self.scrubber = Scrubber(
            tr("Update shown"),
            tr("Drag to any update; arrow keys move by one"),
            marks=True,
        )
        self._layout.addWidget(self.buttons["run"])
        self._layout.addWidget(self.buttons["replay"])
        self._layout.addWidget(self.scrubber, 1)
        self._layout.addWidget(self.buttons["branch"])
        self._layout.addWidget(self.buttons["stop_at"])
        self.buttons["run"].clicked.connect(lambda: self.requests.learner.toggle_run())
        self.buttons["replay"].clicked.connect(lambda: self.requests.learner.toggle_replay())
        self.buttons["branch"].clicked.connect(self._branch)
        self.buttons["stop_at"].clicked.connect(lambda: self.requests.window.show_limits())
        self.scrubber.moved.connect(self._drag)
        self.scrubber.stepped.connect(requests.learner.step_update)

    # --- values

    def show_preferences(self, preferences: Preferences) -> None:
        """Name only keys that work in the tooltips."""
        single = preferences.single_keys
        help_text = tr("Start or stop training (R)") if single else BUTTONS["run"][1]
        set_tooltip(self.buttons["run"], help_text)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._layout.setContentsMargins(theme.spacing, 0, theme.spacing, 2)
        self._layout.setSpacing(theme.spacing)
        self.scrubber.set_theme(theme)
        metrics = QFontMetrics(font(theme))
        width = max(metrics.horizontalAdvance(text) for text in (tr("Run"), tr("Stop")))
        size = round(theme.control_height * 0.6)
        self.buttons["run"].setMinimumWidth(width + size + 4 * theme.spacing)
        self._draw_buttons()

    def show_live(self, trace: Trace) -> None:
        self._trace = trace
        self._draw()

    def show_running(self, running: bool) -> None:
        self._running = running
        self._draw_buttons()
        self._draw()

    def show_replaying(self, replaying: bool) -> None:
        self._replaying = replaying
        self._draw_buttons()

    def show_goal(self, goal: Goal) -> None:
        self._goal = goal
        self._draw()

    def show_rate(self, rate: float) -> None:
        self._rate = rate
        self._draw()

    # --- drawing

    def _draw(self) -> None:
        trace = self._trace
        if trace is None:
            return
        last = trace.furthest
        if self._running and self._goal.updates is not None:
            last = max(last, self._goal.updates)
        text = words(trace, self._goal, self._rate if self._running else 0.0)
        ticks = tuple(float(step) for step in changed(trace) if step < last)
        self.scrubber.set_segments((Segment(text, 0.0, float(max(last, 1)), 1.0, ticks),))
        if self._running or trace.step == self._wanted:
            self._wanted = None
        place = trace.step if self._wanted is None else self._wanted
        self.scrubber.set_position(float(place), tr("update {update}", update=grouped(place)))
        self._show_possible(trace)

    def _show_possible(self, trace: Trace) -> None:
        """Let Replay and Branch be pressed, or say what they need."""
        untrained = tr("run the training first") if trace.furthest == 0 else ""
        start = tr("go to an update after the start first") if trace.step == 0 else ""
        before = [is_possible(button) for button in self.buttons.values()]
        allow(self.buttons["replay"], BUTTONS["replay"][1], untrained)
        allow(self.buttons["branch"], BUTTONS["branch"][1], untrained or start)
        if before != [is_possible(button) for button in self.buttons.values()]:
            self._draw_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_buttons()

    def _draw_buttons(self) -> None:
        theme = self._theme
        if theme is None:
            return
        size = round(theme.control_height * 0.6)
        roomy = self.width() >= ROOM * theme.font_size
        for name, button in self.buttons.items():
            lit = (name == "run" and self._running) or (name == "replay" and self._replaying)
            shape = "stop" if lit else "play" if name == "run" else name
            color = theme.text if is_possible(button) else theme.muted
            color = theme.on_accent if name == "run" else color
            show_icon(button, shape, color, size)
            named = roomy or name == "run"
            style = Qt.ToolButtonStyle
            button.setToolButtonStyle(
                style.ToolButtonTextBesideIcon if named else style.ToolButtonIconOnly
            )
        self.buttons["run"].setText(tr("Stop") if self._running else tr("Run"))

    def _drag(self, place: float) -> None:
        """Move the handle at once, and request the update."""
        if self._trace is None:
            return
        self._wanted = round(place)
        self.scrubber.set_position(place)
        self.requests.go_to(self._wanted, self._trace.experiment)

    def show_experiment(self, experiment: Experiment) -> None:
        """Forget the requested update, because the networks have changed."""
        self._wanted = None

    def _branch(self) -> None:
        if self._trace is not None:
            self.requests.branch(self._trace.experiment.lanes[self._trace.watched])
