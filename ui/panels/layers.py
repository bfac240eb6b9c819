"""A table of all layers of the watched network."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.layer_table import STATE_MEASURES, LayerTable
from ui.panels.panel import Panel
from ui.plots.frame import lay_out
from ui.plots.text import TextLine
from vgsim.compute.traces.trace import Trace
from vgsim.play.past import Past
from vgsim.words.language import tr


class LayersPanel(Panel):
    """The layer table with room for all its columns, in its own window."""

    name = "layers"
    title = tr("Layer table")
    waiting = tr("The table appears here when the backward pass has arrived.")
    costly = STATE_MEASURES

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._past = Past()
        self._trace: Trace | None = None
        self.sentence, self.table = TextLine(important=True), LayerTable()
        self.table.picked.connect(self._pick)
        self._layout, head = QVBoxLayout(self), QHBoxLayout()
        self._layout.addLayout(head)
        head.addWidget(self.sentence, 1)
        head.addWidget(self.table.copy)
        self._layout.addWidget(self.table, 1)

    def show_theme(self, theme: Theme) -> None:
        lay_out(self, self._layout, theme)
        self.sentence.show_theme(theme)
        self.table.show_theme(theme)

    def show_past(self, past: Past) -> None:
        self._past = past

    def show_trace(self, trace: Trace) -> None:
        self._trace, index = trace, trace.watched
        lane = trace.lanes[index]
        self.sentence.show_text(f"{lane.title}: {lane.judged.verdict.sentence}")
        self.table.show_lane(lane, index, self._past, trace.watch.layer)

    def _pick(self, layer: int) -> None:
        if self._trace is not None:
            lane = self._trace.experiment.lanes[self._trace.watched]
            self.requests.select(lane, layer, None)
