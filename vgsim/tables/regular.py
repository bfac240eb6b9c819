"""Reads regular files only; refuses pipes, devices and folders before opening them."""

from __future__ import annotations

import errno
import os
import stat

from vgsim.words.language import tr

_REASONS = {
    errno.ENOENT: tr("there is no such file or folder"),
    errno.EACCES: tr("you do not have permission"),
    errno.EPERM: tr("you do not have permission"),
    errno.EROFS: tr("the disk is read-only"),
    errno.ENOSPC: tr("the disk is full"),
    errno.EDQUOT: tr("the disk quota is exceeded"),
    errno.EISDIR: tr("it is a folder"),
    errno.ENODEV: tr("it is a pipe or a device, not a file"),
    errno.ENOTDIR: tr("part of its path is not a folder"),
    errno.ENAMETOOLONG: tr("its name is too long"),
    errno.EINVAL: tr("this cannot be the name of a file"),
    errno.ELOOP: tr("too many symbolic links"),
    errno.EIO: tr("the disk reported an error"),
    errno.EMFILE: tr("too many files are open"),
}
_FLAGS = sum(
    getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK")
)  # fmt: skip


def reason(error: OSError) -> str:
    """The reason for a system error, in a few plain words."""
    return _REASONS.get(error.errno or 0) or error.strerror or tr("unknown reason")


def read_regular(path: str | os.PathLike[str], most: int) -> bytes:
    """The content of a regular file, at most `most` bytes.

    Raises:
        OSError: it cannot be read or is not a regular file; `reason` explains it.
    """
    try:
        _check(os.stat(path), path)
        handle = os.open(path, os.O_RDONLY | _FLAGS)
    except ValueError:  # a zero byte, or a character that file names cannot have
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path)) from None
    with open(handle, "rb") as file:
        _check(os.fstat(handle), path)  # the path may lead to another file by now
        return file.read(most) or b""  # None: a kernel file without data at present


def is_regular(path: str | os.PathLike[str]) -> bool:
    """Whether this is a regular file; False also if the system does not let us look."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _check(status: os.stat_result, path: str | os.PathLike[str]) -> None:
    if not stat.S_ISREG(status.st_mode):
        code = errno.EISDIR if stat.S_ISDIR(status.st_mode) else errno.ENODEV
        raise OSError(code, os.strerror(code), str(path))
