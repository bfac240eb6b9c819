"""The real window in a process of its own, and everything that goes wrong there.

Only for a process that was started by `tests.stress.window.start`: it has a folder of its own
for everything that is written.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.stress.case import Failure, Tally, to_json
from tests.stress.window.start import ACTS
from tests.ui.wrappers import computing
from ui.look import theme as themes
from ui.shell.application import Application
from vgsim.cli.arguments import window_options

STUCK = 300.0  # seconds without an event that are not a busy machine any more
IGNORED = (
    "This plugin does not support",  # from the platform without a display
    "not accepted by receiving widget",  # from QTest, where the mouse hits nothing
)


class Acts(deque[str]):
    """The last acts; all are in a file, too, for the case that the process dies."""

    def __init__(self, folder: Path) -> None:
        super().__init__(maxlen=12)
        self._file = os.open(folder / ACTS, os.O_WRONLY | os.O_CREAT, 0o600)

    def append(self, act: str) -> None:
        super().append(act)
        os.write(self._file, f"{act!r}\n".encode())


class Host:
    """The window, a tally, and the last acts before anything that went wrong."""

    def __init__(self, case: str, folder: Path, result: Path) -> None:
        self.case, self.folder, self.result = case, folder, result
        self.tally, self.acts = Tally(), Acts(folder)
        self.done = False
        self.beats = 0  # grows as long as the window does anything
        self._began = time.monotonic()
        QApplication.setStyle("Fusion")
        self.qt = QApplication.instance() or QApplication(["stress"])
        themes.load_fonts()
        self.main = Application(window_options([])[0])
        self._install()

    def _install(self) -> None:
        sys.excepthook = self.caught
        threading.excepthook = lambda found: self.caught(
            found.exc_type, found.exc_value, found.exc_traceback
        )
        sys.unraisablehook = lambda found: self.caught(
            found.exc_type, found.exc_value, found.exc_traceback
        )
        qInstallMessageHandler(self._qt_message)
        allowed = [str(self.folder), os.environ.get("VGSIM_CACHE", str(self.folder)), os.devnull]
        sys.addaudithook(write_guard(tuple(allowed), self.fail))
        threading.Thread(target=self._watch, name="stress watchdog", daemon=True).start()

    def run(self, begin: Callable[[], object]) -> int:
        """Show the window, call `begin` when everything is built, and return when it is over."""
        self.main.ready.connect(begin)
        self.main.start()
        self.qt.exec()
        return 0

    def end(self) -> None:
        """Close the window, look for what is left of it, and write the result."""
        self.done = True
        self.main.close()
        left = computing()
        if left:
            self.fail("a thread is left after closing", ", ".join(left))
        qInstallMessageHandler(None)
        self.qt.exit(0)
        self.write()

    def write(self) -> None:
        """Write the tally for the process that waits for it."""
        self.result.write_text(to_json(self.tally), "utf-8")

    def fail(self, what: str, detail: str = "") -> None:
        """Note a failure with the acts before it."""
        acts = "\n".join(self.acts)
        self.tally.fail(Failure(self.case, what, f"{detail}\n\nLast acts:\n{acts}"))

    def caught(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Note an exception, wherever it was raised."""
        frames = traceback.extract_tb(trace)
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        self.fail(
            f"{kind.__name__} in {place}", "".join(traceback.format_exception(kind, error, trace))
        )

    def _qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        del context
        ignored = any(each in text for each in IGNORED)
        if not ignored and kind != QtMsgType.QtDebugMsg:
            titles = [repr(each.windowTitle()) for each in QApplication.topLevelWidgets()]
            calls = "".join(traceback.format_stack()[-8:])
            self.fail(f"Qt: {text[:150]}", f"windows: {', '.join(titles)}\n{calls}")

    def _watch(self) -> None:
        """A process that does nothing any more says where it is, and ends."""
        seen, since = -1, time.monotonic()
        while not self.done:
            time.sleep(0.5)
            if self.beats != seen:
                seen, since = self.beats, time.monotonic()
            elif time.monotonic() - since > STUCK:
                self.fail("stuck: no event for minutes", stacks())
                self.write()
                os._exit(3)


def stacks() -> str:
    """Where every thread is."""
    names = {each.ident: each.name for each in threading.enumerate()}
    return "\n".join(
        f"{names.get(ident)}\n{''.join(traceback.format_stack(frame))}"
        for ident, frame in sys._current_frames().items()
    )


def write_guard(
    allowed: tuple[str, ...], fail: Callable[[str, str], object]
) -> Callable[[str, tuple[Any, ...]], None]:
    """Complain about every file that is written outside these places."""
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT

    def look(event: str, given: tuple[Any, ...]) -> None:
        if event != "open" or isinstance(given[0], int) or not given[2] & writing:
            return
        path = os.path.realpath(os.fsdecode(given[0]))
        if not path.startswith(allowed):
            fail("a file outside the own folder is written", path)

    return look


def memory() -> int:
    """Resident bytes of this process."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def handles() -> int:
    """Open files of this process."""
    return len(os.listdir("/proc/self/fd"))
