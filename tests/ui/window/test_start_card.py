"""The start card: only on the first start, not in the way, and three doors that lead somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import options
from tests.ui.windows import SOON, there
from ui.dialogs.lessons import LessonContents
from ui.panels.diagnosis.panel import DiagnosisPanel
from ui.settings import Settings, save_settings
from ui.shell.application import Application
from ui.window.start_card import StartCard

Begin = Callable[..., Application]


@pytest.fixture
def begin(
    ready: None, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Begin]:
    """Start the window as a person does."""
    monkeypatch.setenv("VGSIM_SETTINGS", str(tmp_path / "settings.json"))
    running: list[Application] = []

    def started(**given: object) -> Application:
        application = Application(options(**given), greeting=True)
        running.append(application)
        with qtbot.waitSignal(application.complete, timeout=SOON):
            application.start()
        return application

    yield started
    for application in running:
        application.close()


def cards(app: Application) -> list[StartCard]:
    return [each for each in app.window.findChildren(StartCard) if each.isVisible()]


def card(app: Application, qtbot: QtBot) -> StartCard:
    qtbot.waitUntil(lambda: bool(cards(app)), timeout=SOON)
    return cards(app)[0]


def test_escape_closes_it_and_changes_nothing(begin: Begin, qtbot: QtBot) -> None:
    app = begin()
    assert app.session is not None
    before, theme = app.session.experiment, app.session.theme
    shown = card(app, qtbot)
    assert not shown.isModal()
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not cards(app), timeout=SOON)
    assert app.session.experiment is before
    assert app.session.theme is theme
    app.window.actions_by_id["start_card"].trigger()
    card(app, qtbot)


@pytest.mark.parametrize("given", [{"projector": True}, {"fullscreen": True}])
def test_who_says_what_to_show_gets_no_card(
    begin: Begin, qtbot: QtBot, given: dict[str, object]
) -> None:
    app = begin(**given)
    QApplication.processEvents()  # it would be shown as soon as the window is complete
    assert not cards(app)


def test_the_second_start_has_no_card(begin: Begin, qtbot: QtBot, tmp_path: Path) -> None:
    save_settings(tmp_path / "settings.json", Settings(started=True))
    app = begin()
    QApplication.processEvents()  # it would be shown as soon as the window is complete
    assert not cards(app)


def test_tests_and_pictures_get_no_card(app: Application, qtbot: QtBot) -> None:
    QApplication.processEvents()  # it would be shown as soon as the window is complete
    assert not cards(app)


def test_show_me_plays_the_first_scenario(begin: Begin, qtbot: QtBot) -> None:
    app = begin()
    session = app.session
    assert session is not None
    session.document.new()
    shown = card(app, qtbot)
    qtbot.keyClick(shown.show_me, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.experiment == app.scenarios[0].experiment, timeout=SOON)
    assert session.player.playback.playing
    qtbot.waitUntil(lambda: not cards(app), timeout=SOON)


def test_teach_leads_to_the_lessons(begin: Begin, qtbot: QtBot) -> None:
    app = begin()
    shown = card(app, qtbot)
    qtbot.mouseClick(shown.teach, Qt.MouseButton.LeftButton)
    contents = app.window.findChild(LessonContents)
    assert contents is not None
    assert contents.isVisible()
    qtbot.keyClick(contents.list, Qt.Key.Key_Return)
    assert app.lessons is not None
    assert app.lessons.open


def test_diagnose_answers_at_once_with_the_diagnosis_in_front(begin: Begin, qtbot: QtBot) -> None:
    app = begin()
    session = app.session
    assert session is not None
    shown = card(app, qtbot)
    qtbot.mouseClick(shown.new_network, Qt.MouseButton.LeftButton)
    assert len(session.experiment.lanes) == 1
    assert session.results.shown
    there(app, DiagnosisPanel, qtbot)
