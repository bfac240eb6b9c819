"""Keeps unsaved changes on disk, so that they survive if the program is killed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Slot

from ui.session.document import Document
from vgsim.describe.about import About
from vgsim.describe.spec import Experiment
from vgsim.files import versions

DELAY = 700  # milliseconds from a change to the disk
LOCK = ".lock"


class Versions(QObject):
    """Writes the changed document to a file of its own, soon after every change.

    While a document is open, there is a lock file next to its version. If the process of a lock
    no longer runs, its program was killed.
    """

    def __init__(self, document: Document, folder: Path, may_discard: Callable[[], bool]) -> None:
        """Watch a document; `may_discard` asks about unsaved changes before another is opened."""
        super().__init__(document)
        self._may_discard = may_discard
        self._reopened: set[Path] = set()  # versions that were opened again
        self.folder = folder
        self._document = document
        self._places: list[tuple[Experiment, Path]] = []  # a document, as opened, and its version
        self._opened = document.opened  # the document that `_latest` belongs to
        self._latest: tuple[Experiment, About] | None = None  # not yet written
        self._lock: QLockFile | None = None
        self._writer = ThreadPoolExecutor(1, "vgsim versions")
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self._write)
        document.history_changed.connect(self._note)

    def killed(self) -> versions.Version | None:
        """The newest version whose program was killed; the next start does not find it again."""
        found = []
        for path in self.folder.glob(f"*{LOCK}"):
            lock = _lock(path)
            if lock.tryLock(0):
                lock.unlock()
                found.append(versions.read(path.with_suffix("")))
        known = [each for each in found if each is not None]
        return max(known, key=lambda each: each.when, default=None)

    def newest(self) -> tuple[versions.Version, ...]:
        """All unsaved versions, the newest first."""
        self._write()
        self._do(lambda: None).result()
        return versions.newest(self.folder)

    def open(self, version: versions.Version) -> None:
        """Open a version; further changes go to the same file."""
        if self._may_discard():
            self._document.load(version.experiment, "", version.about)
            self._places.append((self._document.opened, version.path))
            self._reopened.add(version.path)

    def close(self) -> None:
        """Write pending changes, and remove the lock."""
        self._document.history_changed.disconnect(self._note)
        self._write()
        self._unlock()
        self._writer.shutdown()

    @Slot()
    def _note(self) -> None:
        document = self._document
        if document.aside:  # the version of the user's own document stays
            self._write()
            return
        if document.opened is not self._opened:  # another document
            self._write()
            self._unlock()
            self._opened = document.opened
        if document.modified or self._is_reopened():
            self._latest = document.experiment, document.about
            if not self._timer.isActive():
                self._timer.start()
        else:  # saved, or undone
            self._latest = None
            self._forget()

    def _is_reopened(self) -> bool:
        """Whether the document was opened from a version, which is kept until it is saved."""
        if self._document.path:
            return False
        return any(each is self._opened and path in self._reopened for each, path in self._places)

    @Slot()
    def _write(self) -> None:
        self._timer.stop()
        if self._latest is None:
            return
        path, (experiment, about) = self._place(), self._latest
        self._latest = None
        if self._lock is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(path.with_name(path.name + LOCK))
            self._lock.tryLock(0)
        self._do(partial(versions.keep, path, experiment, about))

    def _place(self) -> Path:
        """The file of the present document's version."""
        for opened, path in self._places:
            if opened is self._opened:
                return path
        path = versions.new_path(self.folder)
        self._places.append((self._opened, path))
        return path

    def _forget(self) -> None:
        """Delete the version of a document that is as it was opened or saved."""
        for opened, path in self._places:
            if opened is self._opened:
                self._do(partial(versions.forget, path))
                self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._do(self._lock.unlock)
            self._lock = None

    def _do(self, act: Callable[[], object]) -> Future[object]:
        """Run a file operation in a thread, one after the other."""
        return self._writer.submit(act)


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # only the end of its process makes it stale
    return lock
