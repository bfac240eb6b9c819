"""How well do the networks learn? Loss and accuracy of every lane over the updates."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QToolButton, QVBoxLayout, QWidget

from ui.items.curves.courses import (
    Course,
    course_marks,
    loss_of,
    results_of,
    same_results,
    smoothed,
    step_range,
    value_rows,
)
from ui.items.curves.layers import AIR, Rows
from ui.items.plots.axis import (
    Range,
    decade_ticks,
    decimal_ticks,
    integer_ticks,
    share_ticks,
)
from ui.items.plots.frame import Scale, StrokeKey, Words, lay_out
from ui.items.plots.hover import Hover, Reading
from ui.items.plots.legend import Key, Legend
from ui.items.plots.marks import DASHES, SOLID, Mark
from ui.items.plots.plot import Plot, align
from ui.items.plots.text import TextLine
from ui.panels.learning_words import now, reading
from ui.panels.panel import Panel
from ui.theme import THEMES, Theme
from vgsim.compute.trace import Curves, Trace

TEST = DASHES[1]
PLOT_FROM, STATUS_FROM = 6.0, 16.0  # text heights that a plot, and a panel with status, need
SMOOTH_FROM = 26.0  # of width, for the switch that smooths: it shall take no row of its own
SIDE = 0.012  # of the x axis, left free at both ends
SHARES = Rows(Range(-AIR, 1 + AIR))


class LearningPanel(Panel):
    """Loss curves, on a plain or a logarithmic axis, and the share of right answers."""

    name = "learning"
    title = "Learning"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = THEMES["light"]
        self._trace: Trace | None = None
        self._rate = 0.0
        self._settled: dict[str, Range] = {}
        self._courses: tuple[tuple[Course, Course, Course], ...] = ()  # a lane: loss, train, test
        self._drawn: tuple[Curves, ...] = ()  # whose results are on the screen
        self.decades = QCheckBox("decades")
        self.decades.setToolTip("Show losses on a logarithmic axis")
        self.decades.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.smooth = QCheckBox("smooth")
        self.smooth.setToolTip("Average the loss over a twenty-fifth of its course")
        self.smooth.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.other = QToolButton()
        self.other.setText("Accuracy")
        self.other.setCheckable(True)
        self.other.setToolTip("The panel is too low for two plots: show this one instead")
        self.other.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.other.hide()
        self.legend = Legend([self.decades, self.smooth, self.other])
        updates = Words("updates", "updates")
        self.losses = Plot(x_caption=updates)
        self.losses.setAccessibleName("Loss")
        self.results = Plot(x_caption=updates)
        self.results.setAccessibleName("Accuracy")
        self.status = TextLine()
        self.hover = Hover(self, (self.losses, self.results), self._read)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.legend)
        self._layout.addWidget(self.losses, 1)
        self._layout.addWidget(self.results, 1)
        self._layout.addWidget(self.status)
        self.other.clicked.connect(self._share_height)
        self.decades.clicked.connect(self._change_axis)
        self.smooth.clicked.connect(self._change_axis)
        self.legend.toggled.connect(self._pick_lane)

    # --- values in

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        lay_out(self, self._layout, theme)
        for part in (self.losses, self.results):
            part.show_theme(theme)
        self.legend.show_theme(theme)
        self.status.show_theme(theme)
        self.hover.show_theme(theme)
        self._drawn = ()
        self._draw()

    def show_live(self, trace: Trace) -> None:
        self._trace = trace
        self._draw()

    def show_rate(self, rate: float) -> None:
        """Updates a second; 0 while nothing learns."""
        self._rate = rate
        self._draw_status()

    # --- drawing

    def _draw(self) -> None:
        trace = self._trace
        if trace is None:
            return
        colors = self._theme.lanes
        self.legend.show_keys(
            Key(str(index), lane.title, colors[index], color_only=True)
            for index, lane in enumerate(trace.lanes)
        )
        self._courses = tuple(
            (
                loss_of(curves, trace.step, lane.loss, colors[index]),
                *results_of(curves, colors[index], TEST),
            )
            for index, (lane, curves) in enumerate(zip(trace.lanes, trace.curves, strict=True))
        )
        self._settled["steps"] = step_range(self._settled.get("steps"), trace.step)
        still = (self.losses.still, self.results.still)
        self._draw_losses()
        self._draw_results(trace)
        if still != (self.losses.still, self.results.still):
            align([plot for plot in (self.losses, self.results) if not plot.isHidden()])
        self._draw_status()
        self.hover.refresh()

    def _draw_losses(self) -> None:
        courses = tuple(lane[0] for lane in self._courses)
        words = ("loss of the mini-batch", "loss")
        if self.smooth.isChecked():
            courses = tuple(smoothed(course) for course in courses)
            words = ("loss of the mini-batch, smoothed", "smoothed loss")
        self.losses.show_keys([StrokeKey(*words, SOLID)])
        self._draw_values(self.losses, "loss", courses, labelled=self.results.isHidden())

    def _draw_results(self, trace: Trace) -> None:
        """Evaluations are rare: most passes bring none, and nothing is drawn anew."""
        if self._steps() == self.results.still.x.range and same_results(self._drawn, trace.curves):
            return
        self._drawn = trace.curves
        regression = trace.regression
        courses = tuple(
            course
            for lane, own in zip(trace.lanes, self._courses, strict=True)
            if regression or lane.classes  # one axis: an error is no share of right answers
            for course in own[1:]
        )
        what = "mean squared error" if regression else "accuracy"
        keys = (
            StrokeKey(f"{what}, training set", "training", SOLID),
            StrokeKey("test set", "test", TEST),
        )
        self.results.show_keys(keys)
        if regression:
            self._draw_values(self.results, "error", courses, labelled=True)
            return
        x = Scale(self._steps(), integer_ticks)
        self.results.show_scales(x, Scale(SHARES.range, share_ticks))
        self.results.show_live(self._marks(self.results, courses, SHARES, False))

    def _draw_values(
        self, plot: Plot, name: str, courses: tuple[Course, ...], labelled: bool
    ) -> None:
        logarithmic = self.decades.isChecked()
        self._settled[name], rows = value_rows(self._settled.get(name), courses, logarithmic)
        x = Scale(self._steps(), integer_ticks, labelled=labelled)
        ticks = decade_ticks if logarithmic else decimal_ticks
        plot.show_scales(x, Scale(rows.range, ticks, rows.ticks))
        plot.show_live(self._marks(plot, courses, rows, logarithmic))

    def _steps(self) -> Range:
        settled = self._settled["steps"]
        air = SIDE * settled.span
        return Range(settled.low - air, settled.high + air)

    def _marks(
        self, plot: Plot, courses: tuple[Course, ...], rows: Rows, logarithmic: bool
    ) -> list[Mark]:
        marks: list[Mark] = []
        for course in courses:
            width = plot.place().inner.width()
            marks += course_marks(course, rows, logarithmic, self._theme, width)
        return marks

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """Both plots, or in a low panel the one that was asked for."""
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

    # --- the pointer and the switches

    def _read(self, place: float, pixel: float) -> Reading | None:
        return reading(self._trace, self._courses, place) if self._trace is not None else None

    def _change_axis(self) -> None:
        self._drawn = ()
        self._settled.pop("loss", None)
        self._settled.pop("error", None)
        self._draw()

    def _pick_lane(self, name: str) -> None:
        if self._trace is not None:
            layer = min(self._trace.watch.layer, self._trace.lanes[int(name)].depth + 1)
            self.wish.emit("select", (int(name), layer, None))
