"""The diagnosis panel: the watched network layer by layer, and changes that would help."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.exchange.progress import Progress
from ui.exchange.requests import Requests
from ui.look.theme import THEMES, Theme
from ui.panels.diagnosis.remedies import Remedies
from ui.panels.layer_table import STATE_MEASURES, LayerTable
from ui.panels.panel import Panel
from ui.panels.remedy_search import RemedySearch
from ui.panels.watched import watched_lane, watched_spec
from ui.plots.frame import lay_out
from ui.plots.text import TextLine
from vgsim.advice.changes import changed, single_lane
from vgsim.advice.suggestion import Suggestion, Suggestions
from vgsim.advice.words import quantity
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.describe.spec import MAX_LANES, Experiment
from vgsim.parts.cells import CELLS
from vgsim.play.past import Past
from vgsim.words.language import tr
from vgsim.words.numbers import ratio

REMEDIES = 0.45  # of the height for the suggestions, at most


class DiagnosisPanel(Panel):
    """The verdict with its cause, suggestions that can be applied, and a row for each layer."""

    name = "diagnosis"
    title = tr("Diagnosis")
    waiting = tr("The diagnosis appears here when the backward pass has arrived.")
    costly = STATE_MEASURES

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._theme: Theme = THEMES["light"]
        self._trace: Trace | None = None
        self._past = Past()
        self._search = RemedySearch()
        self._running = self._replaying = False
        self._applied: tuple[Experiment, Suggestion] | None = None  # the network with it, alone
        self.sentence, self.cause = TextLine(important=True), TextLine()
        self.table = LayerTable()
        self.table.picked.connect(self._pick_layer)
        self.remedies = Remedies()
        self.remedies.taken.connect(self._take)
        self.remedies.copied.connect(self._copy)
        self.remedies.switched.connect(self._switch)
        self._layout, head = QVBoxLayout(self), QHBoxLayout()
        self._layout.addLayout(head)
        head.addWidget(self.sentence, 1)
        head.addWidget(self.table.copy)
        self._layout.addWidget(self.cause)
        self._layout.addWidget(self.remedies)
        self._layout.addWidget(self.table, 1)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        lay_out(self, self._layout, theme)
        for part in (self.sentence, self.cause, self.remedies, self.table):
            part.show_theme(theme)
        self._draw()

    def show_past(self, past: Past) -> None:
        self._past = past

    def show_trace(self, trace: Trace) -> None:
        self._trace = trace
        self._draw()
        self._search_if_new()

    # --- drawing

    def _index(self) -> int:
        assert self._trace is not None
        return self._trace.watched

    def _draw(self) -> None:
        lane = watched_lane(self._trace)
        if lane is None or self._trace is None:
            return
        self.sentence.show_help("", lane.judged.verdict.kind)
        self.sentence.show_text(f"{lane.title}: {lane.judged.verdict.sentence}")
        if lane.recurrent:
            gated = CELLS[lane.network.cell].keep_gate is not None
            more = (
                tr("The Cell tab shows the gates.")
                if gated
                else tr("The Cell tab shows the states and their gradients.")
            )
            self.cause.show_text(f"{self._reason(lane)} {more}".strip())
        else:
            self.cause.show_text(self._reason(lane))
        self.table.show_lane(lane, self._index(), self._past, self._trace.watch.layer)

    def _reason(self, lane: LaneTrace) -> str:
        """The cause and, after a suggestion was applied, its result."""
        return f"{self._outcome()} {lane.judged.cause}".strip()

    def _outcome(self) -> str:
        """The result of the applied suggestion, in this network or a copy; empty if none."""
        if self._applied is None or self._trace is None:
            return ""
        network, offer = self._applied
        shown = self._trace
        for index, lane in enumerate(shown.lanes):
            if single_lane(shown.experiment, index) == network:
                return _result(offer, lane.judged.verdict.decades)
        return ""

    # --- the search for suggestions

    def _search_if_new(self) -> None:
        """Start a search if there is a new question, and show what is known."""
        trace = self._trace
        if trace is None:
            return
        if self.isVisible() and not (self._running or self._replaying):
            question = self._search.question(trace)
            if question is not None:
                self.requests.studies.suggest(question)
        self._show_remedies()

    def _show_remedies(self) -> None:
        trace, search = self._trace, self._search
        if trace is None:
            return
        relevant = search.about(trace.experiment, self._index())
        self.remedies.show_news(
            search.news if relevant else None, searching=relevant and search.searching,
            room=len(trace.experiment.lanes) < MAX_LANES,
        )  # fmt: skip

    def _pause(self) -> None:
        """Pause the search while networks learn or the panel is hidden."""
        if self._search.searching:
            self._search.pause()
            self.requests.studies.suggest(None)
            self._show_remedies()

    def show_experiment(self, experiment: Experiment) -> None:
        """Pause the search if the network has changed."""
        if self._trace is not None:
            lane = min(self._index(), len(experiment.lanes) - 1)
            if not self._search.about(experiment, lane):
                self._pause()

    def show_suggestions(self, progress: Progress) -> None:
        self._search.receive(progress)
        self._show_remedies()

    def show_running(self, running: bool) -> None:
        self._running = running
        self._search_or_pause()

    def show_replaying(self, replaying: bool) -> None:
        self._replaying = replaying
        self._search_or_pause()

    def _search_or_pause(self) -> None:
        if self._running or self._replaying:
            self._pause()
        else:
            self._search_if_new()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.remedies.show_room(round(REMEDIES * self.height()))

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause()
        super().hideEvent(event)

    # --- requests

    def _offer(self, number: int) -> Suggestion | None:
        news = self._search.news
        return news.offers[number] if news is not None and number < len(news.offers) else None

    def _take(self, number: int) -> None:
        offer, news = self._offer(number), self._search.news
        if offer is not None and news is not None:
            shown = news.question.experiment
            lane = shown.lanes[news.question.lane]
            self._applied = _with_remedy(news, offer), offer
            self.requests.take_remedy(lane, shown, offer.changes, offer.label)

    def _pick_layer(self, layer: int) -> None:
        self.requests.select(watched_spec(self._trace), layer, None)

    def _copy(self, number: int) -> None:
        offer, news = self._offer(number), self._search.news
        if offer is not None and news is not None:
            shown = news.question.experiment
            lane = shown.lanes[news.question.lane]
            self._applied = _with_remedy(news, offer), offer
            self.requests.add_remedy(lane, shown, offer.changes, offer.label)

    def _switch(self) -> None:
        """Stop the search, or continue it."""
        if self._search.searching:
            self._search.halt()
            self.requests.studies.suggest(None)
        else:
            question = self._search.again()
            if question is not None:
                self.requests.studies.suggest(question)
        self._show_remedies()


def _with_remedy(news: Suggestions, offer: Suggestion) -> Experiment:
    """The network of the search, alone, with a suggestion."""
    return changed(news.question.single_lane, 0, offer.changes)


def _result(offer: Suggestion, found: float) -> str:
    """Gradient at layer 1 ÷ last layer, before and after a suggestion was applied."""
    expected = offer.tried.expected
    name, before, after = offer.label, ratio(offer.before.decades), ratio(found)
    if expected is None:
        return tr(
            "{remedy}: {quantity} {before} before, {after} now.",
            remedy=name, quantity=quantity(offer), before=before, after=after,
        )  # fmt: skip
    return tr(
        "{remedy}: {quantity} {before} before, {after} now, {expected} expected.",
        remedy=name, quantity=quantity(offer), before=before, expected=ratio(expected), after=after,
    )  # fmt: skip
