"""What is wrong, where, and what would help? The watched network layer by layer."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.items.plots.frame import lay_out
from ui.items.plots.text import TextLine
from ui.panels.layer_table import ASKED, LayerTable
from ui.panels.panel import Panel
from ui.theme import THEMES, Theme
from ui.widgets.plain import set_tooltip
from vgsim.compute.trace import LaneTrace, Trace
from vgsim.describe.spec import Lane
from vgsim.play.past import Past
from vgsim.play.text import decades
from vgsim.theory.diagnosis import MOST, Advice, advice, cause
from vgsim.theory.steady import Steady
from vgsim.theory.verdict import verdict


class DiagnosisPanel(Panel):
    """The verdict with its cause, suggestions that can be taken, and a line for each layer."""

    name = "diagnosis"
    title = "Diagnosis"
    costly = ASKED

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = THEMES["light"]
        self._trace: Trace | None = None
        self._past, self._steady = Past(), Steady()
        self._offers: tuple[Advice, ...] = ()
        self._taken: tuple[Lane, Advice, float] | None = None  # as it was, with its decades
        self.said, self.why = TextLine(important=True), TextLine()
        self.table = LayerTable()
        self.buttons = [QPushButton() for _ in range(MOST)]
        head, self._row = QHBoxLayout(), QGridLayout()
        for number, button in enumerate(self.buttons):
            button.clicked.connect(lambda _, number=number: self._take(number))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._row.addWidget(button, number // 2, number % 2)
        self._layout = QVBoxLayout(self)
        head.addWidget(self.said, 1)
        head.addWidget(self.table.sort)
        head.addWidget(self.table.copy)
        self._layout.addLayout(head)
        self._layout.addWidget(self.why)
        self._layout.addLayout(self._row)
        self._layout.addWidget(self.table, 1)

    # --- values in

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        lay_out(self, self._layout, theme)
        self._row.setSpacing(theme.spacing // 2)
        for part in (self.said, self.why, self.table):
            part.show_theme(theme)
        self._draw()

    def show_past(self, past: Past) -> None:
        self._past = past

    def show_trace(self, trace: Trace) -> None:
        self._trace = trace
        self._draw()

    # --- drawing

    def _index(self) -> int:
        assert self._trace is not None
        return self._trace.watched

    def _asked(self) -> Lane:
        """The network that is shown, as it was asked for."""
        assert self._trace is not None
        return self._trace.experiment.lanes[self._index()]

    def _lane(self) -> LaneTrace | None:
        return self._trace.lanes[self._index()] if self._trace is not None else None

    def _draw(self) -> None:
        lane = self._lane()
        if lane is None or self._trace is None:
            return
        judged = self._steady.verdict(self._index(), lane)
        self.said.show_text(f"{lane.title}: {judged.sentence}")
        if lane.recurrent:
            self.why.show_text("All steps share their weights; the Cell tab shows their gates.")
            self._offer((), lane)
            self.table.show_lane(lane, self._index(), (), self._past)
            return
        self.why.show_text(self._reason(lane))
        self._offer(advice(lane, self._asked().network), lane)
        states = self._steady.states(self._index(), lane)
        self.table.show_lane(lane, self._index(), states, self._past)

    def _reason(self, lane: LaneTrace) -> str:
        """Why; and, after a suggestion was taken, what it has come to."""
        if self._taken is not None:
            was, advice, before = self._taken
            now = self._asked()
            if now.identity is was.identity and now.network == advice.network:
                found = verdict(lane).decades
                return (
                    f"{advice.label}: {_short(before)} before, {_short(advice.expected)} "
                    f"expected, {_short(found)} decades measured. {cause(lane).sentence}"
                )
        return cause(lane).sentence

    def _offer(self, offers: tuple[Advice, ...], lane: LaneTrace) -> None:
        self._offers = offers
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(offers))
            if number < len(offers):
                each = offers[number]
                button.setText(f"{each.label}: {_short(each.expected)}")
                button.setAccessibleName(f"Try {each.label}")
                set_tooltip(
                    button, f"Try it: {_short(each.expected)} decades expected (undo: Ctrl+Z)"
                )

    # --- wishes

    def _take(self, number: int) -> None:
        lane = self._lane()
        if lane is not None and number < len(self._offers):
            each = self._offers[number]
            asked = self._asked()
            self._taken = asked, each, verdict(lane).decades
            self.wish.emit("replace_network", (asked, each.network, each.label))


def _short(value: float) -> str:
    return decades(value).removesuffix(" decades")
