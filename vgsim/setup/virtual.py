"""Creates a virtual environment that contains only pip."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

from vgsim.setup import system
from vgsim.setup.packages import NO_ROOM, inherited, no_room
from vgsim.setup.report import SetupError, say


def make(place: Path, kept: int) -> None:
    """Create the environment with the base Python, not with one of another environment.

    Args:
        place: An empty folder.
        kept: Descriptor of a lock that the child processes inherit (POSIX).

    Raises:
        SetupError: This Python or the disk does not allow it.
        OSError: The folder cannot hold one; most USB sticks have no symbolic links.
    """
    if os.name == "posix":
        link = place / "link"
        link.symlink_to("nowhere")
        link.unlink()
    python = getattr(sys, "_base_executable", "") or sys.executable
    _run([python, "-I", "-m", "venv", "--without-pip", str(place)], place, kept)
    _run([str(interpreter(place)), "-I", "-m", "ensurepip", "--default-pip"], place, kept)


def interpreter(place: Path) -> Path:
    """The Python of the environment in this folder."""
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(command: list[str], place: Path, kept: int) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace", check=False, pass_fds=inherited(kept),
    )  # fmt: skip
    if done.returncode:
        if any(words in done.stdout for words in NO_ROOM):
            raise SetupError(no_room(place))
        say(done.stdout)
        raise SetupError(
            f"This Python ({sys.executable}) cannot make a virtual environment with pip: its "
            "message is above. Start vgsim with another Python, 3.11 or newer."
        )


def need_ensurepip() -> None:
    """Make sure that ensurepip is there, which Debian and Ubuntu ship as a separate package.

    Raises:
        SetupError: This Python has no ensurepip.
    """
    if (
        find_spec("ensurepip") is None
        and sys.base_prefix == "/usr"
        and system.manager() == "apt-get"
    ):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        system.obtain([f"python{version}-venv"], "Python's tools for virtual environments")
        invalidate_caches()
    if find_spec("ensurepip") is None:
        raise SetupError(
            f"This Python ({sys.executable}) has no ensurepip, which installs pip: start "
            "vgsim with another Python, 3.11 or newer."
        )
