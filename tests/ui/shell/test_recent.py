"""Files one comes back to, and files that are dropped on the window."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Start
from tests.ui.shared import SharedWindow
from ui.dialogs.table import TableDialog
from ui.panels.controls.panel import ControlsPanel
from ui.settings import load_settings, settings_path
from ui.shell.application import Application
from ui.shell.recent import MOST, Recent
from vgsim.words.plain import is_plain

FILE = '{"format": "vgsim/1", "title": "%s", "lanes": [{"network": {"depth": 2}}]}'
TABLE = "x,y,class\n" + "".join(f"{k % 7},{k % 5},{k % 2}\n" for k in range(40))


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def written(folder: Path, name: str) -> str:
    path = folder / f"{name}.vgsim"
    path.write_text(FILE % name)
    return str(path)


def entries(menu: QMenu) -> list[tuple[str, bool]]:
    menu.aboutToShow.emit()
    return [(each.toolTip(), each.isEnabled()) for each in menu.actions() if each.text()]


def drop(app: Application, *paths: str) -> bool:
    """Files over the window, then let go; whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    enter = QDragEnterEvent(
        QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter.ignore()
    QApplication.sendEvent(app.window, enter)
    if not enter.isAccepted():
        return False
    dropped = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(app.window, dropped)
    return True


def test_the_newest_first_and_what_is_gone_is_grey(qtbot: QtBot, tmp_path: Path) -> None:
    opened: list[str] = []
    menu = QMenu()
    qtbot.addWidget(menu)
    recent = Recent(menu, (), opened.append)
    menu.aboutToShow.emit()
    assert [(each.text(), each.isEnabled()) for each in menu.actions() if each.text()] == [
        ("Nothing yet", False)
    ]
    paths = [written(tmp_path, f"n{k}") for k in range(MOST + 3)]
    for path in [*paths, paths[5], ""]:
        recent.note(path)
    assert recent.paths[:2] == (paths[5], paths[-1])
    assert len(set(recent.paths)) == MOST
    Path(paths[-1]).unlink()
    found = entries(menu)
    assert found[:2] == [(paths[5], True), (paths[-1], False)]
    menu.actions()[0].trigger()
    assert opened == [paths[5]]
    next(each for each in menu.actions() if each.text() == "Clear").trigger()
    assert not recent.paths
    menu.aboutToShow.emit()
    assert "Nothing yet" in [each.text() for each in menu.actions()]


def test_they_are_there_at_the_next_start(start: Start, tmp_path: Path) -> None:
    app = start()
    assert app.documents is not None
    first, second = written(tmp_path, "first"), written(tmp_path, "second")
    app.documents.open_path(first)
    app.documents.open_path(second)
    app.window.close()
    assert load_settings(settings_path())[0].recent == (second, first)
    app.close()
    again = start()
    assert again.documents is not None
    assert entries(again.window.recent_menu)[:2] == [(second, True), (first, True)]
    again.window.recent_menu.actions()[1].trigger()
    assert again.documents.name == "first.vgsim"


def test_a_file_is_dropped(app: Application, tmp_path: Path) -> None:
    assert app.documents is not None
    assert app.session is not None
    said: list[str] = []
    app.session.document.message.connect(lambda severity, text: said.append(text))
    one, two = written(tmp_path, "one"), written(tmp_path, "two")
    assert drop(app, one, two)
    assert app.documents.name == "one.vgsim"
    assert "two.vgsim" in said[-1]
    assert not drop(app)


@pytest.mark.parametrize("name", ["table.csv", "TABLE.CSV", "table.tsv"])
def test_a_table_is_dropped(app: Application, qtbot: QtBot, tmp_path: Path, name: str) -> None:
    session = app.session
    assert session is not None
    path = tmp_path / name
    path.write_text(TABLE)
    assert drop(app, str(path))
    (dialog,) = (each for each in app.window.findChildren(TableDialog) if each.isVisible())
    dialog.accept()  # as soon as it is read
    qtbot.waitUntil(lambda: session.experiment.data.name == "csv", timeout=20_000)
    session.document.undo()
    assert session.experiment.data.name == "digits"


def test_a_table_that_is_not_wanted_changes_nothing(
    app: Application, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = app.session
    assert session is not None
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    before = session.experiment
    panel = app.window.findChild(ControlsPanel)
    assert panel is not None
    monkeypatch.setattr(panel, "ask_table", lambda parent: str(path))
    panel.data.changed.emit("data.name", "csv", "")
    (dialog,) = (each for each in app.window.findChildren(TableDialog) if each.isVisible())
    with qtbot.waitSignal(session.experiment_changed):  # the list of data shows what it was
        dialog.reject()
    assert session.experiment is before


def test_names_no_system_knows_do_not_break_the_menu(qtbot: QtBot, tmp_path: Path) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    good = written(tmp_path, "good")
    odd = ("x" * 5000, "a\0b", "\udce9.vgsim", "\ud800", f"{good}/x", "a\n\u202eb")
    recent = Recent(menu, (*odd, good), lambda path: None)
    assert [enabled for _, enabled in entries(menu)[:-1]] == [*[False] * len(odd), True]
    assert all(is_plain(each.text()) and is_plain(each.toolTip()) for each in menu.actions())
    assert recent.paths == (*odd, good)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="other access rights")
def test_a_folder_that_may_not_be_looked_into(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    recent = Recent(menu, ("/secret/x.vgsim",), lambda path: None)

    def refuse(path: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(os, "stat", refuse)  # tests may run as root, who may look everywhere
        assert entries(menu)[:-1] == [("/secret/x.vgsim", False)]
    assert recent.paths
