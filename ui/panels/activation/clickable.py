"""Curves that can be clicked as the answer to a lesson's question, while the others are covered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt

from ui.curves.functions import Function
from ui.exchange.lessons import LessonState
from ui.exchange.requests import Requests
from ui.panels.activation.view import ActivationView
from ui.plots.plot import Plot
from ui.widgets.waiting_cover import WaitingCover
from vgsim.words.language import tr

NEAR = 24.0  # pixels: a click farther from every curve picks none
BOLD = 2.5  # times the width of the other curves, for the one that is picked
NONE = LessonState()


class ClickableCurves:
    """Covers what would answer an open question; a click on a curve of the rest answers it."""

    def __init__(self, view: ActivationView, requests: Requests) -> None:
        text = tr("The curves appear here after the prediction.")
        self.cover = WaitingCover(view, text)  # of the whole panel
        parts = (view.values, view.slopes, view.product, view.multiples)
        self.covers = {part: WaitingCover(part, text) for part in parts}
        self._view, self._requests = view, requests
        self._curves: tuple[str, ...] = ()
        self._tells: Plot = view.slopes  # the plot that would answer the question
        self.chosen = ""  # the function whose curve is picked
        for plot in (view.values, view.slopes):
            plot.stepped.connect(self._step)

    @property
    def open(self) -> bool:
        """Whether a curve can be clicked."""
        return bool(self._curves)

    @property
    def plot(self) -> Plot:
        """The plot in which the curves can be clicked."""
        view = self._view
        return view.slopes if self._tells is view.values else view.values

    def show_lesson(self, state: LessonState) -> bool:
        """Cover what the state of the lesson demands. Returns whether a curve looks different."""
        before, self._curves = (self._curves, self.chosen), state.curves
        self._tells = self._view.values if state.tells_values else self._view.slopes
        picked = state.chosen is not None and state.chosen < len(self._curves)
        self.chosen = self._curves[state.chosen or 0] if picked else ""
        self.cover.cover(state.about_curves and not self.open)
        for part, cover in self.covers.items():
            cover.cover(self.open and part is not self.plot)
        hand = Qt.CursorShape.PointingHandCursor
        for each in (self._view.values, self._view.slopes):
            each.picks = self.open and each is self.plot
            if each.picks:
                each.viewport().setCursor(hand)
            else:
                each.viewport().unsetCursor()
        return before != (self._curves, self.chosen)

    def _step(self) -> None:
        """Pick the next curve, because Return was pressed in the plot."""
        if self.open:
            before = self._curves.index(self.chosen) if self.chosen else -1
            self._requests.lessons.choose((before + 1) % len(self._curves))

    def width(self, function: Function) -> float:
        """How much wider than usual the function's curve is drawn."""
        return BOLD if self.open and function.name == self.chosen else 1.0

    def click(self, plot: Plot, point: QPointF, functions: Sequence[Function]) -> None:
        """Pick the curve that is nearest to a point, if it is among those asked about."""
        if not self.open or plot is not self.plot:
            return
        slope = plot is self._view.slopes
        scale = abs(plot.place().y.slope)
        found = [
            (abs(function.at_point(point.x())[slope] - point.y()) * scale, function.name)
            for function in functions
            if function.name in self._curves
        ]
        distance, name = min(found, default=(NEAR, ""))
        if distance < NEAR:
            self._requests.lessons.choose(self._curves.index(name))
