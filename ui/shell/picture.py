"""`--picture FILE`: draws the real window after one pass, off screen, into a file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from ui.shell.offscreen import OffscreenWindow, window_off_screen
from ui.widgets.pictures import png, svg
from vgsim.cli.arguments import window_options
from vgsim.cli.attempt import attempt
from vgsim.describe.codec import any_table, no_table
from vgsim.files.atomic import atomic_write
from vgsim.files.places import check_place, shown_name
from vgsim.files.scenario import open_scenario

ROUNDS = 100  # maximum number of attempts to draw until the window no longer changes
STEADY = 3  # equal pictures in a row after which it no longer changes


def picture(arguments: Sequence[str]) -> int:
    """Draw the window that this command line would open.

    Returns:
        The exit code; if it is 0, the file's name has been printed.
    """
    options, complaints = window_options(arguments)
    name = shown_name(Path(options.scenario)) if options.scenario else ""
    return attempt(name, lambda: _draw(options, complaints))


def _draw(options: Namespace, complaints: Sequence[str]) -> str:
    """Check the options, then compute, draw and write. Returns the file's name."""
    if complaints:
        raise ValueError(complaints[0])
    check_place(options.picture)
    if options.scenario:
        open_scenario(Path(options.scenario), any_table if options.allow_outside else no_table)
    options.fullscreen = False
    with window_off_screen(options, options.size) as unseen:
        _settle(unseen)
        write = svg if options.picture.suffix.lower() == ".svg" else png
        content = write(unseen.main.window)
    atomic_write(options.picture, content)
    return str(options.picture)


def _settle(unseen: OffscreenWindow) -> None:
    """Go to the end of the pass, and wait until the panels no longer change."""
    main = unseen.main
    assert main.session is not None
    main.session.player.pause()
    main.session.player.to_end()
    main.window.notice.hide()  # the message that a file was opened does not belong in the picture
    before, equal = QImage(), 1
    for _ in range(ROUNDS):
        unseen.wait_until(unseen.settled)
        QCoreApplication.processEvents()
        now = main.window.grab().toImage()
        equal = equal + 1 if now == before and unseen.settled() else 1
        if equal == STEADY:
            return
        before = now
