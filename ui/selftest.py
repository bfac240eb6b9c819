"""Does this installation paint and move? `--self-test`: all tests, without a display."""

from __future__ import annotations

import os
import platform
import tempfile
from argparse import Namespace
from collections.abc import Callable
from time import monotonic

from vgsim.cli.main import VERSION
from vgsim.cli.selftest import TESTS, Finding, report

LIMIT = 60.0  # seconds for the window's first picture
SIZE = 1280, 800
FEWEST = 50  # different colors in a picture of the whole window


def self_test() -> int:
    """Print what every test found; the exit code."""
    from PySide6.QtCore import qVersion

    print(f"vgsim {VERSION}, Python {platform.python_version()}, Qt {qVersion()},"
          f" {platform.system()} {platform.machine()}")  # fmt: skip
    return report((*TESTS, ("painters", painters), ("window", window)))


def painters() -> Finding:
    """Every kernel that paints, on a picture small enough to be known."""
    from ui.raster.known import wrong
    from ui.raster.warm import warm_painters

    warm_painters()
    found = wrong()
    return Finding(not found, f"wrong: {', '.join(found)}" if found else "paint the known pictures")


def window() -> Finding:
    """The real window off screen: it is drawn, and it moves."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")  # of screens that are not there
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VGSIM_SETTINGS"] = f"{folder}/settings.json"  # of nobody
        return _drawn()


def _drawn() -> Finding:
    from PySide6.QtWidgets import QApplication

    from ui import theme as themes
    from ui.application import Application

    QApplication.setStyle("Fusion")
    running = QApplication.instance() or QApplication(["vgsim"])
    themes.load_fonts()
    options = dict.fromkeys(("theme", "scenario", "seed"), None)
    main = Application(Namespace(projector=False, fullscreen=False, **options))
    built: list[bool] = []
    main.ready.connect(lambda: built.append(True))
    try:
        main.start()
        main.window.showNormal()
        main.window.resize(*SIZE)
        if not _until(lambda: bool(built) and main.session is not None
                      and main.session.player.trace is not None):  # fmt: skip
            return Finding(False, f"no picture after {LIMIT:.0f} s")
        first = main.window.grab().toImage()
        if not _until(lambda: main.window.grab().toImage() != first):
            return Finding(False, "nothing moves")
        steps = range(0, SIZE[0], 7), range(0, SIZE[1], 7)
        colors = {first.pixel(x, y) for x in steps[0] for y in steps[1] if first.valid(x, y)}
        said = f"{first.width()} x {first.height()} pixels, {len(colors)} colors; it moves"
        return Finding(len(colors) >= FEWEST, said)
    finally:
        main.close()
        running.processEvents()


def _until(condition: Callable[[], bool]) -> bool:
    """Let the window live until this holds; whether it did in time."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    end = monotonic() + LIMIT
    while not condition():
        if monotonic() > end:
            return False
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    return True
