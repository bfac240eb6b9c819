"""Opens all that can be opened in the real window without a file dialog, and reads it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, QPointF
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QTabWidget,
    QToolTip,
    QWidget,
)

from tests.ui.translated.dialogs import visit_dialogs
from tests.ui.translated.lesson import visit_lesson
from tests.ui.translated.reader import Reader
from tests.ui.wrappers import strays
from ui.network.canvas import NetworkCanvas
from ui.network.reading import NetworkPlace
from ui.panels.phase import controls as diagram
from ui.plots.chooser import Chooser
from ui.plots.menu import open_menu
from ui.plots.plot import Plot
from ui.raster.warmup import warm_painters
from ui.shell.offscreen import OffscreenWindow, window_off_screen
from ui.widgets.choice import ChoiceBox
from ui.widgets.section import Section
from ui.widgets.table_view import TableView
from vgsim.advice import trial
from vgsim.cli.arguments import window_options
from vgsim.describe.goal import Goal

SIZE = 1280, 720
FIRST = "resources/scenarios/01_sigmoid_against_relu.vgsim"
MOST = {"depth": 8, "width": 8, "length": 24}  # of a scenario that is visited
UPDATES = 40  # of a trial of a remedy
CELLS = 16, 8  # along an axis of a diagram: computed all at once, one by one
MOST_ENTRIES = 8  # of a list of choices that are chosen one after the other


class Visitor:
    """Goes through one window as a patient user would."""

    def __init__(self, unseen: OffscreenWindow, reader: Reader, folder: Path) -> None:
        self.unseen, self.reader, self.folder = unseen, reader, folder
        self.main, self.window = unseen.main, unseen.main.window
        session = unseen.main.session
        assert session is not None
        self.session = session
        # refused input does not end the visit
        session.document.message.disconnect(unseen._show_message)
        self.ended: dict[str, bool] = {}  # study -> whether it is over
        for name in ("diagram", "comparison", "spread", "suggestions"):
            getattr(session.studies, f"{name}_changed").connect(self._noting(name))

    def _noting(self, name: str) -> Callable[[Any], None]:
        def changed(progress: Any) -> None:
            self.ended[name] = progress.over

        return changed

    def visit(self, *, wholly: bool) -> None:
        """Open everything; if not `wholly`, only what depends on the network."""
        self.look()
        self.open_sections()
        self.open_tabs(thoroughly=True)
        self.check_all_curves()
        self.open_menus()
        self.step_through()
        self.point_at_networks()
        self.point_at_plots()
        visit_dialogs(self, wholly=wholly)
        self.edit()
        self.train()

    def wait(self, condition: Callable[[], bool] = lambda: True) -> None:
        """Until the newest pass is shown and a condition holds."""
        for _ in range(3):  # what an event causes is another event
            QCoreApplication.processEvents()
        self.unseen.wait_until(lambda: self.unseen.settled() and condition())
        for _ in range(3):
            QCoreApplication.processEvents()

    def look(self, at: QWidget | None = None) -> None:
        """Paint everything and read it."""
        self.wait()
        top = at or self.window
        top.grab()
        self.reader.read(top)
        self.session.player.pause()  # a picture that moves is painted over and over

    # --- the window

    def open_sections(self) -> None:
        for section in self.window.findChildren(Section):
            if section.content.isHidden():
                section.button.click()
        self.look()

    def open_tabs(self, *, thoroughly: bool) -> None:
        for tabs in self.window.findChildren(QTabWidget):
            for k in range(tabs.count()):
                tabs.setCurrentIndex(k)
                self.look(tabs.widget(k))
                self.reader.measure(self.window)
                if thoroughly:
                    self.choose(tabs.widget(k))
                    self.press(tabs.widget(k))
        self.look()

    def choose(self, page: QWidget) -> None:
        """Every entry of every list of choices."""
        for box in page.findChildren(ChoiceBox):
            before = box.currentIndex()
            for k in (*range(min(box.count(), MOST_ENTRIES)), before):
                if k >= 0 and box.isEnabled() and box.isVisible():
                    box.setCurrentIndex(k)
                    box.activated.emit(k)
                    self.look(page)
        self.look()

    def press(self, page: QWidget) -> None:
        """Every button; those that start a longer computation are awaited."""
        for button in page.findChildren(QPushButton):
            if button.isVisible() and button.isEnabled() and not button.isCheckable():
                self.ended.clear()
                button.click()
                self.look(page)
        self.wait(lambda: all(self.ended.values()))
        self.look()

    def check_all_curves(self) -> None:
        for chooser in self.window.findChildren(Chooser):
            chooser._open()
            self.wait()
            for box in chooser.boxes.values():
                if box.isVisible() and box.isEnabled() and not box.isChecked():
                    box.click()
            chooser._popup.hide()
            self.look()

    def open_menus(self) -> None:
        for menu in self.window.findChildren(QMenu):
            menu.aboutToShow.emit()
        self.look()
        for plot in self.window.findChildren(Plot):
            open_menu(plot, QPoint())
            self.reader.read(plot)
            for menu in plot.findChildren(QMenu):
                menu.hide()
        for table in self.window.findChildren(TableView):
            menu = table.menu()
            self.reader.read(menu)
            menu.deleteLater()

    def step_through(self) -> None:
        """The pass phase by phase, once for the mean and once for one example."""
        player = self.session.player
        for example in (None, 0):
            self.session.viewer.set_example(example)
            self.wait()
            player.to_start()
            for _ in range(9):
                self.look()
                player.step_phase(1)
                player.step_layer(1)
        player.to_end()
        self.look()

    def point_at_networks(self) -> None:
        """Every place, then some units and weights selected."""
        canvas = self.window.findChild(NetworkCanvas)
        trace = self.session.player.trace
        assert trace is not None
        last = len(trace.lanes) - 1
        self._tooltips(canvas, 23, 17)
        for place in (NetworkPlace(0, 2, 0), NetworkPlace(0, 2, 0, 0), NetworkPlace(0, 1, 0, 0),
                      NetworkPlace(last, trace.lanes[last].depth + 1, 0, 0)):  # fmt: skip
            canvas.chosen.emit(*place)
            for example in (0, None):
                self.session.viewer.set_example(example)
                self.look()
                self._tooltips(canvas, 41, 31)

    def _tooltips(self, canvas: NetworkCanvas, across: int, down: int) -> None:
        for x in range(0, canvas.width(), across):
            for y in range(0, canvas.height(), down):
                canvas._show_tooltip(QPointF(x, y))
                self.reader.note("tooltip", QToolTip.text(), "NetworkCanvas")

    def point_at_plots(self) -> None:
        for plot in self.window.findChildren(Plot):
            if not plot.isVisible():
                continue
            x, y = plot.still.x.range, plot.still.y.range
            for part in (0.05, 0.3, 0.5, 0.95):
                plot.hovered.emit(QPointF(x.low + part * x.span, y.low + part * y.span))
                self.look()
            plot.hovered.emit(None)

    # --- the experiment

    def edit(self) -> None:
        """Changes that can be undone, and one that is refused."""
        document = self.session.document
        for act in (
            lambda: document.edit("lanes.0.network.depth", 12),
            lambda: document.edit("lanes.0.network.depth", 10**9),
            lambda: document.edit_layer(0, 2, "activation", "tanh"),
            document.add_lane, lambda: document.remove_lane(0), lambda: document.copy_lane(0),
            document.new_seed, document.undo, document.undo, document.reset,
            lambda: document.set_linked(True), lambda: document.set_linked(False),
        ):  # fmt: skip
            act()
            self.look()

    def train(self) -> None:
        """Training that ends by a goal, and by a number that is no longer finite."""
        learner, document = self.session.learner, self.session.document
        self._run(Goal(3, None, None))
        self.open_tabs(thoroughly=False)
        self._run(Goal(6, 1e9, None))
        learner.step_update(-1)
        self.look()
        document.edit("training.learning_rate", 1e30)
        learner.rewind()
        self._run(Goal(40, None, None))
        self.open_tabs(thoroughly=False)
        document.undo()
        self.wait()

    def _run(self, goal: Goal) -> None:
        learner = self.session.learner
        self.window.notice.hide()
        learner.set_goal(goal)
        learner.run(True)
        self.wait(lambda: not learner.running)
        self.look()


def smaller(scenario: str, folder: str) -> str:
    """A copy with few examples, layers and steps: it says the same, and is soon computed."""
    content = json.loads(Path(scenario).read_text("utf-8"))
    data = content["data"]
    data |= {"batch_size": 16, "examples": 200}
    for sizes in (data, *(lane["network"] for lane in content["lanes"])):
        sizes |= {name: min(sizes[name], most) for name, most in MOST.items() if name in sizes}
    copy = Path(folder) / Path(scenario).name
    copy.write_text(json.dumps(content), "utf-8")
    return str(copy)


def main(scenario: str = "") -> None:
    """Visit the window with this scenario, by default the first, and print what was read."""
    trial.UPDATES = UPDATES  # as many as it takes until some remedies help
    diagram.FINE, diagram.COARSE = CELLS
    warm_painters()
    reader = Reader()
    reader.listen_to_painters()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        options, _ = window_options([smaller(scenario, folder)] if scenario else [])
        unseen = stack.enter_context(window_off_screen(options, SIZE))
        visitor = Visitor(unseen, reader, Path(folder))
        if not scenario:
            visitor.look()
            assert unseen.main.documents is not None
            unseen.main.documents.open_path(smaller(FIRST, folder))
        visitor.visit(wholly=not scenario)
        if not scenario:
            visit_lesson(visitor)  # it has networks of its own
        texts = [(kind, text, where) for (kind, text), where in reader.found.items()]
        told = {"texts": texts, "cut": list(reader.cut.items()), "strays": strays()}
        print(json.dumps(told))
        sys.stdout.flush()
        os._exit(0)  # nothing is left to be seen: threads need not be awaited
