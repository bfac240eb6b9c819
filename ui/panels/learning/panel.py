"""The learning panel: loss and accuracy of every lane over the updates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QToolButton

from ui.curves.comparison import has_strip, leader_marks, moment_marks, spread_marks
from ui.curves.layers import AIR, ValueRows
from ui.curves.training_curves import (
    UPDATES,
    TrainingCurve,
    all_curves,
    axis_range,
    curve_marks_of,
    results_among,
    same_results,
    smoothed_curves,
    step_at,
    value_rows,
)
from ui.curves.training_keys import CAPTIONS, TEST, VALUES, loss_keys, result_keys
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.changes import changed
from ui.panels.learning.view import LearningView
from ui.panels.learning.words import now, reading
from ui.panels.plot_panel import PlotPanel
from ui.plots.axis import Range, decade_ticks, decimal_ticks, integer_ticks, share_ticks
from ui.plots.frame import Scale, Words
from ui.plots.hover import Hover, HoverValues
from ui.plots.lane_legend import LaneLegend
from ui.plots.marks import Mark
from ui.plots.plot import Plot
from ui.plots.stack import stack
from ui.plots.text import TextLine
from ui.widgets.plain import set_tooltip
from vgsim.compute.learning.seeds import SeedResults
from vgsim.compute.traces.curves import Curves
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.words.language import tr

# minimum heights of a plot, and of a panel with status line, in text heights
PLOT_FROM, STATUS_FROM = 6.0, 16.0
SMOOTH_FROM = 32.0  # minimum width for the "Smooth" switch, which must not need a row of its own
NEAR = 6  # pixels within which a change is mentioned
SIDE = 0.012  # of the x axis, left free at both ends
SHARES = ValueRows(Range(-AIR, 1 + AIR))

if TYPE_CHECKING:
    from ui.exchange.progress import Progress


class LearningPanel(PlotPanel):
    """Loss curves on a linear or logarithmic axis, and the accuracy or error."""

    name = "learning"
    title = tr("Learning")
    waiting = tr("The loss appears here when the backward pass has arrived.")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._rate = 0.0
        self._settled: dict[str, Range] = {}
        # per lane: loss, training, test
        self._courses: tuple[tuple[TrainingCurve, TrainingCurve, TrainingCurve], ...] = ()
        self._drawn: tuple[Curves, ...] = ()  # the curves whose results are drawn
        self._marked: tuple[Range, list[Mark]] | None = None  # for which they are drawn
        self._experiment: Experiment | None = None
        self._spread: SeedResults | None = None
        self.decades, self.smooth = QCheckBox(tr("Log")), QCheckBox(tr("Smooth"))
        set_tooltip(self.decades, tr("Show losses on a logarithmic axis"))
        set_tooltip(self.smooth, tr("Average the loss over 1/25 of the run"))
        self.other, self.stop = QToolButton(), QToolButton()
        self.other.setText(tr("Accuracy"))
        self.other.setCheckable(True)
        set_tooltip(self.other, tr("Not enough height for two plots: show this one instead"))
        set_tooltip(self.stop, tr("Stop the runs with other seeds and keep the finished ones"))
        for switch in (self.decades, self.smooth, self.other, self.stop):
            switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.other.hide()
        self.stop.hide()
        self.view = LearningView()
        self.legend = LaneLegend([self.decades, self.smooth, self.view, self.other, self.stop])
        self.losses, self.results = (Plot(x_caption=CAPTIONS[UPDATES]) for _ in range(2))
        self.losses.setAccessibleName(tr("Loss"))
        self.results.setAccessibleName(tr("Accuracy"))
        stack(self.losses, self.results)
        self.status = TextLine()
        self.hover = Hover(self, (self.losses, self.results), self._read)
        self._parts = (self.losses, self.results, self.legend, self.status, self.hover)
        self._layout.addWidget(self.legend)
        self._layout.addWidget(self.losses, 1)
        self._layout.addWidget(self.results, 1)
        self._layout.addWidget(self.status)
        self.other.clicked.connect(self._fit_height)
        self.decades.clicked.connect(self._change_axis)
        self.smooth.clicked.connect(self._change_axis)
        self.legend.toggled.connect(self._pick_lane)
        self.view.chosen.connect(self._choose)
        self.stop.clicked.connect(lambda: self.requests.studies.spread(None))
        for plot in (self.losses, self.results):
            plot.clicked.connect(self._go_to)
            plot.x_range_chosen.connect(self._redraw)

    # --- values

    def show_experiment(self, experiment: Experiment) -> None:
        """Stop runs with other seeds, because they belong to the previous experiment."""
        if experiment != self._experiment and self.view.runs != 1:
            self.view.choose("runs", 1)
            self.requests.studies.spread(None)
        self._experiment = experiment

    def show_spread(self, progress: Progress) -> None:
        self._spread = progress.picture
        done = None if self._spread is None else self._spread.done
        self.stop.setText(tr("Stop") if done is None else tr("Stop: {count} done", count=done))
        self.stop.setVisible(not progress.over)
        if progress.over and self.view.runs != 1 and self._spread is None:
            self.view.choose("runs", 1)
        self.legend.arrange()
        self._draw()

    def show_theme(self, theme: Theme) -> None:
        self._drawn = ()
        super().show_theme(theme)

    def show_live(self, trace: Trace) -> None:
        self._trace = trace
        self._draw()

    def show_rate(self, rate: float) -> None:
        """Show the updates per second; 0 while training is stopped."""
        self._rate = rate
        self._draw_status()

    # --- drawing

    def _draw(self) -> None:
        trace = self._trace
        if trace is None:
            return
        self._show_lanes(self.legend)
        axis = self.view.axis
        self._courses = all_curves(trace, self._theme, TEST, axis)
        self._settled["steps"] = axis_range(self._settled.get("steps"), trace, axis)
        self._draw_losses(trace)
        self._draw_results(trace)
        self._draw_status()
        self.hover.refresh()

    def _draw_losses(self, trace: Trace) -> None:
        courses = tuple(lane[0] for lane in self._courses)
        if self.smooth.isChecked():
            courses = smoothed_curves(trace, self._theme, self.view.axis)
        spread = self._shown_spread()
        seeds = None if spread is None else spread.done
        leads = self.view.leads and has_strip(trace)
        self.losses.show_keys(loss_keys(self.smooth.isChecked(), seeds, leads))
        self._draw_values(self.losses, "loss", courses, labelled=self.results.isHidden())

    def _draw_results(self, trace: Trace) -> None:
        """Draw the evaluations if they have changed; most passes bring no new one."""
        here = (self._steps(), self._moments(trace))
        if here == self._marked and same_results(self._drawn, trace.curves):
            return
        self._drawn, self._marked = trace.curves, here
        regression = trace.regression
        courses = tuple(results_among(self._courses, trace))
        self.results.show_keys(result_keys(regression))
        if regression:
            self._draw_values(self.results, "error", courses, labelled=True)
            return
        scale = Scale(SHARES.range, share_ticks, of=tr("accuracy"))
        self.results.show_scales(self._scale(True), scale)
        self.results.show_live(self._marks(self.results, courses, SHARES, False))

    def _draw_values(
        self, plot: Plot, name: str, courses: tuple[TrainingCurve, ...], labelled: bool
    ) -> None:
        logarithmic = self.decades.isChecked()
        self._settled[name], rows = value_rows(self._settled.get(name), courses, logarithmic)
        ticks = decade_ticks if logarithmic else decimal_ticks
        plot.show_scales(
            self._scale(labelled),
            Scale(rows.range, ticks, rows.ticks, of=VALUES[name]),
        )
        plot.show_live(self._marks(plot, courses, rows, logarithmic))

    def _scale(self, labelled: bool) -> Scale:
        ticks = integer_ticks if self.view.axis == UPDATES else decimal_ticks
        return Scale(self._steps(), ticks, labelled=labelled, of=CAPTIONS[self.view.axis].long)

    def _shown_spread(self) -> SeedResults | None:
        """Runs with other seeds, if they fit the axis and the experiment."""
        found = self._spread
        if found is None or self.view.axis != UPDATES or found.seeds.experiment != self._experiment:
            return None
        return found

    def _steps(self) -> Range:
        settled = self._settled["steps"]
        air = SIDE * settled.span
        return Range(settled.low - air, settled.high + air)

    def _moments(self, trace: Trace) -> list[Mark]:
        """Marks for changes, and for the pass on the screen."""
        return moment_marks(trace, changed(trace), self.view.axis, self._theme)

    def _marks(
        self, plot: Plot, courses: tuple[TrainingCurve, ...], rows: ValueRows, logarithmic: bool
    ) -> list[Mark]:
        width = plot.whole_width()
        trace, theme = self._trace, self._theme
        marks: list[Mark] = []
        spread = self._shown_spread()
        if spread is not None:
            ranges = spread.losses if plot is self.losses else spread.results
            for index, found in enumerate(ranges):
                color = theme.lanes[index]
                marks += spread_marks(found, rows, logarithmic, color, theme, width)
        for course in courses:
            marks += curve_marks_of(
                course, rows, logarithmic, theme, width, faint=spread is not None
            )
        if trace is None:
            return marks
        marks += self._moments(trace)
        if plot is self.losses and self.view.leads:
            top, width = rows.range.high - 0.01 * rows.range.span, 2 * theme.line_width
            marks += leader_marks(trace, theme.lanes, top, width, self.view.axis)
        return marks

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """Show both plots, or only the chosen one if the panel is low."""
        text = self.hover.line_height()
        self.status.setVisible(self.height() >= STATUS_FROM * text)
        both = self.height() - self.legend.height() >= 2 * PLOT_FROM * text
        self.other.setVisible(not both)
        self.smooth.setVisible(self.width() >= SMOOTH_FROM * text)
        self.legend.arrange()
        chosen = self.other.isChecked()
        self._drawn = ()
        self.losses.setVisible(both or not chosen)
        self.results.setVisible(both or chosen)
        self._draw()

    def _draw_status(self) -> None:
        if self._trace is not None:
            self.status.show_text(now(self._trace, self._rate))

    # --- pointer and input

    def _read(self, place: float, pixel: float) -> HoverValues | None:
        if self._trace is None:
            return None
        return reading(self._trace, self._courses, place, self.view.axis, NEAR * pixel)

    def _go_to(self, point: QPointF) -> None:
        """Go to the update at the pointer."""
        if self._trace is not None and self._trace.furthest:
            step = step_at(point.x(), self._trace.curves[0], self.view.axis)
            known = min(step, self._trace.furthest)
            self.requests.go_to(known, self._trace.experiment)

    def _choose(self, group: str, key: object) -> None:
        if group == "runs":
            self._spread = None
            wanted = self.view.seeds(self._experiment, self._trace)
            self.stop.setVisible(wanted is not None)
            self.stop.setText(tr("Stop"))
            self.legend.arrange()
            self.requests.studies.spread(wanted)
        elif group == "axis":
            self._settled.pop("steps", None)
            for plot in (self.losses, self.results):
                plot.show_captions(Words(), CAPTIONS[str(key)])
        self._redraw()

    def _change_axis(self) -> None:
        self._settled.pop("loss", None)
        self._settled.pop("error", None)
        self._redraw()

    def _redraw(self) -> None:
        """Draw everything again, such as after zooming, which changes how fine curves can be."""
        self._drawn = ()
        self._draw()
