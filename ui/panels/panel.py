"""The base class of panels, which only receive values and make requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.exchange.requests import Requests
from ui.exchange.shown import Shown
from ui.look.theme import Theme
from ui.widgets.waiting_cover import WaitingCover
from vgsim.words.language import tr

if TYPE_CHECKING:  # a trace imports NumPy, for which the first paint does not wait
    from ui.exchange.lessons import LessonState
    from ui.exchange.preferences import Preferences
    from ui.exchange.progress import Progress
    from vgsim.compute.traces.trace import Trace, Watch
    from vgsim.describe.goal import Goal
    from vgsim.describe.spec import Experiment
    from vgsim.play.frame import Frame
    from vgsim.play.past import Past
    from vgsim.play.playback import Playback


class Panel(QWidget):
    """One part of the window.

    The window calls `show_news`, which passes every new value to the method that shows it.
    `show_frame` may be called once per screen frame, the others are rare. A hidden panel is not
    called; when it appears, it gets all current values. Before the first pass is computed, there is
    no trace and no frame. Values are frozen and may be kept. Every method has an empty default.

    The user's input goes to `requests`, for instance `self.requests.document.refuse(sentence)`.
    Networks are named by the `Lane` that was shown, because their index may have changed meanwhile.
    """

    name: ClassVar[str] = ""  # key in settings, lower case
    title: ClassVar[str] = ""  # shown to the user: tab, menu entry, accessible name
    # measures that are computed only while the panel is visible
    costly: ClassVar[frozenset[str]] = frozenset()
    # text shown until a first pass has arrived; empty: the panel reveals no result
    waiting: ClassVar[str] = ""

    extended = Signal(object)  # a widget with plots that has been added to the panel
    export_requested = Signal(str, object)  # name of a file to save, and its formats
    appeared = Signal(object)  # this panel, now visible: the window updates it

    def __init__(self, requests: Requests, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.requests = requests
        self.setObjectName(f"panel_{self.name}")
        self.setAccessibleName(self.title)
        self.waiting_cover = WaitingCover(self, self.waiting) if self.waiting else None

    def show_news(self, news: Shown) -> None:
        """Show all new values, in the order of the fields."""
        if news.theme is not None:
            self.show_theme(news.theme)
        if news.preferences is not None:
            self.show_preferences(news.preferences)
        if news.past is not None:
            self.show_past(news.past)
        if news.watch is not None:
            self.show_watch(news.watch)
        if news.experiment is not None:
            self.show_experiment(news.experiment)
        if news.lesson is not None:
            self.show_lesson(news.lesson)
        if news.results_shown is not None:
            self.show_results(news.results_shown)
        if news.trace is not None:
            self.show_trace(news.trace)
        if news.live is not None:
            self.show_live(news.live)
        if news.playback is not None:
            self.show_playback(news.playback)
        if news.running is not None:
            self.show_running(news.running)
        if news.replaying is not None:
            self.show_replaying(news.replaying)
        if news.goal is not None:
            self.show_goal(news.goal)
        if news.linked is not None:
            self.show_linked(news.linked)
        if news.rate is not None:
            self.show_rate(news.rate)
        if news.diagram is not None:
            self.show_diagram(news.diagram)
        if news.comparison is not None:
            self.show_comparison(news.comparison)
        if news.spread is not None:
            self.show_spread(news.spread)
        if news.suggestions is not None:
            self.show_suggestions(news.suggestions)
        if news.advice is not None:
            self.show_advice(news.advice)
        if news.frame is not None:
            self.show_frame(news.frame)

    def show_past(self, past: Past) -> None:
        """Take the recorder of earlier passes; it is updated before each call of `show_live`."""

    def show_theme(self, theme: Theme) -> None:
        """Apply colors, pens and sizes; called first, and after every change of theme or size."""

    def show_preferences(self, preferences: Preferences) -> None:
        """Adapt to the user's preferences."""

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the current experiment; the trace that belongs to it comes later."""

    def show_lesson(self, state: LessonState) -> None:
        """Show the lesson that is open, or that none is."""
        if self.waiting_cover is not None:
            after = tr("This appears after the prediction.")
            self.waiting_cover.setText(after if state.asking else self.waiting)

    def show_results(self, shown: bool) -> None:
        """Show how much gradient arrives, or hide it until the first pass has arrived.

        `vgsim.play.first_pass` decides. Parts that would reveal the result
        show a placeholder of the same size.
        """
        if self.waiting_cover is not None:
            self.waiting_cover.cover(not shown)

    def show_trace(self, trace: Trace) -> None:
        """Show the values of a pass. `trace.experiment` may be older than the shown experiment.

        The watched example, lane, layer, unit and weight are in `trace.watch`.
        """

    def show_watch(self, watch: Watch) -> None:
        """Show what is watched."""

    def show_live(self, trace: Trace) -> None:
        """Show the newest pass while networks learn, at most once per screen frame.

        While the animation plays, the pass on the screen (`show_trace`) is shown to its end; what
        shows the progress of training (curves, rates) is drawn from this trace. Every trace that is
        passed to `show_trace` for the first time is also passed here.
        """

    def show_frame(self, frame: Frame) -> None:
        """Show an instant of the last trace. Called often: may take a millisecond or two."""

    def show_playback(self, playback: Playback) -> None:
        """Show whether the animation plays and how fast; not called for new positions."""

    def show_running(self, running: bool) -> None:
        """Show whether the networks learn."""

    def show_replaying(self, replaying: bool) -> None:
        """Show whether training is being replayed."""

    def show_goal(self, goal: Goal) -> None:
        """Show the stop conditions."""

    def show_linked(self, linked: bool) -> None:
        """Show whether changes apply to all networks."""

    def show_rate(self, rate: float) -> None:
        """Show the updates per second; 0 while training is stopped."""

    def show_diagram(self, progress: Progress) -> None:
        """Show a plane of networks and the progress of its computation."""

    def show_comparison(self, progress: Progress) -> None:
        """Show the comparison of activations and its progress."""

    def show_spread(self, progress: Progress) -> None:
        """Show the runs with other seeds and their progress."""

    def show_suggestions(self, progress: Progress) -> None:
        """Show the suggestions and the progress of the search."""

    def show_advice(self, progress: Progress) -> None:
        """Show the suggestions for the coach, and the progress of the search."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.costly:
            self.requests.viewer.set_costly(self.name, self.costly)
        self.appeared.emit(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.costly:
            self.requests.viewer.set_costly(self.name, frozenset())
