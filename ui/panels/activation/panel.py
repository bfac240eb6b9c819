"""The activation panel: f above, f′ below, with the values of the watched layer on both.

Where it is large, it also has the formulas, small multiples, and the product of f′ over the depth.
"""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.curves.functions import (
    Function,
    at_layer,
    end_note,
    fans,
    functions_of,
    lines,
    saturated_spans,
    y_ranges,
)
from ui.curves.units import at_learned_slope, chain_points, lane_marks, settled_scale
from ui.curves.words import about, layer_words, lies_beyond, peaks, pointed, readings, shade_help
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.activation.multiples import Multiples
from ui.panels.activation.parameters import Owned, Parameters
from ui.panels.activation.product import ProductPlot
from ui.panels.activation.sheet import Sheet
from ui.panels.plot_panel import PlotPanel
from ui.plots.axis import Range
from ui.plots.chooser import Choice, Chooser
from ui.plots.frame import Scale, Words
from ui.plots.hover import Hover, Reading
from ui.plots.legend import Key, Legend
from ui.plots.marks import Mark, Note, Rule, Span
from ui.plots.plot import Plot
from ui.plots.stack import stack
from ui.plots.text import TextLine
from ui.widgets.plain import set_tooltip
from ui.widgets.segments import Segments
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.language import tr

# width and height, in text heights, from which a panel shows formulas and the other layouts
LARGE = 46.0, 16.0
BESIDE = 1.9  # width ÷ height from which f′ is beside f
SHEET = 18.0  # width of the formulas, in text heights
STATUS_FROM = 12.0  # minimum height of a panel with a status line, in text heights
HOME = Range(-8.0, 8.0)  # the range that a trace's histogram covers
LEGEND = 0.25  # maximum fraction of the panel's height for the names of the curves
SAMPLES = 512  # per curve
SHADE = 0.05
FAN = 0.15


