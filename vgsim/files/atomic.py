"""Writes files atomically: the old content stays until the new file is complete."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from vgsim.files.places import is_stream

# Seconds to wait while another program has the file open.
RETRY_PAUSES = (0.01, 0.02, 0.04, 0.06, 0.08)
_TEMPORARY = (".vgsim-", ".tmp")  # prefix and suffix of our temporary files
STALE = 3600.0  # seconds after which a temporary file counts as abandoned


def atomic_write(path: Path, content: bytes, *, private: bool = False) -> None:
    """Replace a file's content atomically: write a temporary file next to it, sync, rename.

    Pipes and devices are not replaced but written to. A `private` file, and the folders created
    for it, can be read only by the user.

    Raises:
        OSError: names `path`; the file is unchanged.
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
    except ValueError:  # a zero byte, or a character that file names cannot have
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path)) from None
    except OSError as error:
        error.filename = str(path)  # instead of the temporary file's name
        raise


def _make_private(folder: Path) -> None:
    if not folder.exists():
        _make_private(folder.parent)
        folder.mkdir(0o700, exist_ok=True)


@contextmanager
def replacing(
    path: Path, begun: Callable[[Path], None] = lambda temporary: None
) -> Iterator[BinaryIO]:
    """Yield a file to write piece by piece, which replaces `path` when the block ends.

    After an error inside of the block, and if the program is interrupted, nothing is left. If it is
    killed, the temporary file is; `begun` is called with its path, so that another process can
    remove it.

    Raises:
        OSError: names `path`; the file is unchanged.
    """
    try:
        with (
            _replacement(Path(os.path.realpath(path)), private=False, begun=begun) as handle,
            open(handle, "w+b", closefd=False) as file,
        ):
            yield file
    except OSError as error:
        error.filename = str(path)  # instead of the temporary file's name
        raise


def _replace(target: Path, content: bytes, private: bool) -> None:
    with _replacement(target, private) as handle:
        _write_all(handle, content)


@contextmanager
def _replacement(
    target: Path, private: bool, begun: Callable[[Path], None] = lambda temporary: None
) -> Iterator[int]:
    """The handle of a temporary file, which takes the place of the target in the end."""
    if target.is_dir():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    _remove_stale(target.parent)
    prefix, suffix = _TEMPORARY
    handle, temporary = tempfile.mkstemp(suffix, prefix, target.parent)
    try:
        try:
            begun(Path(temporary))
            yield handle
            os.fsync(handle)
        finally:
            os.close(handle)
        if not private:  # mkstemp makes it readable by the user only
            _set_mode(temporary, target)
        _rename(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(target.parent)


def _set_mode(temporary: str, target: Path) -> None:
    """Give the temporary file the old file's permissions, or those of a new file."""
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
    """Rename, retrying on Windows while a virus scanner or sync client has the file open."""
    for pause in RETRY_PAUSES:
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
    """Sync the folder so that the rename survives a crash; a failure is harmless and ignored."""
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


def _remove_stale(folder: Path) -> None:
    """Remove temporary files that killed runs of this program left in the folder."""
    try:
        for left in folder.glob("*".join(_TEMPORARY)):
            if time.time() - left.stat().st_mtime > STALE:
                left.unlink()
    except OSError:
        pass
