"""The disk cache of compiled kernels. A broken or stale cache never causes an error.

Numba's own key covers a function's source but not what it inlines. So every build has its own
folder, named by a hash of all sources that kernels are made of, the versions and the processor.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from vgsim.compute.kernels import cpu, locator, shipped
from vgsim.compute.kernels.shipped import KEPT, listed, sums, write_list

SOURCES = ("compute", "formulas", "parts")  # below vgsim: everything that kernels are made of
PRIVATE = 0o700
_MARK = "warming-"  # name prefix of the file that marks a process as compiling
LONGEST = 600.0  # seconds a warm-up can take
FORGOTTEN = 60 * 86400.0  # seconds without use after which another build's kernels are deleted
_BUILD = re.compile(r"[0-9a-f]{16}-\d")  # the beginning of a build folder's name
_LOCATORS = f"{locator.NAME},InTreeCacheLocator,UserWideCacheLocator"


def configure() -> bool:
    """Point Numba at this build's folder, ideally before its import; return whether it exists."""
    return _place() is not None


@lru_cache(maxsize=1)
def _place() -> Path | None:
    """Return this build's folder, cleaned up; a temporary one if it cannot be written to."""
    cpu.choose()
    folder: Path | None = _folder()
    assert folder is not None
    try:
        _tidy(folder)
    except OSError:
        folder = _passing()
    if folder is not None:
        atexit.register(finish)  # kernels may have been compiled for unforeseen types
        os.environ[locator.FOLDER] = str(folder)
        os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = _LOCATORS
        if sys.modules.get("numba") is not None:  # imported earlier, or by another thread just now
            import numba  # waits until that import has ended

            numba.config.CACHE_LOCATOR_CLASSES = _LOCATORS
    return folder


def _tidy(folder: Path) -> None:
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    _discard_doubtful(folder)
    shipped.adopt(folder, build())
    probe = folder / f".probe-{os.getpid()}"
    probe.write_bytes(b"")  # also marks this build as still in use
    probe.unlink(missing_ok=True)
    _discard_forgotten(folder)


def _passing() -> Path | None:
    """Return a temporary folder with the shipped kernels; None if there are none."""
    if not (shipped.FOLDER / build()).is_dir():
        return None
    try:
        folder = Path(tempfile.mkdtemp(prefix="vgsim-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        shipped.adopt(folder, build())
    except OSError:
        return None
    return folder


def _folder() -> Path:
    chosen = os.environ.get("VGSIM_CACHE")
    if chosen:
        return Path(chosen) / build()
    from platformdirs import user_cache_path

    with suppress(RuntimeError):  # newer versions raise this for a user without a home
        found = user_cache_path("vgsim", appauthor=False)
        if found.is_absolute():  # older ones return a path below the current folder
            return found / "kernels" / build()
    return Path(os.devnull) / build()  # not a folder, so nothing is kept


@lru_cache(maxsize=1)
def build() -> str:
    """Return the name of this build: a hash of the sources, the versions and the processor."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for part in SOURCES:
        for path in sorted((root / part).rglob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    versions = (version("numba"), f"{sys.version_info[0]}.{sys.version_info[1]}")
    machine = cpu.choose() or platform.machine()
    return "-".join((digest.hexdigest()[:16], *versions, sys.platform, machine))


def _discard_doubtful(folder: Path) -> None:
    """Remove every file whose checksum is not in the list of the last finished warm-up."""
    marks = list(folder.glob(f"{_MARK}*"))
    if any(map(_alive, marks)):  # another copy of the program is compiling here
        return
    for mark in marks:
        mark.unlink(missing_ok=True)
    good, found = listed(folder), sums(folder)
    whole = {name: sha for name, sha in found.items() if good.get(name) == sha}
    for name in found.keys() - whole.keys():
        (folder / name).unlink(missing_ok=True)
    if not good.keys() == found.keys() == whole.keys():
        for kept in folder.glob(f"*{KEPT}"):  # notes of kernels whose file may be gone
            kept.unlink(missing_ok=True)
        write_list(folder, whole)


def _discard_forgotten(folder: Path) -> None:
    """Remove the folders of builds that have not been started for a long time."""
    for other in folder.parent.iterdir():
        if _BUILD.match(other.name) and other != folder:
            with suppress(OSError):
                if _age(other) > FORGOTTEN:
                    shutil.rmtree(other, ignore_errors=True)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _alive(mark: Path) -> bool:
    """Whether the process that left the mark still runs; if unknown, whether the mark is recent."""
    try:
        text = mark.read_text("utf-8")
        if os.name != "posix" or not text.isdigit():
            return _age(mark) < LONGEST
    except FileNotFoundError:  # the process has just finished
        return False
    try:
        os.kill(int(text), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def has(name: str) -> bool:
    """Whether the kernel of this name is in the cache and only has to be loaded."""
    folder = _place()
    return folder is not None and (folder / f"{name}{KEPT}").exists()


def note(name: str) -> None:
    """Note that the kernel of this name is in the cache."""
    folder = _place()
    if folder is not None:
        with suppress(OSError):
            (folder / f"{name}{KEPT}").touch()


def count() -> int:
    """Return the number of compiled functions in the cache."""
    folder = _place()
    return 0 if folder is None else len(sums(folder))


def clear() -> None:
    """Delete all cached kernels of this build."""
    folder = _place()
    for path in folder.iterdir() if folder is not None and folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def begin() -> None:
    """Mark this process as compiling kernels into the cache."""
    folder = _place()
    if folder is not None:
        with suppress(OSError):
            _own_mark(folder).write_text(str(os.getpid()), "utf-8")


def finish() -> None:
    """Write the list of checksums after all compiled kernels have been written; remove the mark.

    Another process may write kernels while the checksums are computed, so they are compared with
    the files again after the list is written: the list that was written last is right.
    """
    folder = _place()
    if folder is not None:
        with suppress(OSError):
            while listed(folder) != (found := sums(folder)):
                write_list(folder, found)
            _own_mark(folder).unlink(missing_ok=True)


def _own_mark(folder: Path) -> Path:
    """Return this process's own mark, so that finishing does not remove another process's."""
    return folder / f"{_MARK}{os.getpid()}"
