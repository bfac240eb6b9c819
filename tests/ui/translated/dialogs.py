"""Opens the windows and dialogs beside the main window, and reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPlainTextEdit, QTextBrowser

from ui.dialogs import faults
from ui.dialogs.about import licenses_dialog
from ui.dialogs.crash import CrashReporter
from ui.dialogs.help import PAGES, HelpDialog
from ui.dialogs.table import TableDialog
from ui.panels.compare.panel import ComparePanel
from ui.panels.panel import Panel

if TYPE_CHECKING:
    from tests.ui.translated.visit import Visitor

TABLE = "p;q;r\n" + "1,5;u;x\n2,5;v;y\n;u;x\n3,25;w;y\n" * 4
BROKEN = """{"format": "vgsim/1", "title": "x", "lanes": [{"network": {"depth": -3,
"activation": "sigmoyd", "width": "many", "colour": 1}}]}"""


def visit_dialogs(visitor: Visitor, *, wholly: bool) -> None:
    """Open them all; if not `wholly`, only what depends on the network."""
    _open_windows(visitor)
    if wholly:
        _open_help(visitor)
        _open_table(visitor)
        _open_files(visitor)


def _open_windows(visitor: Visitor) -> None:
    """Panels and dialogs with windows of their own."""
    for show in (
        lambda: visitor.window.show_panel_window("compare"),
        lambda: visitor.window.show_panel_window("layers"),
        visitor.window.show_limits, visitor.window.show_about,
        visitor.window.actions_by_id["film"].trigger,
    ):  # fmt: skip
        show()
        visitor.wait()
        for dialog in _dialogs():
            for panel in dialog.findChildren(Panel):
                if isinstance(panel, ComparePanel):
                    _compare_few(panel)
                visitor.press(panel)
                visitor.choose(panel)
                visitor.open_menus()
            visitor.look(dialog)
            visitor.reader.measure(dialog)
            dialog.close()


def _dialogs() -> list[QDialog]:
    every = QApplication.topLevelWidgets()
    return [each for each in every if isinstance(each, QDialog) and each.isVisible()]


def _open_help(visitor: Visitor) -> None:
    """Pages and licenses are files, which are translated as such: only what is around them."""
    dialog = HelpDialog(visitor.window, "keys")
    visitor.reader.read(dialog)
    dialog.open_page(PAGES[0])
    dialog.search.setText("nothing has this")
    dialog.find_next()
    dialog.findChild(QTextBrowser).clear()
    visitor.reader.read(dialog)
    reporter = CrashReporter(lambda: "")
    reporter._show("")
    assert reporter._dialog is not None
    for each in (licenses_dialog(visitor.window), reporter._dialog):
        each.findChild(QPlainTextEdit).clear()
        visitor.reader.read(each)
        visitor.reader.measure(each)
        each.close()


def _open_table(visitor: Visitor) -> None:
    table = visitor.folder / "table.csv"
    table.write_text(TABLE, "utf-8")
    visitor.session.document.offer_table(str(table))
    dialog = next(each for each in _dialogs() if isinstance(each, TableDialog))
    visitor.wait(lambda: dialog.seen is not None)
    for box in (dialog.target, dialog.task, dialog.missing):
        for k in range(box.count()):
            box.setCurrentIndex(k)
            box.activated.emit(k)
            visitor.wait(lambda: dialog.seen is not None)
            visitor.look(dialog)
    visitor.reader.measure(dialog)
    dialog.close()


def _open_files(visitor: Visitor) -> None:
    """Questions and complaints about files."""

    def answered(box: QMessageBox) -> int:
        visitor.reader.read(box)
        return int(QMessageBox.StandardButton.Cancel.value)

    QMessageBox.exec = answered  # type: ignore[method-assign, assignment]
    faults.ask_unsaved("a file", visitor.window)
    for tables in (("/elsewhere/one.csv",), ("/elsewhere/one.csv", "/elsewhere/two.csv")):
        faults.ask_outside(tables, visitor.window)
    documents = visitor.main.documents
    assert documents is not None
    broken, missing = visitor.folder / "broken.vgsim", str(visitor.folder / "missing.vgsim")
    for content in (BROKEN, "{", ""):
        broken.write_text(content, "utf-8")
        documents.open_path(str(broken))
    documents.take([missing] * 3)
    documents._unsaved(missing, "")
    for dialog in _dialogs():
        visitor.reader.read(dialog)
        dialog.close()
    visitor.look()


def _compare_few(panel: ComparePanel) -> None:
    """Choose few runs, which say the same as many."""
    panel.seeds.set_value(2)
    panel.updates.set_value(5)
    for boxes, every in ((panel.activations, 4), (panel.initializers, 3)):
        for row in range(boxes.count()):
            if row % every:
                boxes.item(row).setCheckState(Qt.CheckState.Unchecked)
