"""What is remembered between starts, and what a broken file does: nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import Start
from ui.settings import Settings, load_settings, save_settings


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
        '{"theme": 5, "window": [1, "x"], "columns": [1, 2, 3], "seconds_per_pass": -1, "odd": 0}',
        encoding="utf-8",
    )
    assert load_settings(path) == (Settings(columns=(1, 2, 3)), None)


def test_nothing_to_read_and_nowhere_to_write(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == (Settings(), None)
    blocked = tmp_path / "file"
    blocked.write_text("")
    save_settings(blocked / "settings.json", Settings())


def test_the_window_remembers_its_theme(start: Start, tmp_path: Path) -> None:
    first = start()
    assert first.session is not None
    first.session.set_theme("dark")
    first.session.set_seconds(2.0)
    assert first.window.close()
    settings, _ = load_settings(tmp_path / "settings.json")
    assert (settings.theme, settings.seconds_per_pass) == ("dark", 2.0)
    second = start()
    assert second.session is not None
    assert second.session.theme.name == "dark"
    assert second.window.palette().window().color().lightness() < 100


def test_a_window_off_every_screen_comes_back(start: Start, tmp_path: Path) -> None:
    save_settings(tmp_path / "settings.json", Settings(window=(30_000, 30_000, 900, 700)))
    application = start()
    assert application.window.x() < 10_000
