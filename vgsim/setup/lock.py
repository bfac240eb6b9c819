"""A file lock for one process at a time; the system releases it when the process ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

LOCK_BYTE = (
    1 << 30
)  # Windows locks bytes against reading too, so a byte far behind the text is locked


@contextmanager
def locked(path: Path, waiting: Callable[[], object]) -> Iterator[BinaryIO]:
    """Lock the file, which is created if necessary.

    Args:
        path: The file, in a folder that exists.
        waiting: Called once if another process holds the lock.

    Yields:
        The open file. On POSIX, a child process that inherits its descriptor also holds the lock.

    Raises:
        OSError: The file cannot be opened for writing, or its file system cannot lock it.
    """
    with path.open("a+b") as file:
        if not _try_lock(file):
            waiting()
            _lock(file)
        yield file


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: BinaryIO) -> bool:
        file.seek(LOCK_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _lock(file: BinaryIO) -> None:
        while not _try_lock(file):
            time.sleep(0.5)
else:
    import fcntl

    def _try_lock(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
