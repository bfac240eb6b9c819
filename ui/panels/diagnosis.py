"""What is wrong, where, and what would help? The watched network layer by layer."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.items.curves.small import Curves, small_curves
from ui.items.plots.axis import percent
from ui.items.plots.frame import label_metrics, lay_out
from ui.items.plots.text import TextLine
from ui.panels.inspector_sheet import Sheet
from ui.panels.inspector_words import Line
from ui.panels.panel import Panel
from ui.theme import THEMES, Theme
from ui.widgets.choice import ChoiceBox, Option
from vgsim.compute.measures import COSTLY, MEASURES
from vgsim.compute.trace import LaneTrace, Trace
from vgsim.describe.spec import Experiment, NetworkSpec
from vgsim.play.past import Past
from vgsim.play.text import decades, scientific
from vgsim.theory.diagnosis import MOST, Advice, LayerState, advice, cause, layer_states
from vgsim.theory.steady import Steady
from vgsim.theory.verdict import verdict

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
NARROW = COLUMNS[2:]  # where there is little room
ROOM = 44.0  # text heights of width that all columns need
SORTS = (
    Option("layer", "by layer"),
    Option("worst", "worst first"),
    *(Option(name, f"by {head}", MEASURES[name].help) for name, head in COLUMNS),
)


class DiagnosisPanel(Panel):
    """The verdict with its cause, suggestions that can be taken, and a line for each layer."""

    name = "diagnosis"
    title = "Diagnosis"
    costly = COSTLY & {
        "alike", "dead", "zero_share", "subnormal_share", "nonfinite_share", "nonfinite_signal",
        "preactivation_std",
    }  # fmt: skip

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = THEMES["light"]
        self._trace: Trace | None = None
        self._experiment: Experiment | None = None
        self._past, self._steady = Past(), Steady()
        self._offers: tuple[Advice, ...] = ()
        self._taken: tuple[int, NetworkSpec, Advice, float] | None = None  # lane, network, decades
        self.said, self.why = TextLine(important=True), TextLine()
        self.sort = ChoiceBox(SORTS, "Order of the layers")
        self.sort.setToolTip("Order of the layers in the table")
        self.sort.set_key("layer")
        self.copy = QToolButton()
        self.copy.setText("Copy CSV")
        self.copy.setAccessibleName("Copy the table as CSV")
        self.copy.setToolTip("The table with all digits, for a spreadsheet")
        self.buttons = [QPushButton() for _ in range(MOST)]
        self.sheet = Sheet()
        self.sheet.setAccessibleName("Layers")
        head, self._row = QHBoxLayout(), QGridLayout()
        for number, button in enumerate(self.buttons):
            button.clicked.connect(lambda _, number=number: self._take(number))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._row.addWidget(button, number // 2, number % 2)
        self._layout = QVBoxLayout(self)
        head.addWidget(self.said, 1)
        head.addWidget(self.sort)
        head.addWidget(self.copy)
        self._layout.addLayout(head)
        self._layout.addWidget(self.why)
        self._layout.addLayout(self._row)
        self._layout.addWidget(self.sheet, 1)
        self.sort.chosen.connect(lambda _: self._draw())
        self.copy.clicked.connect(self._copy)

    # --- values in

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        lay_out(self, self._layout, theme)
        self._row.setSpacing(theme.spacing // 2)
        for part in (self.said, self.why, self.sheet):
            part.show_theme(theme)
        self._draw()

    def show_experiment(self, experiment: Experiment) -> None:
        self._experiment = experiment

    def show_past(self, past: Past) -> None:
        self._past = past

    def show_trace(self, trace: Trace) -> None:
        self._trace = trace
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    # --- drawing

    def _index(self) -> int:
        assert self._trace is not None
        return min(self._trace.watch.lane, len(self._trace.lanes) - 1)

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
            self.sheet.show_lines((), (), None)
            return
        self.why.show_text(self._reason(lane))
        asked = self._trace.experiment.lanes[self._index()].network
        self._offer(advice(lane, asked), lane)
        wide = self.width() >= ROOM * label_metrics(self._theme).height() / 1.2
        states = self._steady.states(self._index(), lane)
        courses = small_curves(self._past, self._index(), lane.depth)
        columns = COLUMNS if wide else NARROW
        lines = table(lane, str(self.sort.key()), columns, states, courses)
        self.sheet.show_lines(lines, [line.cells[0] for line in lines], None)

    def _reason(self, lane: LaneTrace) -> str:
        """Why; and, after a suggestion was taken, what it has come to."""
        taken = self._taken
        assert self._trace is not None
        if taken is not None and taken[0] == self._index():
            network = self._trace.experiment.lanes[taken[0]].network
            if network == taken[1]:
                found = verdict(lane).decades
                return (
                    f"{taken[2].label}: {_short(taken[3])} before, {_short(taken[2].expected)} "
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
                button.setToolTip(
                    f"Try it: {_short(each.expected)} decades expected (undo: Ctrl+Z)"
                )

    # --- wishes

    def _take(self, number: int) -> None:
        lane = self._lane()
        if lane is not None and number < len(self._offers):
            each = self._offers[number]
            self._taken = self._index(), each.network, each, verdict(lane).decades
            self.wish.emit("replace_network", (self._index(), each.network, each.label))

    def _copy(self) -> None:
        lane = self._lane()
        if lane is not None and not lane.recurrent:
            QGuiApplication.clipboard().setText(csv(lane))


def _short(value: float) -> str:
    return decades(value).removesuffix(" decades")


def table(
    lane: LaneTrace,
    order: str,
    columns: Columns = COLUMNS,
    states: tuple[LayerState, ...] = (),
    courses: Curves | None = None,
) -> list[Line]:
    """One line a layer; the worst one carries a mark, and its gradient over time if there is."""
    states = states or layer_states(lane)
    courses = courses or {}
    worst = _worst(states)
    lines = [Line(("layer", *(head for _, head in columns), "over time"), head=True)]
    for each in _ordered(lane, states, order):
        mark = " ◂" if each is worst and each.state != "healthy" else ""
        cells = (_cell(lane, name, each.layer) for name, _ in columns)
        course = courses.get(each.layer, ())
        lines.append(Line((f"{each.layer} {each.state}{mark}", *cells, ""), curve=course))
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
    for each in layer_states(lane):
        numbers = (repr(float(lane.measures[name][each.layer - 1])) for name in names)
        rows.append(",".join([str(each.layer), each.state, *numbers]))
    return "\n".join(rows) + "\n"
