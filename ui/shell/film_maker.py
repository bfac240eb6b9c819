"""Makes a film in a process of its own, so that the window can be used meanwhile."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

from ui.shell.film_notes import CANCEL, PROGRESS, TEMPORARY, WORDS
from vgsim.words.language import tr

ROOT = Path(__file__).resolve().parents[2]
LOOK = 150  # milliseconds between two looks at the progress
PATIENCE = 3000  # milliseconds until a process that was asked to end is killed


class FilmMaker(QObject):
    """One film; it ends by itself, or after `cancel`."""

    progressed = Signal(int, int, float)  # frames that are drawn, all frames, bytes of the file
    ended = Signal(bool, str)  # whether the film was written; what the process text

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = tempfile.TemporaryDirectory(prefix="vgsim-film-")
        self.notes = Path(self._folder.name)
        self._canceled = False
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self._look)

    def start(self, words: Sequence[str]) -> None:
        """Start `vgsim film` with these arguments."""
        program, *first = _command()
        self._process.setWorkingDirectory(str(ROOT))
        self._process.start(program, [*first, "film", *words, "--notes", str(self.notes)])
        self._timer.start()

    def cancel(self) -> None:
        """Ask the process to end; it leaves no file."""
        self._canceled = True
        with suppress(OSError):
            (self.notes / CANCEL).touch()

    def close(self) -> None:
        """End the process, because the window closes; a file that was begun is removed."""
        self._timer.stop()
        self._process.blockSignals(True)
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self.cancel()
            if not self._process.waitForFinished(PATIENCE):
                self._process.kill()
                self._process.waitForFinished(PATIENCE)
        self._remove_temporary()
        self._folder.cleanup()

    @Slot()
    def _look(self) -> None:
        with suppress(OSError, ValueError):  # it is just being written
            done, count, size = (self.notes / PROGRESS).read_text("ascii").split()
            self.progressed.emit(int(done), int(count), float(size))

    @Slot(object)
    def _fail(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end(False, self._process.errorString())

    @Slot(int, QProcess.ExitStatus)
    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        """The process has ended, perhaps by an error in the program or killed from outside."""
        text, written = "", code == 0 and status is QProcess.ExitStatus.NormalExit
        with suppress(OSError):
            text = (self.notes / WORDS).read_text("utf-8").strip()
        if not written and self._canceled:
            text = tr("The film was canceled; no file was written.")
        elif not written and not text:
            text = tr("The process that draws the film ended unexpectedly; no file was written.")
        self._remove_temporary()
        self._end(written, text)

    def _remove_temporary(self) -> None:
        """Remove what a process that was killed, or crashed, has left next to the film."""
        with suppress(OSError, ValueError):
            Path((self.notes / TEMPORARY).read_text("utf-8")).unlink()

    def _end(self, written: bool, text: str) -> None:
        self._timer.stop()
        self._folder.cleanup()
        self.ended.emit(written, text)


def _command() -> list[str]:
    """What starts this program, whether installed or from source."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-c", "import sys, main; sys.exit(main.main())"]
