"""`--picture FILE`: draws the real window after one pass, off screen, into a file."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from ui.shell.offscreen import Unseen, window_off_screen
from vgsim.cli.arguments import window_options
from vgsim.cli.attempt import attempt
from vgsim.describe.codec import any_table, no_table
from vgsim.files.atomic import atomic_write
from vgsim.files.places import check_place
from vgsim.files.scenario import open_scenario

# about as wide as the program's own font
FALLBACKS = "Helvetica, Arial, 'Liberation Sans', sans-serif"
ROUNDS = 100  # most attempts to draw until the window no longer changes


def picture(arguments: Sequence[str]) -> int:
    """Draw the window that this command line would open.

    Returns:
        The exit code; if it is 0, the file's name has been printed.
    """
    options, complaints = window_options(arguments)
    name = Path(options.scenario).name if options.scenario else ""
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
        write = _svg if options.picture.suffix.lower() == ".svg" else _png
        content = write(unseen.main.window)
    atomic_write(options.picture, content)
    return str(options.picture)


def _settle(unseen: Unseen) -> None:
    """Go to the end of the pass, and wait until the panels no longer change."""
    main = unseen.main
    assert main.session is not None
    main.session.player.pause()
    main.session.player.to_end()
    main.window.notice.hide()  # the message that a file was opened does not belong in the picture
    before = QImage()
    for _ in range(ROUNDS):
        unseen.wait_until(unseen.settled)
        QCoreApplication.processEvents()
        now = main.window.grab().toImage()
        if now == before and unseen.settled():
            return
        before = now


def _png(window: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(window.grab().toImage())
    return bytes(buffer.data().data())


def _svg(window: QWidget) -> bytes:
    """Draw the window as SVG: text and curves as vectors, what is painted by cells as images."""
    buffer, generator = QBuffer(), QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(window.size())
    generator.setViewBox(window.rect())
    generator.setResolution(window.logicalDpiX())
    generator.setTitle(window.windowTitle())
    window.render(generator)
    family = window.font().family()
    own, others = (f'font-family="{names}"' for names in (family, f"{family}, {FALLBACKS}"))
    return bytes(buffer.data().data()).replace(own.encode(), others.encode())
