"""The widgets of the activation panel, and how they are arranged for its size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.curves.words import about
from ui.exchange.requests import Requests
from ui.panels.activation.multiples import Multiples
from ui.panels.activation.parameters import Parameters
from ui.panels.activation.product import ProductPlot
from ui.panels.activation.sheet import Sheet
from ui.panels.plot_panel import PlotPanel
from ui.plots.chooser import Chooser, CurveChoice
from ui.plots.frame import Words
from ui.plots.hover import Hover, HoverValues
from ui.plots.legend import Legend
from ui.plots.plot import Plot
from ui.plots.stack import stack
from ui.plots.text import TextLine
from ui.widgets.plain import set_tooltip
from ui.widgets.segments import Segments
from vgsim.describe.spec import OwnActivation
from vgsim.parts.activations import ACTIVATIONS
from vgsim.words.language import tr

# width and height, in text heights, from which a panel shows formulas and the other layouts
LARGE = 46.0, 16.0
SIDE_BY_SIDE = 1.9  # width ÷ height from which f′ is to the right of f
SHEET = 18.0  # width of the formulas, in text heights
LOW = 7.5  # text heights for the plots; below that, the names at the curves are the legend
LEAST_PLOT = 4.0  # text heights of a plot; if it were lower, the sliders are hidden
LEGEND = 0.25  # maximum fraction of the panel's height for the names of the curves


def curve_choices(functions: Sequence[OwnActivation]) -> list[CurveChoice]:
    """All functions that can be drawn: the built-in ones and the experiment's own."""
    entries = [*ACTIVATIONS.values(), *(ACTIVATIONS[each.key] for each in functions)]
    return [CurveChoice(each.name, each.label, about(each)) for each in entries]


ADDED = tr("Choose functions to draw in addition to those of the networks")


class ActivationView(PlotPanel):
    """Widgets and layout; the subclass draws the curves and reads values under the pointer."""

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._large = self._low = False
        self.chooser = Chooser(tr("Functions …"), curve_choices(()), next_to=self)
        set_tooltip(self.chooser, ADDED)
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
        self.values = Plot(Words(tr("Activation f(z)"), "f(z)", "activation_function"))
        self.slopes = Plot(
            Words(tr("Derivative f′(z)"), "f′(z)", "slope"),
            Words(tr("preactivation z"), "z", "preactivation"),
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

    def _arrange(self) -> None:
        top, body = QHBoxLayout(), QHBoxLayout()
        self._layout.addLayout(top)
        self._layout.addLayout(body, 1)
        top.addWidget(self.legend, 1)
        top.addWidget(self.product_box)
        top.addWidget(self.layouts)
        self._curves = curves = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        body.addLayout(curves, 1)
        curves.setSpacing(0)
        for plot in (self.values, self.slopes, self.product):
            curves.addWidget(plot, 1)
        curves.addWidget(self.multiples, 1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.sheet, 1)
        body.addWidget(self._side)
        self._layout.addWidget(self.status)
        self._layout.addWidget(self.parameters)
        self.parameters.replaced.connect(self._fit_parameters)
        self.multiples.made.connect(self.extended)
        self.layouts.chosen.connect(self._show_layout)
        self.product_box.toggled.connect(self._show_layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_size()

    def _fit_size(self) -> None:
        """Show what fits into this size in this type."""
        self.legend.show_bound(self.height() * LEGEND)
        line = self.hover.line_height()
        self._side.setFixedWidth(round(SHEET * line))
        large = self.width() >= LARGE[0] * line and self.height() >= LARGE[1] * line
        side_by_side = self.width() >= SIDE_BY_SIDE * self.height()
        way = QBoxLayout.Direction.LeftToRight if side_by_side else QBoxLayout.Direction.TopToBottom
        if way != self._curves.direction():
            self._curves.setDirection(way)
            self._layout_changed()
        low = not large and self.height() - self.legend.sizeHint().height() < LOW * line
        if (large, low) != (self._large, self._low):
            self._large, self._low = large, low
            self._show_layout()
        self._fit_parameters()
        self._size_changed()

    def _fit_parameters(self) -> None:
        """Hide the sliders of a low panel, where they would leave no height for the curves."""
        above = 0 if self._low else self.legend.sizeHint().height()
        taken = above + self.status.sizeHint().height() + self.parameters.sizeHint().height()
        stacked = self._curves.direction() == QBoxLayout.Direction.TopToBottom
        least = (2 if stacked else 1) * LEAST_PLOT * self.hover.line_height()
        self.parameters.show_room(self._large or self.height() - taken >= least)

    def _show_layout(self) -> None:
        """Show what belongs to the size of the panel and to the layout that was chosen."""
        single = self._large and self.layouts.key == "single"
        for widget in (self.layouts, self._side):
            widget.setVisible(self._large)
        self.legend.setVisible(not self._low)
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
        self._layout_changed()

    def _size_changed(self) -> None:
        """The panel has another size."""

    def _layout_changed(self) -> None:
        """Other widgets are shown."""

    def _read(self, place: float, pixel: float) -> HoverValues | None:
        """What is at a place of the z axis."""
        return None

    def _read_product(self, place: float, pixel: float) -> HoverValues | None:
        layer = round(place)
        table = self.product.read(layer) if layer >= 1 else None
        return HoverValues(layer, table) if table is not None and table.rows else None
