"""What the command line asks the window to show."""

from __future__ import annotations

from argparse import Namespace

from ui.shell.lessons import Lessons
from ui.window.mainwindow import MainWindow
from ui.window.stage import GALLERY


def wants_more(options: Namespace) -> bool:
    """Whether the command line says what to show, so that nothing else is offered."""
    shown = options.scenario or options.lesson or options.gallery
    return bool(shown or options.projector or options.fullscreen)


def show_wanted(options: Namespace, window: MainWindow, lessons: Lessons) -> None:
    """Open the lesson or the gallery that the command line names."""
    if options.lesson:
        lessons.open_named(options.lesson)
    if options.gallery:
        window.stage.show_wanted(GALLERY)
