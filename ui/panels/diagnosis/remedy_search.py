"""When is it looked for what helps? Once for a network and what is wrong with it."""

from __future__ import annotations

from ui.exchange.progress import Progress
from vgsim.advice.changes import alone
from vgsim.advice.ills import ills
from vgsim.advice.suggest import Question, Suggestions
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment


class RemedySearch:
    """The search for the watched network: what is asked, what is known, whether it goes on."""

    def __init__(self) -> None:
        self.news: Suggestions | None = None
        self.searching = False
        self._asked: Question | None = None
        self._halted = False  # by the user

    def question(self, trace: Trace) -> Question | None:
        """What is to be asked for the pass on the screen; None: nothing new."""
        lane = trace.lanes[trace.watched]
        found = ills(lane)
        asked = self._asked
        if asked is not None and asked.alone == alone(trace.experiment, trace.watched):
            known = ills(asked.seen)
            going = self.searching or self._halted or (self.news is not None and self.news.over)
            if going and found <= known:
                return None
        if not found:
            return None
        return self.ask(Question(trace.experiment, trace.watched, lane))

    def ask(self, question: Question) -> Question:
        """Remember that this is asked now."""
        self._asked, self.news = question, None
        self.searching, self._halted = True, False
        return question

    def again(self) -> Question | None:
        """Ask once more what was stopped."""
        return self.ask(self._asked) if self._asked is not None else None

    def halt(self) -> None:
        """The user wants no further search for this network."""
        self.searching, self._halted = False, True

    def pause(self) -> None:
        """It is not looked for anything now; later it may be."""
        self.searching = False

    def told(self, progress: Progress) -> None:
        """Take over what the search has found, unless it is about another network."""
        news = progress.picture
        if isinstance(news, Suggestions) and news.question is self._asked:
            self.news = news
        if progress.over:
            self.searching = False

    def about(self, experiment: Experiment, lane: int) -> bool:
        """Whether it is the lane of the experiment that was asked about."""
        return self._asked is not None and self._asked.alone == alone(experiment, lane)
