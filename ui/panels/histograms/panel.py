"""The panel with the histograms of z, a and the gradient of every layer."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from ui.curves.histograms import ARGUMENT, GRADIENT, SIGNAL
from ui.exchange.requests import Requests
from ui.panels.histograms.view import HistogramView
from ui.panels.plot_panel import PlotPanel
from ui.plots.lane_legend import LaneLegend
from ui.plots.text import TextLine
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.plain import set_tooltip
from vgsim.compute.traces.trace import DISTRIBUTIONS, Trace
from vgsim.words.language import tr
from vgsim.words.numbers import grouped

RIDGE, MULTIPLES = "ridge", "multiples"
NARROWEST = 5  # characters of a choice, at least
KINDS = (
    Option(GRADIENT, tr("Gradient"), tr("log₁₀ of |∂L/∂z|"), about="gradient"),
    Option(ARGUMENT, tr("z, before f"), tr("The argument of f"), about="preactivation"),
    Option(SIGNAL, tr("Signal a"), tr("What a layer passes on"), about="activation"),
)
FORMS = (
    Option(RIDGE, tr("Ridge"), tr("One above the other: the first layer is at the top")),
    Option(MULTIPLES, tr("One each"), tr("A small histogram for every layer")),
)


class HistogramsPanel(PlotPanel):
    """Histograms over all units and all examples of the batch, for every layer or step."""

    name = "histograms"
    title = tr("Histograms")
    waiting = tr("The histograms appear here when the backward pass has arrived.")
    costly = frozenset({DISTRIBUTIONS})

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self.kinds, self.forms = ChoiceBox(KINDS, tr("Quantity")), ChoiceBox(FORMS, tr("Form"))
        set_tooltip(self.kinds, tr("What the histograms count"))
        set_tooltip(self.forms, tr("How the layers are arranged"))
        self.legend, self.view, self.caption = LaneLegend(), HistogramView(), TextLine()
        self.view.setAccessibleName(tr("Histograms of every layer"))
        self._parts = (self.legend, self.view, self.caption)
        head = QHBoxLayout()
        self._layout.addLayout(head)
        for box in (self.kinds, self.forms):
            box.setSizeAdjustPolicy(box.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(NARROWEST)
            head.addWidget(box, 1)
            box.chosen.connect(self._draw)
        head.addWidget(self.legend, 1)
        self._layout.addWidget(self.view, 1)
        self._layout.addWidget(self.caption)
        self.legend.toggled.connect(self._pick_lane)
        self.view.picked.connect(self._pick)

    def show_trace(self, trace: Trace) -> None:
        """Show a pass with its distributions; without them, what was shown stays, and is meant."""
        if any(lane.distributions is not None for lane in trace.lanes):
            self._trace = trace
            self._draw()

    def _draw(self) -> None:
        if self._trace is None:
            return
        self._show_lanes(self.legend)
        kind = str(self.kinds.key())
        self.view.show_trace(self._trace, kind, ridge=self.forms.key() == RIDGE)
        self.caption.show_text(
            tr(
                "All units and examples at update {step}; each layer fills its own height",
                step=grouped(self._trace.step),
            ),
            tr("Update {step}", step=grouped(self._trace.step)),
        )

    def _pick(self, layer: int) -> None:
        if self._trace is not None:
            lane = self._trace.experiment.lanes[self._trace.watched]
            self.requests.select(lane, layer)
