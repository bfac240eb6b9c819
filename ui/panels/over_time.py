"""The "Over time" panel: one measure of a layer over the updates, for all lanes."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QHBoxLayout

from ui.curves.comparison import moment_marks
from ui.curves.guides import guide_keys, guide_marks
from ui.curves.heat import heat
from ui.curves.layers import LayerSeries, ValueRows, decade_rows, plain_rows, share_rows
from ui.curves.measures import DECADES, MAY_BE_NAN, SHARES, kind_of
from ui.curves.training_curves import UPDATES as UPDATE_AXIS
from ui.curves.training_curves import (
    TrainingCurve,
    curve_marks_of,
    furthest,
    step_range,
    value_near,
)
from ui.exchange.requests import Requests
from ui.panels.changes import changed
from ui.panels.plot_panel import PlotPanel
from ui.panels.words import axis_name, place_name
from ui.plots.axis import (
    Range,
    decade_ticks,
    decimal_ticks,
    integer_ticks,
    layer_ticks,
    share_ticks,
)
from ui.plots.frame import Scale, StrokeKey, Words
from ui.plots.hover import Hover, HoverValues
from ui.plots.legend import Legend
from ui.plots.marks import DASHES, LANE_DASHES, SOLID, ColorScale, Mark, Rule
from ui.plots.plot import Plot
from ui.plots.readout import ReadoutRow, ReadoutTable
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.plain import set_tooltip
from vgsim.compute.traces.measures import COSTLY, MEASURES
from vgsim.compute.traces.trace import Trace
from vgsim.play.past import Past
from vgsim.words.language import tr
from vgsim.words.numbers import grouped, percent, scientific

SELECTED, ENDS, ALL = "selected", "ends", "all"  # layers
FIRST = "gradient_preactivation"
UPDATES = Words(tr("updates"), tr("updates"), "update")
SIDE = 0.02  # of the axis of updates, so that the first and last point are fully visible
TICKS = {DECADES: decade_ticks, SHARES: share_ticks}


class OverTimePanel(PlotPanel):
    """Plots a measure of the watched layer, from every pass recorded while the networks learned."""

    name = "course"
    title = tr("Over time")
    waiting = tr("The history of every layer appears here when the backward pass has arrived.")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._past = Past()
        self._settled: dict[str, Range] = {}
        self._courses: list[tuple[int, TrainingCurve]] = []  # with the index of the lane
        self.choice = ChoiceBox(
            [
                Option(m.name, m.label, f"{m.formula}\n{m.help}", about=m.name)
                for m in MEASURES.values()
            ],
            tr("Measure over time"),
        )
        self.choice.setMinimumContentsLength(7)
        self.choice.set_key(FIRST)
        set_tooltip(self.choice, tr("The measure that is drawn over the updates"))
        self.layers = ChoiceBox(
            [
                Option(SELECTED, tr("Selected layer"), tr("The selected layer of every network")),
                Option(
                    ENDS,
                    tr("First and last"),
                    tr("The first layer (solid line) and the last hidden layer (dashed line)"),
                ),
                Option(ALL, tr("All layers"), tr("Every layer of the selected network, in colors")),
            ],
            tr("Which layers"),
        )
        set_tooltip(self.layers, tr("Which layers are drawn"))
        self.layers.setMinimumContentsLength(9)
        self.layers.set_key(SELECTED)
        self.legend = Legend([self.layers])
        self.plot = Plot(x_caption=UPDATES)
        self.hover = Hover(self, (self.plot,), self._read)
        head = QHBoxLayout()
        self._layout.addLayout(head)
        head.addWidget(self.choice, 2)
        head.addWidget(self.legend, 3)
        self._layout.addWidget(self.plot, 1)
        self._parts = (self.plot, self.legend, self.hover)
        self.layers.chosen.connect(lambda _: self._draw())
        self.plot.clicked.connect(self._pick_layer)
        self.plot.x_range_chosen.connect(lambda _: self._draw())
        self.choice.chosen.connect(self._choose)
        self.legend.toggled.connect(self._pick_lane)

    @property
    def measure(self) -> str:
        """Name of the measure that is drawn."""
        return str(self.choice.key())

    @property
    def heated(self) -> bool:
        """Whether the layers are drawn as a heat map."""
        return self.layers.key() == ALL

    # --- values

    def show_past(self, past: Past) -> None:
        self._past = past

    def show_trace(self, trace: Trace) -> None:
        """Redraw if another layer is watched."""
        if self._trace is not None and trace.watch.layer != self._trace.watch.layer:
            self._draw(trace.watch.layer)

    def show_live(self, trace: Trace) -> None:
        if self._trace is None or self._trace.axis != trace.axis:
            self._fit_axis(trace)
        self._trace = trace
        self._draw()

    def _fit_axis(self, trace: Trace) -> None:
        """If the followed gradient is shown, choose the one of this axis: layers or steps."""
        followed = {"layer": FIRST, "step": "gradient_activation"}
        if self.measure in followed.values():
            self.choice.set_key(followed[trace.axis])

    # --- drawing

    def _draw(self, watched: int | None = None) -> None:
        trace = self._trace
        if trace is None:
            return
        layer, name = watched or trace.watch.layer, self.measure
        self._show_lanes(self.legend)
        self._courses = []
        ends = self.layers.key() == ENDS
        for index, lane in enumerate(trace.lanes):
            color, mark = self._theme.lanes[index], self._theme.lane_marks[index]
            for number in (1, lane.depth) if ends else (min(layer, lane.depth + 1),):
                recorded = self._past.of(index, name, number)
                dash = DASHES[1] if ends and number > 1 else SOLID if ends else LANE_DASHES[mark]
                course = TrainingCurve(recorded.steps, recorded.values, color, dash, mark=mark)
                self._courses.append((index, course))
        where = place_name(trace.axis, layer, max(lane.depth for lane in trace.lanes))
        if self.heated:
            self._draw_heat(trace, layer, name)
            return
        self.plot.show_colors(None)
        self.plot.show_still(())
        self.plot.show_captions(Words(), UPDATES)
        label = f"{MEASURES[name].label}, {where}"
        self.plot.setAccessibleName(label)
        keys = [StrokeKey(label, where, SOLID, name)]
        if ends:
            first = place_name(trace.axis, 1)
            keys = [
                StrokeKey(f"{MEASURES[name].label}, {first}", first, SOLID, name),
                StrokeKey(tr("the last"), tr("the last"), DASHES[1]),
            ]
        self.plot.show_keys([*keys, *guide_keys((name,))])
        self._settled["steps"] = step_range(self._settled.get("steps"), furthest(trace))
        steps = self._settled["steps"]
        margin = SIDE * steps.span
        x = Scale(Range(steps.low - margin, steps.high + margin), integer_ticks, of=UPDATES.long)
        rows = self._rows(name)
        ticks = TICKS.get(kind_of(name), decimal_ticks)
        self.plot.show_scales(x, Scale(rows.range, ticks, rows.ticks, of=MEASURES[name].label))
        width, logarithmic = self.plot.whole_width(), kind_of(name) == DECADES
        marks: list[Mark] = guide_marks((name,), self._theme)
        for _, course in self._courses:
            marks += curve_marks_of(course, rows, logarithmic, self._theme, width)
        marks += moment_marks(trace, changed(trace), UPDATE_AXIS, self._theme)
        self.plot.show_live(marks)
        self.hover.refresh()

    def _draw_heat(self, trace: Trace, layer: int, name: str) -> None:
        """Draw all layers of the watched lane as a heat map."""
        index = trace.watched
        lane, kind = trace.lanes[index], kind_of(name)
        found = heat(self._past, index, name, lane.depth, self._theme,
                     shares=kind == SHARES, decades=kind == DECADES)  # fmt: skip
        label = tr(
            "{measure}: {network}, {place} at the bottom",
            measure=MEASURES[name].label, network=lane.title, place=place_name(trace.axis, 1),
        )  # fmt: skip
        self.plot.setAccessibleName(label)
        self.plot.show_keys(())
        self.plot.show_captions(Words(label, lane.title, name), UPDATES)
        if found is None:
            self.plot.show_colors(None)
            self.plot.show_still(())
            self.plot.show_live(())
            return
        field = found.field
        self.plot.show_scales(
            Scale(Range(field.left, field.right), integer_ticks, of=UPDATES.long),
            Scale(Range(field.bottom, field.top), layer_ticks, of=axis_name(trace.axis)),
        )
        broken, zero = (field.colors.broken, "∞, NaN"), (field.colors.zero, "0")
        self.plot.show_colors(
            ColorScale(
                field.colors, found.ticks, broken if found.lost else None,
                zero if found.zeros else None,
            )
        )  # fmt: skip
        self.plot.show_still((field,))
        here = min(layer, lane.depth)
        marks = [Rule(here + side, self._theme.accent, 1.5, vertical=False) for side in (-0.5, 0.5)]
        self.plot.show_live(marks)
        self.hover.refresh()

    def _pick_layer(self, point: QPointF) -> None:
        if self._trace is None:
            return
        if not self.heated:
            step = min(max(round(point.x()), 0), self._trace.furthest)
            self.requests.go_to(step, self._trace.experiment)
        else:
            index = self._trace.watched
            layer = min(max(round(point.y()), 1), self._trace.lanes[index].depth)
            self.requests.select(self._trace.experiment.lanes[index], layer, None)

    def _rows(self, name: str) -> ValueRows:
        gaps = name in MAY_BE_NAN
        series = [
            LayerSeries(lane, course.values, course.color, (), None, gaps)
            for lane, course in self._courses
        ]
        kind = kind_of(name)
        if kind == SHARES:
            return share_rows(series)
        rows_of = decade_rows if kind == DECADES else plain_rows
        self._settled[name], rows = rows_of(self._settled.get(name), series)
        return rows

    # --- pointer and input

    def _read(self, place: float, pixel: float) -> HoverValues | None:
        if self._trace is None:
            return None
        near = [(lane, value_near(course, place)) for lane, course in self._courses]
        step = next((found[0] for _, found in near if found is not None), 0)
        rows = tuple(
            ReadoutRow(
                (self._title(lane, course), self._value_text(found)), self._theme.lanes[lane]
            )
            for (lane, found), (_, course) in zip(near, self._courses, strict=True)
        )
        head = (tr("update {update}", update=grouped(step)), MEASURES[self.measure].label)
        return HoverValues(float(step), ReadoutTable(head, rows))

    def _title(self, lane: int, course: TrainingCurve) -> str:
        assert self._trace is not None
        title = self._trace.lanes[lane].title
        if self.layers.key() != ENDS:
            return title
        place = tr("the last") if course.dash else place_name(self._trace.axis, 1)
        return f"{title}, {place}"

    def _value_text(self, found: tuple[int, float] | None) -> str:
        if found is None or (found[1] != found[1] and self.measure in MAY_BE_NAN):
            return "–"
        return percent(found[1]) if kind_of(self.measure) == SHARES else scientific(found[1], 3)

    def _choose(self, name: object) -> None:
        self.requests.viewer.set_costly(self.name, COSTLY & {str(name)})
        self._draw()
