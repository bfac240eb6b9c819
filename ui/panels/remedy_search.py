"""Decides when to search for suggestions: once per network and set of its problems."""

from __future__ import annotations

from ui.exchange.progress import Progress
from vgsim.advice.changes import single_lane
from vgsim.advice.faults import network_faults
from vgsim.advice.suggestion import HelpRequest, Suggestions
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment


class RemedySearch:
    """The state of the search: its question, its results, and whether it is running."""

    def __init__(self) -> None:
        self.news: Suggestions | None = None
        self.searching = False
        self._current: HelpRequest | None = None
        self._halted = False  # stopped by the user

    def question(self, trace: Trace, index: int | None = None) -> HelpRequest | None:
        """The question for the pass on the screen, or None if there is no new one.

        Args:
            trace: the pass on the screen.
            index: the lane that needs help; None: the watched one.
        """
        index = trace.watched if index is None else index
        lane = trace.lanes[index]
        found = network_faults(lane)
        current = self._current
        if current is not None and current.single_lane == single_lane(trace.experiment, index):
            known = network_faults(current.seen)
            handled = self.searching or self._halted or (self.news is not None and self.news.over)
            if handled and found <= known:
                return None
        if not found:
            return None
        return self.ask(HelpRequest(trace.experiment, index, lane))

    def ask(self, question: HelpRequest) -> HelpRequest:
        """Store the question as the current one."""
        self._current, self.news = question, None
        self.searching, self._halted = True, False
        return question

    def again(self) -> HelpRequest | None:
        """Repeat the question whose search was stopped, or None."""
        return self.ask(self._current) if self._current is not None else None

    def halt(self) -> None:
        """The user has stopped the search for this network."""
        self.searching, self._halted = False, True

    def pause(self) -> None:
        """The search is paused; `question` may start it again."""
        self.searching = False

    def receive(self, progress: Progress) -> None:
        """Store the results of the search, unless they are about another network."""
        news = progress.picture
        if isinstance(news, Suggestions) and news.question is self._current:
            self.news = news
        if progress.over:
            self.searching = False

    def about(self, experiment: Experiment, lane: int) -> bool:
        """Whether the question is about this lane of the experiment."""
        return self._current is not None and self._current.single_lane == single_lane(
            experiment, lane
        )