class ActivationPanel(PlotPanel):
    """Plots of functions and derivatives, with the watched layer's histogram and units."""

    name = "activation"
    title = "Activation"

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._experiment: Experiment | None = None
        self._hidden: frozenset[str] = frozenset()
        self._functions: tuple[Function, ...] = ()
        self._every: tuple[Function, ...] = ()  # those, and the hidden ones
        self._layer = 1  # the watched layer
        self._large = False
        self._view = HOME
        self._lane = 0
        self._peaks: list[Note] = []  # labels of the maxima of f'
        self._scale: float | None = None  # fraction of values for a bar of full height
        choices = [Choice(a.name, a.label, about(a)) for a in ACTIVATIONS.values()]
        self.chooser = Chooser(tr("Functions …"), choices, beside=self)
        self.legend = Legend([self.chooser])
        self.layouts = Segments(
            tr("Layout"),
            (
                ("together", tr("Together"), tr("All functions in one plot")),
                ("single", tr("One by one"), tr("A small plot for every function, same axes")),
            ),
        )
        self.layouts.show_key("together")
        self.product_box = QCheckBox(tr("Product of f′"))
        set_tooltip(
            self.product_box,
            tr("Multiply the slopes f′ of all layers, as the backward pass does"),
        )
        self.values = Plot(Words(tr("Activation f(z)"), "f(z)"))
        self.slopes = Plot(
            Words(tr("Derivative f′(z)"), "f′(z)"), Words(tr("preactivation z"), "z")
        )
        stack(self.values, self.slopes)
        self.product = ProductPlot()
        self.multiples = Multiples()
        self.sheet = Sheet()
        self.status = TextLine()
        self.parameters = Parameters()
        self.hover = Hover(self, (self.values, self.slopes), self._read)
        self.product_hover = Hover(self, (self.product,), self._read_product)
        self._parts = (
            self.legend, self.values, self.slopes, self.product, self.multiples, self.sheet,
            self.status, self.hover, self.product_hover, self.parameters,
        )  # fmt: skip
        self._arrange()
        self._connect()
        self._show_layout()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.legend, 1)
        top.addWidget(self.product_box)
        top.addWidget(self.layouts)
        self._curves = curves = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        curves.setSpacing(0)
        for plot in (self.values, self.slopes, self.product):
            curves.addWidget(plot, 1)
        curves.addWidget(self.multiples, 1)
        body = QHBoxLayout()
        body.addLayout(curves, 1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.sheet, 1)
        body.addWidget(self._side)
        self._layout.addLayout(top)
        self._layout.addLayout(body, 1)
        self._layout.addWidget(self.status)
        self._layout.addWidget(self.parameters)

    def _connect(self) -> None:
        for plot in (self.values, self.slopes):
            plot.looked.connect(self._look_at)
        self.legend.toggled.connect(self._choose)
        self.legend.left_out.connect(self._show_left_out)
        self.chooser.changed.connect(self._choose)
        self.sheet.toggled.connect(self._choose)
        self.layouts.chosen.connect(self._show_layout)
        self.product_box.toggled.connect(self._show_layout)
        self.parameters.edited.connect(self._edit)
        self.parameters.refused.connect(self.requests.document.refuse)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        self._dress(theme)
        self._draw_functions()

    def show_experiment(self, experiment: Experiment) -> None:
        before = self._used()
        self._experiment = experiment
        self._hidden -= self._used() - before  # a lane's new function is shown
        self._show_parameters()
        self._draw_functions()

    def show_trace(self, trace: Trace) -> None:
        lane = trace.watched
        self._trace = trace
        self.product.show_trace(trace)
        singles = any(each.network.layers for each in trace.experiment.lanes)
        if lane != self._lane or (singles and trace.watch.layer != self._layer):
            self._lane, self._layer = lane, trace.watch.layer
            self._draw_functions()
        else:
            self._draw_live()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.legend.show_bound(self.height() * LEGEND)
        line = self.hover.line_height()
        large = self.width() >= LARGE[0] * line and self.height() >= LARGE[1] * line
        beside = self.width() >= BESIDE * self.height()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way != self._curves.direction():
            self._curves.setDirection(way)
            self._draw_curves()
        if large != self._large:
            self._large = large
            self._show_layout()
        self._show_status()

    def _show_layout(self) -> None:
        """Show what belongs to the size of the panel and to the layout that was chosen."""
        single = self._large and self.layouts.key == "single"
        for widget in (self.layouts, self._side):
            widget.setVisible(self._large)
        self._side.setFixedWidth(round(SHEET * self.hover.line_height()))
        self.product_box.setVisible(self._large and not single)
        self.multiples.setVisible(single)
        for plot in (self.values, self.slopes):
            plot.setVisible(not single)
        self.product.setVisible(self._large and not single and self.product_box.isChecked())
        home = self._side if self._large else self
        if self.parameters.parentWidget() is not home:
            column = home.layout()
            assert column is not None
            column.addWidget(self.parameters)
        self._show_parameters()
        self._draw_functions()

    def _show_parameters(self) -> None:
        if self._experiment is not None:
            compared = self._experiment.compared if self._large else ()
            self.parameters.show_functions(self._experiment.lanes, compared)

    def _show_left_out(self, count: int) -> None:
        """Tell the user that the list of functions shows the strokes missing from the legend."""
        text = tr("Functions … (+{count})", count=count) if count else tr("Functions …")
        self.chooser.setText(text)
        more = tr("{count} more are drawn; their line styles are listed here", count=count)
        set_tooltip(self.chooser, more if count else "")
        self.legend.arrange()

    def _show_status(self) -> None:
        """Hide the status line in a low panel, unless values lie outside the plot."""
        high = self.height() >= STATUS_FROM * self.hover.line_height()
        beyond = self._trace is not None and lies_beyond(self._trace.lanes[self._lane].detail)
        self.status.setVisible(high or beyond)

    # --- the curves, which are redrawn only when functions or ranges change

    def _draw_functions(self) -> None:
        if self._experiment is None:
            return
        lanes = [at_layer(lane, self._layer) for lane in self._experiment.lanes]
        every = functions_of(lanes, self._experiment.compared, self._theme)
        self._every = every
        self._functions = tuple(f for f in every if f.name not in self._hidden)
        self.legend.show_keys(
            Key(f.name, f.label, f.color, f.dash, about(f.activation), f in self._functions)
            for f in (() if self._large else every)
        )
        self.chooser.show_chosen(frozenset(f.name for f in self._functions))
        self.chooser.show_strokes({f.name: (f.color, f.dash) for f in every}, self._theme)
        self._draw_curves()

    def _draw_curves(self) -> None:
        if self._large:
            self.sheet.show_functions(self._every, self._functions)
        if not self.multiples.isHidden():
            self.multiples.show_functions(self._functions)
        value_range, slope_range = y_ranges(self._functions, self._view)
        beside = self._curves.direction() == QBoxLayout.Direction.LeftToRight
        self.values.show_scales(Scale(HOME, labelled=beside), Scale(value_range))
        self.slopes.show_scales(Scale(HOME), Scale(slope_range))
        on_values: list[Mark] = self._shade()
        pen = (self._theme.outline, 1.0)
        on_values += [Rule(0.0, *pen, vertical=False), Rule(0.0, *pen, vertical=True)]
        on_slopes = [*on_values]
        for function in self._functions:
            if bands := fans(function, self._view, FAN):
                on_values.append(bands[0])
                on_slopes.append(bands[1])
            if not self._learns(function):
                self._add_lines(function, on_values, on_slopes)
        marks, notes = peaks(self._functions, self._theme, self._view.high)
        self.values.show_still(on_values)
        self.slopes.show_still([*on_slopes, *marks])
        self._peaks = notes
        self._draw_live()

    def _learns(self, function: Function) -> bool:
        """Whether the curve changes as its layer learns."""
        return function.activation.learned and bool(function.lanes)

    def _add_lines(self, function: Function, on_values: list[Mark], on_slopes: list[Mark]) -> None:
        value, slope = lines(function, self._view, SAMPLES, self._theme.line_width)
        on_values.append(value)
        on_slopes.append(slope)

    def _shade(self) -> list[Mark]:
        """Shade the saturated or inactive parts of the selected lane's function, if it is shown."""
        function = next((f for f in self._functions if self._lane in f.lanes), None)
        if function is None:
            return []
        self.status.show_help(shade_help(function))
        spans = saturated_spans(function, self._view)
        return [Span(low, high, function.color, SHADE, hatched=True) for low, high in spans]

    # --- the values of the layer, which change with every pass

    def _draw_live(self) -> None:
        on_values: list[Mark] = []
        on_slopes: list[Mark] = []
        for function in self._current():
            if self._learns(function):
                self._add_lines(function, on_values, on_slopes)
        self.slopes.show_notes(self._peaks)
        self.values.show_notes(self._names())
        if self._trace is not None:
            self._add_layers(self._trace, on_values, on_slopes)
        self.values.show_live(on_values)
        self.slopes.show_live(on_slopes)
        self.hover.refresh()

    def _add_layers(self, trace: Trace, on_values: list[Mark], on_slopes: list[Mark]) -> None:
        self._scale = settled_scale(self._scale, trace.lanes)
        ranges = (self._view, self.values.still.y.range, self.slopes.still.y.range)
        others = [index for index in range(len(trace.lanes)) if index != self._lane]
        for index in (*others, self._lane):  # the selected lane on top
            look = (self._theme.lanes[index], index == self._lane, self._theme)
            marks = lane_marks(trace.lanes[index], self._scale, ranges, *look)
            on_values += marks[0]
            on_slopes += marks[1]
        lane = trace.lanes[self._lane]
        lit, notes = chain_points(lane, (ranges[0], ranges[2]), self._theme.text, self._theme)
        on_slopes += lit
        self.slopes.show_notes([*self._peaks, *notes])
        self.status.show_text(layer_words(lane.title, lane))
        self._show_status()

    def _current(self) -> tuple[Function, ...]:
        """The functions with the slopes that the watched layers have learned."""
        if self._trace is None:
            return self._functions
        return tuple(at_learned_slope(f, self._trace.lanes) for f in self._functions)

    def _names(self) -> list[Note]:
        """The names at the ends of the curves, where there is room for them."""
        y = self.values.still.y.range
        return [end_note(each, self._view, y) for each in self._current()] if self._large else []

    # --- pointer

    def _read(self, place: float, pixel: float) -> Reading:
        z, text = pointed(place, pixel)
        functions = self._current()
        both = [(function.at_point(z), function.color) for function in functions]
        points = tuple(tuple((pair[k], color) for pair, color in both) for k in (0, 1))
        return Reading(z, readings(functions, z, text), points)

    def _read_product(self, place: float, pixel: float) -> Reading | None:
        layer = round(place)
        table = self.product.read(layer) if layer >= 1 else None
        return Reading(layer, table) if table is not None and table.rows else None

    def _look_at(self, view: Range | None) -> None:
        self._view = HOME if view is None else view
        self._draw_curves()

    # --- requests

    def _choose(self, name: str, shown: bool) -> None:
        """Show or hide a function. A network's is only hidden; others the experiment compares."""
        if self._experiment is None:
            return
        if name in self._used():
            self._hidden = self._hidden - {name} if shown else self._hidden | {name}
            self._draw_functions()
        else:
            self.requests.document.compare(name, shown)

    def _used(self) -> set[str]:
        lanes = self._experiment.lanes if self._experiment is not None else ()
        return {lane.network.activation for lane in lanes}

    def _edit(self, owned: Owned, value: float, merge_key: str) -> None:
        if self._experiment is None:
            return
        name = owned.parameter.name
        if owned.lane is None:
            self.requests.document.tune(owned.activation, name, value, merge_key)
        else:
            lane = self._experiment.lanes[owned.lane]
            self.requests.edit_lane(lane, f"network.{name}", value, merge_key)
