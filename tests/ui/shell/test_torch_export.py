"""File, Export, PyTorch: scripts of the networks on the screen, and what the window says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.ui.shared import SharedWindow
from ui.dialogs.text import TextDialog
from ui.shell.application import Application


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def export(app: Application, path: Path) -> None:
    """Choose the menu's entry and name this file."""
    assert app.documents is not None
    app.documents.ask_export = lambda suggestion, filters, window: (str(path), filters[0])
    app.window.actions_by_id["export_torch"].trigger()


def test_the_networks_on_the_screen_are_saved(
    app: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    session = app.session
    assert session is not None
    session.document.edit("lanes.0.network.depth", 2)
    with qtbot.waitSignal(session.live_changed):
        pass
    said: list[str] = []
    session.document.message.connect(lambda severity, text: said.append(text))
    export(app, tmp_path / "mine.py")
    qtbot.waitUntil(lambda: any("Saved" in each for each in said))
    lanes = len(session.experiment.lanes)
    saved = sorted(each.name for each in tmp_path.glob("*.py"))
    assert saved == [f"mine{k}.py" for k in range(1, lanes + 1)]
    assert (tmp_path / "mine1.safetensors").exists()
    assert "mine1.py" in said[-1]
    export(app, tmp_path / "mine.py")  # the dialog asked about mine.py only
    dialog = _dialog(app, qtbot)
    assert dialog.windowTitle() == "Not saved"
    dialog.close()


def test_what_cannot_be_exported_is_told(app: Application, qtbot: QtBot, tmp_path: Path) -> None:
    session = app.session
    assert session is not None
    for lane in range(len(session.experiment.lanes)):
        session.document.edit(f"lanes.{lane}.network.dtype", "bfloat16")
    qtbot.waitUntil(lambda: session.player.newest is not None and all(
        each.network.dtype == "bfloat16" for each in session.player.newest.experiment.lanes
    ))  # fmt: skip
    session.player.to_start()
    export(app, tmp_path / "mine.py")
    dialog = _dialog(app, qtbot)
    told = dialog.findChild(QPlainTextEdit)
    assert isinstance(told, QPlainTextEdit)
    assert "bfloat16 network cannot be exported" in told.toPlainText()
    assert not list(tmp_path.glob("mine*"))
    dialog.close()


def _dialog(app: Application, qtbot: QtBot) -> TextDialog:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in app.window.findChildren(TextDialog)))
    return next(each for each in app.window.findChildren(TextDialog) if each.isVisible())


def test_numbers_of_another_script_are_never_replaced(
    app: Application, qtbot: QtBot, tmp_path: Path
) -> None:
    session = app.session
    assert session is not None
    session.document.remove_lane(1)
    qtbot.waitUntil(lambda: session.player.trace is not None
                    and len(session.player.trace.lanes) == 1)  # fmt: skip
    (tmp_path / "mine.safetensors").write_text("precious")
    export(app, tmp_path / "mine.py")
    dialog = _dialog(app, qtbot)
    assert dialog.windowTitle() == "Not saved"
    assert (tmp_path / "mine.safetensors").read_text() == "precious"
    dialog.close()
