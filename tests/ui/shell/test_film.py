"""vgsim film: the frames of the real window, in a file, without a display."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QProcess
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.shell.film import _lesson, film
from ui.shell.film_maker import FilmMaker
from ui.shell.film_notes import CANCEL, PROGRESS, TEMPORARY, WORDS
from ui.shell.filmed_window import FilmedWindow
from ui.shell.offscreen import window_off_screen
from vgsim.cli.arguments import command_parser, window_options
from vgsim.cli.main import main as headless
from vgsim.cli.main import wants_film, wants_no_window
from vgsim.play.film import FilmPace, pass_positions

pytestmark = pytest.mark.usefixtures("compiled", "painters")
ROOT = Path(__file__).resolve().parents[3]
SCENARIO = str(ROOT / "resources" / "scenarios" / "01_sigmoid_against_relu.vgsim")
SIZE = 640, 480


@pytest.fixture
def given_back(ready: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a window off screen sets for its process is taken back."""
    for name in ("VGSIM_SETTINGS", "QT_QPA_PLATFORM", "QT_LOGGING_RULES", "QT_SCALE_FACTOR",
                 "LC_ALL"):  # fmt: skip
        monkeypatch.setenv(name, os.environ.get(name, ""))


def seen_by_the_window(pace: FilmPace) -> list[QImage]:
    """What the window shows at the instants of a film, painted as a whole each time."""
    options, _ = window_options(["--theme", "dark", SCENARIO])
    found = []
    with window_off_screen(options, SIZE) as unseen:
        main = unseen.main
        assert main.session is not None
        player, window = main.session.player, main.window
        player.pause()
        window.preferred.toggle_coach()
        window.presentation.put_away()
        window.resize(*SIZE)
        unseen.wait_until(unseen.settled)
        window.notice.hide()
        for position in pass_positions(player.timeline, pace):
            player.seek(position)
            for _ in range(3):
                QCoreApplication.processEvents()
            found.append(window.grab().toImage())
    return found


@pytest.mark.usefixtures("given_back")
def test_the_frames_are_what_the_window_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "film.webp"
    words = [SCENARIO, str(out), "--theme", "dark", "--size", "640x480"]
    assert film(["film", *words, "--seconds", "1", "--rate", "10"]) == 0
    assert "10 frames" in capsys.readouterr().out
    expected = seen_by_the_window(FilmPace(1.0, 10))
    reader, frames = QImageReader(str(out)), []
    while not (image := reader.read()).isNull():
        repeats = round(reader.nextImageDelay() * 10 / 1000)
        frames += [image.convertToFormat(QImage.Format.Format_RGB32)] * repeats
    assert len(frames) == len(expected)
    for now, seen in zip(frames, expected, strict=True):
        assert now == seen.convertToFormat(QImage.Format.Format_RGB32)
    first, middle, last = (expected[k] for k in (0, 4, -1))
    assert first != middle != last


@pytest.mark.usefixtures("given_back")
def test_a_film_that_is_canceled_leaves_nothing(tmp_path: Path) -> None:
    notes, place = tmp_path / "notes", tmp_path / "place"
    notes.mkdir()
    place.mkdir()
    (notes / CANCEL).touch()
    words = [SCENARIO, str(place / "film.gif"), "--size", "640x480", "--notes", str(notes)]
    assert film(["film", *words]) == 1
    assert list(place.iterdir()) == []
    assert (notes / WORDS).read_text() == ""
    assert not (notes / PROGRESS).exists()


@pytest.mark.usefixtures("given_back")
def test_a_film_can_be_canceled_before_its_first_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Training that never comes to the first frame ends, because the window asks for it."""
    notes, place = tmp_path / "notes", tmp_path / "place"
    notes.mkdir()
    place.mkdir()

    def train(window: FilmedWindow, update: int) -> None:
        (left,) = place.iterdir()
        assert (notes / TEMPORARY).read_text("utf-8") == str(left)
        (notes / CANCEL).touch()
        window._unseen.wait_until(lambda: False)

    monkeypatch.setattr(FilmedWindow, "_go", train)
    words = [SCENARIO, str(place / "film.gif"), "--size", "640x480", "--notes", str(notes)]
    assert film(["film", *words]) == 1
    assert list(place.iterdir()) == []
    assert not (notes / PROGRESS).exists()


def test_a_share_code_is_no_lesson() -> None:
    parsed = command_parser().parse_args(["film", f"VG1:{'A' * 900}", "film.webp"])
    assert _lesson(parsed) is None


@pytest.mark.parametrize(
    ("code", "status", "canceled", "expected"),
    [
        (0, QProcess.ExitStatus.CrashExit, False, "ended unexpectedly"),
        (9, QProcess.ExitStatus.CrashExit, True, "was canceled"),
        (1, QProcess.ExitStatus.NormalExit, False, "ended unexpectedly"),
    ],
)
def test_what_a_process_left_is_removed_and_its_end_is_named(
    code: int, status: QProcess.ExitStatus, canceled: bool, expected: str,
    qtbot: QtBot, tmp_path: Path,
) -> None:  # fmt: skip
    maker = FilmMaker(QCoreApplication.instance() or QApplication([]))
    left = tmp_path / ".vgsim-x.tmp"
    left.touch()
    (maker.notes / TEMPORARY).write_text(str(left), "utf-8")
    if canceled:
        maker.cancel()
    with qtbot.waitSignal(maker.ended) as ended:
        maker._finish(code, status)
    assert ended.args is not None
    assert not ended.args[0]
    assert expected in ended.args[1]
    assert not left.exists()
    maker.deleteLater()


def test_a_process_that_is_killed_leaves_nothing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = "import time; print('here', flush=True); time.sleep(600)"
    monkeypatch.setattr("ui.shell.film_maker._command", lambda: [sys.executable, "-c", deaf])
    monkeypatch.setattr("ui.shell.film_maker.PATIENCE", 100)
    maker = FilmMaker(QCoreApplication.instance() or QApplication([]))
    left = tmp_path / ".vgsim-x.tmp"
    left.touch()
    (maker.notes / TEMPORARY).write_text(str(left), "utf-8")
    with qtbot.waitSignal(maker._process.readyRead):
        maker.start([])
    maker.close()
    assert maker._process.state() == QProcess.ProcessState.NotRunning
    assert not left.exists()
    maker.deleteLater()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([SCENARIO, "film.avi"], "ends in one of these"),
        ([SCENARIO, "film.webp", "--seconds", "1e9"], "A film lasts"),
        ([SCENARIO, "film.gif", "--rate", "60"], "at most 50 frames"),
        ([SCENARIO, "nowhere/film.webp"], "nowhere"),
        (["no_such_lesson", "film.webp", "--what", "lesson"], "There is no lesson"),
        (["01_forward_and_backward", "film.webp", "--step", "99"], "choose one of them"),
        ([SCENARIO, "film.webp", "--what", "learning", "--from", "9", "--to", "9"], "has to end"),
        ([SCENARIO, "film.webp", "--step", "1"], "Only a lesson has steps"),
        ([SCENARIO, "film.webp", "--to", "9"], "add --what learning"),
        (["01_forward_and_backward", "film.webp", "--from", "9"], "leave out"),
    ],
)
def test_what_cannot_be_drawn_is_refused_at_once(
    words: list[str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert film(["film", *words]) > 0
    assert complaint in capsys.readouterr().err


def test_help_needs_no_window(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["film", "--help"]
    assert wants_no_window(words)
    assert not wants_film(words)
    with pytest.raises(SystemExit):
        headless(words)
    assert "--seconds" in capsys.readouterr().out
