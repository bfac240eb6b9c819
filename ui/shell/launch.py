"""The entry point of the window: command line, Qt application, error reports, signals."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Slot
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from resources import find
from ui.dialogs.crash import CrashReporter
from ui.look import theme as themes
from ui.shell.application import Application
from ui.worker.gc_pause import hold, release
from vgsim.cli.arguments import window_options

IDENTIFIER = "io.github.vgsim.vgsim"  # names the menu entry, where the desktop looks for the icon


class Opener(QObject):
    """Opens files that were double-clicked on macOS, which come as events at any time."""

    def __init__(self, main: Application) -> None:
        super().__init__()
        self._main = main

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self._main.open(event.file())
            return True
        return False


class Interrupt(QObject):
    """Closes the window on Ctrl-C: Python's signal wakes Qt's event loop through a pipe."""

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._old_fd = signal.set_wakeup_fd(self._writer)
        self._old = signal.signal(signal.SIGINT, lambda *_: None)
        self._notifier = QSocketNotifier(self._reader, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._signal_arrived)

    @Slot()
    def _signal_arrived(self) -> None:
        os.read(self._reader, 64)
        QApplication.exit(0)  # not quit, which would ask about unsaved changes

    def close(self) -> None:
        """Restore Python's own handling of Ctrl-C, and close the pipe."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_fd)
        signal.signal(signal.SIGINT, self._old)
        os.close(self._reader)
        os.close(self._writer)


def run(
    arguments: Sequence[str], about_to_start: Callable[[Application], object] = lambda main: None
) -> int:
    """Run the program with its window. Returns the exit code.

    Args:
        arguments: the command line without the program's name.
        about_to_start: called with the application before it starts.
    """
    options, complaints = window_options(arguments)
    if sys.stderr is not None:
        faulthandler.enable()
    QApplication.setApplicationName("vgsim")
    QApplication.setDesktopFileName(IDENTIFIER)
    QApplication.setStyle("Fusion")
    application = QApplication([sys.argv[0]])
    application.setWindowIcon(QIcon(str(find("icons/vgsim.svg"))))
    themes.load_fonts()
    hold()
    main = Application(options, complaints, greeting=True)
    main.ready.connect(release)
    opener = Opener(main)
    application.installEventFilter(opener)
    reporter = CrashReporter(main.experiment_text)
    reporter.install()
    reporter.set_window(main.window)
    interrupt = Interrupt() if os.name == "posix" else None
    try:
        about_to_start(main)
        main.start()
        return application.exec()
    finally:
        application.removeEventFilter(opener)
        main.close()
        reporter.remove()
        if interrupt is not None:
            interrupt.close()
        faulthandler.disable()
