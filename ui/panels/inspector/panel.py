"""The inspector panel: the arithmetic of a unit with its current numbers, and its weights."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.exchange.requests import Requests
from ui.look.theme import THEMES, Theme
from ui.panels.arithmetic.words import WAITING, arithmetic, heading, weight_lines
from ui.panels.inspector.words import BIAS, WEIGHTS, layer_table, unit_table
from ui.panels.panel import Panel
from ui.panels.watched import watched_lane, watched_spec
from ui.plots.frame import label_font, label_metrics, lay_out
from ui.plots.text import TextLine
from ui.widgets.number import NumberField
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.table import Content
from ui.widgets.table_view import TableView
from ui.widgets.whole_table import WholeTable
from vgsim.compute.traces.trace import LaneTrace, Trace, UnitDetail
from vgsim.describe.spec import Experiment
from vgsim.words.language import tr


class InspectorPanel(Panel):
    """Follows the watched unit through training; weights and biases can be edited."""

    name = "inspector"
    title = tr("Inspector")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._theme: Theme = THEMES["light"]
        self._trace: Trace | None = None
        self._experiment: Experiment | None = None  # may be newer than that of the trace
        self._results_shown = True  # whether gradients are shown
        # lane, layer, unit and example for which the rows are sorted
        self._place: tuple[int, ...] = ()
        self._typed_for: tuple[object, ...] = ()  # network, layer, unit of the weight field
        self._chosen = BIAS  # row of the chosen weight: that of the watch, once it arrives
        self._reveal = False  # scroll to it at the next drawing
        self.heading = TextLine(important=True)
        self.unit_label = PlainLabel(tr("unit"))
        self.unit_field = NumberField(integer=True)
        self.unit_field.setAccessibleName(tr("Unit"))
        set_tooltip(self.unit_field, tr("Number of the unit to inspect, from 1"))
        self.body = QScrollArea()
        self.body.setWidgetResizable(True)
        self.sentences = PlainLabel()
        self.sheet = WholeTable(tr("Weights"), self.body)
        self.sheet.show_content(Content(WEIGHTS))
        self.sheet.sort_by("w·a")
        self.measures = TableView(tr("Measures"))
        self.arithmetic = TextLine(important=True), TextLine(important=True)  # of the chosen weight
        self.weight_label = PlainLabel()
        self.weight_field = NumberField()
        self.fault = PlainLabel()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.fault.setProperty("role", "danger")
        self.fault.setWordWrap(True)
        self.fault.hide()
        for label in (self.unit_label, self.weight_label):
            label.setProperty("role", "label")
        self.unit_label.setBuddy(self.unit_field)
        self.weight_label.setBuddy(self.weight_field)
        self.sentences.setProperty("role", "label")
        self.sentences.setWordWrap(True)
        self.sentences.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.sentences)
        inside.addWidget(self.sheet)
        inside.addStretch(1)
        self.body.setWidget(page)
        self._layout = QVBoxLayout(self)
        for part, stretch in ((self.heading, 0), (self.body, 1), (self.measures, 1)):
            self._layout.addWidget(part, stretch)
        for line in self.arithmetic:  # below the rows, so that these stay under the pointer
            self._layout.addWidget(line)
            line.hide()
        self._layout.addWidget(self.fault)
        self._row = QHBoxLayout()
        self._layout.addLayout(self._row)
        for widget in (self.unit_label, self.unit_field, self.weight_label, self.weight_field):
            self._row.addWidget(widget)
        self._row.addStretch(1)

    def _connect(self) -> None:
        self.unit_field.committed.connect(self._choose_unit)
        self.unit_field.stepped.connect(self._step_unit)
        self.weight_field.committed.connect(self._edit)
        self.weight_field.stepped.connect(self._step_weight)
        for field in (self.unit_field, self.weight_field):
            field.refused.connect(self._refuse)
            field.unmarked.connect(self.fault.hide)
        self.sheet.picked.connect(self._choose_weight)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        lay_out(self, self._layout, theme)
        self._row.setSpacing(theme.spacing // 2)
        metrics, gap = QFontMetrics(label_font(theme)), theme.spacing
        self.unit_field.setFixedWidth(metrics.horizontalAdvance("0000") + 4 * gap)
        self.weight_field.setFixedWidth(metrics.horizontalAdvance("−0.0000e−000") + 4 * gap)
        self.weight_label.setFixedWidth(metrics.horizontalAdvance(_weight_name("000")) + gap)
        for line in (self.heading, *self.arithmetic):
            line.show_theme(theme)
        for table in (self.sheet, self.measures):
            table.show_theme(theme)
        self._draw()

    def show_experiment(self, experiment: Experiment) -> None:
        self._experiment = experiment

    def show_results(self, shown: bool) -> None:
        self._results_shown = shown
        self._draw()

    def show_trace(self, trace: Trace) -> None:
        old, self._trace = self._trace, trace
        if old is None or old.watch != trace.watch:
            self._choose(trace)
        self._draw()

    def _choose(self, trace: Trace) -> None:
        """Choose the row of the watched weight, or of the bias if no weight is watched."""
        source = trace.watch.input
        chosen = BIAS if source is None else source
        if chosen != self._chosen:
            self._chosen = chosen
            self.weight_field.settle()
        self._reveal = True

    # --- drawing

    def _index(self) -> int:
        return self._trace.watched if self._trace is not None else 0

    def _draw(self) -> None:
        lane = watched_lane(self._trace)
        if lane is None or self._trace is None:
            return
        self.heading.show_text(heading(self._trace))
        unit, cell = lane.unit, lane.cell_unit
        shown = arithmetic(lane, self._fits, results_shown=self._results_shown)
        lines = [WAITING] if shown is None else [*shown.forward, *shown.backward]
        self.sentences.setText("\n".join(lines))
        for widget in (self.weight_label, self.weight_field, self.sheet):
            widget.setVisible(unit is not None)
        self.measures.setVisible(shown is None and self._results_shown)
        self.body.setVisible(self.measures.isHidden())
        if unit is not None:
            self._draw_unit(self._trace, lane, unit)
            return
        self._place, self._reveal = (), False
        self._write(())
        if not self.unit_field.hasFocus():
            self.unit_field.show_text("")
        if cell is None:
            self.measures.show_content(layer_table(self._trace))
            return
        if not self.unit_field.hasFocus():
            self.unit_field.set_value(cell.level * lane.network.width + cell.unit + 1)

    def _draw_unit(self, trace: Trace, lane: LaneTrace, unit: UnitDetail) -> None:
        place = (self._index(), unit.layer, unit.unit, unit.example)
        moved = place != self._place
        if moved:
            self._place = place
            self._choose(trace)
        typed_for = (watched_spec(self._trace).identity, unit.layer, unit.unit)
        if typed_for != self._typed_for:
            self._typed_for = typed_for
            self.weight_field.settle()
        if self._chosen >= unit.weights.size:
            self._chosen = BIAS
        if not self.unit_field.hasFocus():
            self.unit_field.set_value(unit.unit + 1)
        source = None if self._chosen == BIAS else self._chosen
        names = lane.input_names if unit.layer == 1 else ()
        lines = () if source is None else weight_lines(unit, source, self._fits)
        self._write(lines if self._results_shown else lines[:1])
        content = unit_table(unit, names, results_shown=self._results_shown)
        self.sheet.show_content(content, sort=moved)  # otherwise rows stay in place
        self.sheet.choose(self._chosen, reveal=self._reveal and source is not None)
        self._reveal = False
        self._draw_field(unit)

    def _write(self, texts: Sequence[str]) -> None:
        """Show the arithmetic of the weight, or hide its lines."""
        for index, line in enumerate(self.arithmetic):
            line.setVisible(index < len(texts))
            line.show_text(texts[index] if index < len(texts) else "")

    def _draw_field(self, unit: UnitDetail) -> None:
        bias = self._chosen == BIAS
        name = tr("bias") if bias else _weight_name(str(self._chosen + 1))
        self.weight_label.setText(name)
        self.weight_field.setAccessibleName(name)
        if not self.weight_field.unsettled:
            self.weight_field.set_value(self._weight(unit))

    def _weight(self, unit: UnitDetail) -> float:
        return unit.bias if self._chosen == BIAS else float(unit.weights[self._chosen])

    def _fits(self, text: str) -> bool:
        """Whether a text fits after the "= " of its line."""
        room = self.body.viewport().width() - self._theme.spacing
        return label_metrics(self._theme).horizontalAdvance(f"   = {text}") <= room

    # --- requests

    def _choose_unit(self, value: float) -> None:
        lane = watched_lane(self._trace)
        if lane is None or self._trace is None:
            return
        layer = min(self._trace.watch.layer, lane.depth + 1)
        count = lane.widths[layer]
        if not 1 <= value <= count:
            text = tr("This layer has units 1 to {count}.", count=count)
            if lane.recurrent:
                text = tr("This step has units 1 to {count}.", count=count)
            self._refuse(text)
            return
        self.unit_field.show_value(value)
        self.requests.select(watched_spec(self._trace), layer, int(value) - 1)

    def _step_unit(self, steps: int) -> None:
        lane = watched_lane(self._trace)
        if lane is None or self._trace is None or self._trace.watch.unit is None:
            return
        count = lane.widths[min(self._trace.watch.layer, lane.depth + 1)]
        self._choose_unit(min(max(self._trace.watch.unit + 1 + steps, 1), count))

    def _choose_weight(self, weight: int) -> None:
        self._chosen = weight
        self.weight_field.settle()
        self._draw()
        lane = watched_lane(self._trace)
        if lane is not None and lane.unit is not None:
            source = None if weight == BIAS else weight
            self.requests.select(watched_spec(self._trace), lane.unit.layer, lane.unit.unit, source)

    def _edit(self, value: float) -> None:
        lane = watched_lane(self._trace)
        if lane is not None and lane.unit is not None:
            source = None if self._chosen == BIAS else self._chosen
            unit, before = lane.unit, self._experiment
            self.requests.edit_weight(
                watched_spec(self._trace), unit.layer, unit.unit, source, value
            )
            if self._experiment is not before:  # taken; its pass comes later
                self.weight_field.show_value(value)

    def _step_weight(self, steps: int) -> None:
        lane = watched_lane(self._trace)
        if lane is not None and lane.unit is not None:
            self._edit(stepped(self._weight(lane.unit), steps))

    def _refuse(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.show()


def _weight_name(source: str) -> str:
    return tr("weight from {unit}", unit=source)


def stepped(value: float, steps: int) -> float:
    """The value changed by this many hundredths, rounded to a short number."""
    return float(f"{value + steps * 0.01:.10g}")
