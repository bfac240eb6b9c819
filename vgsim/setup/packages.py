"""Reads the requirements and installs them with pip."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

from vgsim.setup.report import SetupError

NO_ROOM = ("No space left on device", "Disk quota exceeded", "WinError 112")
NO_NETWORK = (
    "after connection broken by", "NewConnectionError", "NameResolutionError",
    "ConnectTimeoutError", "ReadTimeoutError", "Read timed out", "ProxyError",
    "Could not fetch URL", "Connection reset", "IncompleteRead",
)  # fmt: skip
PATIENCE = 5.0  # seconds that pip gets to end by itself


def requirements(root: Path, *, tests: bool) -> tuple[str, ...]:
    """The requirements in the pyproject.toml of this folder, in pip's syntax."""
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return (*project["dependencies"], *project["optional-dependencies"]["test"] * tests)


def install(python: Path, needed: tuple[str, ...], kept: int) -> None:
    """Install packages into the environment of this Python, with pip's progress on the terminal.

    Args:
        python: The interpreter of a virtual environment.
        needed: Requirements in pip's syntax.
        kept: Descriptor of a lock that pip inherits and so holds while it runs (POSIX).

    Raises:
        SetupError: They could not be installed.
    """
    command = [str(python), "-I", "-m", "pip", "install", "--disable-pip-version-check", *needed]
    code, complaints = _run(command, kept)
    if code:
        raise SetupError(reason(complaints, python.parents[1]))


def _run(command: list[str], kept: int) -> tuple[int, str]:
    """Run pip; returns its exit code and its error output, which is also printed."""
    lines = []
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=2, stderr=subprocess.PIPE, text=True,
        errors="replace", env={**os.environ, "PIP_USER": "0"}, pass_fds=inherited(kept),
    ) as process:  # fmt: skip
        try:
            for line in process.stderr or ():
                lines.append(line)
                print(line, end="", file=sys.stderr, flush=True)
        except BaseException:
            _stop(process)
            raise
    return process.returncode, "".join(lines)


def _stop(process: subprocess.Popen[str]) -> None:
    """End pip, which would go on writing into a folder that the caller removes.

    If Ctrl-C was pressed at a terminal, pip received it too: it is waited for first, then
    interrupted, so that it removes its temporary files.
    """
    interrupt = signal.SIGINT if os.name == "posix" else signal.SIGTERM
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    for stop in (partial(process.send_signal, interrupt), process.kill):
        stop()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
            return


def inherited(kept: int) -> tuple[int, ...]:
    """The descriptors that a child process inherits, so that it holds the lock too."""
    return (kept,) if os.name == "posix" else ()


def reason(complaints: str, place: Path) -> str:
    """The sentence that tells the user why pip has failed.

    Args:
        complaints: what pip has written.
        place: the folder of the environment.
    """
    if any(words in complaints for words in NO_ROOM):
        return no_room(place)
    if any(words in complaints for words in NO_NETWORK):
        return (
            "The packages could not be downloaded: connect this machine to the network, then "
            "start vgsim again."
        )
    if "No matching distribution found" in complaints:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return (
            f"A package has no release for Python {version} on this machine (see above): "
            "start vgsim with another Python, 3.11 or newer."
        )
    return "pip could not install the packages: its message is above."


def no_room(place: Path) -> str:
    """The message for a full disk."""
    return (
        f"The disk is full: vgsim needs about 600 MB in {place.parent} and in "
        f"{tempfile.gettempdir()}. Free some space, then start it again."
    )
