"""The film dialog asks for what is chosen in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shared import SharedWindow
from ui.dialogs.film import FilmDialog
from ui.shell.application import Application
from ui.shell.film_maker import FilmMaker
from ui.shell.film_notes import CANCEL
from vgsim.cli.arguments import command_parser
from vgsim.compute.learning.training import Trainer
from vgsim.files.scenario import open_scenario

pytestmark = pytest.mark.usefixtures("compiled", "painters")
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def app(shared: SharedWindow, qtbot: QtBot) -> Application:
    return shared.on_first_scenario()


def dialog(app: Application, qtbot: QtBot) -> FilmDialog:
    app.window.actions_by_id["film"].trigger()

    def shown() -> list[FilmDialog]:  # not one that was closed and is deleted soon
        dialogs = (each for each in QApplication.topLevelWidgets() if isinstance(each, FilmDialog))
        return [each for each in dialogs if each.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()))
    return shown()[0]


@pytest.fixture
def started(app: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The words of each process that would be started; every film is named "my film"."""
    words: list[list[str]] = []
    monkeypatch.setattr(FilmMaker, "start", lambda self, given: words.append(given))
    assert app.documents is not None
    app.documents.ask_export = lambda *asked: (str(tmp_path / "my film"), "")
    return words


def test_the_dialog_makes_what_is_chosen(
    app: Application, qtbot: QtBot, started: list[list[str]], tmp_path: Path
) -> None:
    assert app.session is not None
    app.session.viewer.select(1, 3, 2)
    shown = dialog(app, qtbot)
    shown.what.setFocus()
    qtbot.keyClicks(shown.what, "A run")
    shown.what.chosen.emit(shown.what.key())
    shown.last.selectAll()
    qtbot.keyClicks(shown.last, "0")
    qtbot.mouseClick(shown.make, _LEFT)
    assert shown.fault.text() == "The last update has to come after the first one."
    assert not started
    shown.last.selectAll()
    qtbot.keyClicks(shown.last, "10000001")
    qtbot.mouseClick(shown.make, _LEFT)
    assert shown.fault.text() == "An update is a number from 0 to 10\u2009000\u2009000."
    shown.last.selectAll()
    qtbot.keyClicks(shown.last, "50")
    qtbot.mouseClick(shown.make, _LEFT)
    (words,) = started
    parsed = command_parser().parse_args(["film", *words])
    assert (parsed.what, parsed.first, parsed.last) == ("learning", 0, 50)
    assert parsed.out == tmp_path / "my film.webp"
    assert parsed.size == (1920, 1080)
    assert parsed.watch == [1, 3, 2, -1]
    assert open_scenario(parsed.scenario) == app.session.experiment
    # the window can be used, and closing the dialog ends the film
    maker = shown.findChild(FilmMaker)
    assert maker is not None
    maker.progressed.emit(10, 100, 5e5)
    assert "Frame 10 of 100" in shown.estimate.text()
    assert "5.0 MB" in shown.estimate.text()
    qtbot.mouseClick(shown.stop, _LEFT)
    assert (maker.notes / CANCEL).exists()
    maker._finish(1, QProcess.ExitStatus.NormalExit)
    assert shown.fault.text() == "The film was canceled; no file was written."
    assert not maker.notes.exists()
    assert shown.make.isVisible()
    shown.reject()


def test_a_film_repeats_the_learning_rates_of_the_window(
    app: Application, qtbot: QtBot, started: list[list[str]]
) -> None:
    session = app.session
    assert session is not None
    for update, rate in ((5, 0.25), (9, 0.125), (12, 0.125)):
        session.learner.go_to(update)
        qtbot.waitUntil(lambda: session.dispatcher.settled)
        session.document.edit("training.learning_rate", rate)
        qtbot.waitUntil(lambda: session.dispatcher.settled)
    shown = dialog(app, qtbot)
    qtbot.mouseClick(shown.make, _LEFT)
    (words,) = started
    written = open_scenario(command_parser().parse_args(["film", *words]).scenario)
    trace = session.player.trace
    assert trace is not None
    again = Trainer(written, engine=session.studies.kernels.engine(written))
    again.goto(trace.step)
    assert trace.step == 12
    assert [each.until for each in written.lanes[0].before] == [5, 9]
    for one, two in zip(again.trace().curves, trace.curves, strict=True):
        assert one.rates == two.rates
        assert one.loss.tobytes() == two.loss.tobytes()
    shown.reject()


def test_the_step_of_a_lesson_is_the_one_that_the_dialog_shows(
    app: Application, qtbot: QtBot, started: list[list[str]]
) -> None:
    assert app.lessons is not None
    app.lessons.open_named("01_forward_and_backward")
    qtbot.waitUntil(lambda: app.window.lesson.step is not None)
    shown = dialog(app, qtbot)
    assert shown.what.currentText() == "Step 1 of the lesson"
    app.lessons.page(1)
    qtbot.waitUntil(lambda: app.window.lesson.step == ("01_forward_and_backward", 1))
    qtbot.mouseClick(shown.make, _LEFT)
    assert started[0][:3] == ["--step", "1", "01_forward_and_backward"]
    shown.reject()
