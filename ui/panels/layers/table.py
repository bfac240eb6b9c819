"""A line for each layer of a network: its numbers, what is wrong, its gradient over time."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from ui.curves.small import Curves, small_curves
from ui.look.theme import THEMES, Theme
from ui.panels.inspector.sheet import Sheet
from ui.panels.inspector.words import Line
from ui.plots.axis import percent
from ui.plots.frame import label_metrics
from ui.widgets.choice import ChoiceBox, Option
from ui.widgets.plain import set_tooltip
from vgsim.compute.traces.judgement import LayerState
from vgsim.compute.traces.measures import COSTLY, MEASURES
from vgsim.compute.traces.trace import LaneTrace
from vgsim.play.past import Past
from vgsim.words.numbers import scientific

Columns = tuple[tuple[str, str], ...]
COLUMNS: Columns = (  # measure, head of its column
    ("preactivation_std", "z"),
    ("activation_std", "a"),
    ("slope_rms", "f′"),
    ("gradient_preactivation", "∂L/∂z"),
    ("gradient_weight", "∂L/∂W"),
    ("update_ratio", "ΔW/W"),
    ("saturated", "saturated"),
    ("dead", "dead"),
)
NARROW = tuple(COLUMNS[k] for k in (2, 3, 5, 6, 7))  # where there is little room
THROUGH_TIME: Columns = (  # of a recurrent network, for every step
    ("activation_std", "h"),
    ("gradient_activation", "∂L/∂h"),
    ("gradient_carried", "∂L/∂c"),
    ("forget_gate", "gate"),
    ("saturated", "saturated"),
    ("dead", "dead"),
)
ROOM = 44.0  # text heights of width that all columns need
SORTS = (
    Option("layer", "By layer"),
    Option("worst", "Worst first"),
    *(Option(name, f"By {head}", MEASURES[name].help) for name, head in COLUMNS),
)
ASKED = COSTLY & {  # measures that its states are judged by
    "alike", "dead", "zero_share", "subnormal_share", "nonfinite_share", "nonfinite_signal",
    "preactivation_std",
}  # fmt: skip


class LayerTable(QWidget):
    """The sheet; its owner places `sort` and `copy`."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = THEMES["light"]
        self._lane: LaneTrace | None = None
        self._courses: Curves = {}
        self.sort = ChoiceBox(SORTS, "Order of the layers")
        set_tooltip(self.sort, "Order of the layers in the table")
        self.sort.set_key("layer")
        self.copy = QToolButton()
        self.copy.setText("Copy CSV")
        self.copy.setAccessibleName("Copy the table as CSV")
        set_tooltip(self.copy, "The table with all digits, for a spreadsheet")
        self.sheet = Sheet()
        self.sheet.setAccessibleName("Layers")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sheet)
        self.sort.chosen.connect(lambda _: self._draw())
        self.copy.clicked.connect(self._copy)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.sheet.show_theme(theme)
        self._draw()

    def show_lane(self, lane: LaneTrace, index: int, past: Past) -> None:
        """Show a lane as it was judged: its layers, or the steps of a recurrent one."""
        self._lane = lane
        self._courses = {} if lane.recurrent else small_curves(past, index, lane.depth)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self._lane is None:
            self.sheet.show_lines((), (), None)
            return
        wide = self.width() >= ROOM * label_metrics(self._theme).height() / 1.2
        columns = THROUGH_TIME if self._lane.recurrent else COLUMNS if wide else NARROW
        lines = table(self._lane, str(self.sort.key()), columns, self._courses)
        self.sheet.show_lines(lines, [line.cells[0] for line in lines], None)

    def _copy(self) -> None:
        if self._lane is not None:
            QGuiApplication.clipboard().setText(csv(self._lane))


def table(
    lane: LaneTrace,
    order: str,
    columns: Columns = COLUMNS,
    courses: Curves | None = None,
) -> list[Line]:
    """One line a layer or step; the worst has a mark. Last comes its gradient over the updates."""
    states = lane.judged.states
    courses = courses or {}
    worst = _worst(states)
    lines = [Line((lane.axis, *(head for _, head in columns), "over time"), head=True)]
    for each in _ordered(lane, states, order):
        mark = " ◂" if each is worst and each.state != "healthy" else ""
        cells = (_cell(lane, name, each.layer) for name, _ in columns)
        course = courses.get(each.layer, ())
        name = "output" if each.layer > lane.depth else str(each.layer)
        lines.append(Line((f"{name} {each.state}{mark}", *cells, ""), curve=course))
    return lines


def _cell(lane: LaneTrace, name: str, layer: int) -> str:
    values = lane.measures.get(name)
    if values is None:
        return "–"
    value = float(values[layer - 1])
    return percent(value) if MEASURES[name].unit == "share" else scientific(value, 2)


def _worst(states: tuple[LayerState, ...]) -> LayerState:
    """The sick layer whose gradient is farthest from that of the last one."""
    sick = [each for each in states if each.state not in ("healthy", "frozen")]
    return max(sick or states, key=lambda each: abs(each.decades))


def _ordered(lane: LaneTrace, states: tuple[LayerState, ...], order: str) -> list[LayerState]:
    if order == "worst":
        return sorted(states, key=lambda each: (each.state == "healthy", -abs(each.decades)))
    values = lane.measures.get(order)
    if values is None:
        return list(states)
    return sorted(states, key=lambda each: float(values[each.layer - 1]))


def csv(lane: LaneTrace) -> str:
    """All measures of every layer with all their digits."""
    names = list(lane.measures)
    rows = [",".join(["layer", "state", *names])]
    for each in lane.judged.states:
        numbers = (repr(float(lane.measures[name][each.layer - 1])) for name in names)
        rows.append(",".join([str(each.layer), each.state, *numbers]))
    return "\n".join(rows) + "\n"
