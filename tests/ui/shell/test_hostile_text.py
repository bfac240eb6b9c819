"""No text of a file is rich text or a mnemonic, wherever the window shows it."""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PySide6.QtGui import QAction, QHelpEvent, QTextDocument
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QMessageBox,
    QTabBar,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.conftest import SOON
from tests.ui.shared import session_of
from ui.dialogs import faults
from ui.dialogs.crash import CrashReporter
from ui.dialogs.scenarios import ScenarioBrowser
from ui.dialogs.table import TableDialog
from ui.shell.application import Application
from ui.widgets.note import ScenarioNote
from ui.widgets.plain import PlainLabel, button_text, set_tooltip, tooltip_text

MARKUP = (
    "<img src='secret.png'>", "<b>bold</b>", "&lt;", "<a href='file:///etc/passwd'>link</a>",
    "<table><tr><td>cell", "<!DOCTYPE html>", "R&D  <i>two  blanks</i>", "<br>\n<hr>",
)  # fmt: skip
SIGN = "R&D"  # in every text: its `&` is no mnemonic
HOSTILE = re.compile(r"<(img|b|a|table|i)\b|&lt;|R&D")


def visible(text: str) -> str:
    """What Qt shows of a tooltip."""
    if not QtText.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


@pytest.mark.parametrize("text", [*MARKUP, "plain", "1 < 2 & 3", ""])
def test_a_tooltip_shows_its_text_as_it_is(qtbot: QtBot, text: str) -> None:
    label = PlainLabel(text)
    qtbot.addWidget(label)
    set_tooltip(label, text)
    assert visible(label.toolTip()) == text
    assert label.text() == text
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_button_shows_its_ampersands(qapp: QApplication) -> None:
    action = QAction(button_text("R&D && more"))
    assert action.iconText() == "R&D && more"  # the text without marks of keys


# --- the whole window


def hostile_files(folder: Path) -> tuple[Path, Path]:
    """A scenario and a file with faults, both full of markup, names of files too."""
    markup = os.name != "nt"  # Windows has no such names
    place = folder / ("<b>R&D <img src=x>" if markup else "R&D &lt;b&gt;")
    place.mkdir()
    title = f"{SIGN} <img src='secret.png'><b>bold</b>"
    network = {"depth": 4, "width": 6, "activation": "sigmoid"}
    lanes = [{"title": f"{text} {SIGN}", "network": network} for text in MARKUP[:4]]
    told = {"note": f"{title} note", "source": f"{title} source"}
    table = place / ("R&D <table>.csv" if markup else "R&D &lt;.csv")
    rows = "\n".join(f"{k * 0.1},{k % 7},{k % 3}" for k in range(60))
    table.write_text(f"<b>a</b>,<img src='secret.png'>,R&D\n{rows}\n", "utf-8")
    data = {"name": "csv", "path": table.name, "batch_size": 8}
    good, bad = place / f"{SIGN} [x] &lt;a.vgsim", place / f"{SIGN} &lt;b.vgsim"
    whole = {"format": "vgsim/1", "title": title, **told, "data": data, "lanes": lanes}
    good.write_text(json.dumps(whole), "utf-8")
    wrong = {"activation": "<b>rely</b> R&D", "<img src='secret.png'> R&D": 1}
    bad.write_text(json.dumps({"format": "vgsim/1", "lanes": [{"network": wrong}]}), "utf-8")
    return good, bad


def tooltips(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.whatsThis()
    if isinstance(widget, QTabBar):
        yield from (widget.tabToolTip(k) for k in range(widget.count()))
    for action in widget.actions():
        yield action.toolTip()
    model = widget.model() if isinstance(widget, QAbstractItemView | QComboBox) else None
    if model is not None:
        for row in range(model.rowCount(QModelIndex())):
            column = 0
            while (index := model.index(row, column)).isValid():
                yield str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
                column += 1


def marked_texts(widget: QWidget) -> Iterator[str]:
    """Texts in which a single `&` marks a key."""
    if isinstance(widget, QAbstractButton) and not isinstance(widget, ScenarioNote):
        yield widget.text()
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(k) for k in range(widget.count()))
    yield from (action.text() for action in widget.actions())


def check(widgets: list[QWidget]) -> int:
    """How many of the texts hold what the files say; none of them as markup."""
    found = 0
    for widget in widgets:
        if isinstance(widget, QLabel) and widget.metaObject().className() != "QTipLabel":
            plain = widget.textFormat() == Qt.TextFormat.PlainText
            assert plain or not QtText.mightBeRichText(widget.text()), widget.text()
            found += bool(HOSTILE.search(widget.text()))
        for text in tooltips(widget):
            assert tooltip_text(visible(text)) == text, (type(widget), text)
            found += bool(HOSTILE.search(visible(text)))
        for text in marked_texts(widget):
            assert not re.search(r"R&D", text), (type(widget), text)
            found += "R&&D" in text
    return found


