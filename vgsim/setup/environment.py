"""Finds, creates or completes the virtual environment that holds the packages."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import BinaryIO

from vgsim.setup.lock import locked
from vgsim.setup.packages import install, no_room
from vgsim.setup.report import SetupError, say
from vgsim.setup.virtual import interpreter, make, need_ensurepip

# A file in our environments. It lists the installed packages and is written last; it is empty
# during changes. It also serves as the lock that only one process holds.
STAMP = "vgsim-environment.json"
FULL = (errno.ENOSPC, errno.EDQUOT)


def places(root: Path) -> list[Path]:
    """Where the environment may be: in the program's folder or in the user's data folder."""
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA") or "~/AppData/Local")
    elif sys.platform == "darwin":
        data = Path("~/Library/Application Support")
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share")
    data = Path(os.path.expanduser(data))  # unchanged if there is no home
    usable = data.is_absolute() and Path(os.devnull) not in data.parents
    return [root / ".venv", *[data / "vgsim" / "environment"] * usable]


def provide(root: Path, needed: tuple[str, ...]) -> Path:
    """Find the environment or create it; waits for another process that is creating it.

    Args:
        root: The program's folder.
        needed: Requirements in pip's syntax.

    Returns:
        The interpreter of a complete environment.

    Raises:
        SetupError: There is no environment and none can be created.
    """
    choice = places(root)
    for place in choice:
        if _complete(place, needed):
            return interpreter(place)
    for place in choice:
        if not _foreign(place):
            try:
                place.mkdir(parents=True, exist_ok=True)
                with locked(place / STAMP, partial(_say_wait, place)) as stamp:
                    if not _complete(place, needed):
                        _build(place, needed, stamp)
                return interpreter(place)
            except OSError as error:
                if error.errno in FULL:
                    raise SetupError(no_room(place)) from error
    raise SetupError(
        f"Nothing can be installed in {' or '.join(map(str, choice))}: move the program's folder "
        "to a place where you may write, then start it again."
    )


def _say_wait(place: Path) -> None:
    say(f"Another start of vgsim is installing into {place}: waiting until it has finished.")


def _foreign(place: Path) -> bool:
    """Whether the folder has contents that this program did not create."""
    try:
        return not (place / STAMP).exists() and any(place.iterdir())
    except OSError:
        return False  # missing, or not a folder: mkdir will report it


def _complete(place: Path, needed: tuple[str, ...]) -> bool:
    """Whether the environment has all these packages, for a Python that still exists."""
    version, holds = _read(place)
    if not set(needed) <= set(holds) or not interpreter(place).exists():
        return False
    return version == _version() or version == _real_version(interpreter(place))


def _read(place: Path) -> tuple[str, list[str]]:
    try:
        stamp = json.loads((place / STAMP).read_text("utf-8"))
        return str(stamp["python"]), list(map(str, stamp["packages"]))
    except (OSError, ValueError, KeyError, TypeError):
        return "", []


def _version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _real_version(python: Path) -> str:
    """The version of the environment's Python, which may have been upgraded."""
    question = "import sys; print(*sys.version_info[:2], sep='.')"
    try:
        return subprocess.run(
            [python, "-I", "-c", question], capture_output=True, text=True, check=False
        ).stdout.strip()
    except OSError:
        return ""


def _build(place: Path, needed: tuple[str, ...], stamp: BinaryIO) -> None:
    """Create or complete the environment; removes it if that fails."""
    fresh = _read(place)[0] != _version() or not interpreter(place).exists()
    if fresh:
        need_ensurepip()
    stamp.truncate(0)
    say(
        f"vgsim installs the Python packages it needs into {place} (once; about 200 MB are "
        "downloaded, 600 MB are used on the disk)."
    )
    try:
        if fresh:
            _clean(place)
            make(place, stamp.fileno())
        install(interpreter(place), needed, stamp.fileno())
        if hasattr(os, "sync"):
            os.sync()  # everything is on disk before the stamp
        stamp.write(json.dumps({"python": _version(), "packages": needed}, indent=1).encode())
        stamp.flush()
        os.fsync(stamp.fileno())
    except BaseException:
        stamp.truncate(0)
        _clean(place)
        raise


def _clean(place: Path) -> None:
    """Remove everything except the stamp, which is locked."""
    for path in place.iterdir():
        if path.name == STAMP:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
