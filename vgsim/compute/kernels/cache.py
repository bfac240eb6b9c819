"""Where compiled kernels are kept between starts; never a reason to fail or to be wrong.

Numba's own key covers one function's source, not what it inlines. So every build has a folder of
its own, named by a hash over all sources a kernel is made of, with the versions and the processor.
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

SOURCES = ("compute", "parts")  # below vgsim: all that a kernel may be made of
PRIVATE = 0o700
_MARK = "warming-"  # begins the name of what a process leaves that is at work
LONGEST = 600.0  # seconds a warm-up can take
FORGOTTEN = 60 * 86400.0  # seconds after which the kernels of another build are not missed
_BUILD = re.compile(r"[0-9a-f]{16}-\d")  # how the name of a build begins
_LOCATORS = f"{locator.NAME},InTreeCacheLocator,UserWideCacheLocator"


def configure() -> bool:
    """Point Numba at this build's folder, best before it is imported; whether kernels are kept."""
    return _place() is not None


@lru_cache(maxsize=1)
def _place() -> Path | None:
    """This build's folder, tidied; one for this start alone if only shipped kernels can be kept."""
    cpu.choose()
    folder: Path | None = _folder()
    assert folder is not None
    try:
        _tidy(folder)
    except OSError:
        folder = _passing()
    if folder is not None:
        atexit.register(finish)  # kernels may have been compiled for types nobody had thought of
        os.environ[locator.FOLDER] = str(folder)
        os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = _LOCATORS
        numba = sys.modules.get("numba")
        if numba is not None:  # imported by somebody else already
            numba.config.CACHE_LOCATOR_CLASSES = _LOCATORS
    return folder


def _tidy(folder: Path) -> None:
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    _discard_doubtful(folder)
    shipped.adopt(folder, build())
    probe = folder / f".probe-{os.getpid()}"
    probe.write_bytes(b"")  # also says that this build is still in use
    probe.unlink(missing_ok=True)
    _discard_forgotten(folder)


def _passing() -> Path | None:
    """Where the home cannot be written to, shipped kernels are still worth a folder."""
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

    with suppress(RuntimeError):  # in newer versions a user without a home has no such place
        found = user_cache_path("vgsim", appauthor=False)
        if found.is_absolute():  # in older ones it is one below the current folder
            return found / "kernels" / build()
    return Path(os.devnull) / build()  # can be no folder: nothing is kept


@lru_cache(maxsize=1)
def build() -> str:
    """Sources, versions and processor in one name."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for part in SOURCES:
        for path in sorted((root / part).rglob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    versions = (version("numba"), f"{sys.version_info[0]}.{sys.version_info[1]}")
    machine = cpu.choose() or platform.machine()
    return "-".join((digest.hexdigest()[:16], *versions, sys.platform, machine))


def _discard_doubtful(folder: Path) -> None:
    """Remove every file that is not what a finished warm-up listed."""
    marks = list(folder.glob(f"{_MARK}*"))
    if any(map(_alive, marks)):  # another copy of the program is at work here
        return
    for mark in marks:
        mark.unlink(missing_ok=True)
    good, found = listed(folder), sums(folder)
    whole = {name: sha for name, sha in found.items() if good.get(name) == sha}
    for name in found.keys() - whole.keys():
        (folder / name).unlink(missing_ok=True)
    if not good.keys() == found.keys() == whole.keys():
        for kept in folder.glob(f"*{KEPT}"):  # a name that may have lost its file
            kept.unlink(missing_ok=True)
        write_list(folder, whole)


def _discard_forgotten(folder: Path) -> None:
    """Remove the folders of builds that nobody has started for long."""
    for other in folder.parent.iterdir():
        if _BUILD.match(other.name) and other != folder:
            with suppress(OSError):
                if _age(other) > FORGOTTEN:
                    shutil.rmtree(other, ignore_errors=True)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _alive(mark: Path) -> bool:
    """Whether the process that left the mark still runs; where that cannot be told, by its age."""
    try:
        text = mark.read_text("utf-8")
        if os.name != "posix" or not text.isdigit():
            return _age(mark) < LONGEST
    except FileNotFoundError:  # there is none, or it has just been done
        return False
    try:
        os.kill(int(text), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def has(name: str) -> bool:
    """Whether this build has kept the kernel of this name, so that it only has to be loaded."""
    folder = _place()
    return folder is not None and (folder / f"{name}{KEPT}").exists()


def note(name: str) -> None:
    """The kernel of this name is on the disk."""
    folder = _place()
    if folder is not None:
        with suppress(OSError):
            (folder / f"{name}{KEPT}").touch()


def count() -> int:
    """How many compiled functions are kept."""
    folder = _place()
    return 0 if folder is None else len(sums(folder))


def clear() -> None:
    """Forget all kept kernels of this build."""
    folder = _place()
    for path in folder.iterdir() if folder is not None and folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def begin() -> None:
    """Kernels are about to be compiled and kept."""
    folder = _place()
    if folder is not None:
        with suppress(OSError):
            _own_mark(folder).write_text(str(os.getpid()), "utf-8")


def finish() -> None:
    """All that was compiled has been written: remember what it looks like."""
    folder = _place()
    if folder is not None:
        with suppress(OSError):
            write_list(folder, sums(folder))
            _own_mark(folder).unlink(missing_ok=True)


def _own_mark(folder: Path) -> Path:
    """One for every process: whoever is done first does not take away those of the others."""
    return folder / f"{_MARK}{os.getpid()}"
