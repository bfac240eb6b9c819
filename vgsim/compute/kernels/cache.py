"""Where compiled kernels are kept between starts; never a reason to fail or to be wrong.

Numba's own key covers one function's source, not what it inlines. So every build has a folder of
its own, named by a hash over all sources a kernel is made of, with the versions and the machine.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import time
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

SOURCES = ("compute", "parts")  # below vgsim: all that a kernel may be made of
PRIVATE = 0o700
_LISTED = "manifest.sha256"
_MARK = "warming"
LONGEST = 600.0  # seconds a warm-up can take


@lru_cache(maxsize=1)
def configure() -> bool:
    """Point Numba at this build's folder, before Numba is imported; whether kernels are kept."""
    folder = _folder()
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        _discard_doubtful(folder)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return False
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    numba = sys.modules.get("numba")
    if numba is not None:  # imported by somebody else already
        numba.config.CACHE_DIR = str(folder)
    return True


def _folder() -> Path:
    chosen = os.environ.get("VGSIM_CACHE")
    if chosen:
        return Path(chosen) / _build()
    from platformdirs import user_cache_path

    return user_cache_path("vgsim", appauthor=False) / "kernels" / _build()


@lru_cache(maxsize=1)
def _build() -> str:
    """Sources, versions and machine in one name."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for part in SOURCES:
        for path in sorted((root / part).rglob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    versions = "-".join(
        (version("numba"), f"{sys.version_info[0]}.{sys.version_info[1]}", platform.machine())
    )
    return f"{digest.hexdigest()[:16]}-{versions}"


def _sums(folder: Path) -> str:
    """One line a kept file: checksum and name."""
    found = sorted(p for p in folder.rglob("*") if p.suffix in (".nbi", ".nbc"))
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}"
        for path in found
    ]
    return "\n".join(lines)


def _discard_doubtful(folder: Path) -> None:
    """Remove every file that is not what a finished warm-up listed."""
    mark = folder / _MARK
    if mark.exists():
        if _alive(mark):  # another copy of the program is at work here
            return
        mark.unlink(missing_ok=True)
    try:
        good = set((folder / _LISTED).read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        good = set()
    for line in _sums(folder).splitlines():
        if line not in good:
            (folder / line.split("  ", 1)[1]).unlink(missing_ok=True)
            for kept in folder.glob("*.kept"):  # a name that may have lost its file
                kept.unlink(missing_ok=True)


def _alive(mark: Path) -> bool:
    """Whether the process that left the mark still runs; where that cannot be told, by its age."""
    text = mark.read_text("utf-8")
    if os.name != "posix" or not text.isdigit():
        return time.time() - mark.stat().st_mtime < LONGEST
    try:
        os.kill(int(text), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def has(name: str) -> bool:
    """Whether this build has kept the kernel of this name, so that it only has to be loaded."""
    return configure() and (_folder() / f"{name}.kept").exists()


def note(name: str) -> None:
    """The kernel of this name is on the disk."""
    if configure():
        with suppress(OSError):
            (_folder() / f"{name}.kept").touch()


def clear(folder: Path | None = None) -> None:
    """Forget all kept kernels of this build."""
    folder = folder or _folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def begin() -> None:
    """Kernels are about to be compiled and kept."""
    if configure():
        with suppress(OSError):
            (_folder() / _MARK).write_text(str(os.getpid()), "utf-8")


def finish() -> None:
    """All that was compiled has been written: remember what it looks like."""
    if not configure():
        return
    folder = _folder()
    try:
        temporary = folder / f".{_LISTED}-{os.getpid()}"
        temporary.write_text(_sums(folder), "utf-8")
        os.replace(temporary, folder / _LISTED)
        (folder / _MARK).unlink(missing_ok=True)
    except OSError:
        pass
