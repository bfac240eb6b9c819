"""Compares the same experiment with many activations and initializers, in a sortable table."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from ui.exchange.progress import Progress
from ui.exchange.requests import Requests
from ui.look.theme import THEMES, Theme
from ui.panels.compare.checks import checked, checks, show_own
from ui.panels.compare.words import COLUMNS, cells
from ui.panels.panel import Panel
from ui.widgets.number import NumberField
from ui.widgets.plain import PlainLabel
from ui.widgets.possible import allow
from ui.widgets.table import Content
from ui.widgets.table_view import TableView
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.describe.title import titled
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.theory.comparison import Candidate, Comparison, ComparisonResults, comparable, table
from vgsim.words.language import tr

FIRST = ("xavier_normal", "he_normal", "lecun_normal", "orthogonal", "pytorch_default")
UNCHECKED = ("linear", "hard_sigmoid", "hard_swish", "relu6", "lecun_tanh")  # not checked at first
MOST_SEEDS, MOST_UPDATES = 20, 100_000


class ComparePanel(Panel):
    """The user chooses activations and presses Start; a double click adds a row as a network."""

    name = "compare"
    title = tr("Compare activations")

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._theme: Theme = THEMES["light"]
        self._experiment: Experiment | None = None
        self._lane = 0
        self._running = False
        self._results: ComparisonResults | None = None
        self.network = PlainLabel()
        self.network.setProperty("role", "title")
        used = [name for name in ACTIVATIONS if name not in UNCHECKED]
        self.activations = checks(tr("Activations"), ACTIVATIONS.values(), used)
        self.initializers = checks(tr("Initializers"), INITIALIZERS.values(), FIRST)
        self.seeds, self.updates = NumberField(integer=True), NumberField(integer=True)
        self.start = QPushButton(tr("Start"))
        self.start.setProperty("role", "primary")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Runs finished"))
        self.open, self.copy = QPushButton(tr("Open as a network")), QPushButton(tr("Copy CSV"))
        self.table = TableView(tr("Activations compared"), size=lambda theme: theme.font_size)
        self.table.show_content(Content(COLUMNS))
        self.table.sort_by(tr("Loss"))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_state())
        self._build()
        for field, value, name, least, most in (
            (self.seeds, 3, tr("Seeds"), 1, MOST_SEEDS),
            (self.updates, 100, tr("Updates"), 0, MOST_UPDATES),
        ):
            field.set_value(value)
            field.setAccessibleName(name)
            field.committed.connect(partial(_set_clamped, field, least, most))
            field.refused.connect(requests.document.refuse)
        self.start.clicked.connect(self._start_or_stop)
        self.open.clicked.connect(self._open)
        self.table.activated.connect(self._open)
        self.copy.clicked.connect(self._copy)
        self._show_state()

    def _build(self) -> None:
        self._layout = QHBoxLayout(self)
        side, main, choice, foot = QVBoxLayout(), QVBoxLayout(), QGridLayout(), QHBoxLayout()
        self._layout.addLayout(side, 1)
        self._layout.addLayout(main, 4)
        for caption, boxes, stretch in (
            (tr("Activations"), self.activations, 3), (tr("Initializers"), self.initializers, 2)
        ):  # fmt: skip
            side.addWidget(PlainLabel(caption))
            side.addWidget(boxes, stretch)
        side.addLayout(choice)
        for row, (text, field) in enumerate(
            ((tr("Seeds"), self.seeds), (tr("Updates"), self.updates))
        ):
            label = PlainLabel(text)
            label.setBuddy(field)
            choice.addWidget(label, row, 0)
            choice.addWidget(field, row, 1)
        side.addWidget(self.start)
        main.addWidget(self.network)
        main.addWidget(self.table, 1)
        main.addLayout(foot)
        foot.addWidget(self.bar, 1)
        for button in (self.copy, self.open):
            foot.addWidget(button)

    # --- values

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._layout.setSpacing(2 * theme.spacing)
        self.table.show_theme(theme)

    def show_experiment(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._lane = min(self._lane, len(experiment.lanes) - 1)
        show_own(self.activations, [ACTIVATIONS[each.key] for each in experiment.activations])
        self._show_state()

    def show_trace(self, trace: Trace) -> None:
        if self._experiment is not None and trace.watch.lane != self._lane:
            self._lane = min(trace.watch.lane, len(self._experiment.lanes) - 1)
            self._show_state()

    def show_comparison(self, progress: Progress) -> None:
        self._running = not progress.over
        if progress.picture is not None:
            self._fill(progress.picture)
        self._show_state()

    # --- the table

    def _fill(self, results: ComparisonResults) -> None:
        self._results, candidates = results, results.candidates
        self.bar.setValue(round(1000 * results.share))
        content = Content(COLUMNS, range(len(candidates)), lambda row: cells(candidates[row]))
        self.table.show_content(content)

    def _selected(self) -> Candidate | None:
        row = self.table.chosen()
        return self._results.candidates[row] if self._results and isinstance(row, int) else None

    def _show_state(self) -> None:
        possible = self._experiment is not None and comparable(self._experiment, self._lane)
        if self._experiment is not None:
            name = titled(self._experiment, self._lane)
            text = tr("Replacing {network}", network=name)
            if not possible:
                text = tr("Replacing {network}: its cell has no activation to choose", network=name)
            self.network.setText(text)
        self.start.setText(tr("Stop") if self._running else tr("Start"))
        fixed = "" if possible or self._running else tr("this cell has no activation to choose")
        allow(self.start, "", fixed)
        allow(
            self.copy, tr("The table with all digits of every seed, for a spreadsheet"),
            "" if self._results is not None else tr("start the comparison first"),
        )  # fmt: skip
        chosen = self._selected()
        row = chosen is not None and chosen.network is not None
        allow(
            self.open, tr("Add the selected row to the networks in the window"),
            "" if row else tr("select a row of the table first"),
        )  # fmt: skip

    # --- requests

    def wanted(self) -> Comparison | None:
        """The comparison that is chosen; None, after a message, if nothing is checked."""
        assert self._experiment is not None
        activations, initializers = checked(self.activations), checked(self.initializers)
        if not activations or not initializers:
            text = tr("Choose at least one activation and one initializer.")
            self.requests.document.refuse(text)
            return None
        first = self._experiment.seed
        seeds = tuple(range(first, first + int(self.seeds.value())))
        return Comparison(
            self._experiment, self._lane, activations, initializers, seeds,
            int(self.updates.value()),
        )  # fmt: skip

    def _start_or_stop(self) -> None:
        if self._running:
            self.requests.studies.compare(None)
            return
        wanted = self.wanted()
        if wanted is not None:
            self._running, self._results = True, None
            self.table.show_content(Content(COLUMNS))
            self.requests.studies.compare(wanted)
        self._show_state()

    def _open(self, _: QModelIndex | bool = False) -> None:
        chosen = self._selected()
        if chosen is not None and chosen.network is not None and self._results is not None:
            compared = self._results.comparison
            lane = compared.experiment.lanes[compared.lane]
            self.requests.add_network(lane, chosen.network)

    def _copy(self) -> None:
        if self._results is not None:
            QGuiApplication.clipboard().setText(table(self._results))


def _set_clamped(field: NumberField, least: int, most: int, value: float) -> None:
    field.show_value(min(max(value, least), most))
