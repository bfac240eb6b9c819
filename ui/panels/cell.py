"""The cell panel: gates and states of a recurrent cell over time, and the gradient's two paths."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from ui.curves.layers import LayerSeries, ValueRows, decade_rows, layer_marks
from ui.curves.measures import key_of, values_of
from ui.curves.strip_plot import CellStrips
from ui.exchange.requests import Requests
from ui.panels.plot_panel import PlotPanel
from ui.panels.watched import nearest_lane
from ui.plots.axis import Range, decade_ticks, layer_ticks
from ui.plots.frame import Scale, StrokeKey, Words
from ui.plots.hover import Hover, HoverValues
from ui.plots.marks import DASHES, FloatArray, Mark, Span
from ui.plots.plot import Plot
from ui.plots.readout import ReadoutRow, ReadoutTable
from ui.plots.stack import stack
from ui.plots.text import TextLine
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.plain import set_tooltip
from vgsim.compute.traces.measures import COSTLY, MEASURES
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.parts.cells import CELLS
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

GATED = ("gradient_carried", "gradient_carousel", "gradient_gates", "forget_product")
PLAIN = ("gradient_activation", "gradient_bound")
# names of the parts for a GRU, which keeps its hidden state with an update gate
OF_HIDDEN_STATE = {
    "gradient_carried": "∂L/∂h", "gradient_carousel": tr("h only"), "forget_product": "Π mean z",
}  # fmt: skip
MARKED = 0.16  # opacity of the stripe at the selected step
LOW, HIGH = -40.0, 2.0  # limits of the strips' color scale, in powers of ten


class CellPanel(PlotPanel):
    """Strips for one level of the watched lane, and a plot of its gradient."""

    name = "cell"
    title = tr("Cell")
    waiting = tr("States and gradients appear here when the backward pass has arrived.")
    costly = COSTLY & {*GATED, *PLAIN}

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._level = 0
        self._settled: Range | None = None
        self.heading = TextLine(important=True)
        self.levels = ChoiceBox([Option(0, _level_name(0), "")], tr("Stacked layer"))
        set_tooltip(self.levels, tr("Which of the stacked layers"))
        self.strips = CellStrips()
        self.plot = Plot(x_caption=Words(tr("time step"), tr("step"), "recurrent"))
        self.plot.setAccessibleName(tr("The gradient at the state, and its parts"))
        self.hover = Hover(self, (self.strips, self.plot), self._read)
        head = QHBoxLayout()
        self._layout.addLayout(head)
        head.addWidget(self.heading, 1)
        head.addWidget(self.levels)
        self._parts = (self.heading, self.strips, self.plot, self.hover)
        self._layout.addWidget(self.strips, 5)
        self._layout.addWidget(self.plot, 4)
        self.levels.chosen.connect(self._choose_level)
        for plot in (self.strips, self.plot):
            plot.clicked.connect(lambda point: self._pick(round(point.x())))
        self.plot.x_range_chosen.connect(self._draw)
        stack(self.strips, self.plot)

    # --- visibility

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.requests.viewer.set_level(self._level)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.requests.viewer.set_level(None)

    # --- values

    def show_trace(self, trace: Trace) -> None:
        before, self._trace = self._trace, trace
        if before is None or before.experiment is not trace.experiment:
            self._offer_levels()
        self._draw()

    # --- drawing

    def _offer_levels(self) -> None:
        found = nearest_lane(self._trace, recurrent=True)
        count = found[1].levels if found else 1
        self._level = min(self._level, count - 1)
        self.levels.set_options([Option(k, _level_name(k), "") for k in range(count)])
        self.levels.set_key(self._level)
        self.levels.setVisible(count > 1)

    def _draw(self) -> None:
        found = nearest_lane(self._trace, recurrent=True)
        if found is None or self._trace is None:
            return
        index, lane = found
        color = self._theme.lanes[index]
        self.heading.show_text(self._words(lane))
        names = GATED if CELLS[lane.network.cell].keep_gate is not None else PLAIN
        drawn = [name for name in names if values_of(lane, name).size]
        series = [
            LayerSeries(index, self._values(lane, name), color, dash, None, True)
            for name, dash in zip(drawn, DASHES, strict=False)
        ]
        keys = [self._key(lane, name) for name in drawn]
        pairs = zip(keys, series, strict=True)
        self.plot.show_keys(replace(key, dash=each.dash) for key, each in pairs)
        self._settled, rows = decade_rows(self._settled, series)
        self._draw_plot(lane, series, rows)
        if lane.cell is not None:
            low = max(min(rows.range.low, -8.0), LOW)
            decades = low, max(min(rows.range.high, HIGH), low + 1)
            self.strips.show_cell(lane.cell, color, decades, lane.smallest_gradient)
        self.strips.show_step(self._trace.watch.layer)
        self.hover.refresh()

    def _key(self, lane: LaneTrace, name: str) -> StrokeKey:
        """The key of a measure. The state that a gate keeps is c in an LSTM, h in a GRU."""
        key = key_of(name, True)
        if CELLS[lane.network.cell].has_cell_state or name not in OF_HIDDEN_STATE:
            return key
        return replace(key, short=OF_HIDDEN_STATE[name])

    def _values(self, lane: LaneTrace, name: str) -> FloatArray:
        """The values of every step; at the last one no gradient comes through the gates."""
        values = values_of(lane, name)[: lane.depth]
        return values[:-1] if name == "gradient_gates" else values

    def _draw_plot(self, lane: LaneTrace, series: list[LayerSeries], rows: ValueRows) -> None:
        assert self._trace is not None
        plot = self.plot
        x = Scale(Range(0.5, lane.depth + 0.5), layer_ticks, stride=1.0)
        plot.show_scales(x, Scale(rows.range, decade_ticks, rows.ticks))
        here = self._trace.watch.layer
        marks: list[Mark] = [Span(here - 0.5, here + 0.5, self._theme.accent, MARKED)]
        plot.show_live(marks + layer_marks(series, rows, True, self._theme, plot.place().x.slope))

    def _words(self, lane: LaneTrace) -> str:
        assert self._trace is not None
        example = self._trace.watch.example
        of = (
            tr("mean of the magnitudes over the batch")
            if example is None
            else tr("example {example}", example=example + 1)
        )
        return f"{lane.title}: {CELLS[lane.network.cell].formula}  ({of})"

    # --- pointer and input

    def _read(self, place: float, pixel: float) -> HoverValues | None:
        found = nearest_lane(self._trace, recurrent=True)
        if found is None:
            return None
        _, lane = found
        step = min(max(round(place), 1), lane.depth)
        if (point := self.hover.over(self.strips)) is not None:
            table = self.strips.table_at(point)
            return HoverValues(step, table) if table is not None else None
        rows = tuple(
            ReadoutRow(
                (MEASURES[name].label, scientific(float(values_of(lane, name)[step - 1]), 3))
            )
            for name in (*GATED, *PLAIN, "forget_gate")
            if values_of(lane, name).size
        )
        return HoverValues(step, ReadoutTable((tr("step {step}", step=step), lane.title), rows))

    def _choose_level(self, level: object) -> None:
        self._level = int(str(level))
        self.requests.viewer.set_level(self._level)

    def _pick(self, step: int) -> None:
        found = nearest_lane(self._trace, recurrent=True)
        if found is not None and self._trace is not None:
            lane = self._trace.experiment.lanes[found[0]]
            self.requests.select(lane, min(max(step, 1), found[1].depth), None)


def _level_name(level: int) -> str:
    return tr("Layer {layer}", layer=level + 1)
