"""Loads what lessons need while the window is idle, so that the first one opens at once."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from ui.worker.gc_pause import loading

if TYPE_CHECKING:
    from ui.shell.lessons import Lessons
    from ui.window.mainwindow import MainWindow

SECOND = 1000  # milliseconds after the window is complete; kernels are loaded first
LOOK = 50  # milliseconds between two looks whether the thread has ended


class LessonsAhead(QObject):
    """Imports the core of lessons in a thread, then builds their part of the window bit by bit.

    The thread knows nothing of the window, which may be closed meanwhile: a timer looks after it.
    """

    def __init__(self, lessons: Lessons, window: MainWindow) -> None:
        super().__init__(window)
        self._lessons, self._window = lessons, window
        self._steps: list[Callable[[], object]] = [
            self._import_panel, window.lesson.build, self._make_course, self._import_contents,
        ]  # fmt: skip
        self._thread = Thread(target=_load, name="vgsim lessons", daemon=True)
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self._take_step)

    @Slot()
    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()
        self._timer.start()

    @Slot()
    def _take_step(self) -> None:
        """Do one of the steps; each is short, and events are handled between them."""
        if self._thread.is_alive():
            return
        self._timer.setInterval(0)
        self._steps.pop(0)()
        if not self._steps:
            self._timer.stop()

    @staticmethod
    def _import_panel() -> None:
        import ui.panels.lesson.panel  # noqa: F401

    def _make_course(self) -> None:
        _ = self._lessons.course

    @staticmethod
    def _import_contents() -> None:
        import ui.dialogs.lessons  # noqa: F401


def _load() -> None:
    with loading():
        import vgsim.teach.live  # noqa: F401
        from vgsim.teach.typeset import svg

        svg("x")  # loads the typesetter and its font


def prepare_lessons(lessons: Lessons, window: MainWindow) -> None:
    """Load what lessons need, a second after the window is complete."""
    QTimer.singleShot(SECOND, window, LessonsAhead(lessons, window).begin)
