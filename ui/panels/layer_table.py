"""The layer table: a row per layer with its measures, its state, and its gradient over time."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QToolButton

from ui.curves.sparklines import Sparklines, sparklines
from ui.look.theme import THEMES, Theme
from ui.panels.words import axis_name
from ui.plots.frame import label_metrics
from ui.widgets.plain import set_tooltip
from ui.widgets.table import Content, TableCell, TableColumn
from ui.widgets.table_view import TableView
from vgsim.compute.traces.judgement import LayerState
from vgsim.compute.traces.measured import measured
from vgsim.compute.traces.measures import COSTLY, MEASURES
from vgsim.compute.traces.trace import LaneTrace
from vgsim.play.past import Past
from vgsim.words.language import tr
from vgsim.words.numbers import percent, scientific
from vgsim.words.states import STATES

ShownColumns = tuple[tuple[str, str], ...]
COLUMNS: ShownColumns = (  # measure, title of its column
    ("preactivation_std", "z"),
    ("activation_std", "a"),
    ("slope_rms", "f′"),
    ("gradient_preactivation", "∂L/∂z"),
    ("gradient_weight", "∂L/∂W"),
    ("update_ratio", "ΔW/W"),
    ("saturated", tr("saturated")),
    ("dead", tr("dead")),
)
NARROW = tuple(COLUMNS[k] for k in (2, 3, 5, 6, 7))  # if the table is narrow
THROUGH_TIME: ShownColumns = (  # for the steps of a recurrent network
    ("activation_std", "h"),
    ("gradient_activation", "∂L/∂h"),
    ("gradient_carried", "∂L/∂c"),
    ("forget_gate", tr("gate")),
    ("saturated", tr("saturated")),
    ("dead", tr("dead")),
)
ROOM = 44.0  # text heights of width for all columns
UNHEALTHY = 1e6  # added to the sort key of unhealthy layers, so that they come first
STATE_MEASURES = COSTLY & {  # measures from which the states are determined
    "alike", "dead", "zero_share", "subnormal_share", "nonfinite_share", "nonfinite_signal",
    "preactivation_std",
}  # fmt: skip


class LayerTable(TableView):
    """Shows the rows; the owner places the button `copy`."""

    def __init__(self) -> None:
        super().__init__(tr("Layers"))
        self._theme: Theme = THEMES["light"]
        self._lane: LaneTrace | None = None
        self._courses: Sparklines = {}
        self.copy = QToolButton()
        self.copy.setText(tr("Copy CSV"))
        self.copy.setAccessibleName(tr("Copy the table as CSV"))
        set_tooltip(self.copy, tr("All measures with all digits, for a spreadsheet"))
        self.copy.clicked.connect(self._copy)

    def show_theme(self, theme: Theme) -> None:
        """Draw the rows again in the colors and type of a theme."""
        self._theme = theme
        super().show_theme(theme)
        self._draw()

    def show_lane(self, lane: LaneTrace, index: int, past: Past, watched: int) -> None:
        """Show a lane: its layers or, if it is recurrent, its steps."""
        self._lane = lane
        self._courses = {} if lane.recurrent else sparklines(past, index, lane.depth)
        self._draw()
        self.choose(watched, reveal=watched != self.chosen())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._draw()

    def _draw(self) -> None:
        if self._lane is None:
            return
        wide = self.width() >= ROOM * label_metrics(self._theme).height() / 1.2
        columns = THROUGH_TIME if self._lane.recurrent else COLUMNS if wide else NARROW
        self.show_content(table(self._lane, columns, self._courses))

    def _copy(self) -> None:
        if self._lane is not None:
            QGuiApplication.clipboard().setText(csv(self._lane))


def table(
    lane: LaneTrace,
    shown: ShownColumns = COLUMNS,
    courses: Sparklines | None = None,
) -> Content:
    """One row per layer or step, with its number as key; last, its gradient over time."""
    states, courses = lane.judged.states, courses or {}
    worst = _worst(states)
    columns = (
        TableColumn(
            axis_name(lane.axis), words=True, about="layer" if lane.axis == "layer" else "recurrent"
        ),
        TableColumn(
            tr("state"), tr("State of the layer; sorted: the worst first"), words=True, falling=True
        ),
        *(TableColumn(head, MEASURES[name].help, about=name) for name, head in shown),
        TableColumn(
            tr("over time"),
            tr("Its gradient over the updates, on a log axis"),
            about="over_time",
        ),
    )

    def write(place: int) -> tuple[TableCell, ...]:
        each = states[place]
        mark = " ◂" if each is worst and each.state != "healthy" else ""
        severity = abs(each.decades) + (UNHEALTHY if each.state != "healthy" else 0.0)
        course = courses.get(each.layer, ())
        return (
            TableCell(
                tr("output") if each.layer > lane.depth else str(each.layer), float(each.layer)
            ),
            TableCell(f"{STATES[each.state]}{mark}", severity, about=each.state),
            *(_cell(lane, name, each.layer) for name, _ in shown),
            TableCell("", course[-1] if course else None, curve=course),
        )

    return Content(columns, tuple(each.layer for each in states), write)


def _cell(lane: LaneTrace, name: str, layer: int) -> TableCell:
    value = measured(lane, name, layer)
    if value is None:
        return TableCell("–")
    text = percent(value) if MEASURES[name].unit == "share" else scientific(value, 2)
    return TableCell(text, value)


def _worst(states: tuple[LayerState, ...]) -> LayerState:
    """The unhealthy layer whose gradient is farthest from that of the last layer."""
    unhealthy = [each for each in states if each.state not in ("healthy", "frozen")]
    return max(unhealthy or states, key=lambda each: abs(each.decades))


def csv(lane: LaneTrace) -> str:
    """All measures of every layer with all digits, as CSV."""
    names = list(lane.measures)
    rows = [",".join(["layer", "state", *names])]
    for each in lane.judged.states:
        numbers = (repr(float(lane.measures[name][each.layer - 1])) for name in names)
        rows.append(",".join([str(each.layer), each.state, *numbers]))
    return "\n".join(rows) + "\n"
