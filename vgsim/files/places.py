"""Names and places of files: how a name is shown, whether a file can be written there."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from vgsim.words.plain import plain


def shown_name(path: Path) -> str:
    """The name of a file, fit for a message."""
    return plain(path.name, 100)


def check_place(path: Path) -> None:
    """Whether a file can probably be written there, before anything is computed for it.

    Raises:
        OSError: it cannot.
    """
    if path.is_dir():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    folder = Path(os.path.realpath(path)).parent
    if not folder.exists():
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if not folder.is_dir():
        raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
    if not is_stream(path) and not os.access(folder, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def is_stream(path: Path) -> bool:
    """Whether this is no file of a disk, such as a pipe."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def set_aside(path: Path) -> None:
    """Rename a damaged file, so that it is out of the way and can still be looked at."""
    with suppress(OSError):
        path.replace(path.with_suffix(".bad"))
