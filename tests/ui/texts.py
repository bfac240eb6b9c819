"""Prints every text of the real window in the pseudo-language, as JSON; a process of its own.

Texts are translated where their modules are imported, so the language comes before all of them.

    python -m tests.ui.texts SCENARIO
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.pseudo import translate
from vgsim.words import language

language.use(translate)
from vgsim.setup.process import prepare  # noqa: E402

prepare()

SIZE = 1280, 720
ROWS = 60  # of a table that are read
TABLE = "size;color;answer\n1,5;red;yes\n2,5;blue;no\n;red;yes\n3,25;green;no\n" * 4
Found = dict[tuple[str, str], str]  # kind and text -> where it was first


class Reader:
    """Collects texts of widgets, and what is painted."""

    def __init__(self) -> None:
        self.found: Found = {}
        self.cut: dict[str, str] = {}  # text that does not fit -> where

    def note(self, kind: str, text: object, where: str) -> None:
        if isinstance(text, str) and text.strip():
            self.found.setdefault((kind, text), where)

    def listen_to_painters(self) -> None:
        """Also note every text that Python paints."""
        from PySide6.QtGui import QPainter

        draw = QPainter.drawText

        def drawn(painter: Any, *given: Any) -> Any:
            for each in given:
                self.note("painted", each, "")
            return draw(painter, *given)

        QPainter.drawText = drawn  # type: ignore[method-assign, assignment]

    def read(self, top: Any) -> None:
        """Note the texts of a widget, of all it holds and of its actions."""
        from PySide6.QtGui import QAction
        from PySide6.QtWidgets import QWidget

        for widget in (top, *top.findChildren(QWidget)):
            where = _where(widget)
            for kind, text in _texts(widget):
                self.note(kind, text, where)
        for action in top.findChildren(QAction):
            for kind in ("text", "toolTip", "statusTip"):
                text = getattr(action, kind)().partition("\t")[0]
                self.note(f"action {kind}", text, f"{action.objectName()} {_where(action)}")

    def measure(self, top: Any) -> None:
        """Note which labels are cut, without a tooltip and without wrapping."""
        from PySide6.QtWidgets import QAbstractButton, QLabel

        for widget in (*top.findChildren(QLabel), *top.findChildren(QAbstractButton)):
            if not widget.isVisible() or widget.toolTip() or not widget.text():
                continue
            if isinstance(widget, QLabel):
                if widget.wordWrap() or widget.sizeHint().width() <= widget.width() + 1:
                    continue
            elif widget.sizeHint().width() <= widget.width() + 1:
                continue
            self.cut.setdefault(widget.text(), _where(widget))


def _where(thing: Any) -> str:
    """The classes from a thing up to its panel or window."""
    names: list[str] = []
    while thing is not None and len(names) < 5:
        name = type(thing).__name__
        if not name.startswith("Q") or not names:
            names.append(name)
        if type(thing).__module__.startswith(("ui.panels", "ui.window", "ui.dialogs")):
            break
        thing = thing.parent()
    return " < ".join(names)


def _texts(widget: Any) -> Iterator[tuple[str, object]]:
    """Kind and text of everything a widget can say."""
    from PySide6.QtWidgets import (
        QAbstractButton,
        QAbstractItemView,
        QComboBox,
        QGroupBox,
        QLabel,
        QLineEdit,
        QMenu,
        QPlainTextEdit,
        QTabBar,
        QTextBrowser,
    )

    for kind in ("windowTitle", "toolTip", "statusTip", "whatsThis", "accessibleName",
                 "accessibleDescription"):  # fmt: skip
        yield kind, getattr(widget, kind)()
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    if isinstance(widget, QGroupBox | QMenu):
        yield "title", widget.title()
    if isinstance(widget, QLineEdit):
        yield "placeholder", widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield "placeholder", widget.placeholderText()
        for k in range(widget.count()):
            yield "entry", widget.itemText(k)
    if isinstance(widget, QTabBar):
        for k in range(widget.count()):
            yield "tab", widget.tabText(k)
            yield "tab tooltip", widget.tabToolTip(k)
            yield "tab name", widget.accessibleTabName(k)
    if isinstance(widget, QPlainTextEdit):
        for line in widget.toPlainText().splitlines():
            yield "line", line
    if isinstance(widget, QTextBrowser):
        for line in widget.toPlainText().splitlines():
            yield "page", line
    if isinstance(widget, QAbstractItemView):
        yield from _cells(widget)
    yield from _plotted(widget)


def _cells(view: Any) -> Iterator[tuple[str, object]]:
    from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
    from PySide6.QtWidgets import QListWidget

    model, roles = view.model(), Qt.ItemDataRole
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for column in range(columns):
        if not isinstance(view, QListWidget):
            for role in (roles.DisplayRole, roles.ToolTipRole, roles.AccessibleTextRole):
                yield "header", model.headerData(column, Qt.Orientation.Horizontal, role)
        for row in range(min(model.rowCount(QModelIndex()), ROWS)):
            index = model.index(row, column)
            for role in (roles.DisplayRole, roles.ToolTipRole, roles.AccessibleTextRole):
                yield "cell", index.data(role)


def _plotted(widget: Any) -> Iterator[tuple[str, object]]:
    """Captions, axes, keys and notes of a plot; the table beside its pointer; other lines."""
    from ui.plots.plot import Plot
    from ui.plots.readout import Readout
    from ui.plots.sentence import sentence
    from ui.plots.text import TextLine

    if isinstance(widget, Plot):
        still = widget.still
        for words in (still.caption, still.x_caption):
            yield from (("caption", words.long), ("short caption", words.short))
        for scale in (still.x, still.y):
            yield "axis", scale.of
            ticks = (*scale.ticks(scale.range, 8.0), *scale.extra)
            yield from (("tick", tick.text) for tick in ticks)
        for key in still.keys:
            yield from (("key", key.label), ("short key", key.short))
        yield from (("note", note.text) for note in widget._notes)
        yield "sentence", sentence(still, True)
    if isinstance(widget, Readout):
        yield from (("readout", cell) for cell in widget.table.head)
        yield from (("readout", cell) for row in widget.table.rows for cell in row.cells)
    if isinstance(widget, TextLine):
        yield "line tooltip", widget._help


class Visitor:
    """Goes through one window as a patient user would."""

    def __init__(self, unseen: Any, reader: Reader, folder: Path) -> None:
        self.unseen, self.reader, self.folder = unseen, reader, folder
        self.main, self.window, self.session = unseen.main, unseen.main.window, unseen.main.session
        self.session.message.disconnect(unseen._said)  # refused input does not end the visit
        self.ended: dict[str, bool] = {}
        studies = self.session.studies
        for name in ("diagram", "comparison", "spread", "suggestions"):
            getattr(studies, f"{name}_changed").connect(self._noting(name))

    def _noting(self, name: str) -> Callable[[Any], None]:
        def changed(progress: Any) -> None:
            self.ended[name] = progress.over

        return changed

    def wait(self, condition: Callable[[], bool] = lambda: True) -> None:
        """Until the newest pass is shown and a condition holds."""
        from PySide6.QtCore import QCoreApplication

        for _ in range(3):
            QCoreApplication.processEvents()
        self.unseen.wait_until(lambda: self.unseen.settled() and condition())
        for _ in range(3):
            QCoreApplication.processEvents()

    def look(self) -> None:
        """Paint everything and read it."""
        self.wait()
        self.window.grab()
        self.reader.read(self.window)

    def everything(self) -> None:
        self.look()
        self.sections()
        self.tabs()
        self.measures()
        self.menus()
        self.phases()
        self.pointing()
        self.windows()
        self.edits()
        self.messages()
        self.presentation()

    def sections(self) -> None:
        from ui.widgets.section import Section

        for section in self.window.findChildren(Section):
            if section.content.isHidden():
                section.button.click()
                self.wait()
        self.look()

    def tabs(self) -> None:
        """Every tab, and every entry of every list in it whose choice changes the picture."""
        from PySide6.QtWidgets import QTabWidget

        for tabs in self.window.findChildren(QTabWidget):
            for k in range(tabs.count()):
                tabs.setCurrentIndex(k)
                self.look()
                self.choices(tabs.widget(k))
                self.reader.measure(self.window)
                self.press(tabs.widget(k))

    def choices(self, page: Any) -> None:
        from ui.widgets.choice import ChoiceBox

        for box in page.findChildren(ChoiceBox):
            before = box.currentIndex()
            for k in range(min(box.count(), 8)):
                if box.isEnabled() and box.isVisible():
                    box.setCurrentIndex(k)
                    box.activated.emit(k)
                    self.look()
            if before >= 0 and box.isVisible():
                box.setCurrentIndex(before)
                box.activated.emit(before)

    def press(self, page: Any) -> None:
        """The buttons of a page that start a longer computation; waits until it has ended."""
        from PySide6.QtWidgets import QPushButton

        for button in page.findChildren(QPushButton):
            if button.isVisible() and button.isEnabled() and not button.isCheckable():
                self.ended.clear()
                button.click()
                self.look()
        self.wait(lambda: all(self.ended.values()))
        self.look()

    def measures(self) -> None:
        """Check boxes of all lists of curves, which have a window of their own."""
        from ui.plots.chooser import Chooser

        for chooser in self.window.findChildren(Chooser):
            chooser._open()
            self.wait()
            for box in chooser.boxes.values():
                if not box.isChecked():
                    box.click()
            chooser._popup.hide()
            self.look()

    def menus(self) -> None:
        from PySide6.QtCore import QPoint
        from PySide6.QtWidgets import QMenu

        from ui.plots.menu import open_menu
        from ui.plots.plot import Plot
        from ui.widgets.table_view import TableView

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

    def phases(self) -> None:
        """The pass in steps, once for the mean and once for one example."""
        player = self.session.player
        for sample in (None, 0):
            self.session.viewer.set_sample(sample)
            self.wait()
            player.to_start()
            for _ in range(9):
                self.look()
                player.step_phase(1)
                player.step_layer(1)
        player.to_end()
        self.look()

    def pointing(self) -> None:
        """The pointer over the networks and over every plot; then a unit and a weight chosen."""
        from PySide6.QtCore import QPointF
        from PySide6.QtWidgets import QToolTip

        from ui.network.canvas import NetworkCanvas
        from ui.network.reading import Place
        from ui.plots.plot import Plot

        canvas = self.window.findChild(NetworkCanvas)
        for x in range(0, canvas.width(), 23):
            for y in range(0, canvas.height(), 17):
                canvas._tell(QPointF(x, y))
                self.reader.note("tooltip", QToolTip.text(), "NetworkCanvas")
        lanes = self.session.player.trace.lanes
        for place in (Place(0, 2, 0), Place(0, 2, 0, 0), Place(0, 1, 0, 0),
                      Place(len(lanes) - 1, lanes[-1].depth + 1, 0, 0)):  # fmt: skip
            canvas.chosen.emit(*place)
            self.look()
            for sample in (0, None):
                self.session.viewer.set_sample(sample)
                self.wait()
                self.look()
                for x in range(0, canvas.width(), 41):
                    for y in range(0, canvas.height(), 31):
                        canvas._tell(QPointF(x, y))
                        self.reader.note("tooltip", QToolTip.text(), "NetworkCanvas")
        for plot in self.window.findChildren(Plot):
            if not plot.isVisible():
                continue
            for part in (0.05, 0.3, 0.5, 0.95):
                plot.hovered.emit(QPointF(*(
                    r.low + part * r.span for r in (plot.still.x.range, plot.still.y.range)
                )))  # fmt: skip
                self.look()
            plot.hovered.emit(None)

    def windows(self) -> None:
        """Dialogs and panels with windows of their own."""
        from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QTextBrowser

        from ui.dialogs.about import licenses_dialog
        from ui.dialogs.crash import CrashReporter
        from ui.dialogs.table import TableDialog

        window, reader = self.window, self.reader

        def read(title: str) -> None:
            self.wait()
            for dialog in QApplication.topLevelWidgets():
                if isinstance(dialog, QDialog) and dialog.isVisible():
                    dialog.grab()
                    reader.read(dialog)
                    reader.measure(dialog)
                    self.press_dialog(dialog)
                    dialog.close()

        for name in ("compare", "layers"):
            window.show_apart(name)
            self.wait()
            read(name)
        window.show_limits()
        read("limits")
        window.show_about()
        read("about")
        from ui.dialogs.help import PAGES, HelpDialog

        help_window = HelpDialog(window, "keys")
        reader.read(help_window)
        for page in PAGES:  # translated as files
            help_window.open_page(page)
            help_window.findChild(QTextBrowser).clear()
            reader.read(help_window)
        help_window.search.setText("nothing has this")
        help_window.find_next()
        help_window.findChild(QTextBrowser).clear()
        reader.read(help_window)
        help_window.deleteLater()
        licenses = licenses_dialog(window)
        from PySide6.QtWidgets import QPlainTextEdit

        licenses.findChild(QPlainTextEdit).clear()
        reader.read(licenses)
        reporter = CrashReporter(lambda: "")
        reporter._show("")
        assert reporter._dialog is not None
        reporter._dialog.findChild(QPlainTextEdit).clear()
        reader.read(reporter._dialog)
        reporter._dialog.close()
        table = self.folder / "table.csv"
        table.write_text(TABLE, "utf-8")
        self.session.document.offer_table(str(table))
        dialog = next(each for each in QApplication.topLevelWidgets()
                      if isinstance(each, TableDialog))  # fmt: skip
        self.wait(lambda: dialog.seen is not None)
        reader.read(dialog)
        for box in (dialog.target, dialog.task, dialog.missing):
            for k in range(box.count()):
                box.setCurrentIndex(k)
                box.activated.emit(k)
                self.wait(lambda: dialog.seen is not None)
                reader.read(dialog)
        dialog.close()
        self.documents()

    def press_dialog(self, dialog: Any) -> None:
        """A comparison is started and awaited."""
        from ui.panels.panel import Panel

        for panel in dialog.findChildren(Panel):
            self.press(panel)
            self.choices(panel)
            self.menus()

    def documents(self) -> None:
        """The questions and complaints about files."""
        from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

        from ui.dialogs import faults

        def answered(box: QMessageBox) -> int:
            self.reader.read(box)
            return int(QMessageBox.StandardButton.Cancel.value)

        QMessageBox.exec = answered  # type: ignore[method-assign, assignment]
        faults.ask_unsaved("a file", self.window)
        for tables in (("/elsewhere/one.csv",), ("/elsewhere/one.csv", "/elsewhere/two.csv")):
            faults.ask_outside(tables, self.window)
        broken = self.folder / "broken.vgsim"
        broken.write_text(BROKEN, "utf-8")
        self.main.documents.open_path(str(self.folder / "missing.vgsim"))
        self.main.documents.open_path(str(broken))
        broken.write_text("{", "utf-8")
        self.main.documents.open_path(str(broken))
        self.main.documents._unsaved("x.vgsim", "")
        self.main.documents.take([str(self.folder / "missing.vgsim")] * 3)
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                self.reader.read(dialog)
                dialog.close()
        self.look()

    def edits(self) -> None:
        """Changes that can be undone, and refused ones."""
        document = self.session.document
        document.edit("lanes.0.network.depth", 12)
        self.look()
        document.edit("lanes.0.network.depth", 10**9)
        self.look()
        document.edit_layer(0, 2, "activation", "tanh")
        self.look()
        for act in (document.add_lane, lambda: document.remove_lane(0),
                    lambda: document.copy_lane(0), document.new_seed,
                    document.undo, document.undo, document.reset):  # fmt: skip
            act()
            self.look()
        document.set_linked(True)
        self.look()

    def messages(self) -> None:
        """Training that ends by a goal, and by a number that is no longer finite."""
        from vgsim.describe.goal import Goal

        learner, document = self.session.learner, self.session.document
        notice = self.window.notice
        for goal in (Goal(3, None, None), Goal(6, 1e9, None)):
            notice.hide()
            learner.set_goal(goal)
            learner.run(True)
            self.wait(lambda: not learner.running)
            self.look()
            self.tabs_only()
        learner.step_update(-1)
        self.look()
        learner.set_goal(Goal(None, None, None))
        document.edit("training.learning_rate", 1e30)
        notice.hide()
        learner.rewind()
        learner.set_goal(Goal(40, None, None))
        learner.run(True)
        self.wait(lambda: not learner.running)
        self.look()
        self.tabs_only()
        document.undo()
        self.wait()

    def tabs_only(self) -> None:
        from PySide6.QtWidgets import QTabWidget

        for tabs in self.window.findChildren(QTabWidget):
            for k in range(tabs.count()):
                tabs.setCurrentIndex(k)
                self.look()

    def presentation(self) -> None:
        for act in (self.window.presentation.present, self.window.presentation.leave):
            act()
            self.look()


BROKEN = """{"format": "vgsim/1", "title": "x", "lanes": [{"network": {"depth": -3,
"activation": "sigmoyd", "width": "many"}}], "colour": 1}"""


def main(scenario: str) -> None:
    reader = Reader()
    from ui.shell.offscreen import window_off_screen
    from vgsim.cli.arguments import window_options

    reader.listen_to_painters()
    options, _ = window_options([scenario] if scenario else [])
    with tempfile.TemporaryDirectory() as folder, window_off_screen(options, SIZE) as unseen:
        Visitor(unseen, reader, Path(folder)).everything()
    texts = [{"kind": kind, "text": text, "where": where}
             for (kind, text), where in reader.found.items()]  # fmt: skip
    cut = [{"text": text, "where": where} for text, where in reader.cut.items()]
    print(json.dumps({"texts": texts, "cut": cut}))
    sys.stdout.flush()
    os._exit(0)  # nothing more is needed of it


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
