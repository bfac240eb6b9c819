"""Shows file names in messages and checks whether a file can be written."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from vgsim.files.code_text import code_in
from vgsim.words.plain import plain

LONGEST_CODE = 20  # characters of a share code in a message


def shown_name(path: Path) -> str:
    """The name of a file, safe to show in a message; of `.` and the root, the path.

    A share code that takes the place of a file is shown by its start.
    """
    code = code_in(path)
    return plain(code, LONGEST_CODE) if code else plain(path.name or str(path), 100)


def full_path(path: str | os.PathLike[str]) -> Path:
    """The path from the root; as it is if the current folder has been deleted."""
    with suppress(OSError):
        return Path(path).absolute()
    return Path(path)


def check_place(path: Path) -> None:
    """Check that a file can probably be written, before a long computation for it starts.

    Raises:
        OSError: it cannot be written.
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
    """Whether this is neither a regular file nor a folder, for example a pipe or a device."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def set_aside(path: Path) -> None:
    """Rename a damaged file to .bad, so that it is out of the way but can be examined."""
    with suppress(OSError):
        path.replace(path.with_suffix(".bad"))
