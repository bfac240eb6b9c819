"""The gradients panel: measures over the layers, all lanes in one plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox

from ui.curves.guides import guide_keys, guide_marks
from ui.curves.layers import (
    LayerSeries,
    ValueRows,
    decade_rows,
    layer_marks,
    nearest_lane,
    plain_rows,
    share_rows,
)
from ui.curves.measures import (
    AXES,
    DECADES,
    GROUPS,
    LAYER,
    PLAIN,
    SHARES,
    SPREADS,
    STEP,
    key_of,
    kind_of,
    measure_series,
)
from ui.curves.theory import HELP, KEY, TIP, predicts, theory_bands, theory_series, theory_words
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.gradients.choice import (
    DEFAULTS,
    RECURRENT_DEFAULTS,
    STATUS_HELP,
    choices,
    ratio_words,
    readings,
)
from ui.panels.gradients.compared import CAUGHT, MARKED, WAITING, ComparedMeasure, titles
from ui.panels.plot_panel import PlotPanel
from ui.panels.words import axis_name
from ui.plots.axis import Range, layer_ticks
from ui.plots.chooser import Chooser
from ui.plots.frame import Scale
from ui.plots.hover import Hover, HoverValues
from ui.plots.lane_legend import LaneLegend
from ui.plots.marks import Mark, Span
from ui.plots.plot import Plot
from ui.plots.stack import stack
from ui.plots.text import TextLine
from ui.widgets.plain import set_tooltip
from vgsim.compute.traces.measures import COSTLY, MEASURES
from vgsim.compute.traces.trace import Trace
from vgsim.words.language import tr

# minimum heights of a plot, and of a panel with status line, in text heights
PLOT_FROM, STATUS_FROM = 4.6, 16.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What one plot shows now."""

    series: tuple[LayerSeries, ...]
    rows: ValueRows


