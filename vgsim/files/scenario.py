"""Where experiments lie: scenario files, opened with suspicion and saved all or nothing."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from resources import find
from vgsim.describe.about import About
from vgsim.describe.codec import about_of, decode, encode, heading_of, no_table
from vgsim.describe.errors import OutsideError, SpecError
from vgsim.describe.json_text import LARGEST_FILE
from vgsim.describe.reader import Allows
from vgsim.describe.spec import Experiment
from vgsim.tables.regular import read_regular, reason
from vgsim.words.plain import plain

SUFFIX = ".vgsim"
PATIENCE = (0.01, 0.02, 0.04, 0.06, 0.08)  # seconds: another program may hold the file a moment
_OURS = (".vgsim-", ".tmp")  # how the name of a temporary file begins and ends
STALE = 3600.0  # seconds: a temporary file this old belongs to nobody


class ScenarioError(Exception):
    """A scenario could not be read or written; the text is one sentence for the user."""


def open_scenario(path: Path, allows: Allows = no_table) -> Experiment:
    """The experiment in a file; `allows` says which tables outside its folder may be read.

    Raises:
        ScenarioError: the file cannot be read.
        SpecError: it does not hold an experiment.
        OutsideError: it uses a table that is not allowed.
    """
    return decode(_content(path), path.parent, allows)


def tables_outside(path: Path) -> tuple[str, ...]:
    """The tables outside its folder that a scenario uses; none where it cannot be opened."""
    try:
        open_scenario(path)
    except OutsideError as error:
        return error.tables
    except (ScenarioError, SpecError):
        pass
    return ()


def about_in(path: Path) -> About:
    """What the file says about itself.

    Raises:
        ScenarioError: the file cannot be read.
    """
    return about_of(_content(path))


def _content(path: Path) -> bytes:
    try:
        return read_regular(path, LARGEST_FILE + 1)
    except OSError as error:
        raise ScenarioError(f"{shown_name(path)} cannot be opened: {reason(error)}.") from error


def shown_name(path: Path) -> str:
    """The name of a file, fit for a message."""
    return plain(path.name, 100)


def save_scenario(path: Path, experiment: Experiment, about: About | None = None) -> None:
    """Write the experiment; after any failure the old file is as it was.

    Raises:
        ScenarioError: with the reason.
    """
    try:
        atomic_write(path, encode(experiment, path.parent, about).encode("utf-8"))
    except OSError as error:
        raise ScenarioError(
            f"{shown_name(path)} was not saved: {reason(error)}. "
            "What was there before is unchanged."
        ) from error


def atomic_write(path: Path, content: bytes, *, private: bool = False) -> None:
    """Replace a file's content all or nothing: written beside it, flushed, renamed.

    What is no file of a disk, such as a pipe, stays what it is and is written to. A `private` file
    can be read by the user alone, and so can the folders that are made for it.

    Raises:
        OSError: it names `path`, and the file is as it was.
    """
    try:
        if _is_stream(path) and not private:
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
    if not _is_stream(path) and not os.access(folder, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _is_stream(path: Path) -> bool:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


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


def set_aside(path: Path) -> None:
    """Rename a damaged file, so that it is out of the way and can still be looked at."""
    with suppress(OSError):
        path.replace(path.with_suffix(".bad"))


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


@dataclass(frozen=True, slots=True)
class Scenario:
    """A shipped scenario; those of one group stand together under its name."""

    title: str
    about: About
    content: bytes
    group: str = ""

    @property
    def experiment(self) -> Experiment:
        """Read when first asked for: the start needs one of them."""
        return _experiment(self.content)


@cache
def _experiment(content: bytes) -> Experiment:
    return decode(content)


GROUPS = {  # folder -> name of the group
    "": "", "recurrent": "Through time", "classics": "Classic results",
}  # fmt: skip


@lru_cache(maxsize=1)
def scenarios() -> tuple[Scenario, ...]:
    """The shipped scenarios in their order, group after group."""
    found = []
    for folder, group in GROUPS.items():
        for path in sorted((find("scenarios") / folder).glob(f"*{SUFFIX}")):
            content = path.read_bytes()
            found.append(Scenario(*heading_of(content), content, group))
    return tuple(found)
