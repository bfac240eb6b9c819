"""The verdicts panel: compares the networks in one line.

The sentence about each network is shown above its lane in the network view; here it is only part of
the text for screen readers.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from ui.exchange.lessons import LessonState
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.panel import Panel
from ui.widgets.naming import NamingLabel
from vgsim.compute.traces.trace import Trace
from vgsim.words.language import tr

ALONE = tr("One network. Add another to compare.")


class VerdictsPanel(Panel):
    """One line that compares the lanes; of more than two, the two that differ most."""

    name = "verdicts"
    title = tr("Verdicts")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        # always one line, so that the networks below do not move
        self.sentence = NamingLabel("title")
        self._trace: Trace | None = None
        self._results_shown = True
        self._predicting = False  # whether the sentence waits for a prediction
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.sentence)

    def show_lesson(self, state: LessonState) -> None:
        if state.asking != self._predicting:
            self._predicting = state.asking
            self._draw()

    def show_results(self, shown: bool) -> None:
        self._results_shown = shown
        self._draw()

    def show_trace(self, trace: Trace) -> None:
        self._trace = trace
        self._draw()

    def _draw(self) -> None:
        trace = self._trace
        if trace is None:
            return
        if not self._results_shown:
            after = tr("The comparison appears after the prediction.")
            self.sentence.show_text(*((after,) if self._predicting else _question(trace)))
            return
        titles = [lane.title for lane in trace.lanes]
        self.sentence.show_sentence(trace.comparison or ALONE, titles)
        sentences = [f"{lane.title}: {lane.judged.verdict.sentence}" for lane in trace.lanes]
        self.sentence.setAccessibleName(" ".join([*sentences, trace.comparison]))

    def show_theme(self, theme: Theme) -> None:
        side = theme.spacing
        self._layout.setContentsMargins(side, side // 2, side, side // 2)


def _question(trace: Trace) -> tuple[str, str]:
    """The question that the first pass will answer, and where to look; the question alone."""
    through_time, several = trace.axis == "step", len(trace.lanes) > 1
    if through_time:
        question = (
            tr("Which network gets more gradient at step 1?")
            if several
            else tr("How much gradient arrives at step 1?")
        )
    else:
        question = (
            tr("Which network gets more gradient at layer 1?")
            if several
            else tr("How much gradient arrives at layer 1?")
        )
    return tr("{question} Watch the backward pass.", question=question), question