class GradientsPanel(PlotPanel):
    """Gradient norms on a log axis, mean ± standard deviation, fractions of saturated units."""

    name = "gradients"
    waiting = WAITING
    title = tr("Gradient flow")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._chosen: frozenset[str] = DEFAULTS
        self._settled: dict[str, Range] = {}
        self._drawings: dict[str, Drawing] = {}
        self._compared = ComparedMeasure()
        self.chooser = Chooser(tr("Measures …"), choices(), columns=2, next_to=self)
        self.chooser.show_chosen(self._chosen)
        self.theory = QCheckBox(tr("Theory"))
        set_tooltip(self.theory, TIP)
        self.theory.setChecked(True)
        self.legend = LaneLegend([self.theory, self.chooser])
        self.plots = {kind: Plot(x_caption=LAYER) for kind in (DECADES, PLAIN, SHARES)}
        stack(*self.plots.values())
        self.status = TextLine(important=True)
        self.status.show_help(STATUS_HELP, "vanishing")
        self.expected = TextLine()
        self.expected.show_help(HELP, "mean_field")
        self.hover = Hover(self, tuple(self.plots.values()), self._read)
        self._results_shown = True
        self._parts = (*self.plots.values(), self.legend, self.status, self.expected, self.hover)
        self._layout.addWidget(self.legend)
        for kind, stretch in ((DECADES, 5), (PLAIN, 3), (SHARES, 3)):
            plot = self.plots[kind]
            plot.setAccessibleName(f"{self.title}: {GROUPS[kind]}")
            self._layout.addWidget(plot, stretch)
            plot.clicked.connect(self._click)
            plot.x_range_chosen.connect(self._draw)
        self._layout.addWidget(self.status)
        self._layout.addWidget(self.expected)
        self.legend.toggled.connect(self._pick_lane)
        self.chooser.changed.connect(self._choose)
        self.theory.clicked.connect(self._show_theory)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        self._pass_theme(theme)
        self._draw_keys()
        self._draw()

    def show_trace(self, trace: Trace) -> None:
        before, self._trace = self._trace, trace
        chosen = self._compared.among(self._chosen, trace)
        if chosen != self._chosen:
            self._chosen = chosen
            self.chooser.show_chosen(chosen)
            self._draw_keys()
        if before is None or before.axis != trace.axis:
            self._fit_axis(trace)
        if before is None or before.axis != trace.axis or titles(before) != titles(trace):
            self._draw_keys()
        self._draw()

    def show_results(self, shown: bool) -> None:
        self._results_shown = shown
        super().show_results(shown)
        self._draw()

    def _fit_axis(self, trace: Trace) -> None:
        """Adapt to layers or steps; the default measures change, those the user chose stay."""
        through_time = trace.axis == "step"
        usual = (DEFAULTS, RECURRENT_DEFAULTS) if through_time else (RECURRENT_DEFAULTS, DEFAULTS)
        chosen = self._compared.in_place_of(usual[0], self._chosen, usual[1])
        if chosen != self._chosen:
            self._chosen = chosen
            self.chooser.show_chosen(self._chosen)
            self.requests.viewer.set_costly(self.name, self._chosen & COSTLY)
        for plot in self.plots.values():
            plot.show_x_caption(STEP if through_time else LAYER)

    @property
    def _through_time(self) -> bool:
        return self._trace is not None and self._trace.axis == "step"

    # --- drawing

    def _draw_keys(self) -> None:
        """Draw what rarely changes: the legend, strokes, and which plots are visible."""
        lanes = self._trace.lanes if self._trace is not None else ()
        self._show_lanes(self.legend)
        wanted = [kind for kind in self.plots if self._names(kind)]
        shown = wanted[: max(self._room(), 1)]
        hidden = len(wanted) - len(shown)
        self.chooser.setText(
            tr("Measures … (+{count})", count=hidden) if hidden else tr("Measures …")
        )
        tip = tr("%n more plot(s): make the panel taller to see them", "", hidden) if hidden else ""
        set_tooltip(self.chooser, tip)
        self.legend.arrange()
        for kind, plot in self.plots.items():
            plot.setVisible(kind in shown)
            drawn = [name for name in self._names(kind) if not self._is_spread(name)]
            keys = [key_of(name, self._through_time) for name in drawn]
            explained = self.theory.isChecked() and any(predicts(lanes, name) for name in drawn)
            plot.show_keys([*keys, *([KEY] if explained else []), *guide_keys(drawn)])

    def _room(self) -> int:
        """How many plots fit: each needs room for its labels and as much again."""
        text = self.hover.line_height()
        self.status.setVisible(self.height() >= STATUS_FROM * text)
        self.theory.setVisible(not self._through_time)  # theory has no line for steps
        explained = self.theory.isVisible() and self.theory.isChecked()
        self.expected.setVisible(explained and self.height() >= (STATUS_FROM + 1.3) * text)
        lines = self.status.isVisible() + self.expected.isVisible()
        rest = self.height() - self.legend.height() - lines * text * 1.3
        return int((rest - 1.5 * text) / (PLOT_FROM * text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_keys()
        self._draw()

    def _names(self, kind: str) -> list[str]:
        return [n for n in MEASURES if n in self._chosen and kind_of(n) == kind]

    def _is_spread(self, name: str) -> bool:
        """Whether a standard deviation is drawn as a band, because its mean is drawn."""
        return any(name == std and mean in self._chosen for mean, std in SPREADS.items())

    def _draw(self) -> None:
        trace = self._trace
        if trace is None or not self._results_shown:
            return
        shown = [kind for kind, plot in self.plots.items() if not plot.isHidden()]
        for kind in shown:
            series = tuple(self._series(trace, kind))
            rows = self._rows(kind, series)
            self._drawings[kind] = Drawing(series, rows)
            self._draw_plot(trace, kind, last=kind == shown[-1])
        self.status.show_text(*ratio_words(trace))
        if self.expected.isVisible():
            self.expected.show_text(*theory_words(trace.lanes))
        self.hover.refresh()

    def _series(self, trace: Trace, kind: str) -> list[LayerSeries]:
        result: list[LayerSeries] = []
        lanes, colors = trace.lanes, self._theme.lanes
        for name in self._names(kind):
            if self._is_spread(name):
                continue
            spread = SPREADS.get(name) in self._chosen
            result += measure_series(
                lanes, name, colors, spread=spread, recurrent=self._through_time
            )
            if self.theory.isChecked():
                result += theory_series(lanes, name, colors)
        return result

    def _rows(self, kind: str, series: Sequence[LayerSeries]) -> ValueRows:
        if kind == SHARES:
            return share_rows(series)
        rows_of = decade_rows if kind == DECADES else plain_rows
        self._settled[kind], rows = rows_of(self._settled.get(kind), series)
        return rows

    def _draw_plot(self, trace: Trace, kind: str, last: bool) -> None:
        plot, drawing = self.plots[kind], self._drawings[kind]
        layers = max(lane.depth + 1 for lane in trace.lanes)
        x = Scale(
            Range(0.5, layers + 0.5),
            layer_ticks,
            labelled=last,
            stride=1.0,
            of=axis_name(trace.axis),
        )
        ticks, of = AXES[kind]
        y = Scale(drawing.rows.range, ticks, drawing.rows.ticks, of=of)
        plot.show_scales(x, y)
        here = trace.watch.layer
        marked = Span(here - 0.5, here + 0.5, self._theme.accent, MARKED)
        spacing = plot.place().x.slope
        marks: list[Mark] = [marked, *guide_marks(self._names(kind), self._theme)]
        if kind == DECADES and self.theory.isChecked() and "gradient_preactivation" in self._chosen:
            marks += theory_bands(trace.lanes, self._theme.lanes)
        marks += layer_marks(drawing.series, drawing.rows, kind == DECADES, self._theme, spacing)
        plot.show_live(marks)

    # --- pointer

    def _layer_at(self, x: float) -> int:
        layers = max(lane.depth + 1 for lane in self._trace.lanes) if self._trace else 1
        return min(max(round(x), 1), layers)

    def _read(self, place: float, pixel: float) -> HoverValues | None:
        if self._trace is None or not self._results_shown:
            return None
        layer = self._layer_at(place)
        return HoverValues(layer, readings(self._trace, layer, self._chosen, self.hover.lines()))

    def _click(self, point: QPointF) -> None:
        """Select the layer at the pointer, of the lane whose line is near it."""
        plot = self.sender()
        if self._trace is None:
            return
        layer, lane = self._layer_at(point.x()), self._trace.watch.lane
        for kind, drawing in self._drawings.items():
            if self.plots[kind] is plot:
                near = nearest_lane(drawing.series, drawing.rows, kind == DECADES, layer, point.y())
                if near is not None and near[1] <= CAUGHT * drawing.rows.range.span:
                    lane = near[0]
        lane = min(lane, len(self._trace.lanes) - 1)
        layer = min(layer, self._trace.lanes[lane].depth + 1)
        self.requests.select(self._trace.experiment.lanes[lane], layer, None)

    def _show_theory(self) -> None:
        self._draw_keys()
        self._draw()

    def _choose(self, name: str, chosen: bool) -> None:
        before = self._chosen & COSTLY
        self._chosen = self._chosen | {name} if chosen else self._chosen - {name}
        if self._chosen & COSTLY != before:
            self.requests.viewer.set_costly(self.name, self._chosen & COSTLY)
        self._draw_keys()
        self._draw()
