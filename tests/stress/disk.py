"""Faults of the disk while a file is written: every call fails once, with every usual reason.

Rules: the file is the old or the new one, whole; a failure is an `OSError`; no temporary file of
ours is left unless it was the removal that failed.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.stress.case import Failure, Tally
from vgsim.files.atomic import atomic_write

ERRORS = (errno.ENOSPC, errno.EIO, errno.EINTR, errno.EACCES, errno.EDQUOT, errno.EROFS)
CALLS = ("write", "fsync", "close", "replace", "chmod", "stat", "unlink", "open")
OLD, NEW = b"old " * 500, b"new " * 900


def run() -> Tally:
    """Every call of `atomic_write` with every error, and writes that take only some bytes."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in CALLS:
            for error in ERRORS:
                for number in count(1):
                    if not _one(folder, name, error, number, tally):
                        break
        _in_pieces(folder, tally)
    return tally


def _one(folder: Path, name: str, error: int, number: int, tally: Tally) -> bool:
    """Let the call with this number fail; whether there was one."""
    case = f"disk:{name}:{errno.errorcode[error]}:{number}"
    path = folder / "file.vgsim"
    path.write_bytes(OLD)
    raised: BaseException | None = None
    with failing(name, error, number) as failed:
        try:
            atomic_write(path, NEW)
        except BaseException as found:
            raised = found
    if not failed:
        return False
    tally.cases += 1
    tally.outcomes["refused" if raised else "written"] += 1
    content = path.read_bytes()
    left = [each for each in folder.iterdir() if each != path]
    for each in left:
        each.unlink()
    if raised is not None and not isinstance(raised, OSError):
        tally.fail(Failure(case, f"{type(raised).__name__} from {name}", str(raised)))
    if content != (NEW if raised is None else OLD):
        tally.fail(Failure(case, f"the file is not the {'old' if raised else 'new'} one: {name}"))
    if left and name != "unlink":
        tally.fail(Failure(case, f"a temporary file is left after {name}", str(left)))
    return True


@contextmanager
def failing(name: str, error: int, number: int) -> Iterator[list[int]]:
    """The list is filled when the call fails."""
    call: Callable[..., Any] = getattr(os, name)
    numbers, failed = count(1), list[int]()

    def sometimes(*given: Any, **named: Any) -> Any:
        if next(numbers) == number:
            failed.append(number)
            if name == "close":
                call(*given)  # a close that fails has closed all the same
            raise OSError(error, os.strerror(error))
        return call(*given, **named)

    with patch.object(os, name, sometimes):
        yield failed


def _in_pieces(folder: Path, tally: Tally) -> None:
    """A disk that takes only some of the bytes at once is written to again."""
    path, call = folder / "file.vgsim", os.write
    with patch.object(os, "write", lambda handle, content: call(handle, content[:7])):
        atomic_write(path, NEW)
    tally.cases += 1
    tally.outcomes["written"] += 1
    if path.read_bytes() != NEW:
        tally.fail(Failure("disk:pieces", "a file written in pieces is not whole"))