def ask_for_tooltips(widgets: list[QWidget]) -> int:
    """Rest the pointer on every widget: some make up their tooltip only then."""
    found = 0
    for widget in widgets:
        if not isValid(widget) or not widget.isVisible():  # an event may end one of them
            continue
        middle = widget.rect().center()
        asked = QHelpEvent(QEvent.Type.ToolTip, middle, widget.mapToGlobal(middle))
        QApplication.sendEvent(widget, asked)
        text = QToolTip.text()
        assert tooltip_text(visible(text)) == text, (type(widget), text)
        found += bool(HOSTILE.search(visible(text)))
        QToolTip.hideText()
    return found


def dialogs(app: Application, bad: Path) -> None:
    """Open all there are."""
    names = (
        "help", "shortcuts", "glossary", "about", "layers", "compare", "limits", "start_card",
        "browse",
    )  # fmt: skip
    for name in names:
        app.window.actions_by_id[name].trigger()
    assert app.documents is not None
    session_of(app).document.offer_table(str(next(bad.parent.glob("*.csv"))))
    app.documents.open_path(str(bad))
    app.documents._unsaved(str(bad), f"{SIGN} <b>no room</b>")
    reporter = CrashReporter(lambda: f"{SIGN} <b>experiment</b>", app.window)
    reporter.set_window(app.window)
    error = ValueError(f"{SIGN} <img src='secret.png'>")
    reporter.caught(ValueError, error, None)


def test_nothing_a_file_says_is_markup(start: Any, qtbot: QtBot, tmp_path: Path) -> None:
    good, bad = hostile_files(tmp_path)
    app: Application = start(scenario=str(good))
    session = session_of(app)
    session.player.pause()
    assert session.document.path == str(good)
    assert not session.document.modified
    qtbot.waitUntil(lambda: session.player.trace.experiment == session.experiment, timeout=SOON)
    dialogs(app, bad)
    titles = {
        "An error in vgsim", "Not opened", "Not saved", "Help", "About vgsim", "Layer table",
        "Glossary", "Scenarios", "Start", "Use a table",
    }  # fmt: skip
    qtbot.waitUntil(
        lambda: titles <= {each.windowTitle() for each in QApplication.topLevelWidgets()},
        timeout=SOON,
    )
    preview = app.window.findChild(TableDialog)
    qtbot.waitUntil(lambda: preview.columns.rowCount() == 3, timeout=SOON)
    assert any(card.key == str(good) for card in app.window.findChild(ScenarioBrowser)._cards)
    assert app.window.preferred.now.coach
    app.window.recent_menu.aboutToShow.emit()
    found = 0
    for bar in app.window.findChildren(QTabBar):
        for index in range(bar.count()):
            bar.setCurrentIndex(index)
            QApplication.processEvents()
            found += ask_for_tooltips(QApplication.allWidgets())
    assert found > 4
    app.window.notice.show_message("bad", f"{SIGN} <b>message</b>")
    texts = check(QApplication.allWidgets())
    assert texts > 20
    assert SIGN in app.window.windowTitle()
    for dialog in app.window.findChildren(QDialog):
        dialog.close()


def test_the_question_about_changes_shows_the_name_as_it_is(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    seen: list[int] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(check([box, *box.findChildren(QWidget)]))
        box.reject()

    QTimer.singleShot(0, answer)
    faults.ask_unsaved(f"{SIGN} <img src='secret.png'>.vgsim", parent)
    assert seen
    assert seen[0] > 0


# --- and that it stays so

DOORS = {  # name -> the only modules that may use it
    "QLabel": {"ui/widgets/plain.py"},
    "showText": {"ui/widgets/plain.py"},
    "setToolTip": {"ui/widgets/plain.py"},
    "setTabToolTip": set(),
    "setWhatsThis": set(),
    "QMessageBox": {
        "ui/dialogs/faults.py",
        "ui/shell/documents.py",
    },  # the latter names its answers
    "QTextEdit": {"ui/window/keys.py"},  # asks whether a text is being typed
    "QTextBrowser": {"ui/dialogs/help.py", "ui/dialogs/glossary.py"},  # the program's own pages
    "QTextDocument": {"ui/dialogs/help.py"},
}


def test_text_goes_through_one_door() -> None:
    root = Path(__file__).resolve().parents[3]
    for path in (root / "ui").rglob("*.py"):
        place = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else ""
            name = node.id if isinstance(node, ast.Name) else name
            assert place in DOORS.get(name, {place}), f"{name} in {place}: use ui.widgets.plain"
