"""The contract of a panel: values in, requests out; it knows no session, no window, no sibling."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui.exchange.requests import Requests
from ui.exchange.shown import Shown
from ui.look.theme import Theme

if TYPE_CHECKING:  # a trace brings numpy, which the first paint does not wait for
    from ui.exchange.progress import Progress
    from vgsim.compute.traces.trace import Trace, Watch
    from vgsim.describe.goal import Goal
    from vgsim.describe.spec import Experiment
    from vgsim.play.frame import Frame
    from vgsim.play.past import Past
    from vgsim.play.playback import Playback


class Panel(QWidget):
    """One part of the window.

    The window calls `show_news`, which hands every new value to the method that shows it: all of
    them seldom, only `show_frame` up to once a screen frame. A hidden panel is not called; when it
    appears it is given the newest of everything; before the first pass is computed there is no
    trace and no frame. Values are frozen and may be kept. Every method has an empty default.

    What the user wants goes to `requests`, such as `self.requests.document.refuse(sentence)`. A
    network is named by the `Lane` that was shown: it may have another place meanwhile.
    """

    name: ClassVar[str] = ""  # key in settings, lower case
    title: ClassVar[str] = ""  # on the screen: tab, menu entry, accessible name
    costly: ClassVar[frozenset[str]] = frozenset()  # what is computed only while it can be seen

    appeared = Signal(object)  # this panel, now visible: the window brings it up to date

    def __init__(self, requests: Requests, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.requests = requests
        self.setObjectName(f"panel_{self.name}")
        self.setAccessibleName(self.title)

    def show_news(self, news: Shown) -> None:
        """Show everything that is new, in the order of the fields."""
        if news.theme is not None:
            self.show_theme(news.theme)
        if news.past is not None:
            self.show_past(news.past)
        if news.watch is not None:
            self.show_watch(news.watch)
        if news.experiment is not None:
            self.show_experiment(news.experiment)
        if news.trace is not None:
            self.show_trace(news.trace)
        if news.live is not None:
            self.show_live(news.live)
        if news.playback is not None:
            self.show_playback(news.playback)
        if news.running is not None:
            self.show_running(news.running)
        if news.filming is not None:
            self.show_filming(news.filming)
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
        if news.frame is not None:
            self.show_frame(news.frame)

    def show_past(self, past: Past) -> None:
        """Where to look up earlier passes; it grows by itself, before `show_live` is called."""

    def show_theme(self, theme: Theme) -> None:
        """Take every color, pen and size from here; called first, at every change and resize."""

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the user asked for; the trace that belongs to it comes later."""

    def show_trace(self, trace: Trace) -> None:
        """Show the values of a pass. `trace.experiment` may be older than the shown experiment.

        The watched sample, lane, layer, unit and weight are in `trace.watch`.
        """

    def show_watch(self, watch: Watch) -> None:
        """What a person looks at."""

    def show_live(self, trace: Trace) -> None:
        """Show the newest pass of networks that learn, at most once a screen frame.

        While the animation plays, the pass on the screen (`show_trace`) stays until it has been
        shown to its end; what follows learning itself (curves, rates) is drawn from this one.
        Every trace given to `show_trace` for the first time comes here too.
        """

    def show_frame(self, frame: Frame) -> None:
        """Show an instant of the trace last shown. Called often: a millisecond or two at most."""

    def show_playback(self, playback: Playback) -> None:
        """Show whether the animation plays and how fast; not called for a mere new position."""

    def show_running(self, running: bool) -> None:
        """Show whether the networks learn."""

    def show_filming(self, filming: bool) -> None:
        """Show whether learning is played as a film."""

    def show_goal(self, goal: Goal) -> None:
        """Show where learning is to stop."""

    def show_linked(self, linked: bool) -> None:
        """Show whether a change is made in all networks at once."""

    def show_rate(self, rate: float) -> None:
        """Show how many updates a second the networks make; 0 while nothing learns."""

    def show_diagram(self, progress: Progress) -> None:
        """Show how far a plane of networks is computed."""

    def show_comparison(self, progress: Progress) -> None:
        """Show how far a comparison of activations is."""

    def show_spread(self, progress: Progress) -> None:
        """Show how far runs with other seeds are."""

    def show_suggestions(self, progress: Progress) -> None:
        """Show how far the search for remedies is."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.costly:
            self.requests.viewer.set_costly(self.name, self.costly)
        self.appeared.emit(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.costly:
            self.requests.viewer.set_costly(self.name, frozenset())
