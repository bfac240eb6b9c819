"""How do the networks compare? Who has learned, or whose gradient is larger, in one line.

The sentence of each network stands on its own lane, in the network view; here it is said to
those who listen instead of looking.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.panel import Panel
from ui.widgets.elided import ElidedLabel
from vgsim.compute.traces.trace import LaneTrace, Trace
from vgsim.theory.steady import Steady
from vgsim.theory.verdict import comparison


class VerdictsPanel(Panel):
    """One line; with more than two lanes, the distance between the farthest."""

    name = "verdicts"
    title = "Verdicts"

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self.sentence = ElidedLabel("title")  # one line always: the networks below stay in place
        self._steady = Steady()
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.sentence)

    def show_trace(self, trace: Trace) -> None:
        lanes = sorted(trace.lanes, key=_first_gradient)
        distance = comparison(lanes[0], lanes[-1]) if len(lanes) > 1 else ""
        self.sentence.show_text(distance or _alone(trace))
        said = [
            f"{lane.title}: {self._steady.verdict(index, lane).sentence}"
            for index, lane in enumerate(trace.lanes)
        ]
        self.sentence.setAccessibleName(" ".join([*said, distance]))

    def show_theme(self, theme: Theme) -> None:
        side = theme.spacing
        self._layout.setContentsMargins(side, side // 2, side, side // 2)


def _first_gradient(lane: LaneTrace) -> float:
    return float(lane.followed()[0])


def _alone(trace: Trace) -> str:
    """What stands there when no distance can be said."""
    if len(trace.lanes) > 1:
        return f"Not comparable: a gradient at {trace.axis} 1 is 0 or NaN."
    return "One network. Add another to compare."
