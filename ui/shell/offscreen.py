"""Runs the real window without a display, for pictures and for the self-test."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.shell.application import Application

WATCH = 200  # milliseconds between two calls of what watches while the window computes
GUARD = 600_000  # milliseconds after which waiting fails


class OffscreenWindow:
    """The started application with a window that is not on a screen."""

    def __init__(self, main: Application, watch: Callable[[], None] | None) -> None:
        from PySide6.QtCore import QTimer

        self.main = main
        self._failures: list[BaseException] = []
        self._timer = QTimer()
        if watch is not None:  # what it raises in the timer's slot comes to `failed`
            self._timer.timeout.connect(watch)
            self._timer.setInterval(WATCH)
            main.complete.connect(self._timer.start)  # a window is closed as a whole
        main.ready.connect(self._ready)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Process events until a condition holds; it is tested after every event.

        Raises:
            ValueError: the experiment cannot be computed; the text is one sentence.
            TimeoutError: the condition did not hold in time.
            Exception: an error in the program.
        """
        from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

        guard = QTimer()
        guard.setSingleShot(True)
        guard.start(GUARD)
        flags = QEventLoop.ProcessEventsFlag
        while not condition():
            QCoreApplication.processEvents(flags.AllEvents | flags.WaitForMoreEvents)
            if self._failures:
                raise self._failures[0]
            if not guard.isActive():
                raise TimeoutError(errno.ETIMEDOUT, f"nothing happened for {GUARD // 1000} s")

    def end_watch(self) -> None:
        """Watch no longer."""
        self._timer.stop()

    def settled(self) -> bool:
        """Whether what is on the screen is the newest that was requested.

        That is the pass, and what a lesson and the formulas show a placeholder for until then.
        """
        from ui.panels.typeset import typesetting

        session, lessons = self.main.session, self.main.lessons
        return (
            self.main.completed
            and session is not None
            and session.player.trace is not None
            and session.dispatcher.settled
            and session.dispatcher.recomputed  # their last bits differ from those of NumPy
            and (lessons is None or lessons.state.prepared)
            and not typesetting()
        )

    def failed(
        self, kind: type[BaseException], error: BaseException, _: TracebackType | None
    ) -> None:
        """Replaces `sys.excepthook`: an error in a slot ends the waiting."""
        self._failures.append(error)

    def _ready(self) -> None:
        assert self.main.session is not None
        self.main.session.document.message.connect(self._show_message)

    def _show_message(self, severity: str, text: str) -> None:
        if severity == "bad":
            self._failures.append(ValueError(text))


@contextmanager
def window_off_screen(
    options: Namespace, size: tuple[int, int], watch: Callable[[], None] | None = None
) -> Iterator[OffscreenWindow]:
    """Open the real window with default settings and wait until it shows the first pass.

    Args:
        options: the command line as parsed by `window_options`.
        size: of the window, in pixels.
        watch: is called every now and then; an error that it raises ends the waiting.

    Yields:
        The application, which is closed afterwards.

    Raises:
        ValueError, TimeoutError, Exception: as `OffscreenWindow.wait_until`.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = "1"  # one device-independent pixel is one pixel
    os.environ["LC_ALL"] = "C.UTF-8"  # the same picture everywhere; Qt complains about ASCII
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")  # warnings about missing screens
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VGSIM_SETTINGS"] = f"{folder}/settings.json"  # not the user's settings
        from PySide6.QtCore import QEvent
        from PySide6.QtWidgets import QApplication

        from ui.look import theme as themes
        from ui.shell.application import Application

        QApplication.setStyle("Fusion")
        running = QApplication.instance() or QApplication(["vgsim"])
        themes.load_fonts()
        unseen = OffscreenWindow(Application(options, compiling=False), watch)
        hook, sys.excepthook = sys.excepthook, unseen.failed
        try:
            unseen.main.start()
            unseen.main.window.showNormal()
            unseen.main.window.resize(*size)
            unseen.wait_until(unseen.settled)
            yield unseen
        finally:
            unseen.end_watch()
            unseen.main.close()
            running.processEvents()
            # outside an event loop, Qt would keep the window, and style its widgets with the next
            running.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            sys.excepthook = hook
