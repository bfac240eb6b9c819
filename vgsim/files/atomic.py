"""Writing a file all or nothing: what was there before stays until the new one is whole."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from vgsim.files.places import is_stream

PATIENCE = (0.01, 0.02, 0.04, 0.06, 0.08)  # seconds: another program may hold the file a moment
_OURS = (".vgsim-", ".tmp")  # how the name of a temporary file begins and ends
STALE = 3600.0  # seconds: a temporary file this old belongs to nobody


def atomic_write(path: Path, content: bytes, *, private: bool = False) -> None:
    """Replace a file's content all or nothing: written beside it, flushed, renamed.

    What is no file of a disk, such as a pipe, stays what it is and is written to. A `private` file
    can be read by the user alone, and so can the folders that are made for it.

    Raises:
        OSError: it names `path`, and the file is as it was.
    """
    try:
        if is_stream(path) and not private:
            with open(path, "wb") as stream:
                stream.write(content)
        else:
            target = Path(os.path.realpath(path))
            if private:
                _make_private(target.parent)
            _replace(target, content, private)
    except ValueError:  # a zero byte, or a character that no file system knows
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path)) from None
    except OSError as error:
        error.filename = str(path)  # not the temporary file's name
        raise


def _make_private(folder: Path) -> None:
    if not folder.exists():
        _make_private(folder.parent)
        folder.mkdir(0o700, exist_ok=True)


def _replace(target: Path, content: bytes, private: bool) -> None:
    if target.is_dir():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    _sweep(target.parent)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=_OURS[0], suffix=_OURS[1])
    try:
        try:
            _write_all(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
        if not private:  # only the user may read it as it is made
            _give_mode(temporary, target)
        _rename(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(target.parent)


def _give_mode(temporary: str, target: Path) -> None:
    """The access rights of the old file, or those of a new one."""
    if target.exists():
        os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
    elif os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)


def _write_all(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        written = os.write(handle, view)
        if written <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        view = view[written:]


def _rename(temporary: str, target: Path) -> None:
    """Windows refuses while a virus scanner or a sync client looks at the file: try again."""
    for pause in PATIENCE:
        try:
            os.replace(temporary, target)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(pause)
        else:
            return
    os.replace(temporary, target)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable where a folder can be opened; a refusal loses nothing."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    with suppress(OSError):
        os.fsync(handle)
    with suppress(OSError):
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove what killed programs of ours left there."""
    try:
        for left in folder.glob("*".join(_OURS)):
            if time.time() - left.stat().st_mtime > STALE:
                left.unlink()
    except OSError:
        pass
