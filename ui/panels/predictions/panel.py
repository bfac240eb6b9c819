"""The predictions panel: decision boundary, confusion matrix, mistakes, weights as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from ui.curves.predictions import (
    class_ticks,
    confusion_field,
    count_notes,
    curve_marks,
    ends,
    every_class,
    examples,
    filter_pictures,
    mistake_pictures,
    output_field,
    pair_marks,
    picture_colors,
    plane_extent,
    signed_colors,
    square,
    unit_field,
)
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.plot_panel import PlotPanel
from ui.panels.predictions.words import confused_words, correct_words, without_counts
from ui.panels.watched import watched_lane
from ui.plots.frame import Scale, Words
from ui.plots.marks import ColorScale, Note
from ui.plots.pictures import PictureGrid
from ui.plots.plot import Plot
from ui.plots.text import TextLine
from ui.widgets.choice import ChoiceBox, Option
from vgsim.compute.traces.predictions import Predictions
from vgsim.compute.traces.trace import GRADES, PREDICTIONS, LaneTrace, Trace
from vgsim.describe.spec import DataSpec
from vgsim.parts.datasets import DATASETS
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

SENTENCE = 20  # label sizes that the sentence needs next to the choice
VIEWS = {
    "answers": tr("Decision boundary"), "unit": tr("Selected unit"),
    "confusion": tr("Confusion matrix"),
    "pairs": tr("Predicted ÷ true"), "mistakes": tr("Most confident mistakes"),
    "filters": tr("Weights of layer 1"),
}  # fmt: skip


class PredictionsPanel(PlotPanel):
    """Shows the predictions of the watched lane, also while it learns."""

    name = "predictions"
    title = tr("Predictions")
    costly = frozenset({PREDICTIONS, GRADES})

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._draws = {
            "answers": self._draw_boundary, "unit": self._draw_unit, "pairs": self._draw_pairs,
            "confusion": self._draw_confusion, "mistakes": self._draw_mistakes,
            "filters": self._draw_filters,
        }  # fmt: skip
        self._pointer: QPointF | None = None
        self._colors: ColorScale | None = None  # of the plot
        self._numbered = True  # whether there is room for the numbers in its cells
        self.view = ChoiceBox((), tr("What is shown"))
        self.plot, self.grid, self.sentence = Plot(), PictureGrid(), TextLine(important=True)
        self._head, middle = QHBoxLayout(), QHBoxLayout()
        self._layout.addLayout(self._head)
        self._layout.addLayout(middle, 1)
        self._head.addWidget(self.view)
        self._head.addWidget(self.sentence, 1)
        middle.addWidget(self.plot, 1)
        middle.addWidget(self.grid, 1)
        self._parts = (self.plot, self.grid, self.sentence)
        for part in (self.plot, self.grid):
            part.hide()  # until there is something to show
        self.view.setMinimumContentsLength(14)
        self.view.chosen.connect(lambda _: self._draw())
        self.plot.hovered.connect(self._hover)
        self.plot.rearranged.connect(self._fit_numbers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_sentence()

    def _pass_theme(self, theme: Theme) -> None:
        super()._pass_theme(theme)
        self._place_sentence()

    def _place_sentence(self) -> None:
        """The sentence follows the choice or, where it has too little room there, is below it."""
        room = self.width() - self.view.sizeHint().width()
        narrow = room < SENTENCE * self._theme.label_size
        way = QBoxLayout.Direction
        self._head.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    # --- values

    def show_trace(self, trace: Trace) -> None:
        self._trace = trace
        self._draw()

    # --- drawing

    def _draw(self) -> None:
        lane = watched_lane(self._trace)
        predictions = lane.predictions if lane is not None else None
        if predictions is None and lane is not None and not lane.recurrent:
            self.sentence.show_text(tr("Computing …"))  # the last picture stays until then
            return
        for part in (self.plot, self.grid):
            part.setVisible(False)
        if lane is None or predictions is None:
            self.sentence.show_text(tr("Not available yet for recurrent networks."))
            return
        views = _views(predictions)
        chosen = self.view.key()
        curve = (
            {"answers": tr("Fitted curve")} if predictions.y.size and len(predictions.y) < 2 else {}
        )
        self.view.set_options([Option(name, (VIEWS | curve)[name]) for name in views])
        self.view.set_key(chosen if chosen in views else views[0])
        self.plot.setAccessibleName(self.view.currentText())
        self._draws[str(self.view.key())](lane, predictions)
        self._show_sentence()

    def _data(self) -> DataSpec:
        """The data of the watched lane."""
        assert self._trace is not None
        own = self._trace.experiment.lanes[self._trace.watched].data
        return own or self._trace.experiment.data

    def _lengths(self) -> bool:
        """Whether both inputs are coordinates of a point; columns of a table are not."""
        return DATASETS[self._data().name].points is not None

    def _show_plot(
        self, x: Scale, y: Scale, up: Words, across: Words,
        *, colors: ColorScale | None = None, notes: Sequence[Note] = (), equal: bool = False,
    ) -> None:  # fmt: skip
        self._colors = colors
        self.plot.setVisible(True)
        self.plot.show_notes(notes)
        x, y = replace(x, of=x.of or across.short), replace(y, of=up.short)
        self.plot.show_scales(x, y, equal=equal)
        self.plot.show_captions(up, across)
        self._fit_numbers()

    def _fit_numbers(self) -> None:
        """Leave out the color scale where it takes the room of the numbers in the cells."""
        fits = self.plot.notes_fit(self._colors)
        bare = not fits and self.plot.notes_fit(None)
        self.plot.show_colors(None if bare else self._colors)
        if self._numbered != (fits or bare):
            self._numbered = fits or bare
            self._show_sentence()

    def _axis(self, lane: LaneTrace, index: int) -> Words:
        """The caption of an input's axis."""
        name = lane.input_name(index) or (tr("second input") if index else tr("first input"))
        if self._data().standardize:
            return Words(tr("{input}, standardized", input=name), name)
        return Words(name, name)

    def _draw_boundary(self, lane: LaneTrace, predictions: Predictions) -> None:
        theme = self._theme
        assert self._trace is not None
        color = theme.lanes[self._trace.watched]
        if len(predictions.y) < 2:
            marks, x, y = curve_marks(predictions, color, theme)
            self._show_plot(Scale(x), Scale(y), _same(tr("output")), self._axis(lane, 0))
            self.plot.show_still(())
            self.plot.show_live(marks)
            return
        field = output_field(predictions, lane.network.output or "", theme)
        x, y = plane_extent(predictions)
        up, across = self._axis(lane, 1), self._axis(lane, 0)
        self._show_plot(Scale(x), Scale(y), up, across, equal=self._lengths())
        self.plot.show_still((field,))
        self.plot.show_live(examples(predictions, theme))

    def _draw_unit(self, lane: LaneTrace, predictions: Predictions) -> None:
        theme, field = self._theme, unit_field(predictions, self._theme)
        assert field is not None
        x, y = plane_extent(predictions)
        up, across = self._axis(lane, 1), self._axis(lane, 0)
        colors = ColorScale(field.colors, ends(field.colors, lambda v: scientific(v, 2)))
        self._show_plot(Scale(x), Scale(y), up, across, colors=colors, equal=self._lengths())
        self.plot.show_still((field,))
        self.plot.show_live(examples(predictions, theme))

    def _draw_confusion(self, lane: LaneTrace, predictions: Predictions) -> None:
        field, ticks = confusion_field(predictions, self._theme)
        names, both = predictions.class_names, square(len(predictions.confusion))
        # the caption of the x axis is above the plot, too: below it would hide names of classes
        self._show_plot(
            Scale(both, every_class(names), of=tr("prediction")),
            Scale(both, class_ticks(names)),
            Words(tr("truth ↑, prediction →"), tr("truth")),
            Words(),
            colors=ColorScale(field.colors, ticks),
            notes=count_notes(predictions, field, self._theme),
        )
        self.plot.show_still((field,))
        self.plot.show_live(())

    def _draw_pairs(self, lane: LaneTrace, predictions: Predictions) -> None:
        assert self._trace is not None
        color = self._theme.lanes[self._trace.watched]
        marks, both = pair_marks(predictions, color, self._theme)
        self._show_plot(
            Scale(both), Scale(both), _same(tr("prediction")), _same(tr("truth")), equal=True
        )
        self.plot.show_still(())
        self.plot.show_live(marks)

    def _draw_filters(self, lane: LaneTrace, predictions: Predictions) -> None:
        self.grid.setVisible(True)
        colors = signed_colors(predictions.filters, self._theme)
        self.grid.show_pictures(filter_pictures(predictions), colors, "")

    def _draw_mistakes(self, lane: LaneTrace, predictions: Predictions) -> None:
        self.grid.setVisible(True)
        pictures = mistake_pictures(predictions)
        colors = picture_colors(pictures, self._theme)
        self.grid.show_pictures(pictures, colors, tr("No mistakes in the test set."))

    # --- words

    def _show_sentence(self) -> None:
        lane = watched_lane(self._trace)
        predictions = lane.predictions if lane is not None else None
        if lane is None or predictions is None:
            return
        view = str(self.view.key())
        if view == "confusion" and self._pointer is not None:
            self.sentence.show_text(
                confused_words(predictions, self._pointer.x(), self._pointer.y())
            )
        elif predictions.confusion.size:
            words = correct_words(lane, predictions)
            text = words if view != "confusion" or self._numbered else without_counts(words)
            self.sentence.show_text(text, words)
        else:
            self.sentence.show_text(
                tr("{network}: loss {loss}", network=lane.title, loss=scientific(lane.loss, 3))
            )

    def _hover(self, point: QPointF | None) -> None:
        self._pointer = point
        self._show_sentence()


def _same(words: str) -> Words:
    """A caption that has no shorter form."""
    return Words(words, words)


def _views(predictions: Predictions) -> list[str]:
    """The available views, the most informative first."""
    found = ["answers"] if predictions.x.size else []
    if predictions.unit.size and len(predictions.y) > 1:
        found.append("unit")
    if predictions.confusion.size:
        found.append("confusion")
    if predictions.pairs.size:
        found.append("pairs")
    if predictions.filters.size:
        found += ["mistakes", "filters"]
    return found
