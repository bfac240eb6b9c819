"""Is the picture true? Every network on the screen checks itself, as long as somebody looks."""

from __future__ import annotations

import textwrap

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.inspector.sheet import Sheet
from ui.panels.inspector.words import Line
from ui.panels.panel import Panel
from ui.plots.frame import lay_out
from ui.plots.text import TextLine
from ui.widgets.plain import PlainLabel
from vgsim.compute.traces.trace import SELF_CHECK, LaneTrace, Trace
from vgsim.words.numbers import scientific

LONGEST = 15  # characters of a network's title: its numbers come first
LIMITS = {"float64": 1e-5, "float32": 1e-2}  # differences of the loss are the coarsest check


class TrustPanel(Panel):
    """A line for each check and a column for each network."""

    name = "trust"
    title = "Trust"
    costly = frozenset({SELF_CHECK})

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self.said = TextLine(important=True)
        self.sheet = Sheet()
        self.sheet.setAccessibleName("Checks")
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.said)
        self.helps = PlainLabel()
        self.helps.setProperty("role", "muted")
        self.helps.setWordWrap(True)
        self.helps.setAlignment(Qt.AlignmentFlag.AlignTop)
        below = QScrollArea()
        below.setWidget(self.helps)
        below.setWidgetResizable(True)
        below.setFrameShape(QFrame.Shape.NoFrame)
        below.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        below.setAccessibleName("What the checks compare")
        below.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._layout.addWidget(self.sheet)
        self._layout.addWidget(below, 1)

    def show_theme(self, theme: Theme) -> None:
        lay_out(self, self._layout, theme)
        self.said.show_theme(theme)
        self.sheet.show_theme(theme)
        self.sheet.setFixedHeight(self.sheet.needed_height())

    def show_trace(self, trace: Trace) -> None:
        self.said.show_text(summary(trace))
        lines = rows(trace)
        self.sheet.show_lines(lines, [line.cells[0] for line in lines], None)
        self.sheet.setFixedHeight(self.sheet.needed_height())
        text = explanation(trace)
        if text != self.helps.text():
            self.helps.setText(text)


def summary(trace: Trace) -> str:
    """The worst error of all checks of all networks, in a sentence."""
    found = [check for lane in trace.lanes for check in lane.checks]
    if not found:
        return "Checking …"
    worst = max(found, key=lambda each: each.error if each.error == each.error else -1.0)
    good = all(_fine(lane) for lane in trace.lanes)
    words = "This picture checks itself" if good else "A check failed"
    return f"{words}: at most {scientific(worst.error, 2)} apart ({worst.name})."


def _fine(lane: LaneTrace) -> bool:
    """Whether all errors are what rounding explains; half precision rounds at every step."""
    limit = LIMITS.get(lane.network.dtype)
    return limit is None or all(not check.error > limit for check in lane.checks)


def rows(trace: Trace) -> list[Line]:
    """Relative errors, check by check."""
    names = dict.fromkeys(check.name for lane in trace.lanes for check in lane.checks)
    titles = (textwrap.shorten(lane.title, LONGEST, placeholder="…") for lane in trace.lanes)
    lines = [Line(("largest relative error", *titles), head=True)]
    for name in names:
        cells = []
        for lane in trace.lanes:
            found = next((check for check in lane.checks if check.name == name), None)
            cells.append("–" if found is None else scientific(found.error, 2))
        lines.append(Line((name, *cells)))
    return lines


def explanation(trace: Trace) -> str:
    """What each check compares."""
    helps = {check.name: check.help for lane in trace.lanes for check in lane.checks}
    return "\n".join(f"{name}: {text}" for name, text in helps.items())
