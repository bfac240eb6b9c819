"""The coach line: what to look at and what to try next, with a button that does it."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton

from ui.exchange.preferences import Preferences
from ui.exchange.progress import Progress
from ui.exchange.requests import Requests
from ui.look.icons import show_icon
from ui.look.theme import Theme
from ui.panels.panel import Panel
from ui.panels.remedy_search import RemedySearch
from ui.widgets.plain import button_text, set_tooltip
from ui.widgets.two_lines import TwoLines
from vgsim.advice.coach.lanes import lane_to_help, same_networks
from vgsim.advice.coach.rules import hint
from vgsim.advice.coach.situation import PATIENCE, Ask, Hint, Situation, Take
from vgsim.advice.suggestion import Suggestions
from vgsim.compute.traces.trace import Trace, Watch
from vgsim.describe.spec import Experiment
from vgsim.play.frame import Frame, Phase
from vgsim.play.playback import Playback
from vgsim.words.language import tr

SOON = 50  # milliseconds in which several values come together
QUIET = 1_000  # milliseconds without a change after which remedies are tried
READABLE = 2.0  # seconds that a sentence stays while networks learn
ONE_DRAG = 0.7  # seconds between two changes that count as one
CLOSE = tr("Close the coach (Help → Coach brings it back)")


class CoachPanel(Panel):
    """A sentence in at most two lines, a button, and a button that closes the line.

    The height never depends on the sentence, so that the networks below do not move.
    """

    name = "coach"
    title = tr("Coach")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self.sentence, self.button = TwoLines("reading"), QPushButton()
        self.close_button = QToolButton()
        self.close_button.setProperty("role", "flat")
        self.close_button.setAccessibleName(tr("Close the coach"))
        set_tooltip(self.close_button, CLOSE)
        self.close_button.clicked.connect(requests.window.preferred.toggle_coach)
        self.button.clicked.connect(self._take)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self.sentence, 1)
        self._layout.addWidget(self.button)
        self._layout.addWidget(self.close_button)
        self.button.hide()
        self.hint: Hint | None = None
        self._trace: Trace | None = None  # on the screen
        self._wanted: Experiment | None = None
        self._before: Trace | None = None  # before the newest change
        self._changed_at = self._shown_at = float("-inf")
        self._results_shown = self._playing = True
        self._running = self._replaying = self._newcomer = self._waited = False
        self._phase = Phase.FORWARD
        self._search = RemedySearch()
        self._found: Suggestions | None = None  # of the diagnosis
        self._soon, self._quiet, self._idle = (_timer(self) for _ in range(3))
        self._soon.timeout.connect(self._draw)
        self._quiet.timeout.connect(self._look_for_remedies)
        self._idle.timeout.connect(self._nothing_done)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        side, size = theme.spacing, theme.control_height
        self._layout.setContentsMargins(side, 0, side, side // 2)
        self._layout.setSpacing(side)
        self.button.setMinimumHeight(size)
        self.close_button.setMinimumSize(size, size)
        show_icon(self.close_button, "remove", theme.muted, theme.font_size)

    def show_preferences(self, preferences: Preferences) -> None:
        self._newcomer = not preferences.started
        self._update()

    def show_experiment(self, experiment: Experiment) -> None:
        old, now = self._trace, perf_counter()
        if old is None or self._running or not old.experiment.shares_network_with(experiment):
            self._before = None
        elif not same_networks(old.experiment, experiment):
            if self._before is None or now - self._changed_at > ONE_DRAG:
                self._before = old
            self._changed_at = now
        self._wanted = experiment
        self._pause()
        self._something_done()

    def show_results(self, shown: bool) -> None:
        self._results_shown = shown
        self._quiet.start(QUIET)
        self._update()

    def show_trace(self, trace: Trace) -> None:
        old, self._trace = self._trace, trace
        if old is not None and old.experiment == trace.experiment and old.step != trace.step:
            self._before = None  # the networks have been trained since
        if old is None or old.experiment is not trace.experiment or old.step != trace.step:
            self._quiet.start(QUIET)
        self._update()

    def show_watch(self, watch: Watch) -> None:
        self._something_done()

    def show_playback(self, playback: Playback) -> None:
        if playback.playing != self._playing:
            self._playing = playback.playing
            self._something_done()

    def show_running(self, running: bool) -> None:
        self._running = running
        if running:
            self._before = None
            self._pause()
        else:
            self._quiet.start(QUIET)
        self._shown_at = float("-inf")
        self._something_done()

    def show_replaying(self, replaying: bool) -> None:
        self._replaying = replaying
        if replaying:
            self._pause()
        else:
            self._quiet.start(QUIET)
        self._something_done()

    def show_frame(self, frame: Frame) -> None:
        if frame.phase is not self._phase:
            self._phase = frame.phase
            if not self._results_shown:
                self._update()
        if not self._playing:
            self._idle.start(round(1000 * PATIENCE))

    # --- the sentence

    def _update(self) -> None:
        """Draw soon, after the frame in which the value came."""
        if not self._soon.isActive():
            self._soon.start(SOON)

    def _something_done(self) -> None:
        self._waited = False
        self._idle.start(round(1000 * PATIENCE))
        self._update()

    def _nothing_done(self) -> None:
        self._waited = True
        self._update()

    def _draw(self) -> None:
        trace, wanted = self._trace, self._wanted
        if trace is not None and wanted is not None and trace.experiment != wanted:
            return  # the pass of the changed networks comes soon
        now = perf_counter()
        if self._running and now - self._shown_at < READABLE:
            self._soon.start(round(1000 * (self._shown_at + READABLE - now)) + 1)
            return
        self._shown_at = now
        found = hint(
            Situation(
                trace, self._before, self._results_shown, self._phase.value, self._playing,
                self._running, PATIENCE if self._waited else 0.0, self._newcomer,
                self._advice(),
            )
        )  # fmt: skip
        self.hint = found
        self.sentence.show_texts(found.sentence, found.finding)
        if found.label:
            self.button.setText(button_text(found.label))
            set_tooltip(self.button, found.help)
        if self.button.isHidden() == bool(found.label):
            self.button.setVisible(bool(found.label))

    # --- remedies

    def _advice(self) -> Suggestions | None:
        """The newest results about the network that needs help."""
        index = lane_to_help(self._trace) if self._trace is not None else None
        if index is None or self._trace is None:
            return None
        known = (each for each in (self._search.news, self._found) if each is not None)
        about = (each for each in known if each.about(self._trace.experiment, index))
        return max(about, key=lambda each: len(each.offers), default=None)

    def _look_for_remedies(self) -> None:
        """Search for changes that help, once for each network, while the program is idle."""
        trace = self._trace
        busy = self._running or self._replaying or not self._results_shown
        if trace is None or busy or not self.isVisible():
            return
        index = lane_to_help(trace)
        if index is None or self._advice() is not None:
            return
        question = self._search.question(trace, index)
        if question is not None:
            self.requests.studies.advise(question)

    def _pause(self) -> None:
        if self._search.searching:
            self._search.pause()
            self.requests.studies.advise(None)

    def show_advice(self, progress: Progress) -> None:
        before = self._search.news
        self._search.receive(progress)
        news = self._search.news
        if news is not None and news.offers != (before.offers if before is not None else ()):
            self._update()

    def show_suggestions(self, progress: Progress) -> None:
        """Use the results of the diagnosis, too."""
        if isinstance(progress.picture, Suggestions) and progress.picture.offers:
            self._found = progress.picture
            if self._advice() is self._found:
                self._pause()
            self._update()

    def showEvent(self, event: QShowEvent) -> None:
        self._quiet.start(QUIET)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause()
        super().hideEvent(event)

    # --- the button

    def _take(self) -> None:
        request = self.hint.request if self.hint is not None else None
        if isinstance(request, Take):
            self.requests.take_remedy(request.lane, request.shown, request.changes, request.remedy)
        elif request is not None:
            self._ask(request)

    def _ask(self, request: Ask) -> None:
        to = self.requests
        match request.kind:
            case "play":
                to.player.toggle()
            case "run" | "stop":
                to.learner.run(request.kind == "run")
            case "new seed":
                to.document.new_seed()
            case "replay" if request.broken is not None and request.shown is not None:
                to.replay(request.broken, request.shown)
            case "diagnosis" if request.lane is not None:
                to.select(request.lane, 1)
                to.window.show_diagram(tr("Diagnosis"))


def _timer(panel: CoachPanel) -> QTimer:
    timer = QTimer(panel)
    timer.setSingleShot(True)
    return timer
