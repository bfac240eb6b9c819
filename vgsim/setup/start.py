"""Starts the program from its source folder, after installing missing packages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from vgsim.setup.imports import missing
from vgsim.setup.report import SetupError, say


def begin(root: Path, words: list[str]) -> int | None:
    """Make sure that all packages can be imported; run the tests if the first word is `test`.

    Args:
        root: The program's folder, with its pyproject.toml.
        words: The command-line arguments.

    Returns:
        None to continue in this process, otherwise the exit code of another one or of an error.
    """
    tests = words[:1] == ["test"]
    try:
        if missing(tests=tests):
            return _hand_over([str(_python(root, tests)), *sys.orig_argv[1:]])
        return _run_tests(root, words[1:]) if tests else None
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130


def _python(root: Path, tests: bool) -> Path:
    """The interpreter of an environment that has all packages."""
    from importlib import invalidate_caches

    from vgsim.setup.environment import provide
    from vgsim.setup.packages import requirements

    python = provide(root, requirements(root, tests=tests))
    invalidate_caches()
    if python.parents[1].samefile(sys.prefix) and missing(tests=tests):
        raise SetupError(
            f"Packages in {sys.prefix} are damaged: delete that folder, then start vgsim again."
        )
    return python


def _run_tests(root: Path, words: list[str]) -> int:
    from vgsim.setup import libraries

    os.chdir(root)
    try:
        libraries.obtain(headless=not os.environ.get("DISPLAY"))
    except SetupError as error:  # tests without a window can still run
        say(str(error))
    return _hand_over([sys.executable, "-m", "pytest", *words])


def _hand_over(command: list[str]) -> int:
    """Continue in another process, which replaces this one on POSIX; returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if stream:
            stream.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    from subprocess import Popen

    process = Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the other process receives it too
            continue
