"""The comparison of activations as the user runs it: check, start, sort, open."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot
from windows import there

from tests.ui.conftest import SOON
from tests.ui.plotting import RELU, SIGMOID, experiment, trace_of
from tests.ui.recorder import Recorder
from ui.exchange.progress import Progress
from ui.look.theme import LIGHT
from ui.panels.compare.panel import ComparePanel
from ui.shell.application import Application
from ui.widgets.possible import is_possible
from vgsim.compute.kernels import Kernels
from vgsim.describe.edit_own import with_changed_function, with_function
from vgsim.describe.spec import DataSpec, Experiment, Lane, NetworkSpec, OwnActivation
from vgsim.theory.comparison import ComparisonResults, compare

pytestmark = pytest.mark.usefixtures("compiled")


def tick(checks: QListWidget, *labels: str) -> None:
    for row in range(checks.count()):
        item = checks.item(row)
        chosen = item.text() in labels
        item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)


def opened(qtbot: QtBot, made: Experiment) -> tuple[ComparePanel, list]:
    panel = ComparePanel(Recorder())
    asked = panel.requests.asked
    qtbot.addWidget(panel)
    panel.resize(1100, 600)
    panel.show_theme(LIGHT)
    panel.show_experiment(made)
    panel.show_trace(trace_of(made))
    panel.show()
    tick(panel.activations, "Sigmoid", "ReLU", "Tanh")
    tick(panel.initializers, "Xavier normal", "He normal")
    panel.seeds.committed.emit(2)
    panel.updates.committed.emit(5)
    return panel, asked


def run(qtbot: QtBot, panel: ComparePanel, asked: list) -> ComparisonResults:
    qtbot.mouseClick(panel.start, Qt.MouseButton.LeftButton)
    name, (wanted,) = asked[-1]
    assert name == "compare"
    assert (wanted.activations, wanted.updates) == (("sigmoid", "tanh", "relu"), 5)
    for picture in compare(wanted, Kernels()):
        panel.show_comparison(Progress(picture))
    panel.show_comparison(Progress(picture, over=True))
    return picture


def column(panel: ComparePanel, number: int) -> list[str]:
    return [row[number] for row in panel.table.texts()]


def test_the_table_can_be_sorted_by_any_column(qtbot: QtBot) -> None:
    panel, asked = opened(qtbot, experiment(SIGMOID, RELU))
    results = run(qtbot, panel, asked)
    assert panel.bar.value() == panel.bar.maximum()
    losses = [float(text.split()[0]) for text in column(panel, 6)]
    assert losses == sorted(losses)  # the best first
    panel.table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    gradients = [float(text.split()[0].replace("−", "-")) for text in column(panel, 2)]
    assert gradients == sorted(gradients)
    assert column(panel, 0)[0] == "Sigmoid"
    qtbot.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    rows = list(csv.DictReader(QGuiApplication.clipboard().text().splitlines()))
    assert len(rows) == 3 * 2 * 2
    assert float(rows[0]["decades"]) == results.candidates[0].outcomes[0].decades


def test_a_row_becomes_a_network(qtbot: QtBot) -> None:
    panel, asked = opened(qtbot, experiment(SIGMOID, RELU))
    assert not is_possible(panel.open)
    run(qtbot, panel, asked)
    panel.table.selectRow(2)
    chosen = column(panel, 0)[2]
    qtbot.mouseClick(panel.open, Qt.MouseButton.LeftButton)
    name, (lane, network) = asked[-1]
    assert (name, lane) == ("add_network", experiment(SIGMOID, RELU).lanes[0])
    assert network.activation == chosen.lower()
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert asked[-1] == (name, (lane, network))


def test_it_can_be_stopped_and_says_what_is_missing(qtbot: QtBot) -> None:
    panel, asked = opened(qtbot, experiment(SIGMOID, RELU))
    qtbot.mouseClick(panel.start, Qt.MouseButton.LeftButton)
    assert panel.start.text() == "Stop"
    qtbot.mouseClick(panel.start, Qt.MouseButton.LeftButton)
    assert asked[-1] == ("compare", (None,))
    panel.show_comparison(Progress(None, over=True))
    assert panel.start.text() == "Start"
    tick(panel.activations)
    qtbot.mouseClick(panel.start, Qt.MouseButton.LeftButton)
    assert asked[-1][0] == "refuse"


def test_a_cell_without_a_choice_of_activation_is_reported(qtbot: QtBot) -> None:
    network = NetworkSpec(cell="lstm", width=4)
    made = Experiment(data=DataSpec("latch", 8, length=6), lanes=(Lane("", network),))
    panel, _ = opened(qtbot, replace(experiment(SIGMOID), lanes=(Lane("", SIGMOID),)))
    panel.show_experiment(made)
    assert not is_possible(panel.start)
    assert "no activation to choose" in panel.network.text()


def test_it_opens_in_the_window_by_key(app: Application, qtbot: QtBot) -> None:
    session = app.session
    assert session is not None
    qtbot.keyClick(app.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    panel = there(app, ComparePanel, qtbot)
    tick(panel.activations, "ReLU")
    tick(panel.initializers, "He normal")
    panel.updates.committed.emit(2)
    qtbot.mouseClick(panel.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.start.text() == "Start" and len(panel.table.texts()) == 1,
                    timeout=SOON)  # fmt: skip
    panel.table.selectRow(0)
    before = len(session.experiment.lanes)
    qtbot.mouseClick(panel.open, Qt.MouseButton.LeftButton)
    assert len(session.experiment.lanes) == before + 1
    assert session.experiment.lanes[1].network.initializer == "he_normal"
    session.document.undo()
    assert len(session.experiment.lanes) == before


def test_own_functions_can_be_compared(qtbot: QtBot) -> None:
    mine = OwnActivation("mine", "exp(-x^2)")
    made = with_function(experiment(SIGMOID), mine)
    panel, _ = opened(qtbot, made)
    tick(panel.activations, "ReLU", "mine")
    wanted = panel.wanted()
    assert wanted is not None
    assert wanted.activations == ("relu", mine.key)
    changed = replace(mine, formula="exp(-x^4)")
    panel.show_experiment(with_changed_function(made, "mine", changed))
    assert panel.wanted().activations == ("relu", changed.key)
    panel.show_experiment(experiment(SIGMOID))
    assert panel.wanted().activations == ("relu",)
