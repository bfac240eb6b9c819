"""The checks panel: verifies the numbers on the screen while it is visible."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from ui.exchange.requests import Requests
from ui.look.theme import Theme
from ui.panels.panel import Panel
from ui.plots.frame import lay_out
from ui.plots.text import TextLine
from ui.widgets.plain import PlainLabel
from ui.widgets.table import Content, TableCell, TableColumn
from ui.widgets.table_view import TableView
from vgsim.compute.traces.trace import SELF_CHECK, LaneTrace, Trace
from vgsim.words.language import tr
from vgsim.words.numbers import scientific

# finite differences of the loss are the least precise check
LIMITS = {"float64": 1e-5, "float32": 1e-2}


class ChecksPanel(Panel):
    """A table with a row per check and a column per network."""

    name = "trust"
    title = tr("Checks")
    costly = frozenset({SELF_CHECK})

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self.sentence = TextLine(important=True)
        self.sheet = TableView(tr("Results of the checks"))
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.sentence)
        self.explanation = PlainLabel()
        self.explanation.setProperty("role", "muted")
        self.explanation.setWordWrap(True)
        self.explanation.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea()
        scroll.setWidget(self.explanation)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        scroll.setAccessibleName(tr("What the checks compare"))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._layout.addWidget(self.sheet)
        self._layout.addWidget(scroll, 1)

    def show_theme(self, theme: Theme) -> None:
        lay_out(self, self._layout, theme)
        self.sentence.show_theme(theme)
        self.sheet.show_theme(theme)
        self.sheet.setFixedHeight(self.sheet.needed_height())

    def show_trace(self, trace: Trace) -> None:
        self.sentence.show_text(summary(trace))
        self.sheet.show_content(checks(trace))
        self.sheet.setFixedHeight(self.sheet.needed_height())
        text = explanation(trace)
        if text != self.explanation.text():
            self.explanation.setText(text)


def summary(trace: Trace) -> str:
    """The largest error of all checks of all networks, as a sentence."""
    found = [check for lane in trace.lanes for check in lane.checks]
    if not found:
        return tr("Checking …")
    worst = max(found, key=lambda each: each.error if each.error == each.error else -1.0)
    good = all(_fine(lane) for lane in trace.lanes)
    error = scientific(worst.error, 2)
    if good:
        return tr("Checks: largest disagreement {error} ({check}).", error=error, check=worst.name)
    return tr(
        "A check failed: largest disagreement {error} ({check}).", error=error, check=worst.name
    )


def _fine(lane: LaneTrace) -> bool:
    """Whether rounding explains all errors; half precision has no limit."""
    limit = LIMITS.get(lane.network.dtype)
    return limit is None or all(not check.error > limit for check in lane.checks)


def checks(trace: Trace) -> Content:
    """Relative errors: a row per check, a column per network."""
    helps = {check.name: check.help for lane in trace.lanes for check in lane.checks}
    found = [{check.name: check.error for check in lane.checks} for lane in trace.lanes]
    rows = [
        (
            TableCell(name, name, text),
            *(
                TableCell(scientific(errors[name], 2), errors[name])
                if name in errors
                else TableCell("–")
                for errors in found
            ),
        )
        for name, text in helps.items()
    ]
    titles = (TableColumn(lane.title, falling=True) for lane in trace.lanes)
    columns = (TableColumn(tr("largest relative error"), words=True), *titles)
    return Content(columns, tuple(helps), rows.__getitem__)


def explanation(trace: Trace) -> str:
    """What each check compares."""
    helps = {check.name: check.help for lane in trace.lanes for check in lane.checks}
    return "\n".join(f"{name}: {text}" for name, text in helps.items())
