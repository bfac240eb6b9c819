"""Theme, contrast and motion: the user's choice, or what the system prefers, also while it runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Start
from ui.exchange.menus import menu_with
from ui.look.contrast import with_contrast
from ui.look.looks import LookChoice, Looks, SystemLook
from ui.look.theme import DARK, LIGHT, PROJECTOR, Theme
from ui.settings import load_settings
from ui.shell.application import Application


class Desktop(SystemLook):
    """A system whose preferences the test changes."""

    dark = contrast = still = False

    def prefer(self, *, dark: bool = False, contrast: bool = False, still: bool = False) -> None:
        self.dark, self.contrast, self.still = dark, contrast, still  # type: ignore[misc]
        self.changed.emit()


@pytest.fixture
def desktop(qapp: object) -> Desktop:
    return Desktop()


def test_the_systems_theme_is_followed_while_the_program_runs(desktop: Desktop) -> None:
    looks = Looks(LookChoice(), desktop)
    seen: list[Theme] = []
    looks.theme_changed.connect(seen.append)
    assert looks.theme == LIGHT
    desktop.prefer(dark=True)
    desktop.prefer(dark=True, contrast=True)
    desktop.prefer()
    assert seen == [DARK, with_contrast(DARK), LIGHT]


def test_a_chosen_theme_stays_whatever_the_system_prefers(desktop: Desktop) -> None:
    looks = Looks(LookChoice("light"), desktop)
    desktop.prefer(dark=True)
    assert looks.theme == LIGHT
    looks.choose("system")
    assert looks.theme == DARK


def test_the_projector_gives_back_the_theme_before_it(desktop: Desktop) -> None:
    looks = Looks(LookChoice("system"), desktop)
    looks.toggle_projector()
    assert looks.theme == PROJECTOR
    desktop.prefer(dark=True)
    assert looks.theme == PROJECTOR
    looks.toggle_projector()
    assert (looks.choice.theme, looks.theme) == ("system", DARK)


def test_a_switch_that_agrees_with_the_system_follows_it_again(desktop: Desktop) -> None:
    looks = Looks(LookChoice(), desktop)
    still: list[bool] = []
    looks.still_changed.connect(still.append)
    looks.toggle_contrast()
    looks.toggle_still()
    assert (looks.choice.contrast, looks.choice.still) == (True, True)
    desktop.prefer(contrast=True, still=True)
    assert (looks.contrast, looks.still) == (True, True)
    looks.toggle_contrast()
    looks.toggle_still()
    assert (looks.choice.contrast, looks.choice.still) == (False, False)
    looks.toggle_contrast()
    looks.toggle_still()
    assert (looks.choice.contrast, looks.choice.still) == (None, None)
    desktop.prefer()
    assert (looks.contrast, looks.still) == (False, False)
    assert still == [True, False, True, False]


def test_there_is_no_other_theme(desktop: Desktop) -> None:
    with pytest.raises(KeyError):
        Looks(LookChoice(), desktop).choose("pink")


def test_the_hints_of_qt_are_listened_to(qtbot: QtBot) -> None:
    system = SystemLook()
    with qtbot.waitSignal(system.changed):
        QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    hints = QGuiApplication.styleHints().accessibility()
    with qtbot.waitSignal(system.changed):
        hints.contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)


def _checked(menu: QMenu) -> set[str]:
    menu.aboutToShow.emit()
    return {each.text() for each in menu.actions() if each.isChecked()}


def test_the_menu_has_them_all_and_the_next_start_remembers_them(
    start: Start, tmp_path: Path
) -> None:
    first = start()
    actions = first.window.actions_by_id
    menu = menu_with(actions["theme_system"])
    assert "Follow the system" in _checked(menu)
    for name in ("theme_dark", "contrast", "still"):
        actions[name].trigger()
    assert {"Dark", "High contrast", "Reduced motion"} <= _checked(menu)
    assert "Follow the system" not in _checked(menu)
    assert first.window.palette().window().color().name() == with_contrast(DARK).window
    assert first.session is not None
    assert first.session.player.still
    assert first.window.close()
    settings, _ = load_settings(tmp_path / "settings.json")
    assert (settings.theme, settings.contrast, settings.reduced_motion) == ("dark", True, True)
    second = start()
    assert second.window.looks.theme == with_contrast(DARK)
    assert second.session is not None
    assert second.session.player.still


def test_contrast_outlives_a_change_of_the_size_and_of_the_theme(app: Application) -> None:
    window = app.window
    window.actions_by_id["contrast"].trigger()
    window.resize(1280, 1440)
    assert window._theme.contrast
    assert window._theme.surface == with_contrast(LIGHT).surface
    for theme in (DARK, PROJECTOR, LIGHT):
        window.looks.choose(theme.name)
        assert window.palette().window().color().name() == with_contrast(theme).window
