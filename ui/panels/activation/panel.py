"""The activation panel: f above, f′ below, with the values of the watched layer on both.

Where it is large, it also has the formulas, small multiples, and the product of f′ over the depth.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QBoxLayout

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
from ui.curves.words import (
    about,
    is_clipped,
    layer_words,
    names,
    peaks,
    pointed,
    readings,
    shade_help,
)
from ui.exchange.lessons import LessonState
from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.activation.clickable import ClickableCurves
from ui.panels.activation.parameters import Owned
from ui.panels.activation.view import ADDED, ActivationView, curve_choices
from ui.plots.axis import Range
from ui.plots.frame import Scale
from ui.plots.hover import HoverValues
from ui.plots.legend import LegendKey
from ui.plots.marks import Mark, Note, Rule, Span
from ui.plots.plot import Plot
from ui.widgets.plain import set_tooltip
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.words.language import tr

STATUS_FROM = 12.0  # minimum height of a panel with a status line, in text heights
HOME = Range(-8.0, 8.0)  # the range that a trace's histogram covers
SAMPLES = 512  # per curve
SHADE = 0.05
FAN = 0.15


class ActivationPanel(ActivationView):
    """Plots of functions and derivatives, with the watched layer's histogram and units."""

    name = "activation"
    title = tr("Activation")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self.clickable = ClickableCurves(self, requests)
        self._experiment: Experiment | None = None
        self._hidden: frozenset[str] = frozenset()
        self._functions: tuple[Function, ...] = ()
        self._every: tuple[Function, ...] = ()  # those, and the hidden ones
        self._lane, self._layer = 0, 1  # the watched ones
        self._view = HOME
        self._peaks: list[Note] = []  # labels of the maxima of f'
        self._scale: float | None = None  # fraction of values for a bar of full height
        self._connect()
        self._show_layout()

    def _connect(self) -> None:
        for plot in (self.values, self.slopes):
            plot.x_range_chosen.connect(self._set_view)
            plot.clicked.connect(partial(self._click, plot))
        self.legend.toggled.connect(self._choose)
        self.legend.left_out.connect(self._show_left_out)
        self.chooser.changed.connect(self._choose)
        self.sheet.toggled.connect(self._choose)
        self.parameters.edited.connect(self._edit)
        self.parameters.refused.connect(self.requests.document.refuse)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        self._pass_theme(theme)
        self._fit_size()
        self._draw_functions()

    def show_experiment(self, experiment: Experiment) -> None:
        before = self._used()
        self._experiment = experiment
        self.chooser.show_choices(curve_choices(experiment.activations))
        self._hidden -= self._used() - before  # a lane's new function is shown
        self._show_parameters()
        self._draw_functions()

    def show_lesson(self, state: LessonState) -> None:
        """Cover the curves as long as they would answer the question of a lesson."""
        if self.clickable.show_lesson(state):
            self._draw_curves()

    def show_trace(self, trace: Trace) -> None:
        lane = trace.watched
        self._trace = trace
        self._show_product()
        singles = any(each.network.layers for each in trace.experiment.lanes)
        if lane != self._lane or (singles and trace.watch.layer != self._layer):
            self._lane, self._layer = lane, trace.watch.layer
            self._draw_functions()
        else:
            self._draw_live()

    def _size_changed(self) -> None:
        self._show_status()

    def _show_product(self) -> None:
        if self._trace is not None and not self.product.isHidden():
            self.product.show_trace(self._trace)

    def _layout_changed(self) -> None:
        self._show_product()
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
        more = tr(
            "{count} more functions are drawn; their line styles are listed here", count=count
        )
        set_tooltip(self.chooser, more if count else ADDED)
        self.legend.arrange()

    def _show_status(self) -> None:
        """Hide the status line in a low panel, unless values are outside the plot."""
        high = self.height() >= STATUS_FROM * self.hover.line_height()
        beyond = self._trace is not None and is_clipped(self._trace.lanes[self._lane].detail)
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
            LegendKey(f.name, f.label, f.color, f.dash, about(f.activation), f in self._functions)
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
        side_by_side = self._curves.direction() == QBoxLayout.Direction.LeftToRight
        self.values.show_scales(Scale(HOME, labelled=side_by_side), Scale(value_range))
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
        width = self._theme.line_width * self.clickable.width(function)
        value, slope = lines(function, self._view, SAMPLES, width)
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
        """The names at the ends of the curves that have room for them."""
        y = self.values.still.y.range
        named = self._large or self._low
        return [end_note(each, self._view, y) for each in self._current()] if named else []

    # --- pointer

    def _read(self, place: float, pixel: float) -> HoverValues:
        z, text = pointed(place, pixel)
        functions = self._current()
        if self.clickable.open:  # the numbers would answer the question
            return HoverValues(z, names(functions, text))
        both = [(function.at_point(z), function.color) for function in functions]
        points = tuple(tuple((pair[k], color) for pair, color in both) for k in (0, 1))
        return HoverValues(z, readings(functions, z, text), points)

    def _set_view(self, view: Range | None) -> None:
        self._view = HOME if view is None else view
        self._draw_curves()

    # --- requests

    def _click(self, plot: Plot, point: QPointF) -> None:
        self.clickable.click(plot, point, self._current())

    def _choose(self, name: str, shown: bool) -> None:
        """Show or hide a function. A network's is only hidden; others the experiment compares."""
        if self._experiment is None:
            return
        if name in self._used():
            self._hidden = self._hidden - {name} if shown else self._hidden | {name}
            self._draw_functions()
        else:
            self.requests.document.compare_activation(name, shown)

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
