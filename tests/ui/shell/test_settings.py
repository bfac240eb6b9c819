"""What is remembered between starts, and what a broken file does: nothing."""

from __future__ import annotations

import json
import os
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.corpus.replay import FILES
from tests.ui.conftest import SOON, Start
from ui.look.looks import LookChoice, Looks
from ui.settings import LONGEST_PATH, MOST_TABLES, Settings, load_settings, save_settings
from ui.shell.application import Application
from ui.window.mainwindow import LEAST, MainWindow
from vgsim.files.last_run import DAMAGED


def test_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(theme="dark", window=(1, 2, 900, 700), seconds_per_pass=2.0)
    save_settings(path, settings)
    assert load_settings(path) == (settings, None)
    assert [each.name for each in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00", '{"theme": ' + "[" * 5000, "x" * 70000])
def test_a_broken_file_is_set_aside(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, encoding="utf-8")
    settings, complaint = load_settings(path)
    assert settings == Settings()
    assert complaint
    assert path.with_suffix(".bad").exists()


def test_entries_of_a_wrong_kind_keep_their_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(
        '{"theme": 5, "window": [1, "x"], "sizes": {"a": [1, 2]}, "seconds_per_pass": -1, "b": 0}',
        encoding="utf-8",
    )
    assert load_settings(path) == (Settings(sizes={"a": (1, 2)}), None)


def test_nothing_to_read_and_nowhere_to_write(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == (Settings(), None)
    blocked = tmp_path / "file"
    blocked.write_text("")
    save_settings(blocked / "settings.json", Settings())


def test_the_window_remembers_its_theme(start: Start, tmp_path: Path) -> None:
    first = start()
    assert first.session is not None
    first.window.looks.choose("dark")
    first.session.player.set_seconds(2.0)
    assert first.window.close()
    settings, _ = load_settings(tmp_path / "settings.json")
    assert (settings.theme, settings.seconds_per_pass) == ("dark", 2.0)
    second = start()
    assert second.session is not None
    assert second.window.looks.theme.name == "dark"
    assert second.window.palette().window().color().lightness() < 100


def test_a_window_off_every_screen_comes_back(start: Start, tmp_path: Path) -> None:
    save_settings(tmp_path / "settings.json", Settings(window=(30_000, 30_000, 900, 700)))
    application = start()
    assert application.window.x() < 10_000


@pytest.mark.parametrize(
    "window",
    [[0, 0, 2147483648, 0], [0, 0, 16777216, 16777216], [0, 0, 90_000, 90_000], [-5, -9, 0, -7],
     [99_999, -99_999, 700, 500], [1, 2], [1e9, 2, 3, 4]],
)  # fmt: skip
def test_a_hostile_place_is_brought_onto_a_screen(
    qtbot: QtBot, tmp_path: Path, window: list[float]
) -> None:
    (tmp_path / "settings.json").write_text(
        json.dumps({"window": window, "sizes": {"stage 2 desktop": [1, 2**40]}})
    )
    settings, complaint = load_settings(tmp_path / "settings.json")
    assert complaint is None
    made = MainWindow(Looks(LookChoice("light")))
    qtbot.addWidget(made)
    made.place(settings)
    screen = made.screen().availableGeometry()
    assert made.width() <= max(screen.width(), LEAST[0])
    assert made.height() <= max(screen.height(), LEAST[1])
    assert screen.intersects(made.geometry())
    made.show()
    assert not made.grab().isNull()


@pytest.mark.skipif(os.name != "posix", reason="pipes have names")
def test_what_is_no_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    os.mkfifo(path)
    assert load_settings(path)[1]
    assert not path.exists()
    path.mkdir()
    path.with_suffix(".bad").unlink()
    assert load_settings(path)[1]
    save_settings(path, Settings(theme="dark"))
    assert load_settings(path) == (Settings(theme="dark"), None)
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_most_paths_of_the_longest_kind_fit(tmp_path: Path) -> None:
    long = "\U0001f600" * LONGEST_PATH
    settings = Settings(recent=(long,) * 10, tables=(long,) * MOST_TABLES)
    save_settings(tmp_path / "settings.json", settings)
    assert load_settings(tmp_path / "settings.json") == (settings, None)


def test_a_damaged_last_run_is_said_once_and_the_window_starts(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "last_run.npz").write_bytes(
        (FILES / "run_compression_method_64.npz").read_bytes()
    )  # fmt: skip
    first = start()
    label = first.window.notice.label
    qtbot.waitUntil(lambda: label.text() == DAMAGED, timeout=SOON)
    assert not (tmp_path / "last_run.npz").exists()
    assert (tmp_path / "last_run.bad").exists()


def test_a_last_run_that_cannot_be_continued_is_not_offered_again(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "last_run.npz"
    with np.load(BytesIO((FILES / "run_whole.npz").read_bytes())) as arrays:
        whole = dict(arrays)
    np.savez(path, **{**whole, "0/rates": np.zeros(3)})
    application = start()
    session, notice = application.session, application.window.notice
    assert session is not None
    qtbot.waitUntil(lambda: "Your last run" in notice.label.text(), timeout=SOON)
    qtbot.mouseClick(notice.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "cannot be continued" in notice.label.text(), timeout=SOON)
    assert not path.exists()
    assert path.with_suffix(".bad").exists()
    session.document.edit("lanes.0.network.depth", 4)
    qtbot.waitUntil(lambda: shown_depth(application) == 4, timeout=SOON)


def shown_depth(application: Application) -> int:
    assert application.session is not None
    trace = application.session.player.trace
    assert trace is not None
    return trace.lanes[0].depth


def test_tables_that_were_agreed_to_are_remembered(start: Start, tmp_path: Path) -> None:
    first = start()
    assert first.session is not None
    table = tmp_path / "x.csv"
    table.write_text("".join(f"{k % 7},{k % 2}\n" for k in range(40)))
    first.session.document.use_table(str(table))
    assert first.documents is not None
    first.documents.ask_unsaved = lambda name, window: QMessageBox.StandardButton.Discard
    assert first.window.close()
    first.close()
    second = start()
    assert second.session is not None
    assert second.session.document.agreed == (str(table),)
