"""The third plot: the product of f′ over the depth."""

from __future__ import annotations

from ui.curves.product import Product, product, product_marks, settled
from ui.look.theme import THEMES, Theme
from ui.plots.axis import Range, decade_ticks, layer_ticks
from ui.plots.frame import Scale, Words
from ui.plots.marks import Mark, Rule
from ui.plots.plot import Plot
from ui.plots.readout import ReadoutRow, ReadoutTable
from vgsim.compute.traces.trace import Trace
from vgsim.words.language import tr
from vgsim.words.numbers import scientific_power

AIR = 0.06  # of the axis, free above and below


class ProductPlot(Plot):
    """The factor of the slopes alone on a gradient, from the last layer back to each layer."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                tr("product of f′ from the last hidden layer back to this one"), tr("∏ f′"), "slope"
            ),
            Words(tr("layer"), tr("layer"), "layer"),
        )
        self._theme: Theme = THEMES["light"]
        self._products: tuple[Product, ...] = ()
        self._names: tuple[str, ...] = ()
        self._settled: Range | None = None

    def show_theme(self, theme: Theme) -> None:
        """Draw in a theme."""
        self._theme = theme
        super().show_theme(theme)
        self._draw()

    def show_trace(self, trace: Trace) -> None:
        """Draw the products of all feedforward networks of a pass."""
        found = (product(index, lane) for index, lane in enumerate(trace.lanes))
        self._products = tuple(each for each in found if each is not None)
        self._names = tuple(lane.title for lane in trace.lanes)
        self._draw()

    def read(self, layer: int) -> ReadoutTable:
        """The products of all networks back to a layer, as a table."""
        rows = [
            ReadoutRow((self._names[each.lane], _power(float(each.logs[layer - 1]))),
                self._theme.lanes[each.lane])
            for each in self._products
            if layer <= each.logs.size
        ]  # fmt: skip
        return ReadoutTable((tr("layer {layer}", layer=layer), tr("product of f′")), tuple(rows))

    def _draw(self) -> None:
        if not self._products:
            self.show_live(())
            return
        self._settled = settled(self._settled, self._products)
        air = AIR * self._settled.span
        y = Range(self._settled.low - air, self._settled.high + air)
        layers = max(each.logs.size for each in self._products)
        x = Scale(Range(0.5, layers + 0.5), layer_ticks, stride=1.0)
        self.show_scales(x, Scale(y, decade_ticks))
        marks: list[Mark] = [Rule(0.0, self._theme.outline, 1.0, vertical=False)]
        for each in self._products:
            marks += product_marks(each, self._theme.lanes[each.lane], self._theme)
        self.show_live(marks)


def _power(log: float) -> str:
    return "0" if log == float("-inf") else scientific_power(log)
