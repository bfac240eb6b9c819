"""The chain rule panel: the factors by which the gradient changes from layer to layer."""

from __future__ import annotations

from math import prod

from PySide6.QtCore import QPointF

from ui.curves.waterfall import PARTS, Waterfall, level_line, settled, waterfall, waterfall_marks
from ui.exchange.requests import Requests
from ui.panels.plot_panel import PlotPanel
from ui.panels.watched import nearest_lane
from ui.plots.axis import Range, decade_ticks, layer_ticks
from ui.plots.frame import Scale, Words
from ui.plots.hover import Hover, HoverValues
from ui.plots.legend import Legend, LegendKey
from ui.plots.marks import Mark, Span
from ui.plots.plot import Plot
from ui.plots.readout import ReadoutRow, ReadoutTable
from ui.plots.text import TextLine
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.words.equations import equation
from vgsim.words.language import tr
from vgsim.words.numbers import as_shown, scientific

MARKED = 0.16  # opacity of the stripe at the selected layer
MOST_LINKS = 6  # maximum number of links of a chain that are written out


class ChainPanel(PlotPanel):
    """A waterfall chart of the watched lane, others as lines, one layer's factors as text."""

    name = "chain"
    title = tr("Chain rule")
    waiting = tr("The factors of the gradient appear here when the backward pass has arrived.")
    costly = frozenset({"weights_largest", "weights_smallest"})

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._settled: Range | None = None
        self.legend = Legend()
        self.plot = Plot(
            Words(tr("gradient relative to the last hidden layer"), tr("∂L/∂z / last"), "gradient"),
            Words(tr("layer"), tr("layer"), "layer"),
        )
        self.product, self.chain = TextLine(important=True), TextLine()
        self.product.show_help(
            tr(
                "From the next layer to this one, the gradient is multiplied by the weights Wᵀ "
                "and by the slopes of f. The product of both factors is the factor that was "
                "measured."
            ),
            "factor",
        )
        self.hover = Hover(self, (self.plot,), self._read)
        self._parts = (self.legend, self.plot, self.product, self.chain, self.hover)
        for widget in (self.legend, self.plot, self.product, self.chain):
            self._layout.addWidget(widget, 1 if widget is self.plot else 0)
        self.plot.clicked.connect(self._pick)

    # --- values

    def show_trace(self, trace: Trace) -> None:
        self._trace = trace
        self._draw()

    # --- drawing

    def _draw(self) -> None:
        found = nearest_lane(self._trace, recurrent=False)
        if self._trace is None:
            return
        if found is None:
            self.legend.show_keys(())
            self.plot.show_live(())
            self.product.show_text(
                tr("For recurrent networks see the Cell tab: every step has the same weights.")
            )
            self.chain.setVisible(False)
            return
        index, lane = found
        others = {
            k: waterfall(each)
            for k, each in enumerate(self._trace.lanes)
            if not each.recurrent and k != index
        }
        fall = waterfall(lane)
        colors = dict(zip((name for name, _ in PARTS), self._theme.curves, strict=False))
        self.legend.show_keys(
            LegendKey(name, label, colors[name], color_only=True, about=name)
            for name, label in PARTS
            if name in fall.parts
        )
        self._settled = settled(self._settled, [fall, *others.values()])
        self._draw_plot(index, fall, others, colors)
        layer = min(self._trace.watch.layer, lane.depth)
        self.product.show_text(_product(lane, layer))
        self.chain.setVisible(bool(lane.chain))
        self.chain.show_text(_chain(lane))
        self.hover.refresh()

    def _draw_plot(
        self, index: int, fall: Waterfall, others: dict[int, Waterfall], colors: dict[str, str]
    ) -> None:
        assert self._trace is not None
        assert self._settled is not None
        theme, here = self._theme, self._trace.watch.layer
        layers = max([fall.level.size, *(each.level.size for each in others.values())])
        margin = 0.06 * self._settled.span
        y = Range(self._settled.low - margin, self._settled.high + margin)
        x = Scale(Range(0.5, layers + 0.5), layer_ticks, stride=1.0)
        self.plot.show_scales(x, Scale(y, decade_ticks))
        marks: list[Mark] = [Span(here - 0.5, here + 0.5, theme.accent, MARKED)]
        for k, other in others.items():
            marks.append(level_line(other, k, theme))
        marks += waterfall_marks(fall, colors, theme.lanes[index], theme)
        self.plot.show_live(marks)

    # --- pointer

    def _read(self, place: float, pixel: float) -> HoverValues | None:
        found = nearest_lane(self._trace, recurrent=False)
        if found is None:
            return None
        _, lane = found
        layer = min(max(round(place), 1), lane.depth)
        rows = []
        for name, label in (*PARTS, ("gradient_factor", tr("product = measured")), *_ALSO_READ):
            values = lane.measures.get(name)
            if values is not None and values[layer - 1] == values[layer - 1]:
                rows.append(ReadoutRow((label, scientific(float(values[layer - 1]), 4))))
        step = tr("layer {next} → {layer}", next=layer + 1, layer=layer)
        return HoverValues(layer, ReadoutTable((step, lane.title), tuple(rows)))

    def _pick(self, point: QPointF) -> None:
        found = nearest_lane(self._trace, recurrent=False)
        if found is not None and self._trace is not None:
            layer = min(max(round(point.x()), 1), found[1].depth)
            self.requests.select(self._trace.experiment.lanes[found[0]], layer, None)


_ALSO_READ = (
    ("slope_rms", tr("rms of f′ by itself")),
    ("weights_largest", tr("W: largest singular value")),
    ("weights_smallest", tr("W: smallest singular value")),
)


def _product(lane: LaneTrace, layer: int) -> str:
    """The factors of one layer and their product."""
    if layer == lane.depth:
        gain = scientific(float(lane.measures["factor_activation"][layer - 1]), 3)
        return tr("Into layer {layer} from the outputs: activation {gain}", layer=layer, gain=gain)
    parts = []
    for name, label in PARTS:
        value = float(lane.measures[name][layer - 1])
        if value == value and not (name == "factor_scale" and value == 1):
            parts.append((label, value))

    def factors(digits: int) -> tuple[str, float]:
        texts = (f"{label}\u00a0{scientific(value, digits)}" for label, value in parts)
        return " × ".join(texts), prod(as_shown(value, digits) for _, value in parts)

    measured = float(lane.measures["gradient_factor"][layer - 1])
    return tr(
        "Layer {next} → {layer}: {product}, as measured",
        next=layer + 1, layer=layer, product=equation(factors, measured),
    )  # fmt: skip


def _chain(lane: LaneTrace) -> str:
    """The product of a chain of single units, written as factors."""
    if not lane.chain:
        return ""
    pairs = [(each.weight, each.derivative) for each in lane.chain]
    rest = prod(weight * slope for weight, slope in pairs[MOST_LINKS:])

    def factors(digits: int) -> tuple[str, float]:
        shown = [(scientific(w, digits), scientific(s, digits)) for w, s in pairs[:MOST_LINKS]]
        texts = [f"({weight}·{slope})" for weight, slope in shown]
        if len(shown) < len(pairs):
            more = tr("… {count} more", count=len(pairs) - len(shown))
            texts.append(f"{more} ({scientific(rest, digits)})")
        values = (as_shown(w, digits) * as_shown(s, digits) for w, s in pairs[:MOST_LINKS])
        return " · ".join(texts), prod(values) * as_shown(rest, digits)

    whole = prod(weight * slope for weight, slope in pairs)
    return f"δ₁/δ_L = Π w·f′ = {equation(factors, whole, 2, 4)}"
