"""Saves the state of the window for the next start, and restores it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ui.exchange.preferences import Preferences
from ui.look.looks import CHOICES, SYSTEM, LookChoice
from ui.settings import Settings
from ui.window.mainwindow import MainWindow

if TYPE_CHECKING:
    from ui.session.session import Session

MEBIBYTE = 2**20


def look_of(options: Namespace, settings: Settings) -> LookChoice:
    """The look that the command line asks for or, where it does not, that of the last time."""
    wanted = "projector" if options.projector else options.theme or settings.theme
    theme = wanted if wanted in CHOICES else SYSTEM
    return LookChoice(theme, settings.colors, settings.contrast, settings.reduced_motion)


def recall(settings: Settings, window: MainWindow, session: Session) -> None:
    """Restore what was saved, except the window's place."""
    session.document.agree(*settings.tables)
    session.player.set_seconds(settings.seconds_per_pass)
    session.learner.set_memory(settings.memory * MEBIBYTE)
    window.preferred.adopt(
        Preferences(
            settings.all_settings, settings.single_keys, settings.coach, settings.stops,
            settings.at_once, settings.started,
        )
    )  # fmt: skip


def remembered(
    settings: Settings, window: MainWindow, session: Session, folder: str, recent: Sequence[str]
) -> Settings:
    """The settings to save for the next start.

    Args:
        settings: the settings at the start.
        window: its place, its columns, its look, and the preferences.
        session: the speed.
        folder: where scenarios were last opened or saved.
        recent: files opened or saved, the newest first.
    """
    place, look = window.normalGeometry(), window.looks.choice
    return replace(
        settings,
        theme=look.theme,
        colors=look.colors,
        contrast=look.contrast,
        reduced_motion=look.still,
        stage=window.stage.kept,
        window=(place.x(), place.y(), place.width(), place.height()),
        maximized=window.isMaximized(),
        sizes=window.sizes.known,
        all_settings=window.preferred.now.all_settings,
        single_keys=window.preferred.now.single_keys,
        coach=window.preferred.now.coach,
        stops=window.preferred.now.stops,
        at_once=window.preferred.now.at_once,
        started=True,
        folder=folder,
        seconds_per_pass=session.player.playback.seconds_per_pass,
        memory=session.learner.memory // MEBIBYTE,
        recent=tuple(recent),
        tables=session.document.agreed,
    )
