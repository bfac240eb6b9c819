"""There is no one function for all: the same experiment with many, as a table to sort."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from ui.exchange.progress import Progress
from ui.exchange.requests import Requests
from ui.look.theme import THEMES, Theme
from ui.panels.compare.words import HEADS, cells
from ui.panels.panel import Panel
from ui.widgets.number import NumberField
from ui.widgets.plain import PlainLabel, set_tooltip
from vgsim.compute.traces.trace import Trace
from vgsim.describe.spec import Experiment
from vgsim.describe.title import titled
from vgsim.parts.activations import ACTIVATIONS
from vgsim.parts.initializers import INITIALIZERS
from vgsim.theory.comparison import Candidate, Comparison, Standings, comparable, table

FIRST = ("xavier_normal", "he_normal", "lecun_normal", "orthogonal", "pytorch_default")
LEFT_OUT = ("linear", "hard_sigmoid", "hard_swish", "relu6", "lecun_tanh")  # unless chosen
MOST_SEEDS, MOST_UPDATES = 20, 100_000
ORDER, ROW = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ComparePanel(Panel):
    """Choose what is compared, press Start; a double click opens a row as a network."""

    name = "compare"
    title = "Compare activations"

    def __init__(self, requests: Requests) -> None:
        super().__init__(requests)
        self._theme: Theme = THEMES["light"]
        self._experiment: Experiment | None = None
        self._lane = 0
        self._running = False
        self._standings: Standings | None = None
        self.network = PlainLabel()
        self.network.setProperty("role", "title")
        used = [name for name in ACTIVATIONS if name not in LEFT_OUT]
        self.activations = _checks("Activations", ACTIVATIONS.values(), used)
        self.initializers = _checks("Initializers", INITIALIZERS.values(), FIRST)
        self.seeds, self.updates = NumberField(integer=True), NumberField(integer=True)
        self.start = QPushButton("Start")
        self.start.setProperty("role", "primary")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Runs finished")
        self.open, self.copy = QPushButton("Open as a network"), QPushButton("Copy CSV")
        set_tooltip(self.open, "Put the selected row beside the networks in the window")
        set_tooltip(self.copy, "The table with all digits of every seed, for a spreadsheet")
        self.rows = QStandardItemModel(0, len(HEADS))
        self.sorted = QSortFilterProxyModel()
        self.table = QTableView()
        self._prepare_table()
        self._build()
        for field, value, name, most in (
            (self.seeds, 3, "Seeds", MOST_SEEDS), (self.updates, 100, "Updates", MOST_UPDATES)
        ):  # fmt: skip
            field.set_value(value)
            field.setAccessibleName(name)
            field.committed.connect(partial(_take, field, 1 if name == "Seeds" else 0, most))
            field.refused.connect(requests.document.refuse)
        self.start.clicked.connect(self._start_or_stop)
        self.open.clicked.connect(lambda: self._open(self.table.currentIndex()))
        self.table.activated.connect(self._open)
        self.copy.clicked.connect(self._copy)
        self._show_state()

    def _prepare_table(self) -> None:
        for column, (title, help_text) in enumerate(HEADS):
            item = QStandardItem(title)
            set_tooltip(item, help_text)
            self.rows.setHorizontalHeaderItem(column, item)
        self.sorted.setSourceModel(self.rows)
        self.sorted.setSortRole(ORDER)
        view = self.table
        view.setModel(self.sorted)
        view.setAccessibleName("Activations compared")
        view.setSortingEnabled(True)
        view.sortByColumn(6, Qt.SortOrder.AscendingOrder)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setAlternatingRowColors(True)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        view.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        view.setTabKeyNavigation(False)
        view.selectionModel().selectionChanged.connect(lambda *_: self._show_state())

    def _build(self) -> None:
        choice = QGridLayout()
        for row, (text, field) in enumerate((("Seeds", self.seeds), ("Updates", self.updates))):
            label = PlainLabel(text)
            label.setBuddy(field)
            choice.addWidget(label, row, 0)
            choice.addWidget(field, row, 1)
        side = QVBoxLayout()
        for caption, checks in (
            ("Activations", self.activations), ("Initializers", self.initializers)
        ):  # fmt: skip
            side.addWidget(PlainLabel(caption))
            side.addWidget(checks, 3 if checks is self.activations else 2)
        side.addLayout(choice)
        side.addWidget(self.start)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        for button in (self.copy, self.open):
            foot.addWidget(button)
        main = QVBoxLayout()
        main.addWidget(self.network)
        main.addWidget(self.table, 1)
        main.addLayout(foot)
        self._layout = QHBoxLayout(self)
        self._layout.addLayout(side, 1)
        self._layout.addLayout(main, 4)

    # --- values in

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._layout.setSpacing(2 * theme.spacing)
        height = round(1.9 * theme.font_size)
        self.table.verticalHeader().setDefaultSectionSize(height)

    def show_experiment(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._lane = min(self._lane, len(experiment.lanes) - 1)
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

    def _fill(self, standings: Standings) -> None:
        old = self._standings.candidates if self._standings is not None else ()
        self._standings = standings
        self.bar.setValue(round(1000 * standings.share))
        self.rows.setRowCount(len(standings.candidates))
        for row, candidate in enumerate(standings.candidates):
            if row < len(old) and old[row] is candidate:
                continue
            for column, (text, order) in enumerate(cells(candidate)):
                item = QStandardItem(text)
                item.setData(order, ORDER)
                item.setData(row, ROW)
                set_tooltip(item, candidate.fault)
                if column > 1:
                    item.setTextAlignment(RIGHT)
                self.rows.setItem(row, column, item)

    def _selected(self, index: QModelIndex) -> Candidate | None:
        if not index.isValid() or self._standings is None:
            return None
        return self._standings.candidates[int(index.data(ROW))]

    def _show_state(self) -> None:
        able = self._experiment is not None and comparable(self._experiment, self._lane)
        if self._experiment is not None:
            said = titled(self._experiment, self._lane)
            words = "" if able else ": its cell has no activation to choose"
            self.network.setText(f"Replacing {said}{words}")
        self.start.setText("Stop" if self._running else "Start")
        self.start.setEnabled(able or self._running)
        self.copy.setEnabled(self._standings is not None)
        chosen = self._selected(self.table.currentIndex())
        self.open.setEnabled(chosen is not None and chosen.network is not None)

    # --- requests

    def wanted(self) -> Comparison | None:
        """What is chosen; None, after saying why, if it is nothing."""
        assert self._experiment is not None
        activations, initializers = _checked(self.activations), _checked(self.initializers)
        if not activations or not initializers:
            text = "Choose at least one activation and one initializer."
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
            self._running, self._standings = True, None
            self.rows.setRowCount(0)
            self.requests.studies.compare(wanted)
        self._show_state()

    def _open(self, index: QModelIndex) -> None:
        chosen = self._selected(index)
        if chosen is not None and chosen.network is not None and self._standings is not None:
            compared = self._standings.comparison
            lane = compared.experiment.lanes[compared.lane]
            self.requests.add_network(lane, chosen.network)

    def _copy(self) -> None:
        if self._standings is not None:
            QGuiApplication.clipboard().setText(table(self._standings))


def _take(field: NumberField, least: int, most: int, value: float) -> None:
    field.set_value(min(max(value, least), most))


def _checks(name: str, entries: Iterable[object], checked: Iterable[str]) -> QListWidget:
    """A list to tick from."""
    made, ticked = QListWidget(), set(checked)
    made.setAccessibleName(name)
    for entry in entries:
        key, label = str(getattr(entry, "name", "")), str(getattr(entry, "label", ""))
        item = QListWidgetItem(label)
        item.setData(ORDER, key)
        set_tooltip(item, str(getattr(entry, "help", "")))
        state = Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked
        item.setCheckState(state)
        made.addItem(item)
    return made


def _checked(checks: QListWidget) -> tuple[str, ...]:
    items = (checks.item(row) for row in range(checks.count()))
    return tuple(str(i.data(ORDER)) for i in items if i.checkState() == Qt.CheckState.Checked)
