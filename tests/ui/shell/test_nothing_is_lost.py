"""Nothing is lost and nothing is asked: changed scenarios stay, also if the program is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.long import longer
from tests.ui.conftest import Start
from tests.ui.shell.killed import DEPTHS
from ui.shell.application import Application
from ui.shell.versions import DELAY
from vgsim.files import versions
from vgsim.files.scenario import save_scenario

ROOT = Path(__file__).parents[3]


def forbidden(name: str, window: object) -> QMessageBox.StandardButton:
    raise AssertionError(f"asked about {name}")


def depth(app: Application) -> int:
    assert app.session is not None
    return app.session.experiment.lanes[0].network.depth


def recent(app: Application) -> dict[str, Callable[[], None]]:
    menu = app.window.recent_menu
    menu.aboutToShow.emit()
    return {each.text(): each.trigger for each in menu.actions() if each.text()}


def change(app: Application, value: int = 5) -> None:
    assert app.session is not None
    app.session.document.edit("lanes.0.network.depth", value)


def test_a_changed_scenario_is_never_asked_about(app: Application, qtbot: QtBot) -> None:
    """It comes back by undo, and it is under Recent."""
    assert app.documents is not None
    assert app.session is not None
    app.documents.ask_unsaved = forbidden
    first = app.session.experiment.title
    change(app)
    document = app.session.document
    with qtbot.waitSignal(document.loaded):
        app.requests.scenarios.open(3)
    assert document.experiment == app.scenarios[3].experiment
    assert f"Your version of {first}" in recent(app)
    assert "open another" in app.window.actions_by_id["undo"].text()
    document.undo()
    assert depth(app) == 5
    document.undo()
    assert document.experiment == app.scenarios[0].experiment
    document.redo()
    document.redo()
    assert document.experiment == app.scenarios[3].experiment
    document.undo()
    change(app, 9)  # a change instead of going forth again
    assert not document.redo_label
    document.undo()
    assert depth(app) == 5


def test_a_version_is_opened_changed_and_kept_in_one_place(app: Application, qtbot: QtBot) -> None:
    assert app.session is not None
    first = app.session.experiment.title
    change(app)
    with qtbot.waitSignal(app.session.document.loaded):
        app.requests.scenarios.open(2)
    recent(app)[f"Your version of {first}"]()
    assert depth(app) == 5
    change(app, 6)
    app.session.document.undo()
    assert [text for text in recent(app) if text.startswith("Your")] == [f"Your version of {first}"]
    assert app.versions is not None
    assert app.versions.newest()[0].experiment.lanes[0].network.depth == 5


def test_undone_and_saved_changes_leave_no_version(app: Application, tmp_path: Path) -> None:
    assert app.session is not None
    assert app.versions is not None
    change(app)
    assert len(app.versions.newest()) == 1
    app.session.document.undo()
    assert not app.versions.newest()
    change(app)
    assert len(app.versions.newest()) == 1
    app.session.document.save(str(tmp_path / "mine.vgsim"))
    assert not app.versions.newest()


def test_closing_asks_nothing_and_the_next_start_has_it(start: Start) -> None:
    app = start()
    assert app.documents is not None
    assert app.session is not None
    app.documents.ask_unsaved = forbidden
    first = app.session.experiment.title
    change(app)
    assert app.window.close()
    app.close()
    again = start()
    assert not again.window.notice.isVisible()  # nothing went wrong
    recent(again)[f"Your version of {first}"]()
    assert depth(again) == 5


def test_a_file_is_read_before_anything_is_asked(app: Application, tmp_path: Path) -> None:
    assert app.session is not None
    assert app.documents is not None
    good, bad = tmp_path / "good.vgsim", tmp_path / "bad.vgsim"
    save_scenario(good, app.session.experiment)
    bad.write_text("{")
    app.documents.open_path(str(good))
    change(app)
    asked: list[str] = []
    refused: list[str] = []
    app.session.document.refused.connect(lambda path, text: refused.append(path))

    def cancel(name: str, window: object) -> QMessageBox.StandardButton:
        asked.append(name)
        return QMessageBox.StandardButton.Cancel

    app.documents.ask_unsaved = cancel
    app.documents.open_path(str(bad))
    assert (asked, refused) == ([], [str(bad)])
    app.documents.open_path(str(good))
    assert asked == ["good.vgsim"]
    assert depth(app) == 5


def killed(wait: int, kind: str) -> None:
    """Run the program until it is killed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.shell.killed", str(wait), kind],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr.decode()
    assert b"changed" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.parametrize("kind", ["file", *longer(["scenario"])])
def test_after_a_kill_the_next_start_offers_what_was_there(
    start: Start, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("VGSIM_SETTINGS", str(tmp_path / "settings.json"))
    killed(DELAY + 1300, kind)  # two seconds
    app = start()
    notice = app.window.notice
    qtbot.waitUntil(notice.isVisible)
    assert "your version of" in notice.label.text()
    qtbot.mouseClick(notice.buttons[0], Qt.MouseButton.LeftButton)
    assert depth(app) == DEPTHS[-1]
    app.close()
    assert not start().window.notice.isVisible()  # it is offered once, and stays under Recent
    assert len(versions.newest(tmp_path / "versions")) == 1


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
@pytest.mark.parametrize("wait", [0, *longer([DELAY - 20]), DELAY, *longer([DELAY + 5])])
def test_a_kill_at_any_moment_leaves_whole_files(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait: int
) -> None:
    monkeypatch.setenv("VGSIM_SETTINGS", str(tmp_path / "settings.json"))
    killed(wait, "scenario")
    for version in versions.newest(tmp_path / "versions"):
        assert version.experiment.lanes[0].network.depth == DEPTHS[-1]
    app = start()
    assert app.window.isVisible()


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_what_was_saved_is_not_offered(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGSIM_SETTINGS", str(tmp_path / "settings.json"))
    killed(2000, "saved")
    assert not start().window.notice.isVisible()
