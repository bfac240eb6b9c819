"""Installs system packages with the package manager, if the user agrees."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys

from vgsim.setup.report import SetupError, say

# package manager -> the arguments of each command; the packages follow the last one
MANAGERS = {
    "apt-get": (("update",), ("install", "-y", "--no-install-recommends")),
    "dnf": (("install", "-y"),),
    "zypper": (("--non-interactive", "install", "--no-recommends"),),
    "pacman": (("-S", "--needed", "--noconfirm"),),
}


def manager() -> str:
    """The name of the system's package manager; empty if it is not a known one."""
    return next((name for name in MANAGERS if shutil.which(name)), "")


def commands(packages: list[str]) -> list[list[str]]:
    """The commands that install packages for this user; empty without a known manager."""
    name = manager()
    sudo = ["sudo"] if _has_sudo() else []
    steps = [[*sudo, name, *words] for words in MANAGERS.get(name, ())]
    return [*steps[:-1], *([*last, *packages] for last in steps[-1:])]


def line(packages: list[str]) -> str:
    """The commands that install packages, as one shell line."""
    return " && ".join(map(shlex.join, commands(packages)))


def obtain(packages: list[str], what: str) -> None:
    """Install packages: without asking as root, else with sudo if the user agrees.

    Args:
        packages: Names of the packages.
        what: What is missing, as a plural noun for messages.

    Raises:
        SetupError: They are not installed; the message has the line that installs them.
    """
    if not manager():
        raise SetupError(f"{what} are missing; on Debian they are in: {' '.join(packages)}")
    if not (_is_root() or (_has_sudo() and _agreed(packages, what))):
        root = "" if _has_sudo() else " as root"
        raise SetupError(f"{what} are missing. Type{root}, then start again:\n{line(packages)}")
    for step in commands(packages):
        say(f"{what} are missing. Installing them: {shlex.join(step)}")
        if _run(step):
            raise SetupError(
                f"{what} could not be installed: the message of {manager()} is above. This machine "
                f"must be connected to the network. Try again with:\n{line(packages)}"
            )


def _run(command: list[str]) -> int:
    """Run a package manager; returns its exit code.

    After Ctrl-C, which it receives too, it is waited for. Killed in the middle of an installation,
    as `subprocess.run` would do, it leaves a system in which nothing else can be installed.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with subprocess.Popen(command, stdout=2, env=environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            raise


def _agreed(packages: list[str], what: str) -> bool:
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        return False
    say(f"{what} are missing. They can be installed now with:\n{line(packages)}")
    print("Type yes to do so: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("yes", "y")


def _is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def _has_sudo() -> bool:
    return not _is_root() and shutil.which("sudo") is not None
